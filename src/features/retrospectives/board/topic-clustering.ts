/**
 * Which topics look like one: by what their notes are about and by the words that they share. Only
 * ever a suggestion, and no model is asked.
 */
import { embeddingDimensions, embedNeedText } from "../../../nlu/text/embedding.ts";
import { type Board, notesOfTopic } from "./board.ts";

/**
 * From here on two topics are alike: of the pairs in
 * `tests/features/retrospectives/board/topic-clustering.test.ts` those above are right.
 */
const alike = 0.55;
/** Everybody in a group has to be at least so near to everybody else. */
const together = 0.4;
/** More at once are no suggestion that anybody can judge. */
const mostTogether = 8;
/** A word is told by its first letters, where it has as many; shorter ones are mostly glue. */
const told = 5;
/** Glue that is longer. */
const glue = new Set(
  "about after again all also because been before being could every having maybe never often other really should since still their there these thing things think those today until which while would always immer nicht nichts wieder haben hatte waren wurde werden unser unsere dass weil sollte toujours encore aussi notre parce cuando porque nuestro siempre también".split(
    " ",
  ),
);

interface Point {
  number: number;
  words: Set<string>;
  meaning: Int8Array;
  length: number;
}

/** Meanings by text: the same notes are looked at with each step of the grouping. */
const meanings = new Map<string, Int8Array>();

function meaning(text: string): Int8Array {
  const known = meanings.get(text) ?? embedNeedText(text);
  meanings.delete(text);
  meanings.set(text, known);
  if (meanings.size > 2_000) meanings.delete(meanings.keys().next().value!);
  return known;
}

/** Works out beforehand what is slow: some 0.2 ms a note. */
export function warmTopicEmbeddings(texts: readonly string[]): void {
  texts.forEach(meaning);
}

function pointOf(number: number, text: string): Point {
  const words = text.toLowerCase().match(/\p{L}{5,}/gu) ?? [];
  const point = meaning(text);
  return {
    number,
    words: new Set(words.filter((word) => !glue.has(word)).map((word) => word.slice(0, told))),
    meaning: point,
    length: Math.hypot(...point),
  };
}

function likeness(one: Point, other: Point): number {
  let sum = 0;
  for (let index = 0; index < embeddingDimensions; index += 1)
    sum += one.meaning[index]! * other.meaning[index]!;
  const near = one.length && other.length ? sum / (one.length * other.length) : 0;
  const fewest = Math.min(one.words.size, other.words.size);
  if (fewest < 2) return near;
  let shared = 0;
  for (const word of one.words) if (other.words.has(word)) shared += 1;
  return Math.max(near, shared / fewest >= 0.5 ? alike + (0.4 * shared) / fewest : 0);
}

const pairs = (numbers: readonly number[]): string[] =>
  numbers.flatMap((one, index) => numbers.slice(index + 1).map((other) => `${one}-${other}`));

/** By which a suggestion is accepted or turned down: its topics' numbers, `3-14-27`. */
export const encodeTopicGroup = (numbers: readonly number[]): string =>
  numbers.toSorted((a, b) => a - b).join("-");
export const decodeTopicGroup = (suggestion: string): number[] => suggestion.split("-").map(Number);

/** Groups of topics' numbers, the likest first. What was turned down does not come again. */
export function suggestTopicGroups(board: Board): number[][] {
  const points = board.topics.map((topic) =>
    pointOf(
      topic.number,
      notesOfTopic(board, topic)
        .map(({ text }) => text)
        .join(". "),
    ),
  );
  const declined = new Set(
    board.declined.flatMap((suggestion) => pairs(decodeTopicGroup(suggestion))),
  );
  const near = points.flatMap((one, index) =>
    points.slice(index + 1).map((other) => ({ one, other, likeness: likeness(one, other) })),
  );
  const groups: Point[][] = [];
  const groupOf = new Map<Point, Point[]>();
  const fits = (point: Point, group: readonly Point[]): boolean =>
    group.length < mostTogether &&
    group.every(
      (other) =>
        likeness(point, other) >= together &&
        !declined.has(encodeTopicGroup([point.number, other.number])),
    );
  for (const { one, other } of near
    .filter((pair) => pair.likeness >= alike)
    .sort((a, b) => b.likeness - a.likeness)) {
    const [first, second] = [groupOf.get(one), groupOf.get(other)];
    if (first && second) continue;
    const joined = first ?? second;
    const newcomers = joined ? [first ? other : one] : [one, other];
    if (joined ? !newcomers.every((point) => fits(point, joined)) : !fits(one, [other])) continue;
    const group = joined ?? [];
    if (!joined) groups.push(group);
    for (const point of newcomers) {
      group.push(point);
      groupOf.set(point, group);
    }
  }
  return groups.map((group) => group.map(({ number }) => number).sort((a, b) => a - b));
}
