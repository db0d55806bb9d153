/**
 * Finds stored values that cannot be read, for an operator to repair. Reports where they are, never
 * the values.
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
  /** Key columns of the row with their values. */
  key: string;
}

/** Rows read by one query. */
const rowsPerQuery = 500;
/** Rows checked in one table. */
const maxRowsPerTable = 50_000;
/** Limit (ms) of the search; a check of the doctor has five seconds. */
const maxDurationMs = 3_000;
/** Reported characters of a key. */
const maxKeyLength = 80;

const listColumns = (table: object): [string, AnyColumn & { name: string; primary: boolean }][] =>
  Object.entries(table).filter(
    (entry): entry is [string, AnyColumn & { name: string; primary: boolean }] => {
      const [, column] = entry as [string, unknown];
      return typeof column === "object" && column !== null && "mapFromDriverValue" in column;
    },
  );

const isReadable = (column: AnyColumn, value: unknown): boolean => {
  if (value === null) return true;
  const before = Object.values(unreadableCounts).reduce((sum, count) => sum + count, 0);
  column.mapFromDriverValue(value);
  return Object.values(unreadableCounts).reduce((sum, count) => sum + count, 0) === before;
};

/** The stores name columns by `casing: "snake_case"`. */
const sqlNameOf = (column: string): string =>
  column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const printKey = (value: unknown): string =>
  (Buffer.isBuffer(value) ? value.toString("hex") : String(value))
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .slice(0, maxKeyLength);

/**
 * Finds up to `most` unreadable values. `all` is false when time ran out before each row was
 * checked.
 */
export async function findUnreadableValues(
  { db, t }: Reader,
  limit: number,
): Promise<{ found: UnreadableValue[]; all: boolean }> {
  const found: UnreadableValue[] = [];
  const until = performance.now() + maxDurationMs;
  let all = true;
  for (const [table, columns] of Object.entries(t) as [keyof Tables, object][]) {
    const each = listColumns(columns);
    const raw = Object.fromEntries(each.map(([name, column]) => [name, sql<unknown>`${column}`]));
    const keyColumns = each
      .filter(
        ([name, { primary }]) => primary || /^(?:workspace|id|key|person|seq|hash)$/.test(name),
      )
      .slice(0, 3);
    for (let from = 0; ; from += rowsPerQuery) {
      if (performance.now() > until || from >= maxRowsPerTable) {
        all = false;
        break;
      }
      const rows = (await db
        .select(raw)
        .from(t[table] as never)
        .limit(rowsPerQuery)
        .offset(from)) as Record<string, unknown>[];
      for (const row of rows)
        for (const [name, column] of each)
          if (!isReadable(column, row[name])) {
            found.push({
              table: getTableName(t[table]),
              column: sqlNameOf(name),
              key: keyColumns.map(([key]) => printKey(row[key])).join(" "),
            });
            if (found.length >= limit) return { found, all };
          }
      if (rows.length < rowsPerQuery) break;
      await setImmediate();
    }
  }
  return { found, all };
}
