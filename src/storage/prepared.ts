/**
 * Prepared statements for hot paths. drizzle's query builder costs more than the statement itself:
 * unprepared, a read by key is about ten times slower on SQLite.
 */

import { sql } from "./drizzle.ts";
import { isSqliteStatement, sqliteExecution } from "./engine/sqlite/prepared-statement.ts";
import type { Reader, Writer } from "./store.ts";

type Row = Record<string, unknown>;

interface Statement {
  execute(values?: Row): PromiseLike<unknown>;
}

interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): Statement;
}

type Execution = (values?: Row) => unknown;

const executionOf = (statement: Statement): Execution =>
  isSqliteStatement(statement) ? sqliteExecution(statement) : (values) => statement.execute(values);

/**
 * Defines a statement, once, beside the code that uses it: `const byId = prepared("inbox_by_id", ({
 * db, t }: Reader) => …eq(t.inbox.id, sql.placeholder("id")))`, then `await byId(reader, { id })`.
 * Only placeholders vary between calls; everything else that `build` reads is fixed by the first
 * one.
 * On SQLite the result or error is there at once: a promise for each statement costs 2 % of a turn.
 * @param name unique in the program: PostgreSQL identifies the statement by it
 */
export function prepared<R extends Reader, Q extends Preparable>(
  name: string,
  build: (on: R) => Q,
) {
  const statements = new WeakMap<object, Execution>();
  return (on: R, values?: Row): Awaited<Q> | PromiseLike<Awaited<Q>> =>
    statements.getOrInsertComputed(on.db, () => executionOf(build(on).prepare(name)))(
      values,
    ) as Awaited<Q>;
}

/** Lengths of lists that statements are prepared for; a shorter list repeats its first value. */
const listLengths = [1, 4, 16, 64];

/**
 * Defines a select whose rows depend on a list (`column in (…)`), in no order.
 * @param build makes the query from as many placeholders as the list is long
 */
export function preparedList<R extends Reader, T>(
  name: string,
  build: (on: R, list: never[]) => Preparable & PromiseLike<T[]>,
): (on: R, list: readonly (string | number)[], values: Row) => Promise<T[]> {
  const byLength = listLengths.map((length) => {
    const placeholders = Array.from({ length }, (_, at) => sql.placeholder(`list_${at}`) as never);
    return prepared(`${name}_${length}`, (on: R) => build(on, placeholders));
  });
  const longest = listLengths.at(-1)!;

  return async (on, list, values) => {
    const rows: T[] = [];
    const distinct = [...new Set(list)];
    for (let from = 0; from < distinct.length; from += longest) {
      const page = distinct.slice(from, from + longest);
      const which = listLengths.findIndex((length) => length >= page.length);
      const filled: Row = { ...values };
      for (let at = 0; at < listLengths[which]!; at++) filled[`list_${at}`] = page[at] ?? page[0];
      rows.push(...((await byLength[which]!(on, filled)) as T[]));
    }
    return rows;
  };
}

/** Rows inserted by one statement; the remainder is inserted one by one. */
const rowsPerStatement = 50;

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
