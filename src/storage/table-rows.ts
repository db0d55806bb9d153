/** Generic access to rows of any table of a workspace, by table name. */
import { type AnyColumn, and, eq, inArray, type SQL, sql } from "./drizzle.ts";
import type { Tables } from "./schema.ts";
import type { Reader, Writer } from "./store.ts";

/** Row by column names of the code. */
export type TableRow = Record<string, unknown>;

/** Columns by their names in the code. */
export type TableColumns = Readonly<Record<string, AnyColumn>>;

/** Returns the columns of a table by their code names. */
export const tableColumns = ({ t }: Reader, table: keyof Tables): TableColumns =>
  t[table] as unknown as TableColumns;

/** Condition for a workspace's rows; rows of a board refer to its retrospective. */
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

/** Reads the rows of a workspace that meet `where`. */
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

/** Reads and locks these rows until the write ends. */
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

/** Updates the row that has the same keys as `row`. */
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

/** Deletes the row that has the same keys as `row`. */
export async function deleteTableRow(
  w: Writer,
  table: keyof Tables,
  keys: readonly string[],
  row: TableRow,
): Promise<void> {
  await w.db.delete(w.t[table] as never).where(same(w, table, keys, row));
}

/** Deletes rows and returns their number. */
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

/** Returns the distinct values of a column. */
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

/** Condition that a column's text or JSON contains these characters. */
export const columnContains = (column: unknown, characters: string): SQL =>
  sql`cast(${column} as text) like ${`%${characters.replaceAll(/[!%_]/g, "!$&")}%`} escape '!'`;

/** Returns a text as escaped within a JSON string. */
export const escapedInJson = (value: string): string => JSON.stringify(value).slice(1, -1);
