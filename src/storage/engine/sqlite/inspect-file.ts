/**
 * A look at a SQLite file before it is opened for writing: whether it is there, ours and whole.
 * Changes no byte of it.
 */
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
import { restoreHint } from "../../backup/backup-folder.ts";
import { loadCommonJs } from "../../drizzle.ts";
import { sanitizeDatabaseError } from "../database-errors.ts";
import {
  type AppliedMigration,
  findMissingMigrations,
  migrationsFolder,
  selectAppliedSql,
} from "../migrate.ts";
import { findLostCommits } from "./wal-check.ts";

/** Files up to this size are checked whole at each start: 20 ms of processor time. */
export const immediateCheckMaxBytes = 8 * 1024 ** 2;

/**
 * Larger files are checked without comparing indexes with their tables, which takes a third of the
 * time.
 */
const comparedBytes = 256 * 1024 ** 2;

/** "empty": nothing was ever written to it. "used" has migrations of ours. */
export type SqliteFileState = "missing" | "empty" | "used";

/** The error for a database that has lost something. */
export const databaseDamagedError = (file: string, found: string): EntwineError =>
  new EntwineError(
    "database_damaged",
    `the database is damaged: ${found}; nothing in it was changed`,
    {
      hint: `check DATABASE_URL and the disk; if both are right, ${restoreHint(`file:${file}`)}, which keeps what is there now beside it`,
    },
  );

/**
 * What SQLite finds wrong; undefined where nothing is. Reads the whole file: 2 ms of processor time
 * a MB, and less than one where it is large.
 */
export function findSqliteDamage(connection: Database, bytes: number): string | undefined {
  const check = bytes > comparedBytes ? "quick_check" : "integrity_check";
  const found = connection.prepare(`pragma ${check}(1)`).pluck().get() as string;
  return found === "ok"
    ? undefined
    : `${connection.name}: ${found
        .split("\n")
        .filter((line) => !line.startsWith("***"))
        .join(", ")}`;
}

/** Opens it for reading alone: closing such a connection writes nothing back. */
export function openSqliteReadOnly(file: string): Database {
  const Sqlite: typeof import("better-sqlite3") = loadCommonJs("better-sqlite3");
  return new Sqlite(file, { readonly: true, timeout: 5_000 });
}

interface Look {
  /** Up to this size its pages are checked, too. */
  wholeBytes?: number;
  /** Whether its migrations have to be those of this release. */
  compare?: boolean;
}

/**
 * Throws where it cannot be read and written, is no file, another program's or a newer release's,
 * or has lost something.
 */
export function inspectSqlite(
  file: string,
  { wholeBytes = immediateCheckMaxBytes, compare = true }: Look = {},
): SqliteFileState {
  const [stats, log] = [file, `${file}-wal`, `${file}-shm`].map(statsOf);
  if (!stats || stats.size === 0) {
    if (log && log.size > 0)
      throw databaseDamagedError(
        file,
        `the file ${file} is ${stats ? "empty" : "missing"}, and its log is still there`,
      );
    if (stats) return "empty";
    refuseUnmakable(file);
    return "missing";
  }
  const loss = findLostCommits(file, pageBytesOf(file));
  if (loss !== undefined) throw databaseDamagedError(file, loss);
  let connection: Database | undefined;
  try {
    connection = openSqliteReadOnly(file);
    if (stats.size <= wholeBytes) {
      const found = findSqliteDamage(connection, stats.size);
      if (found !== undefined) throw databaseDamagedError(file, found);
    }
    return stateOf(connection, file, compare);
  } catch (error) {
    const why = sanitizeDatabaseError(error);
    throw why instanceof EntwineError && why.code === "database_damaged" && why !== error
      ? databaseDamagedError(file, `${file}: ${(error as { code?: string }).code}`)
      : why;
  } finally {
    connection?.close();
  }
}

/** What is there, which has to be a file that can be read and written. */
function statsOf(file: string): Stats | undefined {
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
    const why = code === "ELOOP" ? "links lead round in a circle" : code;
    throw new EntwineError(
      "database_unreadable",
      `the database's file ${file} cannot be read or written (${why})${owner}`,
      {
        hint: "let this account read and write it and its folder, or set DATABASE_URL to another path",
        cause,
      },
    );
  }
  throw new EntwineError(
    "database_unreadable",
    `${file} is ${stats.isDirectory() ? "a folder" : "no file"}, and no database`,
    {
      hint: "set DATABASE_URL to a file, such as file:data/entwine.db",
    },
  );
}

/** The folder itself, or the nearest above it that is there. */
export const nearestExistingFolder = (folder: string): string =>
  existsSync(folder) ? folder : nearestExistingFolder(dirname(folder));

function refuseUnmakable(file: string): void {
  const folder = nearestExistingFolder(dirname(resolve(file)));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (statSync(folder).isDirectory()) return;
  } catch {}
  throw new EntwineError("database_unreadable", `the database cannot be made in ${dirname(file)}`, {
    hint: "let the account that runs Entwine write there, or set DATABASE_URL to another place",
  });
}

/** By the first bytes of the file; 0 where they are not a SQLite file's. */
function pageBytesOf(file: string): number {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, "r");
  readSync(descriptor, header);
  closeSync(descriptor);
  if (header.toString("latin1", 0, 16) !== "SQLite format 3\0")
    throw databaseDamagedError(
      file,
      `${file} does not begin as a SQLite file does, or is no database`,
    );
  const bytes = header.readUInt16BE(16);
  return bytes === 1 ? 65_536 : bytes;
}

function stateOf(connection: Database, file: string, compare: boolean): SqliteFileState {
  const names = (query: string): string[] => connection.prepare(query).pluck().all() as string[];
  const tables = names("select name from sqlite_schema where type = 'table'");
  if (tables.length === 0) return "empty";
  const columns = names("select name from pragma_table_info('migrations')");
  if (!columns.includes("name") || !columns.includes("hash"))
    throw new EntwineError("no_entwine", `${file} is a database of another program`, {
      hint: "set DATABASE_URL to another path",
    });
  const applied = connection.prepare(selectAppliedSql).all() as AppliedMigration[];
  if (compare) findMissingMigrations(applied, migrationsFolder("sqlite"));
  return applied.length === 0 ? "empty" : "used";
}
