/** Replacement of a person's traces in stored values by a pseudonym. */
import type { PersonTraces, Pseudonym } from "../../../core/feature-data.ts";
import { erasedId } from "../../../platform/conversation-ref.ts";
import { escapedInJson } from "../../../storage/table-rows.ts";

/** Returns the id of a pseudonym in a request from which `before` other people were erased. */
export const pseudonymId = (before: number): string =>
  before === 0 ? erasedId : `${erasedId}:${before + 1}`;

const taken = new RegExp(`"${erasedId}(?::(\\d+))?"`, "g");

/** Counts the people who were already erased from a request, by its rows. */
export const countPseudonyms = (rows: unknown): number =>
  Math.max(
    0,
    ...[...JSON.stringify(rows).matchAll(taken)].map(([, number]) => Number(number ?? 1)),
  );

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const wordsOf = (texts: readonly string[]): RegExp | undefined =>
  texts.length === 0
    ? undefined
    : new RegExp(
        `(?<![\\p{L}\\p{N}_])(?:${texts.map(escapeRegExp).join("|")})(?![\\p{L}\\p{N}_])`,
        "gu",
      );

/**
 * Returns whether a text identifies a person anywhere, as ids and full names do. A word such as
 * "Will" or "ana" does so only next to a mention; replacing it everywhere would damage sentences.
 */
const isIdentifying = (text: string): boolean => /[\s\d]/.test(text) || /^[A-Z]{8,}$/.test(text);

/** Replacement of an erased passage. */
const erasedMark = "…";
/** Characters by which a truncated passage is recognised. */
export const passagePrefixChars = 40;

function unquoted(text: string, passage: string): string {
  const from = text.indexOf(passage.slice(0, passagePrefixChars));
  if (from < 0) return text;
  return text.includes(passage)
    ? text.replace(wordsOf([passage])!, erasedMark)
    : `${text.slice(0, from)}${erasedMark}`;
}

/**
 * Creates a function that replaces the traces in a value and removes `passages`, also truncated
 * ones. A value without traces is returned unchanged.
 */
export function createPseudonymiser(
  { id, names }: PersonTraces,
  { id: stand, name: called }: Pseudonym,
  passages: readonly string[] = [],
): <T>(value: T) => T {
  const telling = wordsOf([id, ...names].filter(isIdentifying).sort((a, b) => b.length - a.length));
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
      return { [Object.keys(value)[0]!]: stand, name: called }; // a person whose name was not known
    const theirs = "id" in value ? value.id === id : "person" in value && value.person === id;
    const fields = Object.entries(value).map(
      ([key, field]) =>
        [
          isIdentifying(id) ? inText(key) : key,
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

/** Adds to `found` every name that a value gives a person. */
export function collectPersonNames(value: unknown, id: string, found: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  const { id: own, person, name } = value as { id?: unknown; person?: unknown; name?: unknown };
  if ((own === id || person === id) && typeof name === "string" && name.trim() !== "")
    found.add(name);
  for (const field of Object.values(value)) collectPersonNames(field, id, found);
}

/** Returns texts to search rows for: a row without any of them has no traces. */
export const traceSearchTexts = ({ id, names }: PersonTraces): string[] =>
  [id, ...names].map(escapedInJson);
