/** What the rest of Entwine knows of the database. */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { EntwineError } from "../lib/errors.ts";
import type { MigrationResult } from "./engine/migrate.ts";
import type { DefineTables, Tables } from "./schema.ts";

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

export interface StoreOptions {
  /** The engine's tables and those of all features. */
  tables: DefineTables;
  /** The migrations; those of this release unless others are given. */
  migrations?: URL;
  /** Called with the reason when nothing can be stored, and with undefined once that is over. */
  onTrouble?: (trouble: EntwineError | undefined) => void;
  /** Result of a check that runs beside the work: nothing is written once it finds something. */
  damage?: Promise<EntwineError | undefined>;
}
