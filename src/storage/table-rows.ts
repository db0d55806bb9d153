/**
 * Rows of whichever table of a workspace, by its name: for work that goes through all of them in
 * the same way.
 */
import { type AnyColumn, and, eq, inArray, type SQL, sql } from "./drizzle.ts";
import type { Tables } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";

export type TableRow = Record<string, unknown>;
export type TableColumns = Readonly<Record<string, AnyColumn>>;

export const tableColumns = ({ t }: Reader, table: keyof Tables): TableColumns =>
  t[table] as unknown as TableColumns;

/** Whose the rows are; those of a board say it by their retrospective. */
function ofWorkspace({ db, t }: Reader, table: keyof Tables, workspace: string): SQL {
  if (table === "workspaces") return eq(t.workspaces.id, workspace);
  const { workspace: own, retrospective } = tableColumns({ db, t }, table);
  if (own) return eq(own, workspace);
  if (!retrospective) throw new Error(`${table} belongs to no workspace`);
  const boards = db
    .select({ id: t.retrospectives.id })
    .from(t.retrospectives)
    .where(eq(t.retrospectives.workspace, workspace));
  return inArray(retrospective, boards);
}

/** The rows of a workspace for which `where` holds. */
export async function readTableRows(
  on: Reader,
  table: keyof Tables,
  workspace: string,
  where?: SQL,
): Promise<TableRow[]> {
  return (await on.db
    .select()
    .from(on.t[table] as never)
    .where(and(ofWorkspace(on, table, workspace), where))) as TableRow[];
}

/** The same, held until the write ends. */
export async function lockTableRows(
  w: Writer,
  table: keyof Tables,
  workspace: string,
  where?: SQL,
): Promise<TableRow[]> {
  const found = w.db
    .select()
    .from(w.t[table] as never)
    .where(and(ofWorkspace(w, table, workspace), where));
  return (await w.lock(found)) as TableRow[];
}

const same = (w: Reader, table: keyof Tables, keys: readonly string[], row: TableRow): SQL =>
  and(...keys.map((key) => eq(tableColumns(w, table)[key]!, row[key])))!;

export async function updateTableRow(
  w: Writer,
  table: keyof Tables,
  keys: readonly string[],
  row: TableRow,
  to: TableRow,
): Promise<void> {
  await w.db
    .update(w.t[table] as never)
    .set(to as never)
    .where(same(w, table, keys, row));
}

export async function deleteTableRow(
  w: Writer,
  table: keyof Tables,
  keys: readonly string[],
  row: TableRow,
): Promise<void> {
  await w.db.delete(w.t[table] as never).where(same(w, table, keys, row));
}

/** Gives how many went. */
export async function deleteTableRows(
  w: Writer,
  table: keyof Tables,
  workspace: string,
  where: SQL,
): Promise<number> {
  const gone = await w.db
    .delete(w.t[table] as never)
    .where(and(ofWorkspace(w, table, workspace), where))
    .returning();
  return (gone as unknown[]).length;
}

/** What stands in a column, each value once. */
export async function distinctColumnValues(
  on: Reader,
  table: keyof Tables,
  column: string,
  workspace: string,
): Promise<unknown[]> {
  const value = tableColumns(on, table)[column] as never;
  const found = on.db
    .select({ value })
    .from(on.t[table] as never)
    .where(ofWorkspace(on, table, workspace))
    .groupBy(value);
  return ((await found) as { value: unknown }[]).map((row) => row.value);
}

/** Whether a column's text, or its JSON, has these characters in it somewhere. */
export const columnContains = (column: unknown, characters: string): SQL =>
  sql`cast(${column} as text) like ${`%${characters.replaceAll(/[!%_]/g, "!$&")}%`} escape '!'`;

/** A text as it stands between the quotes of a JSON value. */
export const escapedInJson = (value: string): string => JSON.stringify(value).slice(1, -1);
