/**
 * `entwine backup`: copies a whole database while the bot runs, verifies the copy, and removes old
 * backups.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EntwineError } from "../../lib/errors.ts";
import { openProgressBar, type ProgressOutput } from "../../lib/progress.ts";
import { migrationNames, migrationsFolder } from "../engine/migrate.ts";
import { sqlitePath } from "../engine/sqlite/database-file.ts";
import { backupFolder, type DatabaseDump, readBackup, writeBackup } from "./backup-file.ts";

/** What a backup contains, and what was removed. */
export interface BackupResult {
  file: string;
  rows: number;
  bytes: number;
  /** Older backups that were removed. */
  removed: string[];
}

/** Formats an instant such that names sort by time: `20261122T101530Z`. */
export const backupTimestamp = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, "");

const backupName = /^entwine-\d{8}T\d{6}Z\.jsonl\.gz$/;
/** Age from which a `.part` file counts as left by a process that ended. */
const abandonedAfterMs = 10 * 60_000;

async function openDump(url: string): Promise<DatabaseDump> {
  const file = sqlitePath(url);
  if (file !== undefined) return (await import("./sqlite-dump.ts")).openSqliteDump(file);
  if (url.startsWith("file:"))
    throw new EntwineError("database_missing", "a database in memory ends with its process", {
      hint: "set DATABASE_URL",
    });
  return (await import("./postgres-dump.ts")).openPostgresDump(url);
}

/** Throws `schema_newer` when the contents come from a later release. */
export function assertSchemaKnown({ migrations }: Pick<DatabaseDump, "migrations">): void {
  // the same on both engines
  const known = migrationNames(migrationsFolder("sqlite"));
  if (migrations.some((name, at) => known[at] !== name))
    throw new EntwineError(
      "schema_newer",
      `the data is at migration ${migrations.at(-1)}, which this release does not know`,
      {
        hint: "use the release that last ran",
      },
    );
}

/** Writes a backup atomically: complete, synced and verified, or not at all. */
export async function writeVerifiedBackup(
  url: string,
  file: string,
  step: (rows: number, of: number) => void,
): Promise<{ rows: number }> {
  const contents = await openDump(url);
  const unfinished = `${file}.part`;
  try {
    assertSchemaKnown(contents);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(unfinished, { force: true });
    await writeBackup(contents, unfinished, (rows) => step(rows, contents.rows));
    const { rows } = await readBackup(unfinished);
    renameSync(unfinished, file);
    await syncFolder(dirname(file));
    return { rows };
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw explainFileError(error, file);
  } finally {
    await contents.close();
  }
}

/**
 * Backs up a database.
 * @param to a folder, or the file itself
 * @param keep number of backups to keep in a folder, including the new one
 */
export async function backUpDatabase(
  url: string,
  {
    to,
    keep,
    at,
    step,
  }: { to?: string; keep: number; at: Date; step(rows: number, of: number): void },
): Promise<BackupResult> {
  const folder =
    to === undefined
      ? backupFolder(url)
      : to.endsWith("/") || (existsSync(to) && statSync(to).isDirectory())
        ? to
        : undefined;
  const file = folder === undefined ? to! : join(folder, `entwine-${backupTimestamp(at)}.jsonl.gz`);
  const { rows } = await writeVerifiedBackup(url, file, step);
  const removed = folder === undefined ? [] : prune(folder, basename(file), keep);
  return { file, rows, bytes: statSync(file).size, removed };
}

/**
 * Removes old backups and abandoned files, but never the new backup, even if the clock is wrong.
 */
function prune(folder: string, newBackup: string, keep: number): string[] {
  const names = readdirSync(folder);
  const old = names
    .filter((name) => backupName.test(name) && name !== newBackup)
    .toSorted()
    .toReversed()
    .slice(keep - 1);
  const broken = names.filter(
    (name) =>
      backupName.test(name.replace(/\.part$/, "")) &&
      name.endsWith(".part") &&
      Date.now() - statSync(join(folder, name)).mtimeMs > abandonedAfterMs,
  );
  for (const name of [...old, ...broken]) rmSync(join(folder, name), { force: true });
  return old.map((name) => join(folder, name));
}

/** Syncs a folder: a new file is durable only once its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/** Replaces errors of the file system by ours. */
function explainFileError(error: unknown, file: string): unknown {
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new EntwineError("backup_full", `the disk is full; ${file} was not written`, {
      hint: "free some space, or choose another folder with --to; no older backup was removed",
      cause: error,
    });
  return new EntwineError("backup_unwritable", `${file} cannot be written (${code})`, {
    hint: "give this account write access, or choose another folder with --to",
    cause: error,
  });
}

const formatSize = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Runs `entwine backup` and prints what it did. */
export async function runBackup(
  url: string,
  { to, keep }: { to?: string; keep: number },
  { stdout, stderr }: { stdout: ProgressOutput; stderr: ProgressOutput },
): Promise<void> {
  const { step, end } = openProgressBar(stderr, "Copying");
  const { file, rows, bytes, removed } = await backUpDatabase(url, {
    to,
    keep,
    at: new Date(),
    step,
  }).finally(end);
  stdout.write(`${file}: ${rows.toLocaleString("en")} rows, ${formatSize(bytes)}, verified.\n`);
  for (const old of removed) stdout.write(`Removed ${old}; the newest ${keep} are kept.\n`);
  stdout.write(
    "The secret is not in it: keep ENTWINE_SECRET, or the file entwine.key, in another place. Without it, Slack's tokens and notes before their reveal cannot be decrypted.\n",
  );
}
