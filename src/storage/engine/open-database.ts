/**
 * The way in which a command opens the ledger: it has to be there if it was begun, ours, whole and
 * up to date.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { instanceFilePath } from "../../lib/crypto/root-secret.ts";
import { EntwineError } from "../../lib/errors.ts";
import { restoreHint } from "../backup/backup-folder.ts";
import type { DefineTables } from "../schema.ts";
import type { Store, StoreOptions } from "../store.ts";
import { migrationNames, migrationsFolder } from "./migrate.ts";
import { openMigratedStore, openStore } from "./open-store.ts";
import { inspectPostgres } from "./postgres/inspect-server.ts";
import { sqlitePath } from "./sqlite/database-file.ts";
import { inspectSqlite, nearestExistingFolder } from "./sqlite/inspect-file.ts";

/** How long (ms) a start waits for the check of a large file, which goes on after that. */
const checkWaitMs = 2_000;

/** A check that runs in a process of its own. */
interface Check {
  /** What it found; undefined where all is well, or where it was stopped. */
  damage: Promise<EntwineError | undefined>;
  stop(): void;
}

/**
 * Throws `ledger_gone`, `database_damaged`, `no_entwine` and what migrating throws, and has changed
 * nothing then.
 * With `onTrouble`, files that are too large to be checked at once are checked beside the work.
 */
export async function openDatabase(
  url: string,
  options: Omit<StoreOptions, "damage">,
): Promise<Store> {
  const file = sqlitePath(url);
  if (file === undefined) {
    if (url.startsWith("file:")) return openMigratedStore(url, options);
    await (await import("./postgres/inspect-server.ts")).inspectPostgres(url);
    return begin(url, options);
  }
  const { immediateCheckMaxBytes, inspectSqlite } = await import("./sqlite/inspect-file.ts");
  const state = inspectSqlite(file);
  if (state !== "used") assertDatabaseNotLost(url, state);
  if (!options.onTrouble || !existsSync(file) || statSync(file).size <= immediateCheckMaxBytes)
    return begin(url, options);
  const check = await startCheck(file);
  const found = await Promise.race([check.damage, sleep(checkWaitMs, undefined, { ref: false })]);
  if (found) throw found;
  try {
    const store = await begin(url, { ...options, damage: check.damage });
    return {
      ...store,
      close: () => {
        check.stop();
        return store.close();
      },
    };
  } catch (error) {
    check.stop();
    throw error;
  }
}

async function begin(url: string, options: StoreOptions): Promise<Store> {
  const store = await openMigratedStore(url, options, (opened) =>
    assertPostgresNotEmptied(url, opened),
  );
  recordKnownDatabase(url);
  return store;
}

/** Throws `ledger_gone` where a server's database has none of our tables any more. */
async function assertPostgresNotEmptied(
  url: string,
  { countPendingMigrations }: Pick<Store, "countPendingMigrations">,
): Promise<void> {
  if (url.startsWith("file:") || !isKnownDatabase(url)) return;
  if ((await countPendingMigrations()) === migrationNames(migrationsFolder("postgres")).length)
    assertDatabaseNotLost(url, "empty");
}

async function startCheck(file: string): Promise<Check> {
  const { databaseDamagedError } = await import("./sqlite/inspect-file.ts");
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("sqlite/integrity-check-process.ts", import.meta.url)), file],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const stop = (): void => void child.kill("SIGKILL");
  process.once("exit", stop);
  child.unref();
  const damage = text(child.stdout).then(
    (found) => {
      process.off("exit", stop);
      return found ? databaseDamagedError(file, found) : undefined;
    },
    () => undefined,
  );
  return { damage, stop };
}

const heading =
  "# Ledgers that Entwine has begun. Where the database of one is gone or empty, Entwine does not start. To begin anew, remove its line.\n";

const listOf = (url: string): string | undefined => instanceFilePath(url, "ledger");

/** The database without its folder, so that a folder can be copied, and without the password. */
function nameOf(url: string): string {
  const file = sqlitePath(url);
  if (file !== undefined) return basename(file);
  if (!URL.canParse(url)) return "postgres";
  const { host, pathname, searchParams } = new URL(url);
  return `postgres://${searchParams.get("host") ?? host}${pathname}`;
}

function linesOf(list: string): string[] {
  try {
    return readFileSync(list, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Whether a ledger was begun in this database, which has to hold it then. */
function isKnownDatabase(url: string): boolean {
  const list = listOf(url);
  return list !== undefined && linesOf(list).some((line) => line.startsWith(`${nameOf(url)} `));
}

/**
 * Notes that a ledger is there. Where that cannot be written, such as in a container whose disk is
 * read-only, it is left out.
 */
function recordKnownDatabase(url: string, now = new Date()): void {
  const list = listOf(url);
  if (list === undefined || isKnownDatabase(url)) return;
  try {
    mkdirSync(dirname(list), { recursive: true, mode: 0o700 });
    const lines = linesOf(list).map((line) => `${line}\n`);
    writeFileSync(
      list,
      [...(lines.length > 0 ? lines : [heading]), `${nameOf(url)} ${now.toISOString()}\n`].join(""),
      { mode: 0o600, flush: true },
    );
  } catch {}
}

/** Throws `ledger_gone` where a ledger was begun in a database that is now as it is said. */
function assertDatabaseNotLost(url: string, state: "missing" | "empty"): void {
  if (!isKnownDatabase(url)) return;
  throw new EntwineError(
    "ledger_gone",
    `the database ${nameOf(url)} is ${state}, and Entwine has used it before; nothing was changed`,
    {
      hint: `look for it (a file that was moved, a disk that is not there, another DATABASE_URL); if it is lost, ${restoreHint(url)}; to begin anew, delete the line "${nameOf(url)} …" from ${listOf(url)}`,
    },
  );
}

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
