/** Opens a store on either engine, and reports when storage becomes unavailable and recovers. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { EntwineError } from "../../lib/errors.ts";
import type { StorageTroubleListener, Store } from "../store.ts";
import { isStorageUnavailable, sanitizeDatabaseError } from "./database-errors.ts";

/**
 * Opens `file:data/entwine.db` (the folder is made), `file::memory:` (gone once closed) or
 * `postgres://…`.
 * @param damage what a check finds that runs beside the work; nothing is written from then on
 */
export async function openStore(
  url: string,
  told: StorageTroubleListener = () => {},
  damage?: Promise<EntwineError | undefined>,
): Promise<Store> {
  const engine = await openEngine(url).catch((error) =>
    Promise.reject(sanitizeDatabaseError(error)),
  );
  const writing = new AsyncLocalStorage<true>();
  let trouble: EntwineError | undefined;

  function note(now: EntwineError | undefined): void {
    // damage stays until somebody mends it
    if (trouble?.code === now?.code || trouble?.code === "database_damaged") return;
    trouble = now;
    told(now);
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

interface Start {
  damage?: Promise<EntwineError | undefined> | undefined;
  /** Runs before anything is changed. */
  before?(store: Store): Promise<void>;
}

/** Opens it as it has to be: the schema up to date. */
export async function openMigratedStore(
  url: string,
  told?: StorageTroubleListener,
  { damage, before }: Start = {},
): Promise<Store> {
  const store = await openStore(url, told, damage);
  try {
    await before?.(store);
    await store.migrate();
    return store;
  } catch (error) {
    await store.close(); // idle connections would keep the process for ten seconds
    throw error;
  }
}

const openEngine = async (url: string): Promise<Store> =>
  /^postgres(ql)?:/.test(url)
    ? (await import("./postgres/postgres-store.ts")).openPostgres(url)
    : (await import("./sqlite/sqlite-store.ts")).openSqlite(url);
