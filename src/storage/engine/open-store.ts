/** Opens a store on either engine, and reports when storage becomes unavailable and recovers. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EntwineError } from "../../lib/errors.ts";
import type { Store, StoreOptions } from "../store.ts";
import { isStorageUnavailable, sanitizeDatabaseError } from "./database-errors.ts";

/**
 * Opens `file:data/entwine.db` (creates the folder), `file::memory:` (deleted when closed) or
 * `postgres://…`.
 */
export async function openStore(
  url: string,
  { tables, migrations, onTrouble, damage }: StoreOptions,
): Promise<Store> {
  const engine = await openEngine(url, { tables, migrations }).catch((error) =>
    Promise.reject(sanitizeDatabaseError(error)),
  );
  const insideWrite = new AsyncLocalStorage<true>();
  let trouble: EntwineError | undefined;

  function report(current: EntwineError | undefined): void {
    // damage stays reported until the process restarts on a repaired database
    if (trouble?.code === current?.code || trouble?.code === "database_damaged") return;
    trouble = current;
    onTrouble?.(current);
  }

  void damage?.then((found) => found && report(found));

  return {
    ...engine,
    async probe() {
      try {
        await engine.probe();
      } catch (error) {
        // only a successful write shows that it is over
        if (isStorageUnavailable(error)) report(error);
        throw error;
      }
    },
    async write(work) {
      // a write beside damage may be lost with it
      if (trouble?.code === "database_damaged") throw trouble;
      if (insideWrite.getStore()) throw new Error("a write inside a write would never finish");
      try {
        const result = await engine.write((writer) => insideWrite.run(true, work, writer));
        report(undefined);
        return result;
      } catch (error) {
        if (isStorageUnavailable(error)) report(error);
        throw error;
      }
    },
  };
}

/**
 * Opens a store and brings its schema up to date.
 * @param beforeMigrating runs before anything is changed
 */
export async function openMigratedStore(
  url: string,
  options: StoreOptions,
  beforeMigrating?: (store: Store) => Promise<void>,
): Promise<Store> {
  const store = await openStore(url, options);
  try {
    await beforeMigrating?.(store);
    await store.migrate();
    return store;
  } catch (error) {
    await store.close(); // idle connections would keep the process alive for ten seconds
    throw error;
  }
}

const openEngine = async (
  url: string,
  options: Pick<StoreOptions, "tables" | "migrations">,
): Promise<Store> =>
  /^postgres(ql)?:/.test(url)
    ? (await import("./postgres/postgres-store.ts")).openPostgres(url, options)
    : (await import("./sqlite/sqlite-store.ts")).openSqlite(url, options);
