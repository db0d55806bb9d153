/** Store: the interface of the database for the rest of Entwine. */
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type { EntwineError } from "../lib/errors.ts";
import type { MigrationResult } from "./engine/migrate.ts";
import type { DefineTables, Tables } from "./schema.ts";

type Database = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/**
 * Access to committed data. Typed as PostgreSQL on both engines; `README.md` lists their
 * differences.
 */
export interface Reader {
  readonly db: Pick<Database, "select" | "$count">;
  readonly t: Tables;
}

/** Read and write access within one transaction. */
export interface Writer extends Reader {
  readonly db: Pick<Database, "select" | "$count" | "insert" | "update" | "delete">;
  /**
   * Locks the selected rows until the write ends, or skips rows locked by another write. SQLite has
   * one writer at a time and nothing to lock.
   */
  lock<Q>(query: Q, whenLocked?: "wait" | "skip"): Q;
}

/** The database: reads, and transactions that write. */
export interface Store {
  readonly read: Reader;
  /**
   * Reads over many rows, such as the figures of a page. On SQLite they run in a thread of their
   * own, and block nothing else; each costs 0.1 ms more.
   */
  readonly readAside: Reader;
  /**
   * Runs `work` in its own transaction, durable once it resolves and rolled back when `work`
   * throws. Never await the network in it: on SQLite every other writer waits. It may run more than
   * once, and only the effects of the last run are kept.
   */
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  /** Checks that the database answers; rejects if it does not. */
  probe(): Promise<void>;
  /**
   * Returns the number of migrations that `migrate` would apply, without changes; throws what it
   * would throw.
   */
  countPendingMigrations(): Promise<number>;
  /**
   * Migrates the schema, fully or up to a migration; concurrent processes do it once.
   * @throws `schema_newer`, `migration_edited` or `migration_broke_references`
   */
  migrate(upTo?: string): Promise<MigrationResult>;
  /**
   * Purges deleted rows from the database's files: empties SQLite's log, rewrites PostgreSQL's
   * tables. Stale copies are deleted too. Returns false when another process blocks it; try again
   * later.
   */
  purgeDeletedRows(how?: {
    /** Also deletes copies made before a migration or a restore. */
    copies?: boolean;
    /** Also rewrites PostgreSQL tables over 256 MB, which blocks their use meanwhile. */
    thorough?: boolean;
    /** Leaves PostgreSQL's tables to autovacuum, which blocks no query. */
    gently?: boolean;
    /** Restricts PostgreSQL to these tables. */
    tables?: readonly string[];
  }): Promise<boolean>;
  close(): Promise<void>;
}

/** Schema and migrations of a store. */
export interface StoreOptions {
  /** Tables of the engine and all features. */
  tables: DefineTables;
  /** Folder of the migrations; this release's by default. */
  migrations?: URL;
  /** Called with the reason when nothing can be stored, and with undefined once that is over. */
  onTrouble?: (trouble: EntwineError | undefined) => void;
  /** Result of a check that runs beside the work: nothing is written once it finds something. */
  damage?: Promise<EntwineError | undefined>;
}
