/**
 * One vocabulary of columns, said in both dialects. Whatever a row holds is read as a value of its
 * type: see `reading.ts`. Defaults are the database's own constants: a value that is computed (an
 * id, an instant) is given by the code, so that a seeded run is the same each time.
 */
import { loadCommonJs } from "../drizzle.ts";

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

/** Values that could not be read since the process began, by kind. */
export const unreadableCounts = { json: 0, shape: 0, instant: 0, number: 0, text: 0, choice: 0 };

/** Gives a value of a shape, or `undefined` where it has another. */
export type ValueShape<T> = (value: unknown) => T | undefined;

function note<T>(kind: keyof typeof unreadableCounts, otherwise: T): T {
  unreadableCounts[kind]++;
  return otherwise;
}

/**
 * Instants stay so far apart that a few years more or less can still be written by either engine.
 */
const earliest = new Date("0001-01-01T00:00:00Z");
/** What is no instant sorts behind all others on SQLite, and never comes due. */
const latest = new Date("9000-01-01T00:00:00Z");

function instantFrom(value: unknown): Date {
  const date = new Date(value as number | string);
  if (date >= earliest && date <= latest) return date;
  const isBefore =
    date < earliest || (typeof value === "number" ? value < 0 : /^-|BC$/.test(String(value)));
  return note("instant", isBefore ? earliest : latest);
}

/** A whole number as SQL would cast it. */
function countFrom(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  const number = Math.trunc(Number.parseFloat(String(value)));
  return note("number", Number.isSafeInteger(number) ? number : 0);
}

function realFrom(value: unknown): number {
  if (Number.isFinite(value)) return value as number;
  return note("number", 0);
}

/** SQLite keeps bytes in a column of texts, where it is given some. */
function stringFrom(value: unknown): string {
  if (typeof value === "string") return value;
  return note("text", Buffer.isBuffer(value) ? value.toString("utf8") : String(value));
}

/**
 * A text of a shape, such as a date; where it has another, `otherwise` (null: as if there were
 * none).
 */
function textFrom<T extends string>(shape: ValueShape<T>, otherwise?: T): (value: unknown) => T {
  return (value) => shape(value) ?? note("text", (otherwise ?? null) as T);
}

function choiceFrom<T extends string>(values: readonly T[], otherwise?: T): (value: unknown) => T {
  return (value) =>
    values.includes(value as T) ? (value as T) : note("choice", (otherwise ?? null) as T);
}

/** `value` is JSON's text. */
function jsonFrom<T>(shape: ValueShape<T>, otherwise?: T): (value: unknown) => T {
  const instead = (kind: "json" | "shape"): T =>
    note(kind, structuredClone(otherwise ?? null) as T);
  return (value) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(String(value));
    } catch {
      return instead("json");
    }
    return shape(parsed) ?? instead("shape");
  };
}
