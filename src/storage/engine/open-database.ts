/**
 * Opens the database for a command, after checks that it is the right one, undamaged and known. The
 * list of known databases, `data/entwine.ledger` (beside a SQLite file, or in `data/` for
 * PostgreSQL), tells a lost or emptied database from a new one.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EntwineError } from "../../lib/errors.ts";
import { instanceFilePath } from "../../lib/secrets.ts";
import { restoreHint } from "../backup/backup-file.ts";
import type { DefineTables } from "../schema.ts";
import type { Store, StoreOptions } from "../store.ts";
import { migrationNames, migrationsFolder } from "./migrate.ts";
import { openMigratedStore, openStore } from "./open-store.ts";
import { inspectPostgres } from "./postgres/inspect-server.ts";
import { sqlitePath } from "./sqlite/database-file.ts";
import {
  databaseDamagedError,
  immediateCheckMaxBytes,
  inspectSqlite,
  nearestExistingFolder,
} from "./sqlite/inspect-file.ts";

/** Time (ms) that a start waits for the integrity check of a large file, which then continues. */
const checkWaitMs = 2_000;

/** An integrity check in a process of its own. */
interface Check {
  /** The damage found; undefined when there is none, or when the check was stopped. */
  damage: Promise<EntwineError | undefined>;
  stop(): void;
}

/**
 * Opens the database and brings its schema up to date. Throws `database_lost`, `database_damaged`,
 * `not_entwine` and what a migration throws, without having changed anything. With `onTrouble`,
 * large files are checked while the bot runs.
 */
export async function openDatabase(
  url: string,
  options: Omit<StoreOptions, "damage">,
): Promise<Store> {
  const file = sqlitePath(url);
  if (file === undefined) {
    if (url.startsWith("file:")) return openMigratedStore(url, options);
    await inspectPostgres(url);
    return openKnown(url, options);
  }
  const state = inspectSqlite(file);
  if (state !== "used") assertDatabaseNotLost(url, state);
  if (!options.onTrouble || !existsSync(file) || statSync(file).size <= immediateCheckMaxBytes)
    return openKnown(url, options);
  const check = startCheck(file);
  const found = await Promise.race([check.damage, sleep(checkWaitMs, undefined, { ref: false })]);
  if (found) throw found;
  try {
    const store = await openKnown(url, { ...options, damage: check.damage });
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

async function openKnown(url: string, options: StoreOptions): Promise<Store> {
  const store = await openMigratedStore(url, options, (opened) =>
    assertPostgresNotEmptied(url, opened),
  );
  recordKnownDatabase(url);
  return store;
}

/** Throws `database_lost` when a PostgreSQL database that was in use has none of our tables. */
async function assertPostgresNotEmptied(
  url: string,
  { countPendingMigrations }: Pick<Store, "countPendingMigrations">,
): Promise<void> {
  if (url.startsWith("file:") || !isKnownDatabase(url)) return;
  if ((await countPendingMigrations()) === migrationNames(migrationsFolder("postgres")).length)
    assertDatabaseNotLost(url, "empty");
}

function startCheck(file: string): Check {
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

const fileHeading =
  "# Databases that Entwine has used. It does not start while one of them is missing or empty. To create a new one, remove its line.\n";

const knownDatabasesFile = (url: string): string | undefined => instanceFilePath(url, "ledger");

/** Names the database without its folder (so that a folder can be copied) and without password. */
function databaseName(url: string): string {
  const file = sqlitePath(url);
  if (file !== undefined) return basename(file);
  if (!URL.canParse(url)) return "postgres";
  const { host, pathname, searchParams } = new URL(url);
  return `postgres://${searchParams.get("host") ?? host}${pathname}`;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Returns whether Entwine has used this database before, so that it must not be empty. */
function isKnownDatabase(url: string): boolean {
  const file = knownDatabasesFile(url);
  return (
    file !== undefined && readLines(file).some((line) => line.startsWith(`${databaseName(url)} `))
  );
}

/**
 * Adds a database to the list. Skipped where the list cannot be written, such as in a container
 * with a read-only disk.
 */
function recordKnownDatabase(url: string, now = new Date()): void {
  const file = knownDatabasesFile(url);
  if (file === undefined || isKnownDatabase(url)) return;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const lines = readLines(file).map((line) => `${line}\n`);
    writeFileSync(
      file,
      [
        ...(lines.length > 0 ? lines : [fileHeading]),
        `${databaseName(url)} ${now.toISOString()}\n`,
      ].join(""),
      { mode: 0o600, flush: true },
    );
  } catch {}
}

/** Throws `database_lost` when a database that was in use is missing or empty. */
function assertDatabaseNotLost(url: string, state: "missing" | "empty"): void {
  if (!isKnownDatabase(url)) return;
  throw new EntwineError(
    "database_lost",
    `the database ${databaseName(url)} is ${state}, but Entwine has used it before; nothing was changed`,
    {
      hint: `look for it (a moved file, a disk that is not mounted, another DATABASE_URL); if it is lost, ${restoreHint(url)}; to create a new one, delete the line "${databaseName(url)} …" from ${knownDatabasesFile(url)}`,
    },
  );
}

/** What a database is found to be before it is opened; nothing is changed. */
export interface DatabaseInspection {
  engine: "SQLite" | "PostgreSQL";
  /** No file exists yet, and one can be created. */
  fresh: boolean;
  /** Migrations that the next start will apply. */
  pending: number;
}

/** SQLite files up to this size are read in two seconds or less. Each backup checks larger ones. */
const inspectedMaxBytes = 1024 ** 3;

/**
 * Inspects a database without creating or changing it. Throws what opening, writing and migrating
 * it would throw.
 */
export async function inspectDatabase(
  url: string,
  tables: DefineTables,
): Promise<DatabaseInspection> {
  const file = sqlitePath(url);
  const state =
    file === undefined ? "used" : inspectSqlite(file, { checkedMaxBytes: inspectedMaxBytes });
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
 * Returns the free space on the disk of a SQLite file and its size (bytes); undefined for
 * PostgreSQL.
 */
export function databaseDiskSpace(url: string): { free: number; used: number } | undefined {
  const file = sqlitePath(url);
  if (file === undefined) return undefined;
  const { bavail, bsize } = statfsSync(nearestExistingFolder(dirname(resolve(file))));
  return { free: bavail * bsize, used: existsSync(file) ? statSync(file).size : 0 };
}

/** Returns whether a SQLite file exists at this URL. */
export function hasSqliteFile(url: string): boolean {
  const file = sqlitePath(url);
  return file !== undefined && existsSync(file);
}
