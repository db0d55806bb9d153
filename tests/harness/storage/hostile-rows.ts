/**
 * Rows with one hostile value each, written without the product's checks, if the engine accepts
 * them.
 */
import Sqlite from "better-sqlite3";
import pg from "pg";
import { defineTables } from "../../../src/app/registry.ts";
import { columnDialects } from "../../../src/storage/engine/columns.ts";
import type { Tables } from "../../../src/storage/schema.ts";

/** The properties of a drizzle column that this file uses. */
interface Column {
  name: string;
  keyAsName: boolean;
  notNull: boolean;
  getSQLType(): string;
  mapToDriverValue(value: unknown): unknown;
}

type Row = Record<string, unknown>;
type Value = string | number | boolean | Buffer | null;

const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const nameOf = (table: object): string =>
  (table as Record<symbol, string>)[Symbol.for("drizzle:Name")]!;

const deep = `${"[".repeat(2_000)}${"]".repeat(2_000)}`;
const texts = [
  "",
  "garbage",
  "9999-99-99",
  "25:99",
  "IST",
  "Mars/Olympus",
  "-1",
  "__proto__",
  "a/b/c/d",
  "x".repeat(10_000),
  "\u{1F600}\u0001' --",
];
/** JSON of unexpected shapes. */
export const hostileShapes = [
  "null",
  "7",
  '"x"',
  "[]",
  "{}",
  "[null]",
  '[{"kind":"buttons"}]',
  '[{"kind":"text","text":[{"person":7}]}]',
  '{"talks":7}',
  '{"talks":[null,{"request":7}]}',
  '{"talks":[],"check":7,"retro":"x","floor":7}',
  '{"platform":"fax","kind":"personal","id":"x"}',
  '{"percent":"x"}',
  '{"model":7,"zone":"Mars/Olympus","capacity":-1,"approvals":[],"keep":{"requests":"x"},"language":7}',
  '{"__proto__":{"kind":"text"},"constructor":1}',
  deep,
];

const wrong: Value[] = [
  null,
  "",
  "garbage",
  "\0",
  "[[[",
  -1,
  2 ** 53 - 1,
  1e308,
  Buffer.from([0xff, 0, 0xfe]),
];

/**
 * `type` is the column type on PostgreSQL, which is more specific; SQLite accepts almost any value
 * in any column.
 */
function valuesFor(engine: "sqlite" | "postgres", type: string): Value[] {
  const loose = engine === "sqlite" ? wrong : [null];
  if (type === "json") return [...loose, ...hostileShapes];
  if (type.startsWith("timestamp"))
    return engine === "sqlite"
      ? [...wrong, 0, -(2 ** 53)]
      : [null, "infinity", "-infinity", "0044-03-15 BC", "294276-01-01", "1970-01-01"];
  if (type === "integer") return [...loose, 0, -1, 2_147_483_647, -2_147_483_648];
  if (type === "boolean") return engine === "sqlite" ? wrong : [null, true, false];
  if (type.startsWith("double")) return engine === "sqlite" ? wrong : [null, "NaN", "Infinity", -1];
  return [...loose, ...texts];
}

export interface HostileRow {
  /**
   * Clones a valid row for each column and each hostile value that the engine accepts, and returns
   * the number of clones. `fresh` makes the keys of a clone unique.
   */
  plant(table: keyof Tables, good: Row, fresh: (nth: number) => Row): Promise<number>;
  /** Sets one column of existing rows. Returns false if the engine refuses the value. */
  overwrite(table: keyof Tables, column: string, value: Value, where: string): Promise<boolean>;
  /** Deletes rows. */
  clear(table: keyof Tables, where: string): Promise<void>;
  close(): Promise<void>;
}

export async function openHostileDatabase(url: string): Promise<HostileRow> {
  const engine = url.startsWith("file:") ? "sqlite" : "postgres";
  const types = defineTables(columnDialects.postgres()) as unknown as Record<
    keyof Tables,
    Record<string, Column>
  >;
  const tables = defineTables(columnDialects[engine]()) as unknown as Record<
    keyof Tables,
    Record<string, Column>
  >;
  const file = engine === "sqlite" ? new Sqlite(url.slice("file:".length)) : undefined;
  const client = file ? undefined : new pg.Client(url);
  await client?.connect();
  file?.pragma("foreign_keys = off");
  file?.pragma("busy_timeout = 5000");
  file?.pragma("synchronous = off"); // thousands of rows, which need not survive a crash
  let planted = 0;

  /** Returns whether the engine accepted the statement. */
  async function run(statement: string, values: unknown[]): Promise<boolean> {
    try {
      if (file)
        file
          .prepare(statement)
          .run(values.map((value) => (typeof value === "boolean" ? Number(value) : value)));
      else
        await client!.query(
          statement.replaceAll("?", () => `$${++place}`),
          values,
        );
      return true;
    } catch {
      return false;
    } finally {
      place = 0;
    }
  }
  let place = 0;

  const columnsOf = (table: keyof Tables): [string, Column][] =>
    Object.entries(tables[table]).filter(
      ([, column]) => typeof column === "object" && column !== null && "mapToDriverValue" in column,
    );

  return {
    async plant(table, good, fresh) {
      const columns = columnsOf(table);
      let taken = 0;
      for (const [hostile, column] of columns)
        for (const value of valuesFor(engine, types[table][hostile]!.getSQLType())) {
          const row = { ...good, ...fresh(++planted) };
          const given = columns.filter(([name]) => name === hostile || row[name] !== undefined);
          const names = given.map(([, { name }]) => `"${snake(name)}"`).join(", ");
          const values = given.map(([name, each]) =>
            name === hostile ? value : row[name] === null ? null : each.mapToDriverValue(row[name]),
          );
          const overriding =
            client && column.getSQLType() === "bigint" ? " overriding system value" : "";
          if (
            await run(
              `insert into "${nameOf(tables[table])}" (${names})${overriding} values (${given.map(() => "?").join(", ")})`,
              values,
            )
          )
            taken++;
        }
      return taken;
    },
    overwrite: (table, column, value, where) =>
      run(`update "${nameOf(tables[table])}" set "${snake(column)}" = ? where ${where}`, [value]),
    async clear(table, where) {
      await run(`delete from "${nameOf(tables[table])}" where ${where}`, []);
    },
    async close() {
      file?.close();
      await client?.end();
    },
  };
}
