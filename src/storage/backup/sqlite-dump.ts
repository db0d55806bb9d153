/** All rows of a SQLite file, out of it and into it. */
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

const names = (connection: Database, query: string, ...values: string[]): string[] =>
  connection.prepare(query).pluck().all(values) as string[];

const tablesIn = (connection: Database): string[] =>
  names(
    connection,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'",
  );

/**
 * As it is at this moment, whoever goes on writing in it. Throws `database_missing`,
 * `database_damaged`, or `no_entwine` where it is somebody else's.
 */
export function openSqliteDump(file: string): DatabaseDump {
  if (!existsSync(file))
    throw new EntwineError("database_missing", `there is no ${file}`, {
      hint: "check the path, or DATABASE_URL",
    });
  inspectSqlite(file, { wholeBytes: Number.POSITIVE_INFINITY, compare: false });
  let connection: Database | undefined;
  try {
    const from = connectSqlite(file);
    connection = from;
    from.pragma("query_only = on");
    from.exec("begin");
    const tables = tablesIn(from);
    if (!tables.includes("migrations"))
      throw new EntwineError("no_entwine", `${file} is no database of Entwine's`, {
        hint: "check the path, or DATABASE_URL",
      });
    const copied = tables.filter((name) => !undumpedTables.includes(name));
    return {
      made: new Date(),
      migrations: names(from, "select name from migrations order by name"),
      rows: copied.reduce(
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
      batches: () => batchesOf(from, copied),
      close: async () => void from.close(),
    };
  } catch (error) {
    connection?.close();
    throw sanitizeDatabaseError(error);
  }
}

function* batchesOf(from: Database, tables: string[]): Generator<DumpBatch> {
  for (const table of tables) {
    const columns = names(from, "select name from pragma_table_info(?)", table);
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

/** Who made themselves known in it; nobody where that cannot be read. */
export function readSqliteReplicas(file: string): ReplicaSighting[] {
  // SQLite throws the log beside an empty file away
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

/**
 * How old the contents of a file are that was put aside: as old as the last that arrived in it,
 * whenever it was copied.
 */
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
 * Fills the tables of a new file, which has them already. Unprotected, since nothing of it counts
 * before all of it is there: whoever calls syncs it, or throws it away.
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
          "backup_unfit",
          "the backup has a table that its release did not have",
        );
      const insert = connection.prepare(
        `insert into ${quoteIdentifier(table)} (${columns.map(quoteIdentifier)}) values (${columns.map(() => "?")})`,
      );
      for (const row of rows) insert.run(row);
    }
    if ((connection.pragma("foreign_key_check") as unknown[]).length > 0)
      throw new EntwineError(
        "backup_unfit",
        "rows in the backup refer to others that are not there",
      );
    connection.exec(markUnsentUnknownSql);
    connection.exec("commit");
  } catch (error) {
    throw sanitizeDatabaseError(error);
  } finally {
    connection.close();
  }
}
