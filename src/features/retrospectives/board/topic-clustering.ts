/** Suggestions of similar topics, by embeddings and shared words of their notes. No model. */
import { embeddingDimensions, embedNeedText } from "../../../nlu/text/embedding.ts";
import { type Board, notesOfTopic } from "./board.ts";

/** Calibrated with the pairs in `tests/features/retrospectives/board/topic-clustering.test.ts`. */
const minSimilarity = 0.55;
/** Similarity of each pair in a group. */
const minGroupSimilarity = 0.4;
const maxTopicsPerGroup = 8;
/** Words are compared by their first letters; shorter ones are mostly function words. */
const prefixLetters = 5;
/** Longer function words. */
const functionWords = new Set(
  "about after again all also because been before being could every having maybe never often other really should since still their there these thing things think those today until which while would always immer nicht nichts wieder haben hatte waren wurde werden unser unsere dass weil sollte toujours encore aussi notre parce cuando porque nuestro siempre también".split(
    " ",
  ),
);

interface Point {
  number: number;
  words: Set<string>;
  embedding: Int8Array;
  length: number;
}

/** Embeddings by text, since each step of the grouping needs the same. */
const maxCachedEmbeddings = 2_000;
const embeddings = new Map<string, Int8Array>();

function embeddingOf(text: string): Int8Array {
  const known = embeddings.get(text) ?? embedNeedText(text, { isWhole: false });
  embeddings.delete(text);
  embeddings.set(text, known);
  if (embeddings.size > maxCachedEmbeddings) embeddings.delete(embeddings.keys().next().value!);
  return known;
}

/** Computes embeddings beforehand: 0.2 ms for a note. */
export function warmTopicEmbeddings(texts: readonly string[]): void {
  texts.forEach(embeddingOf);
}

function pointOf(number: number, text: string): Point {
  const words = text.toLowerCase().match(/\p{L}{5,}/gu) ?? [];
  const point = embeddingOf(text);
  return {
    number,
    words: new Set(
      words.filter((word) => !functionWords.has(word)).map((word) => word.slice(0, prefixLetters)),
    ),
    embedding: point,
    length: Math.hypot(...point),
  };
}

function similarity(one: Point, other: Point): number {
  let sum = 0;
  for (let index = 0; index < embeddingDimensions; index += 1)
    sum += one.embedding[index]! * other.embedding[index]!;
  const near = one.length && other.length ? sum / (one.length * other.length) : 0;
  const fewest = Math.min(one.words.size, other.words.size);
  if (fewest < 2) return near;
  let shared = 0;
  for (const word of one.words) if (other.words.has(word)) shared += 1;
  return Math.max(near, shared / fewest >= 0.5 ? minSimilarity + (0.4 * shared) / fewest : 0);
}

const pairs = (numbers: readonly number[]): string[] =>
  numbers.flatMap((one, index) => numbers.slice(index + 1).map((other) => `${one}-${other}`));

/** Encodes a suggestion by its topics' numbers, `3-14-27`. */
export const encodeTopicGroup = (numbers: readonly number[]): string =>
  numbers.toSorted((a, b) => a - b).join("-");

/** Returns the topics' numbers of a suggestion (`2-5-7`). */
export const decodeTopicGroup = (suggestion: string): number[] => suggestion.split("-").map(Number);

/** Returns groups of topics' numbers, most similar first, without declined suggestions. */
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
    points.slice(index + 1).map((other) => ({ one, other, similarity: similarity(one, other) })),
  );
  const groups: Point[][] = [];
  const groupOf = new Map<Point, Point[]>();
  const fits = (point: Point, group: readonly Point[]): boolean =>
    group.length < maxTopicsPerGroup &&
    group.every(
      (other) =>
        similarity(point, other) >= minGroupSimilarity &&
        !declined.has(encodeTopicGroup([point.number, other.number])),
    );
  for (const { one, other } of near
    .filter((pair) => pair.similarity >= minSimilarity)
    .sort((a, b) => b.similarity - a.similarity)) {
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
