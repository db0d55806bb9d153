/**
 * One vocabulary of columns, said in both dialects. Whatever a row holds is read as a value of its
 * type: see `reading.ts`. Defaults are the database's own constants: a value that is computed (an
 * id, an instant) is given by the code, so that a seeded run is the same each time.
 */
import { loadCommonJs } from "../drizzle.ts";
import {
  choiceFrom,
  countFrom,
  instantFrom,
  jsonFrom,
  realFrom,
  stringFrom,
  textFrom,
  type ValueShape,
} from "./value-readers.ts";

/**
 * drizzle encodes what fills a placeholder even when it is null, which its own encoders take for a
 * value (JSON's `null`) or fail on.
 */
const unlessNull =
  <A, B>(encode: (value: A) => B) =>
  (value: A): B =>
    value === null ? (null as B) : encode(value);

/** The PostgreSQL vocabulary, which is also the type of the other. */
function postgres() {
  const pg: typeof import("drizzle-orm/pg-core") = loadCommonJs("drizzle-orm/pg-core");
  const instant = pg.customType<{ data: Date; driverData: string }>({
    dataType: () => "timestamp (3) with time zone",
    toDriver: unlessNull((value) => value.toISOString()),
    fromDriver: instantFrom,
  });
  const read = <T extends string>(fromDriver: (value: unknown) => T) =>
    pg.customType<{ data: T }>({ dataType: () => "text", fromDriver })();
  const json = <T>(fromDriver: (value: unknown) => T) =>
    pg.customType<{ data: T }>({
      dataType: () => "json",
      toDriver: unlessNull((value) => JSON.stringify(value)),
      fromDriver,
    })();
  return {
    table: pg.pgTable,
    index: pg.index,
    uniqueIndex: pg.uniqueIndex,
    primaryKey: pg.primaryKey,
    text: <T extends string = string>() => pg.text().$type<T>(),
    /** A text in a notation; one that is not, is read as `otherwise`, or as null. */
    notation: <T extends string>(shape: ValueShape<T>, otherwise?: T) =>
      read(textFrom(shape, otherwise)),
    /** One of some values; another is read as `otherwise`, or as null. */
    choice: <const T extends readonly [string, ...string[]]>(values: T, otherwise?: T[number]) =>
      read<T[number]>(choiceFrom(values, otherwise)),
    /** An integer below 2^31. */
    count: () => pg.integer(),
    /** A share or a confidence. */
    real: () => pg.doublePrecision(),
    flag: () => pg.boolean(),
    /** A `Date`, exact to the millisecond. */
    instant: () => instant(),
    /**
     * Kept as it was given and not comparable in SQL; what has another shape is read as
     * `otherwise`, or as null. `json` and not `jsonb`, which refuses a NUL or half an emoji in what
     * people write.
     */
    json: <T>(shape: ValueShape<T>, otherwise?: T) => json(jsonFrom(shape, otherwise)),
    /** A growing number that the database gives, in the order of insertion. */
    sequence: () => pg.bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  };
}

export type Columns = ReturnType<typeof postgres>;

function sqlite(): Columns {
  const lite: typeof import("drizzle-orm/sqlite-core") = loadCommonJs("drizzle-orm/sqlite-core");
  const instant = lite.customType<{ data: Date; driverData: number }>({
    dataType: () => "integer",
    toDriver: unlessNull((value) => value.getTime()),
    fromDriver: instantFrom,
  });
  const read = (fromDriver: (value: unknown) => string) =>
    lite.customType<{ data: string }>({ dataType: () => "text", fromDriver })();
  const number = (dataType: "integer" | "real", fromDriver: (value: unknown) => number) =>
    lite.customType<{ data: number }>({ dataType: () => dataType, fromDriver })();
  const json = (fromDriver: (value: unknown) => unknown) =>
    lite.customType<{ data: unknown; driverData: string }>({
      dataType: () => "text",
      toDriver: unlessNull((value) => JSON.stringify(value)),
      fromDriver,
    })();
  return {
    table: lite.sqliteTable,
    index: lite.index,
    uniqueIndex: lite.uniqueIndex,
    primaryKey: lite.primaryKey,
    text: () => read(stringFrom),
    notation: (shape: ValueShape<string>, otherwise?: string) => read(textFrom(shape, otherwise)),
    choice: (values: readonly [string, ...string[]], otherwise?: string) =>
      read(choiceFrom(values, otherwise)),
    count: () => number("integer", countFrom),
    real: () => number("real", realFrom),
    flag: () => lite.integer({ mode: "boolean" }),
    instant: () => instant(),
    json: (shape: ValueShape<unknown>, otherwise?: unknown) => json(jsonFrom(shape, otherwise)),
    sequence: () => lite.integer().primaryKey({ autoIncrement: true }),
  } as unknown as Columns;
}

/** Each loads its half of drizzle when it is called. */
export const columnDialects = { postgres, sqlite };
