/**
 * Embedding of a need's text: needs for the same purpose get similar vectors, in any words,
 * language or industry.
 */

import { tokenizeWords } from "./normalise.ts";
import { loadVocabulary } from "./vocabulary.ts";
import { fnv1a, loadWordVectors } from "./word-vectors.ts";

/**
 * Dimensions of an embedding, one byte each. The word vectors have 100; 28 more separate unrelated
 * directions better.
 */
export const embeddingDimensions = 128;

/** Byte steps per unit length. No dimension of an embedding comes near 0.5. */
export const embeddingStepsPerUnit = 254;

/**
 * Weights of the parts, found on labelled pairs. A subject of several words ("delivery date") is
 * almost a need by itself, a single word is not, and a circumstance (in brackets) says little.
 */
const weights = {
  need: 2.3,
  subject: 2,
  circumstance: 1,
  word: 0.6,
  wordOfSubject: 0.3,
  vectors: 0.6,
};

const subjectWeight = (subject: string): number =>
  subject.startsWith("(")
    ? weights.circumstance
    : subject.includes(" ")
      ? weights.need
      : weights.subject;

/**
 * Text of this length or more can be fully similar. Shorter text is scaled down, so that one common
 * subject does not make two needs similar.
 */
const fullTextLength = 3;

/**
 * Adds a pseudo-random direction of length `weight` for a name; those of any two names are almost
 * orthogonal.
 */
function addDirection(point: Float64Array, name: string, weight: number): void {
  const step = weight / Math.sqrt(embeddingDimensions);
  let state = fnv1a(name);
  for (let index = 0; index < embeddingDimensions; index += 1) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    state ^= state >>> 13;
    point[index] = (point[index] ?? 0) + (state & 0x10000 ? step : -step);
  }
}

function add(point: Float64Array, other: Float64Array, weight: number): void {
  other.forEach((value, index) => {
    point[index] = (point[index] ?? 0) + weight * value;
  });
}

const withLength = (point: Float64Array, length: number): Float64Array => {
  const now = Math.hypot(...point) || 1;
  return point.map((value) => (value * length) / now);
};

/**
 * Embeds a word by its character n-grams (3 to 5), normalised, so that inflections and typos stay
 * similar.
 */
function embedSpelling(word: string): Float64Array {
  const point = new Float64Array(embeddingDimensions);
  const edged = `<${word}>`;
  for (let length = 3; length <= 5; length += 1)
    for (let start = 0; start + length <= edged.length; start += 1)
      addDirection(point, edged.slice(start, start + length), 1);
  return withLength(point, 1);
}

/**
 * Matches names inside a sentence, because the requested product is not the purpose. Not used for
 * German, which capitalises every noun.
 */
const names = /(?<=[\p{Ll}\p{N},:'"]\s["']?)\p{Lu}[\p{L}\p{N}.]*(?:\s\p{Lu}[\p{L}\p{N}.]*){0,2}/gu;
const german = /\b(?:wir|ich|der|die|das|und|ein|eine|soll)\b/i;
const namesIn = (text: string): string[] => (german.test(text) ? [] : (text.match(names) ?? []));

/** Number of letters that identify a word; the rest is mostly its ending. */
const stemLength = 7;

function loadEmbedder() {
  const subjects = loadVocabulary(new URL("../../../prompts/needs/", import.meta.url));
  const products = loadVocabulary();
  const vectors = loadWordVectors();

  return (text: string, leftOut: string): Int8Array => {
    const all = tokenizeWords(text);
    const found = subjects.find(all);
    const product = products.find(all).map((families) => families.includes("product-name"));
    const excluded = new Set(tokenizeWords([leftOut, ...namesIn(text)].join(" ")));
    const subjectCounts = new Map<string, number>();
    const wordWeights = new Map<string, number>();
    all.forEach((word, index) => {
      const here = new Set(found[index]);
      const isGeneric = here.delete("anything");
      for (const subject of here) subjectCounts.set(subject, (subjectCounts.get(subject) ?? 0) + 1);
      if (here.size > 0) wordWeights.set(word, weights.wordOfSubject);
      else if (
        !isGeneric &&
        word.length > 1 &&
        /^\p{L}/u.test(word) &&
        !excluded.has(word) &&
        !product[index]
      )
        wordWeights.set(word, weights.word);
    });

    const point = new Float64Array(embeddingDimensions);
    for (const [subject, times] of subjectCounts)
      addDirection(
        point,
        `subject ${subject}`,
        subjectWeight(subject) * Math.min(1.5, Math.sqrt(times)),
      );
    for (const [word, weight] of wordWeights)
      add(point, embedSpelling(word.slice(0, stemLength)), weight);
    add(point, vectors.mean([...wordWeights.keys()]), weights.vectors);
    return Int8Array.from(
      withLength(point, embeddingStepsPerUnit * Math.min(1, Math.hypot(...point) / fullTextLength)),
      (value) => Math.max(-127, Math.min(127, Math.round(value))),
    );
  };
}

let embedder: ReturnType<typeof loadEmbedder> | undefined;

/**
 * Returns the embedding of a need: `embeddingDimensions` signed bytes, at most one unit long; all
 * zeros if the text has no meaning. Combines the subjects of `prompts/needs`, n-grams of the other
 * words, and their word vectors (Arora et al. 2017; English only). Takes about 0.4 ms; the first
 * call loads data (80 ms, 5 MB).
 * @param leftOut - the requested thing (the reading's subject), which is not the purpose
 */
export function embedNeedText(text: string, leftOut = ""): Int8Array {
  embedder ??= loadEmbedder();
  return embedder(text, leftOut);
}
