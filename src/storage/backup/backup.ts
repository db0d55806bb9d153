/**
 * `entwine backup`: a copy of all that a database holds, made while the bot runs, read back, and
 * kept beside the newest others.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EntwineError } from "../../lib/errors.ts";
import { openProgressBar, type ProgressOutput } from "../../lib/progress.ts";
import { migrationNames, migrationsFolder } from "../engine/migrate.ts";
import { sqlitePath } from "../engine/sqlite/database-file.ts";
import { type DatabaseDump, readBackup, writeBackup } from "./backup-file.ts";
import { backupFolder } from "./backup-folder.ts";

export interface BackupResult {
  file: string;
  rows: number;
  bytes: number;
  /** Older backups that went. */
  removed: string[];
}

/** `20261122T101530Z`: sorts by time. */
export const backupTimestamp = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, "");

const ours = /^entwine-\d{8}T\d{6}Z\.jsonl\.gz$/;
/** A `.part` that was not written to for so long is of a process that died. Milliseconds. */
const abandoned = 10 * 60_000;

async function contentsOf(url: string): Promise<DatabaseDump> {
  const file = sqlitePath(url);
  if (file !== undefined) return (await import("./sqlite-dump.ts")).openSqliteDump(file);
  if (url.startsWith("file:"))
    throw new EntwineError("database_missing", "a database in memory is gone with its process", {
      hint: "set DATABASE_URL",
    });
  return (await import("./postgres-dump.ts")).openPostgresDump(url);
}

/** Throws `schema_newer` for what a later release left: this one does not know what is in it. */
export function assertSchemaKnown({ migrations }: Pick<DatabaseDump, "migrations">): void {
  // the same on both engines
  const known = migrationNames(migrationsFolder("sqlite"));
  if (migrations.some((name, at) => known[at] !== name))
    throw new EntwineError(
      "schema_newer",
      `this is at migration ${migrations.at(-1)}, which this release does not know`,
      {
        hint: "use the release that last ran",
      },
    );
}

/** Makes `file`: whole, on disk and read back, or not at all. */
export async function writeVerifiedBackup(
  url: string,
  file: string,
  step: (rows: number, of: number) => void,
): Promise<{ rows: number }> {
  const contents = await contentsOf(url);
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
    throw unwritable(error, file);
  } finally {
    await contents.close();
  }
}

/** `to` is a folder, or the file itself; among those in a folder the newest `keep` stay. */
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

/** The one just made stays, whatever the clock says. */
function prune(folder: string, made: string, keep: number): string[] {
  const names = readdirSync(folder);
  const old = names
    .filter((name) => ours.test(name) && name !== made)
    .toSorted()
    .toReversed()
    .slice(keep - 1);
  const broken = names.filter(
    (name) =>
      ours.test(name.replace(/\.part$/, "")) &&
      name.endsWith(".part") &&
      Date.now() - statSync(join(folder, name)).mtimeMs > abandoned,
  );
  for (const name of [...old, ...broken]) rmSync(join(folder, name), { force: true });
  return old.map((name) => join(folder, name));
}

/** That a file came to be is on disk once its folder is. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

/** What a disk says, in words. */
function unwritable(error: unknown, file: string): unknown {
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new EntwineError("backup_full", `there is no room for ${file}`, {
      hint: "free some space, or name another place with --to; older backups are all there",
      cause: error,
    });
  return new EntwineError("backup_unwritable", `${file} cannot be written (${code})`, {
    hint: "let this account write there, or name another place with --to",
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
    ...(to !== undefined && { to }),
    keep,
    at: new Date(),
    step,
  }).finally(end);
  stdout.write(
    `${file}: ${rows.toLocaleString("en")} rows, ${formatSize(bytes)}, read back and whole.\n`,
  );
  for (const old of removed) stdout.write(`Removed ${old}, since the newest ${keep} stay.\n`);
  stdout.write(
    "The secret is not in it: keep ENTWINE_SECRET, or the file entwine.key, in another place. Without it Slack's tokens and notes that were not shown yet stay sealed.\n",
  );
}
