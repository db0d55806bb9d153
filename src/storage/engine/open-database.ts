/**
 * The way in which a command opens the ledger: it has to be there if it was begun, ours, whole and
 * up to date.
 */
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { EntwineError } from "../../lib/errors.ts";
import type { Store, StoreOptions } from "../store.ts";
import { assertDatabaseNotLost, isKnownDatabase, recordKnownDatabase } from "./known-databases.ts";
import { migrationNames } from "./migrate.ts";
import { openMigratedStore } from "./open-store.ts";
import { sqlitePath } from "./sqlite/database-file.ts";

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
export async function assertPostgresNotEmptied(
  url: string,
  { countPendingMigrations }: Pick<Store, "countPendingMigrations">,
): Promise<void> {
  if (url.startsWith("file:") || !isKnownDatabase(url)) return;
  if (
    (await countPendingMigrations()) ===
    migrationNames(new URL("../migrations/postgres/", import.meta.url)).length
  )
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
