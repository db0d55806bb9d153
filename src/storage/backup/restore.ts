/**
 * `entwine restore`: replaces the contents of a database by a backup and keeps what was replaced.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { EntwineError } from "../../lib/errors.ts";
import { openProgressBar, type ProgressOutput } from "../../lib/progress.ts";
import { sanitizeDatabaseError } from "../engine/database-errors.ts";
import { openStore } from "../engine/open-store.ts";
import { connectSqlite, restoreTempFiles, sqlitePath } from "../engine/sqlite/database-file.ts";
import { openSqlite } from "../engine/sqlite/sqlite-store.ts";
import { assertNotInUse } from "../queue/replicas.ts";
import type { DefineTables } from "../schema.ts";
import type { Store } from "../store.ts";
import { assertSchemaKnown, backupTimestamp, syncFolder, writeVerifiedBackup } from "./backup.ts";
import { backupFolder, type DatabaseDump, type DumpBatch, readBackup } from "./backup-file.ts";
import { assertPostgresNotInUse, restorePostgresDump } from "./postgres-dump.ts";
import {
  fillSqliteTables,
  lastSqliteEventAt,
  openSqliteDump,
  readSqliteReplicas,
} from "./sqlite-dump.ts";

/** What a restore needs beside the file. */
export interface RestoreOptions {
  tables: DefineTables;
  at: Date;
  onProgress(rows: number, of: number): void;
  /**
   * Completes the restored data before any process can use it.
   * @param made when the backup was made
   */
  finish(store: Store, made: Date): Promise<void>;
}

/** What was restored, and where the replaced data is. */
export interface RestoreResult {
  made: Date;
  rows: number;
  /** Path of the replaced data. */
  kept?: string;
}

/**
 * Restores a backup, or a SQLite file of ours. Throws `backup_missing`, `backup_damaged`,
 * `schema_newer` and `still_running` before any change.
 */
export async function restoreDatabase(
  url: string,
  from: string,
  { tables, at, onProgress, finish }: RestoreOptions,
): Promise<RestoreResult> {
  const contents = await openBackup(from);
  try {
    assertSchemaKnown(contents);
    let count = 0;
    async function* batches(): AsyncGenerator<DumpBatch> {
      for await (const batch of contents.batches()) {
        yield batch;
        count += batch.rows.length;
        onProgress(count, contents.rows);
      }
    }
    const contentsWithProgress = { ...contents, batches };
    const file = sqlitePath(url);
    const kept =
      file === undefined
        ? await restoreIntoPostgres(url, contentsWithProgress, { tables, at, finish })
        : await restoreIntoSqlite(file, contentsWithProgress, { tables, at, finish });
    return { made: contents.made, rows: contents.rows, kept };
  } catch (error) {
    throw sanitizeDatabaseError(error);
  } finally {
    await contents.close();
  }
}

async function openBackup(from: string): Promise<DatabaseDump> {
  const start = Buffer.alloc(16);
  try {
    const descriptor = openSync(from, "r");
    readSync(descriptor, start);
    closeSync(descriptor);
  } catch (cause) {
    throw new EntwineError("backup_missing", `${from} cannot be read`, {
      hint: "check the path",
      cause,
    });
  }
  if (start.toString("latin1") !== "SQLite format 3\0") return readBackup(from);
  const contents = openSqliteDump(from);
  return { ...contents, made: lastSqliteEventAt(from) ?? contents.made };
}

/**
 * Fills a new file beside the database and renames it into place: the database is complete at every
 * instant.
 */
async function restoreIntoSqlite(
  file: string,
  contents: DatabaseDump,
  { tables, at, finish }: Omit<RestoreOptions, "onProgress">,
): Promise<string | undefined> {
  const [fresh = "", ...rest] = restoreTempFiles(file);
  const remove = (): void => {
    for (const each of [fresh, ...rest]) rmSync(each, { force: true });
  };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  assertNotInUse(readSqliteReplicas(file));
  remove();
  try {
    const before = openSqlite(`file:${fresh}`, { tables });
    await before.migrate(contents.migrations.at(-1));
    await before.close();
    await fillSqliteTables(fresh, contents.batches());
    const store = openSqlite(`file:${fresh}`, { tables, copies: false });
    await store
      .migrate()
      .then(() => finish(store, contents.made))
      .finally(() => store.close());
    const descriptor = openSync(fresh, "r+");
    fsyncSync(descriptor);
    closeSync(descriptor);
    const kept = `${file}.replaced-${backupTimestamp(at)}`;
    assertNotInUse(readSqliteReplicas(file)); // a process may have been started meanwhile
    const hadContents = keepReplaced(file, kept);
    renameSync(fresh, file);
    await syncFolder(dirname(file));
    return hadContents ? kept : undefined;
  } finally {
    remove();
  }
}

/**
 * Keeps the database under another name. Its log must not stay beside the new file, since SQLite
 * would apply it to that one.
 */
function keepReplaced(file: string, kept: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  try {
    // closing the last connection writes the log back; beside an empty file SQLite would delete the
    // log
    if (size) connectSqlite(file).close();
  } catch {} // damaged, which may be the reason for the restore
  if (size !== undefined)
    try {
      linkSync(file, kept);
    } catch {
      copyFileSync(file, kept);
    }
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${kept}-wal`);
  rmSync(`${file}-shm`, { force: true });
  return size !== undefined;
}

/** Restores into PostgreSQL; backs up the current contents first. */
async function restoreIntoPostgres(
  url: string,
  contents: DatabaseDump,
  { tables, at, finish }: Omit<RestoreOptions, "onProgress">,
): Promise<string | undefined> {
  await assertPostgresNotInUse(url);
  const kept = join(backupFolder(url), `replaced-${backupTimestamp(at)}.jsonl.gz`);
  const hadContents = await writeVerifiedBackup(url, kept, () => {}).then(
    () => true,
    (error) => {
      const { code } = error as { code?: unknown };
      // an interrupted restore has made that backup already
      if (code === "not_entwine" || code === "restore_unfinished") return false;
      if (code !== "schema_newer") throw error;
      throw new EntwineError(
        "schema_newer",
        "a newer release has changed the database; it has tables that this release does not know",
        {
          hint: "create an empty database and set DATABASE_URL to it, or restore with the newer release",
        },
      );
    },
  );
  await restorePostgresDump(url, contents, async () => {
    const store = await openStore(url, { tables });
    await finish(store, contents.made).finally(() => store.close());
  });
  return hadContents ? kept : undefined;
}

/** Runs `entwine restore` and prints what it did. */
export async function runRestore(
  url: string,
  from: string,
  { stdout, stderr }: { stdout: ProgressOutput; stderr: ProgressOutput },
  options: Pick<RestoreOptions, "tables" | "finish">,
): Promise<void> {
  const { step, end } = openProgressBar(stderr, "Restoring");
  const { made, rows, kept } = await restoreDatabase(url, from, {
    at: new Date(),
    onProgress: step,
    ...options,
  }).finally(end);
  stdout.write(
    `Restored ${rows.toLocaleString("en")} rows as they were on ${made.toISOString()}.\n`,
  );
  if (kept !== undefined)
    stdout.write(`The replaced data is in ${kept}; remove it when you no longer need it.\n`);
  stdout.write(
    "Start Entwine now. The ledger lacks everything since the backup; messages that were being sent at that time are looked for before they are resent.\n",
  );
}
