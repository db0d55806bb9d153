/**
 * Search for stored values that cannot be read, for an operator to mend. Tells where they are and
 * nothing of the values themselves.
 */
import { setImmediate } from "node:timers/promises";
import { type AnyColumn, getTableName, sql } from "./drizzle.ts";
import { unreadableCounts } from "./engine/columns.ts";
import type { Tables } from "./schema.ts";
import type { Reader } from "./store.ts";

/** Table and column by their SQL names. */
export interface UnreadableValue {
  table: string;
  column: string;
  /** The row's key columns with what is in them. */
  key: string;
}

/** Rows of one query. */
const page = 500;
/** Rows of one table that are looked at. */
const mostRows = 50_000;
/** How long one search may take, in milliseconds: a finding has to be there within five seconds. */
const longestMs = 3_000;
/** Characters of a key that are told. */
const longestKey = 80;

const columnsIn = (table: object): [string, AnyColumn & { name: string; primary: boolean }][] =>
  Object.entries(table).filter(
    (entry): entry is [string, AnyColumn & { name: string; primary: boolean }] => {
      const [, column] = entry as [string, unknown];
      return typeof column === "object" && column !== null && "mapFromDriverValue" in column;
    },
  );

const reads = (column: AnyColumn, value: unknown): boolean => {
  if (value === null) return true;
  const before = Object.values(unreadableCounts).reduce((sum, count) => sum + count, 0);
  column.mapFromDriverValue(value);
  return Object.values(unreadableCounts).reduce((sum, count) => sum + count, 0) === before;
};

/** The stores name columns by `casing: "snake_case"`. */
const sqlNameOf = (column: string): string =>
  column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const told = (value: unknown): string =>
  (Buffer.isBuffer(value) ? value.toString("hex") : String(value))
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .slice(0, longestKey);

/**
 * Up to `most` of them. `all` is false where there was no time to look at each row. `keys` are the
 * key columns of each table.
 */
export async function findUnreadableValues(
  { db, t }: Reader,
  most: number,
): Promise<{ found: UnreadableValue[]; all: boolean }> {
  const found: UnreadableValue[] = [];
  const until = performance.now() + longestMs;
  let all = true;
  for (const [table, columns] of Object.entries(t) as [keyof Tables, object][]) {
    const each = columnsIn(columns);
    const raw = Object.fromEntries(each.map(([name, column]) => [name, sql<unknown>`${column}`]));
    const keys = each
      .filter(
        ([name, { primary }]) => primary || /^(?:workspace|id|key|person|seq|hash)$/.test(name),
      )
      .slice(0, 3);
    for (let from = 0; ; from += page) {
      if (performance.now() > until || from >= mostRows) {
        all = false;
        break;
      }
      const rows = (await db
        .select(raw)
        .from(t[table] as never)
        .limit(page)
        .offset(from)) as Record<string, unknown>[];
      for (const row of rows)
        for (const [name, column] of each)
          if (!reads(column, row[name])) {
            found.push({
              table: getTableName(t[table]),
              column: sqlNameOf(name),
              key: keys.map(([key]) => told(row[key])).join(" "),
            });
            if (found.length >= most) return { found, all };
          }
      if (rows.length < page) break;
      await setImmediate();
    }
  }
  return { found, all };
}
