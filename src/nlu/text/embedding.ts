/**
 * Embedding of a request's text: requests for the same purpose, or of the same fault, get similar
 * vectors in any words, language or industry.
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
 * Weights of the parts, found on labelled pairs (`tests/evals/similar`). A circumstance (in
 * brackets) says less than a subject.
 */
const weights = {
  subject: 4,
  circumstance: 1.5,
  product: 1.8,
  word: 0.6,
  wordOfSubject: 0.2,
  vectors: 0.2,
};

const subjectWeight = (subject: string): number =>
  subject.startsWith("(") ? weights.circumstance : weights.subject;

/**
 * Length from which a text can be fully similar to another. What a shorter one lacks is filled by
 * its remaining words, so that one common subject does not make two texts similar, and equal words
 * do.
 */
const fullTextLength = 4;

/** Minimum letters of the last part of a German compound. */
const minCompoundPart = 5;

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
const german =
  /\b(?:wir|ich|der|die|das|und|ein|eine|einen|soll|bitte|im|ist|mein|meine|unser|bei|kein|keine)\b/i;
const namesIn = (text: string): string[] => (german.test(text) ? [] : (text.match(names) ?? []));

/** Number of letters that identify a word; the rest is mostly its ending. */
const stemLength = 7;

/** What an embedding leaves out. */
export interface EmbeddingOptions {
  /**
   * The requested thing (the reading's subject), where the purpose is known: the same product for
   * another purpose is not similar, and other names are left out too.
   */
  leftOut?: string | undefined;
  /** Whether a short text counts as all that is said, and not as a note about its subject. */
  isWhole?: boolean;
}

function loadEmbedder() {
  const subjects = loadVocabulary(new URL("../../../prompts/needs/", import.meta.url));
  const products = loadVocabulary();
  const vectors = loadWordVectors();

  /** Returns the subjects of a word, or of its end in a German compound ("Farbdrucker"). */
  function subjectsAt(
    found: readonly string[],
    word: string,
    isGerman: boolean,
  ): readonly string[] {
    if (found.length > 0 || !isGerman || word.length < 2 * minCompoundPart - 1) return found;
    for (let start = 3; start <= word.length - minCompoundPart; start += 1) {
      const [end = []] = subjects.find([word.slice(start)]);
      if (end.length > 0 && !end.includes("anything")) return end;
    }
    return [];
  }

  return (text: string, { leftOut, isWhole = true }: EmbeddingOptions): Int8Array => {
    const all = tokenizeWords(text);
    const isGerman = german.test(text);
    const found = subjects.find(all);
    const product = products.find(all).map((families) => families.includes("product-name"));
    const ignoresNames = leftOut !== undefined;
    const excluded = new Set(
      ignoresNames ? tokenizeWords([leftOut, ...namesIn(text)].join(" ")) : [],
    );
    const subjectCounts = new Map<string, number>();
    const named = new Set<string>();
    const wordWeights = new Map<string, number>();
    /** Words of no subject. */
    const rest = new Set<string>();
    all.forEach((word, index) => {
      const here = new Set(subjectsAt(found[index] ?? [], word, isGerman));
      if (product[index] && here.size === 0) {
        if (!ignoresNames) named.add(word);
        return;
      }
      const isGeneric = here.delete("anything");
      for (const subject of here) subjectCounts.set(subject, (subjectCounts.get(subject) ?? 0) + 1);
      if (here.size > 0) wordWeights.set(word, weights.wordOfSubject);
      else if (!isGeneric && word.length > 1 && /^\p{L}/u.test(word) && !excluded.has(word)) {
        wordWeights.set(word, weights.word);
        rest.add(word);
      }
    });

    const point = new Float64Array(embeddingDimensions);
    for (const [subject, times] of subjectCounts)
      addDirection(
        point,
        `subject ${subject}`,
        subjectWeight(subject) * Math.min(1.5, Math.sqrt(times)),
      );
    for (const name of named) addDirection(point, `product ${name}`, weights.product);
    for (const [word, weight] of wordWeights)
      add(point, embedSpelling(word.slice(0, stemLength)), weight);
    add(point, vectors.mean([...wordWeights.keys()]), weights.vectors);
    const length = Math.hypot(...point);
    if (isWhole && length > 0 && length < fullTextLength)
      add(
        point,
        remainder(
          rest,
          all.filter((word) => !excluded.has(word)),
        ),
        Math.sqrt(fullTextLength ** 2 - length ** 2),
      );
    return Int8Array.from(
      withLength(point, embeddingStepsPerUnit * Math.min(1, Math.hypot(...point) / fullTextLength)),
      (value) => Math.max(-127, Math.min(127, Math.round(value))),
    );
  };
}

/** Returns a vector of unit length for the words of no subject, else for exactly these words. */
function remainder(rest: ReadonlySet<string>, all: readonly string[]): Float64Array {
  const point = new Float64Array(embeddingDimensions);
  for (const word of rest) add(point, embedSpelling(word.slice(0, stemLength)), 1);
  if (rest.size === 0) addDirection(point, `text ${[...new Set(all)].sort().join(" ")}`, 1);
  return withLength(point, 1);
}

let embedder: ReturnType<typeof loadEmbedder> | undefined;

/**
 * Returns the embedding of a request's text: `embeddingDimensions` signed bytes, at most one unit
 * long; all zeros if the text has no meaning. Combines the subjects of `prompts/needs`, products,
 * n-grams of the other words, and their word vectors (Arora et al. 2017; English only). Takes about
 * 0.4 ms; the first call loads data (80 ms, 5 MB).
 */
export function embedNeedText(text: string, options: EmbeddingOptions = {}): Int8Array {
  embedder ??= loadEmbedder();
  return embedder(text, options);
}
