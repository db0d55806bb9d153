/** All rows of a SQLite file, out of it and into it. */
import { existsSync, statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { EntwineError } from "../errors.ts";
import { type Batch, batchSize, type Cell, type Contents, doubtUnsent, leftOut, quoted } from "./contents.ts";
import { explain } from "./failures.ts";
import type { Seen } from "./running.ts";
import { connect } from "./sqlite-file.ts";
import { lookAt, openToRead } from "./sqlite-look.ts";

const names = (connection: Database, query: string, ...values: string[]): string[] => connection.prepare(query).pluck().all(values) as string[];

const tablesIn = (connection: Database): string[] =>
  names(connection, "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'");

/** As it is at this moment, whoever goes on writing in it. Throws `database_missing`, `database_damaged`, or `no_entwine` where it is somebody else's. */
export function sqliteContents(file: string): Contents {
  if (!existsSync(file)) throw new EntwineError("database_missing", `there is no ${file}`, { hint: "check the path, or DATABASE_URL" });
  lookAt(file, { wholeBytes: Number.POSITIVE_INFINITY, compare: false });
  let connection: Database | undefined;
  try {
    const from = connect(file);
    connection = from;
    from.pragma("query_only = on");
    from.exec("begin");
    const tables = tablesIn(from);
    if (!tables.includes("migrations"))
      throw new EntwineError("no_entwine", `${file} is no database of Entwine's`, { hint: "check the path, or DATABASE_URL" });
    const copied = tables.filter((name) => !leftOut.includes(name));
    return {
      made: new Date(),
      migrations: names(from, "select name from migrations order by name"),
      rows: copied.reduce(
        (sum, table) =>
          sum +
          Number(
            from
              .prepare(`select count(*) from ${quoted(table)}`)
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
    throw explain(error);
  }
}

function* batchesOf(from: Database, tables: string[]): Generator<Batch> {
  for (const table of tables) {
    const columns = names(from, "select name from pragma_table_info(?)", table);
    let rows: Cell[][] = [];
    try {
      for (const row of from
        .prepare<[], Cell[]>(`select ${columns.map(quoted)} from ${quoted(table)}`)
        .raw()
        .iterate()) {
        if (rows.push(row) < batchSize) continue;
        yield { table, columns, rows };
        rows = [];
      }
    } catch (error) {
      throw explain(error);
    }
    yield { table, columns, rows };
  }
}

/** Who made themselves known in it; nobody where that cannot be read. */
export function seenIn(file: string): Seen[] {
  if (!statSync(file, { throwIfNoEntry: false })?.size) return []; // SQLite throws the log beside an empty file away
  let connection: Database | undefined;
  try {
    connection = openToRead(file);
    const rows = connection.prepare("select host, pid, seen_at from replicas").all() as { host: string; pid: number; seen_at: number }[];
    return rows.map(({ host, pid, seen_at }) => ({ host, pid, seenAt: new Date(seen_at) }));
  } catch {
    return [];
  } finally {
    connection?.close();
  }
}

/** How old the contents of a file are that was put aside: as old as the last that arrived in it, whenever it was copied. */
export function lastArrivalIn(file: string): Date | undefined {
  const connection = connect(file);
  try {
    const at = connection.prepare("select max(received_at) from arrivals").pluck().get() as number | null;
    return at === null ? undefined : new Date(at);
  } catch (error) {
    throw explain(error);
  } finally {
    connection.close();
  }
}

/** Fills the tables of a new file, which has them already. Unprotected, since nothing of it counts before all of it is there: whoever calls syncs it, or throws it away. */
export async function fillSqlite(file: string, batches: ReturnType<Contents["batches"]>): Promise<void> {
  const connection = connect(file);
  try {
    connection.pragma("journal_mode = off");
    connection.pragma("synchronous = off");
    connection.pragma("foreign_keys = off");
    connection.exec("begin");
    const known = tablesIn(connection).filter((name) => !leftOut.includes(name));
    for await (const { table, columns, rows } of batches) {
      if (!known.includes(table)) throw new EntwineError("backup_unfit", "the backup has a table that its release did not have");
      const insert = connection.prepare(`insert into ${quoted(table)} (${columns.map(quoted)}) values (${columns.map(() => "?")})`);
      for (const row of rows) insert.run(row);
    }
    if ((connection.pragma("foreign_key_check") as unknown[]).length > 0)
      throw new EntwineError("backup_unfit", "rows in the backup refer to others that are not there");
    connection.exec(doubtUnsent);
    connection.exec("commit");
  } catch (error) {
    throw explain(error);
  } finally {
    connection.close();
  }
}
