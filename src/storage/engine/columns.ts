/**
 * Column types in both dialects, and the readers that give each stored value its type. Readers
 * never throw: a value that was damaged or written by hand is read as a fallback and counted, so
 * that one row cannot fail a whole query. Defaults are constants of the database; computed values
 * (ids, instants) come from the code, so that a seeded run is reproducible.
 */
import { loadCommonJs } from "../drizzle.ts";

/**
 * Passes null through an encoder. drizzle also encodes null that fills a placeholder, which its own
 * encoders turn into JSON's `null` or fail on.
 */
const passNull =
  <A, B>(encode: (value: A) => B) =>
  (value: A): B =>
    value === null ? (null as B) : encode(value);

/** The PostgreSQL dialect, whose type both dialects share. */
function postgres() {
  const pg: typeof import("drizzle-orm/pg-core") = loadCommonJs("drizzle-orm/pg-core");
  const instant = pg.customType<{ data: Date; driverData: string }>({
    dataType: () => "timestamp (3) with time zone",
    toDriver: passNull((value) => value.toISOString()),
    fromDriver: instantFrom,
  });
  const read = <T extends string>(fromDriver: (value: unknown) => T, name = "") =>
    pg.customType<{ data: T }>({ dataType: () => "text", fromDriver })(name);
  const json = <T>(fromDriver: (value: unknown) => T, name = "") =>
    pg.customType<{ data: T }>({
      dataType: () => "json",
      toDriver: passNull((value) => JSON.stringify(value)),
      fromDriver,
    })(name);
  return {
    table: pg.pgTable,
    index: pg.index,
    uniqueIndex: pg.uniqueIndex,
    primaryKey: pg.primaryKey,
    text: <T extends string = string>() => pg.text().$type<T>(),
    /** A text in a fixed notation. Anything else is read as `fallback`, or as null. */
    notation: <T extends string>(shape: ValueShape<T>, fallback?: T) =>
      read(textFrom(shape, fallback)),
    /**
     * One of the given values. Anything else is read as `fallback`, or as null. `name` is the
     * column's, if it is not the key.
     */
    choice: <const T extends readonly [string, ...string[]]>(
      values: T,
      fallback?: T[number],
      name?: string,
    ) => read<T[number]>(choiceFrom(values, fallback), name),
    /** An integer below 2^31. */
    count: () => pg.integer(),
    /** A ratio or a confidence. */
    real: () => pg.doublePrecision(),
    /** `name` is the column's, if it is not the key. */
    flag: (name = "") => pg.boolean(name),
    /** A `Date`, exact to the millisecond. */
    instant: () => instant(),
    /**
     * JSON, stored as given and not comparable in SQL. A value of another shape is read as
     * `fallback`, or as null. `name` is the column's, if it is not the key. Uses `json`, since `jsonb` refuses a NUL or half of a surrogate pair.
     */
    json: <T>(shape: ValueShape<T>, fallback?: T, name?: string) =>
      json(jsonFrom(shape, fallback), name),
    /** A number that the database assigns in the order of insertion. */
    sequence: () => pg.bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  };
}

/** Builders of columns and tables, the same for both engines. */
export type Columns = ReturnType<typeof postgres>;

function sqlite(): Columns {
  const lite: typeof import("drizzle-orm/sqlite-core") = loadCommonJs("drizzle-orm/sqlite-core");
  const instant = lite.customType<{ data: Date; driverData: number }>({
    dataType: () => "integer",
    toDriver: passNull((value) => value.getTime()),
    fromDriver: instantFrom,
  });
  const read = (fromDriver: (value: unknown) => string, name = "") =>
    lite.customType<{ data: string }>({ dataType: () => "text", fromDriver })(name);
  const number = (dataType: "integer" | "real", fromDriver: (value: unknown) => number) =>
    lite.customType<{ data: number }>({ dataType: () => dataType, fromDriver })();
  const json = (fromDriver: (value: unknown) => unknown, name = "") =>
    lite.customType<{ data: unknown; driverData: string }>({
      dataType: () => "text",
      toDriver: passNull((value) => JSON.stringify(value)),
      fromDriver,
    })(name);
  return {
    table: lite.sqliteTable,
    index: lite.index,
    uniqueIndex: lite.uniqueIndex,
    primaryKey: lite.primaryKey,
    text: () => read(stringFrom),
    notation: (shape: ValueShape<string>, fallback?: string) => read(textFrom(shape, fallback)),
    choice: (values: readonly [string, ...string[]], fallback?: string, name?: string) =>
      read(choiceFrom(values, fallback), name),
    count: () => number("integer", countFrom),
    real: () => number("real", realFrom),
    flag: (name = "") => lite.integer(name, { mode: "boolean" }),
    instant: () => instant(),
    json: (shape: ValueShape<unknown>, fallback?: unknown, name?: string) =>
      json(jsonFrom(shape, fallback), name),
    sequence: () => lite.integer().primaryKey({ autoIncrement: true }),
  } as unknown as Columns;
}

/** Each entry loads its half of drizzle when it is called. */
export const columnDialects = { postgres, sqlite };

/** Values that could not be read since the process started, by kind. */
export const unreadableCounts = { json: 0, shape: 0, instant: 0, number: 0, text: 0, choice: 0 };

/** Returns the value typed, or `undefined` when it has another shape. */
export type ValueShape<T> = (value: unknown) => T | undefined;

function countUnreadable<T>(kind: keyof typeof unreadableCounts, fallback: T): T {
  unreadableCounts[kind]++;
  return fallback;
}

/**
 * Bounds of instants, narrow enough that adding some years still gives a date that both engines can
 * write.
 */
const earliest = new Date("0001-01-01T00:00:00Z");
/** Replaces invalid instants: sorts last on SQLite and is never due. */
const latest = new Date("9000-01-01T00:00:00Z");

function instantFrom(value: unknown): Date {
  const date = new Date(value as number | string);
  if (date >= earliest && date <= latest) return date;
  const isBefore =
    date < earliest || (typeof value === "number" ? value < 0 : /^-|BC$/.test(String(value)));
  return countUnreadable("instant", isBefore ? earliest : latest);
}

/** Reads a whole number as SQL would cast it. */
function countFrom(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  const number = Math.trunc(Number.parseFloat(String(value)));
  return countUnreadable("number", Number.isSafeInteger(number) ? number : 0);
}

function realFrom(value: unknown): number {
  if (Number.isFinite(value)) return value as number;
  return countUnreadable("number", 0);
}

/** Reads a text. SQLite keeps bytes in a text column when it is given bytes. */
function stringFrom(value: unknown): string {
  if (typeof value === "string") return value;
  return countUnreadable("text", Buffer.isBuffer(value) ? value.toString("utf8") : String(value));
}

/** Reads a text of a shape, such as a date; any other is `fallback`, or null. */
function textFrom<T extends string>(shape: ValueShape<T>, fallback?: T): (value: unknown) => T {
  return (value) => shape(value) ?? countUnreadable("text", (fallback ?? null) as T);
}

function choiceFrom<T extends string>(values: readonly T[], fallback?: T): (value: unknown) => T {
  return (value) =>
    values.includes(value as T) ? (value as T) : countUnreadable("choice", (fallback ?? null) as T);
}

/** Reads JSON from its text. */
function jsonFrom<T>(shape: ValueShape<T>, fallback?: T): (value: unknown) => T {
  const substitute = (kind: "json" | "shape"): T =>
    countUnreadable(kind, structuredClone(fallback ?? null) as T);
  return (value) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(String(value));
    } catch {
      return substitute("json");
    }
    return shape(parsed) ?? substitute("shape");
  };
}
