/** The SQLite file: its path, its connections, and the copies kept before it changes. */

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
import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import { loadCommonJs } from "../../drizzle.ts";

/** Returns the path in `url`; undefined when it names no file. */
export const sqlitePath = (url: string): string | undefined =>
  url.startsWith("file:") && url !== "file::memory:"
    ? url.replace(/^file:(\/\/(?=\/))?/, "")
    : undefined;

/**
 * Returns the path in `url` and creates its folder. `file::memory:` becomes a file in a temporary
 * folder that `dispose` removes: two connections cannot share a database in memory without sharing
 * locks.
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

/** Opens a file with the settings that every connection needs: WAL, full sync, secure deletion. */
export function connectSqlite(file: string): Database {
  const Sqlite: typeof import("better-sqlite3") = loadCommonJs("better-sqlite3");
  const connection = new Sqlite(file, { timeout: 5_000 });
  connection.pragma("journal_mode = wal");
  // later connections would fall back to NORMAL, which can lose the last commits on power failure
  connection.pragma("synchronous = full");
  connection.pragma("foreign_keys = on");
  connection.pragma("secure_delete = on"); // overwrites what is erased
  connection.pragma("trusted_schema = off");
  return connection;
}

/** Copies a database atomically while others may write to it. */
function copyDatabase(file: string, target: string): void {
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
  fsyncSync(descriptor); // VACUUM INTO does not sync
  closeSync(descriptor);
  renameSync(unfinished, target);
}

/** Returns the copies made before a migration or a restore, newest first. */
const listCopies = (file: string, ...kinds: string[]): string[] =>
  readdirSync(dirname(file))
    .filter((name) => kinds.some((kind) => name.startsWith(`${basename(file)}.${kind}-`)))
    .map((name) => join(dirname(file), name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);

/** Files of the database that a restore fills before it replaces the current one. */
export const restoreTempFiles = (file: string): string[] =>
  ["", "-wal", "-shm"].map((end) => `${file}.restoring${end}`);

/**
 * Removes all copies and the remains of an interrupted restore: they still contain erased people.
 */
export function removeSqliteCopies(file: string): void {
  for (const copy of [...listCopies(file, "before", "replaced"), ...restoreTempFiles(file)])
    rmSync(copy, { force: true });
}

const maxCopies = 3;

/** Copies the database to `<file>.before-<version>` and keeps the newest three copies. */
export function copySqliteBeforeMigration(file: string, version: string): void {
  copyDatabase(file, `${file}.before-${version}`);
  for (const old of listCopies(file, "before").slice(maxCopies)) rmSync(old);
}

/** Days for which copies from before a migration or restore are kept. */
export const databaseCopyMaxAgeDays = 30;

/**
 * Removes copies that are older, by the machine's clock. They hold rows that have been erased
 * since.
 */
export function removeStaleCopies(file: string): void {
  const since = Date.now() - databaseCopyMaxAgeDays * dayMs;
  const kinds = ["before", "replaced"].map((kind) => `${basename(file)}.${kind}-`);
  for (const name of readdirSync(dirname(file))) {
    const copy = join(dirname(file), name);
    if (kinds.some((kind) => name.startsWith(kind)) && statSync(copy).mtimeMs < since)
      rmSync(copy, { force: true });
  }
}
