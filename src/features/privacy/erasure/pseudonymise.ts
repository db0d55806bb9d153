/** Finds the traces of a person in stored values, and puts a pseudonym in their place. */
import type { PersonTraces, Pseudonym } from "../../../core/feature-data.ts";
import { erasedId } from "../../../platform/conversation-ref.ts";
import { escapedInJson } from "../../../storage/table-rows.ts";

/** Returns the id of a pseudonym in a story from which so many others were erased before. */
export const pseudonymId = (before: number): string =>
  before === 0 ? erasedId : `${erasedId}:${before + 1}`;

const taken = new RegExp(`"${erasedId}(?::(\\d+))?"`, "g");

/** Counts the people who were erased before from a story, by its rows. */
export const countPseudonyms = (rows: unknown): number =>
  Math.max(
    0,
    ...[...JSON.stringify(rows).matchAll(taken)].map(([, number]) => Number(number ?? 1)),
  );

const quoted = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const wordsOf = (texts: readonly string[]): RegExp | undefined =>
  texts.length === 0
    ? undefined
    : new RegExp(`(?<![\\p{L}\\p{N}_])(?:${texts.map(quoted).join("|")})(?![\\p{L}\\p{N}_])`, "gu");

/**
 * Tells whether a text means one person wherever it stands, as ids and full names do. A word such as
 * "Will" or "ana" does so only beside a mention; replaced everywhere, it would spoil sentences.
 */
const isTelling = (text: string): boolean => /[\s\d]/.test(text) || /^[A-Z]{8,}$/.test(text);

/** Stands in the place of an erased passage. */
const nothing = "…";
/** Characters by which a passage that was cut off is recognised. */
export const passagePrefixChars = 40;

function unquoted(text: string, passage: string): string {
  const from = text.indexOf(passage.slice(0, passagePrefixChars));
  if (from < 0) return text;
  return text.includes(passage)
    ? text.replace(wordsOf([passage])!, nothing)
    : `${text.slice(0, from)}${nothing}`;
}

/**
 * Returns a function that replaces the traces in a value, and removes `passages`, also where only
 * their beginning is quoted. A value without any is returned as it is.
 */
export function createPseudonymiser(
  { id, names }: PersonTraces,
  { id: stand, name: called }: Pseudonym,
  passages: readonly string[] = [],
): <T>(value: T) => T {
  const telling = wordsOf([id, ...names].filter(isTelling).sort((a, b) => b.length - a.length));
  const addressed = wordsOf(names.map((each) => `@${each}`));

  function inText(text: string): string {
    if (text === id) return stand;
    if (names.includes(text)) return called;
    let left = text;
    for (const passage of passages) left = unquoted(left, passage);
    const path = left.split("/");
    if (path.includes(id)) left = path.map((part) => (part === id ? stand : part)).join("/");
    if (addressed) left = left.replace(addressed, called);
    return telling ? left.replace(telling, called) : left;
  }

  function clean(value: unknown): unknown {
    if (typeof value === "string") return inText(value);
    if (Array.isArray(value)) {
      const cleaned = value.map(clean);
      return cleaned.some((each, index) => each !== value[index]) ? cleaned : value;
    }
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    if (
      Object.keys(value).length === 1 &&
      ("id" in value || "person" in value) &&
      Object.values(value)[0] === id
    )
      return { [Object.keys(value)[0]!]: stand, name: called }; // somebody whose name was not known
    const theirs = "id" in value ? value.id === id : "person" in value && value.person === id;
    const fields = Object.entries(value).map(
      ([key, field]) =>
        [
          isTelling(id) ? inText(key) : key,
          theirs && key === "name" ? called : clean(field),
        ] as const,
    );
    return Object.entries(value).some(
      ([key, field], index) => fields[index]![0] !== key || fields[index]![1] !== field,
    )
      ? Object.fromEntries(fields)
      : value;
  }

  return <T>(value: T): T => clean(value) as T;
}

/** Adds to `found` every name that a value calls a person by. */
export function collectPersonNames(value: unknown, id: string, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const { id: own, person, name } = value as { id?: unknown; person?: unknown; name?: unknown };
  if ((own === id || person === id) && typeof name === "string" && name.trim() !== "")
    found.add(name);
  for (const field of Object.values(value)) collectPersonNames(field, id, found);
}

/** Returns texts to search rows by: a row that holds none of them holds none of the traces. */
export const traceSearchTexts = ({ id, names }: PersonTraces): string[] =>
  [id, ...names].map(escapedInJson);
