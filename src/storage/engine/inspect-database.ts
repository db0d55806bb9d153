/** Looks at a database from outside, without making or changing anything. */
import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DefineTables } from "../schema.ts";
import { assertDatabaseNotLost } from "./known-databases.ts";
import { assertPostgresNotEmptied } from "./open-database.ts";
import { openStore } from "./open-store.ts";
import { inspectPostgres } from "./postgres/inspect-server.ts";
import { sqlitePath } from "./sqlite/database-file.ts";
import { inspectSqlite, nearestExistingFolder } from "./sqlite/inspect-file.ts";

export interface DatabaseInspection {
  engine: "SQLite" | "PostgreSQL";
  /** There is no file yet, and the place for it can be written. */
  fresh: boolean;
  /** Migrations to be applied at the next start. */
  pending: number;
}

/**
 * Bytes of a SQLite file that are read in two seconds or less; whether a larger one is damaged,
 * each backup says.
 */
const soonRead = 1024 ** 3;

/** Throws what opening, writing and migrating it would throw. */
export async function inspectDatabase(
  url: string,
  tables: DefineTables,
): Promise<DatabaseInspection> {
  const file = sqlitePath(url);
  const state = file === undefined ? "used" : inspectSqlite(file, { wholeBytes: soonRead });
  if (state !== "used") assertDatabaseNotLost(url, state);
  if (state === "missing") return { engine: "SQLite", fresh: true, pending: 0 };
  if (!url.startsWith("file:")) await inspectPostgres(url);
  const store = await openStore(url, { tables });
  try {
    await assertPostgresNotEmptied(url, store);
    return {
      engine: /^postgres/.test(url) ? "PostgreSQL" : "SQLite",
      fresh: false,
      pending: await store.countPendingMigrations(),
    };
  } finally {
    await store.close();
  }
}

/**
 * Bytes that are free where a SQLite file is or would be, and its size. Undefined for PostgreSQL,
 * whose disk is elsewhere.
 */
export function databaseDiskSpace(url: string): { free: number; used: number } | undefined {
  const file = sqlitePath(url);
  if (file === undefined) return undefined;
  const { bavail, bsize } = statfsSync(nearestExistingFolder(dirname(resolve(file))));
  return { free: bavail * bsize, used: existsSync(file) ? statSync(file).size : 0 };
}

/** Whether there is a SQLite file by now. */
export function hasSqliteFile(url: string): boolean {
  const file = sqlitePath(url);
  return file !== undefined && existsSync(file);
}
