/**
 * Rows that could not be dealt with: left out of what is due so that they hold up nobody, counted,
 * and tried again a day later.
 */
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

export interface RowKey {
  workspace: string;
  /** SQL name. */
  tableName: string;
  /** By which the row is found in its workspace. */
  key: string;
}

export interface SetAsideRow extends RowKey {
  /** An error's code. */
  code: string;
  at: Date;
}

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Tables whose rows are never tried again: each was ended, and is named as long as the row stays.
 */
const endedTables = ({ t }: Reader): string[] => [getTableName(t.inbox), getTableName(t.outbox)];
const endedDays = 7;

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

/** A key as text. SQLite may keep bytes in its place, by which the row has to be found too. */
export const keyTextOf = (column: AnyColumn): SQL<string> =>
  column.columnType.startsWith("SQLite")
    ? sql`case typeof(${column}) when 'blob' then 'x' || hex(${column}) else ${column} end`
    : sql`${column}`;

/** The condition that a row is not set aside. */
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

export const matchesRowKey = (workspace: AnyColumn, key: AnyColumn, row: RowKey): SQL =>
  sql`${keyTextOf(workspace)} = ${row.workspace} and ${keyTextOf(key)} = ${row.key}`;

/** Those of a day ago, and those of a clock that was ahead. */
function isOver(on: Reader, now: Date): SQL | undefined {
  const { setAside } = on.t;
  const ago = (days: number): Date => new Date(now.getTime() - days * dayMs);
  return or(
    and(notInArray(setAside.tableName, endedTables(on)), lt(setAside.at, ago(1))),
    lt(setAside.at, ago(endedDays)),
    gt(setAside.at, ago(-1)),
  );
}

/** Has rows tried again that were set aside a day ago. */
export async function retrySetAsideRows(w: Writer, now: Date): Promise<void> {
  await w.db.delete(w.t.setAside).where(isOver(w, now));
}

/** Has all rows tried again: what stood in their way may be mended by this release. */
export async function retryAllSetAsideRows(w: Writer): Promise<void> {
  const { db, t } = w;
  await db.delete(t.setAside).where(notInArray(t.setAside.tableName, endedTables(w)));
}

/** How many there are, by table. */
export async function countSetAsideRows({ db, t }: Reader): Promise<Record<string, number>> {
  const rows = await db
    .select({ table: t.setAside.tableName, n: count() })
    .from(t.setAside)
    .groupBy(t.setAside.tableName);
  return Object.fromEntries(rows.map(({ table, n }) => [table, n]));
}

/** Some of them, the newest first. */
export const listSetAsideRows = ({ db, t }: Reader, most: number) =>
  db.select().from(t.setAside).orderBy(sql`${t.setAside.at} desc`).limit(most);
