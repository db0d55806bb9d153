/** The SQLite file: where it is, how it is opened, and the copy that is kept before it changes. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Database } from "better-sqlite3";
import { loadCommonJs } from "../../drizzle.ts";

/** The path that `url` names; undefined where it names no file. */
export const sqlitePath = (url: string): string | undefined =>
  url.startsWith("file:") && url !== "file::memory:"
    ? url.replace(/^file:(\/\/(?=\/))?/, "")
    : undefined;

/**
 * The path that `url` names, its folder made. `file::memory:` is a file in a folder that `dispose`
 * removes: two connections cannot share a database in memory without sharing locks too.
 */
export function locateSqliteFile(url: string): { file: string; dispose(): void } {
  const file = sqlitePath(url);
  if (file === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "entwine-"));
    return { file: join(folder, "entwine.db"), dispose: () => rmSync(folder, { recursive: true }) };
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return { file, dispose: () => {} };
}

export function connectSqlite(file: string): Database {
  const Sqlite: typeof import("better-sqlite3") = loadCommonJs("better-sqlite3");
  const connection = new Sqlite(file, { timeout: 5_000 });
  connection.pragma("journal_mode = wal");
  // each connection after the first would fall back to NORMAL, which may lose the last commits with
  // the power
  connection.pragma("synchronous = full");
  connection.pragma("foreign_keys = on");
  connection.pragma("secure_delete = on"); // what is erased is overwritten
  connection.pragma("trusted_schema = off");
  return connection;
}

/** Copies the database at `file`, whole or not at all, while others may write in it. */
function copyTo(file: string, target: string): void {
  const unfinished = `${target}.part`;
  rmSync(unfinished, { force: true });
  const connection = connectSqlite(file);
  try {
    connection.prepare("vacuum into ?").run(unfinished);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    connection.close();
  }
  const descriptor = openSync(unfinished, "r+");
  fsyncSync(descriptor); // VACUUM INTO leaves that out
  closeSync(descriptor);
  renameSync(unfinished, target);
}

/**
 * The copies beside a database that were made before it changed or was replaced, the newest first.
 */
const copiesOf = (file: string, ...sorts: string[]): string[] =>
  readdirSync(dirname(file))
    .filter((name) => sorts.some((sort) => name.startsWith(`${basename(file)}.${sort}-`)))
    .map((name) => join(dirname(file), name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);

/** The files of the database that a restore fills before it takes the place of the other. */
export const restoreTempFiles = (file: string): string[] =>
  ["", "-wal", "-shm"].map((end) => `${file}.restoring${end}`);

/** Whoever was erased is still in them, and in what a restore left that was killed. */
export function removeSqliteCopies(file: string): void {
  for (const copy of [...copiesOf(file, "before", "replaced"), ...restoreTempFiles(file)])
    rmSync(copy, { force: true });
}

const kept = 3;

/** Copies the database to `<file>.before-<version>` and keeps the newest three such copies. */
export function copySqliteBeforeMigration(file: string, version: string): void {
  copyTo(file, `${file}.before-${version}`);
  for (const old of copiesOf(file, "before").slice(kept)) rmSync(old);
}

/**
 * So many days are there to find out that an update or a restored backup was not what it should be.
 */
export const databaseCopyMaxAgeDays = 30;

/** Removes those of the database at `file` that are older, by the machine's time. */
export function removeStaleCopies(file: string): void {
  const since = Date.now() - databaseCopyMaxAgeDays * 86_400_000;
  const sorts = ["before", "replaced"].map((sort) => `${basename(file)}.${sort}-`);
  for (const name of readdirSync(dirname(file))) {
    const copy = join(dirname(file), name);
    if (sorts.some((sort) => name.startsWith(sort)) && statSync(copy).mtimeMs < since)
      rmSync(copy, { force: true });
  }
}
