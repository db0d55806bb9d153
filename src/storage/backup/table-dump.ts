/**
 * What a database holds, in a form that both engines write and read, so that rows can leave one and
 * come into the other.
 */

/**
 * As SQLite keeps it: a flag is 0 or 1, an instant counts milliseconds since 1970, JSON is its
 * text.
 */
export type DumpCell = string | number | null;

/** Rows of one table, some hundred at a time; each has a cell for each of the columns. */
export interface DumpBatch {
  table: string;
  columns: string[];
  rows: DumpCell[][];
}

/** All rows as they were at one moment. Which processes were at work then is left out. */
export interface DatabaseDump {
  made: Date;
  /** The names of those that were applied, in order: they tell what the tables look like. */
  migrations: string[];
  rows: number;
  batches(): AsyncIterable<DumpBatch> | Iterable<DumpBatch>;
  close(): Promise<void>;
}

/** Rows a batch: few enough for the parameters of one statement. */
export const dumpBatchRows = 500;

/**
 * Tables that are not copied: migrations are named beside the contents, processes are gone by the
 * time that anybody reads them, and a link that was used since must not open again.
 */
export const undumpedTables = ["migrations", "replicas", "sign_ins"];

/**
 * Stands among the migrations of a PostgreSQL database until all is done with what was restored to
 * it: nobody starts on it before.
 */
export const unfinishedRestoreMigration = "9999_restore";

/**
 * What was on its way when the rows were copied may have arrived since: it is looked for where that
 * is possible, and what is said to many is not said twice. Both engines read it.
 */
export const markUnsentUnknownSql =
  "update outbox set state = 'unknown', holder = null, code = case when bulk then 'never_known' end where state in ('queued', 'sending')";

/** A name as both engines quote it; names come out of a file, and go into statements. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
