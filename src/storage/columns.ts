/** One vocabulary of columns, said in both dialects. Defaults are the database's own constants: a value that is computed (an id, an instant) is given by the code, so that a seeded run is the same each time. */
import { load } from "./drizzle.ts";

/** drizzle encodes what fills a placeholder even when it is null, which its own encoders take for a value (JSON's `null`) or fail on. */
const unlessNull =
  <A, B>(encode: (value: A) => B) =>
  (value: A): B =>
    value === null ? (null as B) : encode(value);

/** The PostgreSQL vocabulary, which is also the type of the other. */
function postgres() {
  const pg: typeof import("drizzle-orm/pg-core") = load("drizzle-orm/pg-core");
  const instant = pg.customType<{ data: Date; driverData: string }>({
    dataType: () => "timestamp (3) with time zone",
    toDriver: unlessNull((value) => value.toISOString()),
    fromDriver: (value) => new Date(value),
  });
  const json = pg.customType<{ data: unknown }>({ dataType: () => "json", toDriver: unlessNull((value) => JSON.stringify(value)) });
  return {
    table: pg.pgTable,
    index: pg.index,
    uniqueIndex: pg.uniqueIndex,
    primaryKey: pg.primaryKey,
    text: <T extends string = string>() => pg.text().$type<T>(),
    choice: <const T extends readonly [string, ...string[]]>(values: T) => pg.text({ enum: values }),
    /** An integer below 2^31. */
    count: () => pg.integer(),
    /** A share or a confidence. */
    real: () => pg.doublePrecision(),
    flag: () => pg.boolean(),
    /** A `Date`, exact to the millisecond. */
    instant: () => instant(),
    /** Kept as it was given and not comparable in SQL. `json` and not `jsonb`, which refuses a NUL or half an emoji in what people write. */
    json: <T>() => json().$type<T>(),
    /** A growing number that the database gives, in the order of insertion. */
    sequence: () => pg.bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  };
}

export type Columns = ReturnType<typeof postgres>;

function sqlite(): Columns {
  const lite: typeof import("drizzle-orm/sqlite-core") = load("drizzle-orm/sqlite-core");
  const instant = lite.customType<{ data: Date; driverData: number }>({
    dataType: () => "integer",
    toDriver: unlessNull((value) => value.getTime()),
    fromDriver: (value) => new Date(value),
  });
  const json = lite.customType<{ data: unknown; driverData: string }>({
    dataType: () => "text",
    toDriver: unlessNull((value) => JSON.stringify(value)),
    fromDriver: (value) => JSON.parse(value),
  });
  return {
    table: lite.sqliteTable,
    index: lite.index,
    uniqueIndex: lite.uniqueIndex,
    primaryKey: lite.primaryKey,
    text: () => lite.text(),
    choice: (values: readonly [string, ...string[]]) => lite.text({ enum: values }),
    count: () => lite.integer(),
    real: () => lite.real(),
    flag: () => lite.integer({ mode: "boolean" }),
    instant: () => instant(),
    json: () => json(),
    sequence: () => lite.integer().primaryKey({ autoIncrement: true }),
  } as unknown as Columns;
}

/** Each loads its half of drizzle when it is called. */
export const dialects = { postgres, sqlite };
