/** Checks a SQLite file before it is opened for writing: present, ours, undamaged. Read-only. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import type { Database } from "better-sqlite3";
import { EntwineError } from "../../../lib/errors.ts";
import { restoreHint } from "../../backup/backup-file.ts";
import { loadCommonJs } from "../../drizzle.ts";
import { sanitizeDatabaseError } from "../database-errors.ts";
import {
  type AppliedMigration,
  findMissingMigrations,
  migrationsFolder,
  selectAppliedSql,
} from "../migrate.ts";
import { findLostCommits } from "./wal-check.ts";

/** Files up to this size are checked completely at each start (20 ms of CPU time). */
export const immediateCheckMaxBytes = 8 * 1024 ** 2;

/** Above this size indexes are not compared with their tables, which takes a third of the time. */
const fullCheckMaxBytes = 256 * 1024 ** 2;

/** "empty": nothing was ever written. "used": has migrations of ours. */
export type SqliteFileState = "missing" | "empty" | "used";

/** Creates the error for a database that has lost data. */
export const databaseDamagedError = (file: string, found: string): EntwineError =>
  new EntwineError(
    "database_damaged",
    `the database is damaged: ${found}; nothing in it was changed`,
    {
      hint: `check DATABASE_URL and the disk; if both are right, ${restoreHint(`file:${file}`)}, which keeps the current file beside it`,
    },
  );

/**
 * Returns the damage that SQLite finds, or undefined. Reads the whole file: 2 ms of CPU time per
 * MB, less than 1 ms for large files.
 */
export function findSqliteDamage(connection: Database, bytes: number): string | undefined {
  const check = bytes > fullCheckMaxBytes ? "quick_check" : "integrity_check";
  const found = connection.prepare(`pragma ${check}(1)`).pluck().get() as string;
  return found === "ok"
    ? undefined
    : `${connection.name}: ${found
        .split("\n")
        .filter((line) => !line.startsWith("***"))
        .join(", ")}`;
}

/** Opens a file read-only: closing such a connection writes nothing back. */
export function openSqliteReadOnly(file: string): Database {
  const Sqlite: typeof import("better-sqlite3") = loadCommonJs("better-sqlite3");
  return new Sqlite(file, { readonly: true, timeout: 5_000 });
}

interface InspectOptions {
  /** Files up to this size have their pages checked too. */
  checkedMaxBytes?: number;
  /** Whether the migrations must be those of this release. */
  compare?: boolean;
}

/**
 * Throws when the file cannot be read and written, is not a file, belongs to another program or a
 * newer release, or has lost data.
 */
export function inspectSqlite(
  file: string,
  { checkedMaxBytes = immediateCheckMaxBytes, compare = true }: InspectOptions = {},
): SqliteFileState {
  const [stats, log] = [file, `${file}-wal`, `${file}-shm`].map(readStats);
  if (!stats || stats.size === 0) {
    if (log && log.size > 0)
      throw databaseDamagedError(
        file,
        `the file ${file} is ${stats ? "empty" : "missing"}, but its log still exists`,
      );
    if (stats) return "empty";
    assertCanBeCreated(file);
    return "missing";
  }
  const loss = findLostCommits(file, readPageBytes(file));
  if (loss !== undefined) throw databaseDamagedError(file, loss);
  let connection: Database | undefined;
  try {
    connection = openSqliteReadOnly(file);
    if (stats.size <= checkedMaxBytes) {
      const found = findSqliteDamage(connection, stats.size);
      if (found !== undefined) throw databaseDamagedError(file, found);
    }
    return readState(connection, file, compare);
  } catch (error) {
    const sanitized = sanitizeDatabaseError(error);
    throw sanitized instanceof EntwineError &&
      sanitized.code === "database_damaged" &&
      sanitized !== error
      ? databaseDamagedError(file, `${file}: ${(error as { code?: string }).code}`)
      : sanitized;
  } finally {
    connection?.close();
  }
}

/**
 * Returns the stats of an existing file; throws unless it is a regular file with read and write
 * access.
 */
function readStats(file: string): Stats | undefined {
  let stats: Stats | undefined;
  try {
    stats = statSync(file, { throwIfNoEntry: false });
    if (!stats) return undefined;
    if (stats.isFile()) {
      accessSync(file, constants.R_OK | constants.W_OK);
      accessSync(dirname(file), constants.W_OK | constants.X_OK);
      return stats;
    }
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const user = process.getuid?.();
    const owner =
      stats && user !== undefined && stats.uid !== user
        ? `; it belongs to user ${stats.uid}, and this process is user ${user}'s`
        : "";
    const reason = code === "ELOOP" ? "its symbolic links form a loop" : code;
    throw new EntwineError(
      "database_unreadable",
      `the database's file ${file} cannot be read or written (${reason})${owner}`,
      {
        hint: "give this account read and write access to it and its folder, or set DATABASE_URL to another path",
        cause,
      },
    );
  }
  throw new EntwineError(
    "database_unreadable",
    `${file} is ${stats.isDirectory() ? "a folder" : "not a regular file"}, not a database`,
    {
      hint: "set DATABASE_URL to a file, such as file:data/entwine.db",
    },
  );
}

/** Returns the folder itself, or its nearest existing ancestor. */
export const nearestExistingFolder = (folder: string): string =>
  existsSync(folder) ? folder : nearestExistingFolder(dirname(folder));

function assertCanBeCreated(file: string): void {
  const folder = nearestExistingFolder(dirname(resolve(file)));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (statSync(folder).isDirectory()) return;
  } catch {}
  throw new EntwineError(
    "database_unreadable",
    `the database cannot be created in ${dirname(file)}`,
    { hint: "give this account write access there, or set DATABASE_URL to another path" },
  );
}

/** Reads the page size from the file's header. */
function readPageBytes(file: string): number {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, "r");
  readSync(descriptor, header);
  closeSync(descriptor);
  if (header.toString("latin1", 0, 16) !== "SQLite format 3\0")
    throw databaseDamagedError(file, `${file} has no SQLite header, or is not a database`);
  const bytes = header.readUInt16BE(16);
  return bytes === 1 ? 65_536 : bytes;
}

function readState(connection: Database, file: string, compare: boolean): SqliteFileState {
  const names = (query: string): string[] => connection.prepare(query).pluck().all() as string[];
  const tables = names("select name from sqlite_schema where type = 'table'");
  if (tables.length === 0) return "empty";
  const columns = names("select name from pragma_table_info('migrations')");
  if (!columns.includes("name") || !columns.includes("hash"))
    throw new EntwineError("not_entwine", `${file} is a database of another program`, {
      hint: "set DATABASE_URL to another path",
    });
  const applied = connection.prepare(selectAppliedSql).all() as AppliedMigration[];
  if (compare) findMissingMigrations(applied, migrationsFolder("sqlite"));
  return applied.length === 0 ? "empty" : "used";
}
