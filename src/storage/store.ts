/** What the rest of Entwine knows of the database. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { explain } from "./failures.ts";
import type { Migrated } from "./migrate.ts";
import type { Tables } from "./schema.ts";

type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** Enough to read what is committed. Typed as PostgreSQL on both engines; what they differ in is in `README.md`. */
export interface Reader {
  readonly db: Pick<Database, "select" | "$count">;
  readonly t: Tables;
}

/** Enough to read and write, inside one transaction. */
export interface Writer extends Reader {
  readonly db: Pick<Database, "select" | "$count" | "insert" | "update" | "delete">;
  /** Locks the rows that a select finds until the write ends, or skips those that another write has locked. SQLite, with one writer at a time, has nothing to lock. */
  lock<Q>(query: Q, whenLocked?: "wait" | "skip"): Q;
}

export interface Store {
  readonly read: Reader;
  /** Runs `work` in a transaction of its own, durable once it resolves; nothing of it stays when `work` throws. Never await the network in it: on SQLite every other writer waits. */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  /** How many migrations `migrate` would apply; changes nothing, and throws what it would throw. */
  pending(): Promise<number>;
  /** Brings the schema up to date, or as far as the migration of that name; processes that start together do it once. Throws `schema_newer`, `migration_edited` or `migration_broke_references`. */
  migrate(upTo?: string): Promise<Migrated>;
  /** Has the files forget what was deleted: SQLite's log is written back and emptied and the copies beside it go, PostgreSQL writes its tables anew. False where somebody is in the way: try again later. PostgreSQL leaves tables that are larger than a quarter of a gigabyte to its usual clean-up, unless it is to be `thorough`: nobody can use one meanwhile. */
  scrub(thorough?: boolean): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens `file:data/entwine.db` (the folder is made), `file::memory:` (gone once closed) or `postgres://…`. */
export async function openStore(url: string): Promise<Store> {
  const engine = await openEngine(url).catch((error) => Promise.reject(explain(error)));
  const writing = new AsyncLocalStorage<true>();
  return {
    ...engine,
    async write(work) {
      if (writing.getStore()) throw new Error("a write inside a write would wait for itself");
      return engine.write((writer) => writing.run(true, work, writer));
    },
  };
}

/** Opens it as it has to be: the schema up to date. */
export async function openMigrated(url: string): Promise<Store> {
  const store = await openStore(url);
  await store.migrate();
  return store;
}

const openEngine = async (url: string): Promise<Store> =>
  /^postgres(ql)?:/.test(url) ? (await import("./postgres.ts")).openPostgres(url) : (await import("./sqlite.ts")).openSqlite(url);
