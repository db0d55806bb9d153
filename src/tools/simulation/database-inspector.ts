/** Direct access to the database, without the product's queries, which may be wrong. */
import Sqlite from "better-sqlite3";

export type DatabaseInspector = ReturnType<typeof openDatabaseInspector>;
export type InspectedRow = Record<string, unknown>;

export function openDatabaseInspector(file: string) {
  const connection = new Sqlite(file, { readonly: true });
  const prepared = new Map<string, Sqlite.Statement>();
  const statement = (sql: string): Sqlite.Statement =>
    prepared.getOrInsertComputed(sql, () => connection.prepare(sql));
  let version = 0;
  return {
    rows: (sql: string, ...values: unknown[]): InspectedRow[] =>
      statement(sql).all(...values) as InspectedRow[],
    one: (sql: string, ...values: unknown[]): InspectedRow | undefined =>
      statement(sql).get(...values) as InspectedRow | undefined,
    /** Returns whether anything was committed since the last call. */
    changed(): boolean {
      const before = version;
      version = connection.pragma("data_version", { simple: true }) as number;
      return version !== before;
    },
    tables: (): string[] =>
      (
        connection
          .prepare(
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
          )
          .all() as { name: string }[]
      ).map(({ name }) => name),
    close: () => connection.close(),
  };
}
