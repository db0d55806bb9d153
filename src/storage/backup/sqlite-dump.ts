/** Copies all rows out of a SQLite file and into it. */
import { existsSync, statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { EntwineError } from "../../lib/errors.ts";
import { quoteIdentifier } from "../drizzle.ts";
import { sanitizeDatabaseError } from "../engine/database-errors.ts";
import { connectSqlite } from "../engine/sqlite/database-file.ts";
import { inspectSqlite, openSqliteReadOnly } from "../engine/sqlite/inspect-file.ts";
import type { ReplicaSighting } from "../queue/replicas.ts";
import {
  type DatabaseDump,
  type DumpBatch,
  type DumpCell,
  dumpBatchRows,
  markUnsentUnknownSql,
  undumpedTables,
} from "./backup-file.ts";

const queryNames = (connection: Database, query: string, ...values: string[]): string[] =>
  connection.prepare(query).pluck().all(values) as string[];

const tablesIn = (connection: Database): string[] =>
  queryNames(
    connection,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  );

/**
 * Opens the contents as of this instant, while others go on writing. Throws `database_missing`,
 * `database_damaged`, or `not_entwine` when it belongs to another program.
 */
export function openSqliteDump(file: string): DatabaseDump {
  if (!existsSync(file))
    throw new EntwineError("database_missing", `there is no ${file}`, {
      hint: "check the path, or DATABASE_URL",
    });
  inspectSqlite(file, { checkedMaxBytes: Number.POSITIVE_INFINITY, compare: false });
  let connection: Database | undefined;
  try {
    const from = connectSqlite(file);
    connection = from;
    from.pragma("query_only = on");
    from.exec("begin");
    const tables = tablesIn(from);
    if (!tables.includes("migrations"))
      throw new EntwineError("not_entwine", `${file} is not a database of Entwine`, {
        hint: "check the path, or DATABASE_URL",
      });
    const dumped = tables.filter((name) => !undumpedTables.includes(name));
    return {
      made: new Date(),
      migrations: queryNames(from, "select name from migrations order by name"),
      rows: dumped.reduce(
        (sum, table) =>
          sum +
          Number(
            from
              .prepare(`select count(*) from ${quoteIdentifier(table)}`)
              .pluck()
              .get(),
          ),
        0,
      ),
      batches: () => readBatches(from, dumped),
      close: async () => void from.close(),
    };
  } catch (error) {
    connection?.close();
    throw sanitizeDatabaseError(error);
  }
}

function* readBatches(from: Database, tables: string[]): Generator<DumpBatch> {
  for (const table of tables) {
    const columns = queryNames(from, "select name from pragma_table_info(?)", table);
    let rows: DumpCell[][] = [];
    try {
      for (const row of from
        .prepare<[], DumpCell[]>(
          `select ${columns.map(quoteIdentifier)} from ${quoteIdentifier(table)}`,
        )
        .raw()
        .iterate()) {
        if (rows.push(row) < dumpBatchRows) continue;
        yield { table, columns, rows };
        rows = [];
      }
    } catch (error) {
      throw sanitizeDatabaseError(error);
    }
    yield { table, columns, rows };
  }
}

/** Lists the registered replicas; none when they cannot be read. */
export function readSqliteReplicas(file: string): ReplicaSighting[] {
  // SQLite deletes the log beside an empty file
  if (!statSync(file, { throwIfNoEntry: false })?.size) return [];
  let connection: Database | undefined;
  try {
    connection = openSqliteReadOnly(file);
    const rows = connection.prepare("select host, pid, seen_at from replicas").all() as {
      host: string;
      pid: number;
      seen_at: number;
    }[];
    return rows.map(({ host, pid, seen_at }) => ({ host, pid, seenAt: new Date(seen_at) }));
  } catch {
    return [];
  } finally {
    connection?.close();
  }
}

/** Returns when the last event arrived, which dates the contents of a copied file. */
export function lastSqliteEventAt(file: string): Date | undefined {
  const connection = connectSqlite(file);
  try {
    const at = connection.prepare("select max(received_at) from arrivals").pluck().get() as
      | number
      | null;
    return at === null ? undefined : new Date(at);
  } catch (error) {
    throw sanitizeDatabaseError(error);
  } finally {
    connection.close();
  }
}

/**
 * Fills the tables of a new file. Without any protection, since the file counts only once it is
 * complete: the caller syncs or deletes it.
 */
export async function fillSqliteTables(
  file: string,
  batches: ReturnType<DatabaseDump["batches"]>,
): Promise<void> {
  const connection = connectSqlite(file);
  try {
    connection.pragma("journal_mode = off");
    connection.pragma("synchronous = off");
    connection.pragma("foreign_keys = off");
    connection.exec("begin");
    const known = tablesIn(connection).filter((name) => !undumpedTables.includes(name));
    for await (const { table, columns, rows } of batches) {
      if (!known.includes(table))
        throw new EntwineError(
          "backup_unusable",
          "the backup has a table that its release did not have",
        );
      const insert = connection.prepare(
        `insert into ${quoteIdentifier(table)} (${columns.map(quoteIdentifier)}) values (${columns.map(() => "?")})`,
      );
      for (const row of rows) insert.run(row);
    }
    if ((connection.pragma("foreign_key_check") as unknown[]).length > 0)
      throw new EntwineError(
        "backup_unusable",
        "rows in the backup refer to rows that are missing",
      );
    connection.exec(markUnsentUnknownSql);
    connection.exec("commit");
  } catch (error) {
    throw sanitizeDatabaseError(error);
  } finally {
    connection.close();
  }
}
