/**
 * Readers of stored values. Each gives a value of its type for anything that a database may hold,
 * so that one row that was
 * damaged, or written by hand, fails nobody else's query; what could not be read is counted.
 */

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

export function instantFrom(value: unknown): Date {
  const date = new Date(value as number | string);
  if (date >= earliest && date <= latest) return date;
  const isBefore =
    date < earliest || (typeof value === "number" ? value < 0 : /^-|BC$/.test(String(value)));
  return note("instant", isBefore ? earliest : latest);
}

/** A whole number as SQL would cast it. */
export function countFrom(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  const number = Math.trunc(Number.parseFloat(String(value)));
  return note("number", Number.isSafeInteger(number) ? number : 0);
}

export function realFrom(value: unknown): number {
  if (Number.isFinite(value)) return value as number;
  return note("number", 0);
}

/** SQLite keeps bytes in a column of texts, where it is given some. */
export function stringFrom(value: unknown): string {
  if (typeof value === "string") return value;
  return note("text", Buffer.isBuffer(value) ? value.toString("utf8") : String(value));
}

/**
 * A text of a shape, such as a date; where it has another, `otherwise` (null: as if there were
 * none).
 */
export function textFrom<T extends string>(
  shape: ValueShape<T>,
  otherwise?: T,
): (value: unknown) => T {
  return (value) => shape(value) ?? note("text", (otherwise ?? null) as T);
}

export function choiceFrom<T extends string>(
  values: readonly T[],
  otherwise?: T,
): (value: unknown) => T {
  return (value) =>
    values.includes(value as T) ? (value as T) : note("choice", (otherwise ?? null) as T);
}

/** `value` is JSON's text. */
export function jsonFrom<T>(shape: ValueShape<T>, otherwise?: T): (value: unknown) => T {
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
