/** What the rest of Entwine knows of the database. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { EntwineError } from "../lib/errors.ts";
import { isStorageUnavailable, sanitizeDatabaseError } from "./engine/database-errors.ts";
import type { MigrationResult } from "./engine/migrate.ts";
import type { Tables } from "./schema.ts";

type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/**
 * Enough to read what is committed. Typed as PostgreSQL on both engines; what they differ in is in
 * `README.md`.
 */
export interface Reader {
  readonly db: Pick<Database, "select" | "$count">;
  readonly t: Tables;
}

/** Enough to read and write, inside one transaction. */
export interface Writer extends Reader {
  readonly db: Pick<Database, "select" | "$count" | "insert" | "update" | "delete">;
  /**
   * Locks the rows that a select finds until the write ends, or skips those that another write has
   * locked. SQLite, with one writer at a time, has nothing to lock.
   */
  lock<Q>(query: Q, whenLocked?: "wait" | "skip"): Q;
}

export interface Store {
  readonly read: Reader;
  /**
   * Runs `work` in a transaction of its own, durable once it resolves; nothing of it stays when
   * `work` throws. Never await the network in it: on SQLite every other writer waits.
   */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  /** Asks the database for a sign of life; rejects where there is none. */
  probe(): Promise<void>;
  /** How many migrations `migrate` would apply; changes nothing, and throws what it would throw. */
  countPendingMigrations(): Promise<number>;
  /**
   * Brings the schema up to date, or as far as the migration of that name; processes that start
   * together do it once. Throws `schema_newer`, `migration_edited` or `migration_broke_references`.
   */
  migrate(upTo?: string): Promise<MigrationResult>;
  /**
   * Has the files forget what was deleted: SQLite's log is written back and emptied, PostgreSQL
   * writes its tables anew. False where somebody is in the way: try again later. With `copies`,
   * those that were made before the schema changed, or before a backup was restored, go too.
   * PostgreSQL leaves tables of more than a quarter of a gigabyte to its usual clean-up, since
   * nobody can use one meanwhile, unless it is to be `thorough`; done `gently`, it leaves all of
   * them to that, and nobody is held up. Copies that are old enough go in any case. With `tables`,
   * PostgreSQL does no others.
   */
  purgeDeletedRows(how?: {
    copies?: boolean;
    thorough?: boolean;
    gently?: boolean;
    tables?: readonly string[];
  }): Promise<boolean>;
  close(): Promise<void>;
}

/** Hears why nothing can be stored when that begins, and undefined when it is over. */
export type StorageTroubleListener = (trouble: EntwineError | undefined) => void;

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
    ? (await import("./engine/postgres/postgres-store.ts")).openPostgres(url)
    : (await import("./engine/sqlite/sqlite-store.ts")).openSqlite(url);
