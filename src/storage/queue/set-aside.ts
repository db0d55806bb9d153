/**
 * Rows that could not be processed. They are skipped by all queries for due rows, so that they
 * block nothing, counted, and retried a day later.
 */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import {
  type AnyColumn,
  and,
  count,
  eq,
  getTableName,
  gt,
  lt,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from "../drizzle.ts";
import type { Reader, Writer } from "../store.ts";

/** Key of a row of any table. */
export interface RowKey {
  workspace: string;
  /** SQL name of the table. */
  tableName: string;
  /** Key of the row within its workspace. */
  key: string;
}

/** Row that cannot be read and is left out. */
export interface SetAsideRow extends RowKey {
  /** An error's code. */
  code: string;
  at: Date;
}

/** Tables whose rows are never retried: each was finished, and is listed for `endedDays`. */
const endedTables = ({ t }: Reader): string[] => [getTableName(t.inbox), getTableName(t.outbox)];
const endedDays = 7;

/** Sets a row aside from now, also if it was set aside before. */
export async function setRowAside({ db, t }: Writer, row: SetAsideRow): Promise<void> {
  const { code, at } = row;
  await db
    .insert(t.setAside)
    .values(row)
    .onConflictDoUpdate({
      target: [t.setAside.tableName, t.setAside.workspace, t.setAside.key],
      set: { code, at },
    });
}

/**
 * Returns a key as text. SQLite may hold bytes instead, and the row has to be found by them too.
 */
export const keyTextOf = (column: AnyColumn): SQL<string> =>
  column.columnType.startsWith("SQLite")
    ? sql`case typeof(${column}) when 'blob' then 'x' || hex(${column}) else ${column} end`
    : sql`${column}`;

/** Condition that a row is not set aside. */
export const isNotSetAside = (
  { db, t: { setAside } }: Reader,
  workspace: AnyColumn,
  key: AnyColumn,
): SQL =>
  notExists(
    db
      .select({ key: setAside.key })
      .from(setAside)
      .where(
        and(
          eq(setAside.tableName, getTableName(key.table)),
          eq(setAside.workspace, keyTextOf(workspace)),
          eq(setAside.key, keyTextOf(key)),
        ),
      ),
  );

/** Condition that a row is the one of a key. */
export const matchesRowKey = (workspace: AnyColumn, key: AnyColumn, row: RowKey): SQL =>
  sql`${keyTextOf(workspace)} = ${row.workspace} and ${keyTextOf(key)} = ${row.key}`;

/** Condition that an entry expires: older than a day, or set aside by a clock that was ahead. */
function isExpired(on: Reader, now: Date): SQL | undefined {
  const { setAside } = on.t;
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * dayMs);
  return or(
    and(notInArray(setAside.tableName, endedTables(on)), lt(setAside.at, daysAgo(1))),
    lt(setAside.at, daysAgo(endedDays)),
    gt(setAside.at, daysAgo(-1)),
  );
}

/** Releases rows that were set aside a day ago, so that they are retried. */
export async function retrySetAsideRows(w: Writer, now: Date): Promise<void> {
  await w.db.delete(w.t.setAside).where(isExpired(w, now));
}

/** Releases all rows, since this release may be able to process them. */
export async function retryAllSetAsideRows(w: Writer): Promise<void> {
  const { db, t } = w;
  await db.delete(t.setAside).where(notInArray(t.setAside.tableName, endedTables(w)));
}

/** Counts the rows that are set aside, by table. */
export async function countSetAsideRows({ db, t }: Reader): Promise<Record<string, number>> {
  const rows = await db
    .select({ table: t.setAside.tableName, n: count() })
    .from(t.setAside)
    .groupBy(t.setAside.tableName);
  return Object.fromEntries(rows.map(({ table, n }) => [table, n]));
}

/** Lists the newest rows that are set aside. */
export const listSetAsideRows = ({ db, t }: Reader, limit: number) =>
  db.select().from(t.setAside).orderBy(sql`${t.setAside.at} desc`).limit(limit);
