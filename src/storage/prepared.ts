/**
 * Statements that are worked out once a connection. drizzle's builder costs more than the
 * statement: unprepared, a read by key is some ten times slower on SQLite.
 */

import { sql } from "./drizzle.ts";
import type { Reader, Writer } from "./store.ts";

interface Preparable extends PromiseLike<unknown> {
  prepare(name: string): { execute(values?: Record<string, unknown>): PromiseLike<unknown> };
}

/**
 * A statement for a hot path, defined once beside the code that uses it: `const byId =
 * prepared("arrival_by_id", ({ db, t }: Reader) => …eq(t.arrivals.id, sql.placeholder("id")))`,
 * then `await byId(reader, { id })`.
 * What varies is a placeholder; whatever else the builder sees is fixed by its first use. `name` is
 * unique in the program: PostgreSQL knows the statement by it.
 */
export function prepared<R extends Reader, Q extends Preparable>(
  name: string,
  build: (on: R) => Q,
) {
  const statements = new WeakMap<object, ReturnType<Preparable["prepare"]>>();
  return async (on: R, values?: Record<string, unknown>): Promise<Awaited<Q>> =>
    (await statements
      .getOrInsertComputed(on.db, () => build(on).prepare(name))
      .execute(values)) as Awaited<Q>;
}

/** Rows a statement; the rest goes in one by one. */
const page = 50;

type Row = Record<string, unknown>;

/**
 * An insert whose rows have these columns: `build` makes the query of the placeholders that stand
 * for its rows. Gives what the query returns.
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
  const slots = (count: number) =>
    Array.from(
      { length: count },
      (_, row) =>
        Object.fromEntries(
          columns.map((column) => [column, sql.placeholder(`${column}_${row}`)]),
        ) as never,
    );
  const whole = prepared(`${name}_${page}`, (w: Writer) => build(w, slots(page)));
  const single = prepared(name, (w: Writer) => build(w, slots(1)));

  return async (w, rows) => {
    const found: Found[] = [];
    for (let from = 0; from < rows.length; ) {
      const count = rows.length - from >= page ? page : 1;
      const values: Row = {};
      for (let row = 0; row < count; row++)
        for (const column of columns)
          values[`${column}_${row}`] = rows[from + row]![column] ?? null;
      const result = await (count === page ? whole : single)(w, values);
      if (Array.isArray(result)) for (const one of result) found.push(one);
      from += count;
    }
    return found;
  };
}
