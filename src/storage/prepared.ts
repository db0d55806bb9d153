/**
 * Prepared statements for hot paths. drizzle's query builder costs more than the statement itself:
 * unprepared, a read by key is about ten times slower on SQLite.
 */

import { sql } from "./drizzle.ts";
import { isSqliteStatement, sqliteExecution } from "./engine/sqlite/prepared-statement.ts";
import type { Reader, Writer } from "./store.ts";

interface Statement {
  execute(values?: Record<string, unknown>): PromiseLike<unknown>;
}

interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): Statement;
}

type Execution = (values?: Record<string, unknown>) => unknown;

const executionOf = (statement: Statement): Execution =>
  isSqliteStatement(statement) ? sqliteExecution(statement) : (values) => statement.execute(values);

/**
 * Defines a statement, once, beside the code that uses it: `const byId = prepared("inbox_by_id", ({
 * db, t }: Reader) => …eq(t.inbox.id, sql.placeholder("id")))`, then `await byId(reader, { id })`.
 * Only placeholders vary between calls; everything else that `build` reads is fixed by the first
 * one.
 * @param name unique in the program: PostgreSQL identifies the statement by it
 */
export function prepared<R extends Reader, Q extends Preparable>(
  name: string,
  build: (on: R) => Q,
) {
  const statements = new WeakMap<object, Execution>();
  return async (on: R, values?: Record<string, unknown>): Promise<Awaited<Q>> =>
    statements.getOrInsertComputed(on.db, () => executionOf(build(on).prepare(name)))(
      values,
    ) as Awaited<Q>;
}

/** Rows inserted by one statement; the remainder is inserted one by one. */
const rowsPerStatement = 50;

type Row = Record<string, unknown>;

/**
 * Defines an insert of many rows. Building one for 1,000 rows takes drizzle several times as long
 * as SQLite takes to run it (measured: 62 of 100 µs a row).
 * @param build makes the query from rows of placeholders; its result is returned
 */
export function insertMany<T extends Row, Found = never>(
  name: string,
  columns: readonly (keyof T & string)[],
  build: (
    w: Writer,
    rows: never[],
  ) => {
    prepare(name: string): { execute(values?: Row): PromiseLike<unknown> };
  } & PromiseLike<unknown>,
): (w: Writer, rows: readonly T[]) => Promise<Found[]> {
  const placeholderRows = (count: number) =>
    Array.from(
      { length: count },
      (_, row) =>
        Object.fromEntries(
          columns.map((column) => [column, sql.placeholder(`${column}_${row}`)]),
        ) as never,
    );
  const insertPage = prepared(`${name}_${rowsPerStatement}`, (w: Writer) =>
    build(w, placeholderRows(rowsPerStatement)),
  );
  const insertOne = prepared(name, (w: Writer) => build(w, placeholderRows(1)));

  return async (w, rows) => {
    const results: Found[] = [];
    for (let from = 0; from < rows.length; ) {
      const count = rows.length - from >= rowsPerStatement ? rowsPerStatement : 1;
      const values: Row = {};
      for (let row = 0; row < count; row++)
        for (const column of columns)
          values[`${column}_${row}`] = rows[from + row]![column] ?? null;
      const result = await (count === rowsPerStatement ? insertPage : insertOne)(w, values);
      if (Array.isArray(result)) for (const each of result) results.push(each);
      from += count;
    }
    return results;
  };
}
