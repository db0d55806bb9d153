/**
 * Inserts of very many rows, by statements that are worked out once: to build one for a thousand
 * rows takes drizzle several times as long as SQLite to carry it out (measured: 62 of 100 µs a
 * row).
 */
import { sql } from "./drizzle.ts";
import { prepared } from "./prepared.ts";
import type { Writer } from "./store.ts";

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
