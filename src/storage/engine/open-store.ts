/** Opens a store on either engine, and reports when storage becomes unavailable and recovers. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EntwineError } from "../../lib/errors.ts";
import type { Store, StoreOptions } from "../store.ts";
import { isStorageUnavailable, sanitizeDatabaseError } from "./database-errors.ts";

/**
 * Opens `file:data/entwine.db` (the folder is made), `file::memory:` (gone once closed) or
 * `postgres://…`.
 */
export async function openStore(
  url: string,
  { tables, migrations, onTrouble, damage }: StoreOptions,
): Promise<Store> {
  const engine = await openEngine(url, { tables, migrations }).catch((error) =>
    Promise.reject(sanitizeDatabaseError(error)),
  );
  const writing = new AsyncLocalStorage<true>();
  let trouble: EntwineError | undefined;

  function note(now: EntwineError | undefined): void {
    // damage stays until somebody mends it
    if (trouble?.code === now?.code || trouble?.code === "database_damaged") return;
    trouble = now;
    onTrouble?.(now);
  }

  void damage?.then((found) => found && note(found));

  return {
    ...engine,
    async probe() {
      try {
        await engine.probe();
      } catch (error) {
        if (isStorageUnavailable(error)) note(error); // that it is over, only a write can tell
        throw error;
      }
    },
    async write(work) {
      // what is written beside damage may be lost with it
      if (trouble?.code === "database_damaged") throw trouble;
      if (writing.getStore()) throw new Error("a write inside a write would wait for itself");
      try {
        const result = await engine.write((writer) => writing.run(true, work, writer));
        note(undefined);
        return result;
      } catch (error) {
        if (isStorageUnavailable(error)) note(error);
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
    await store.close(); // idle connections would keep the process for ten seconds
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
