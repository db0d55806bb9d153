/**
 * Converts a text into features of a linear model: hashed words, word pairs, character n-grams (for
 * typos, compounds and other languages), vocabulary families and their order, phrase patterns, word
 * vectors, and the overlap of an answer with the request. Names of blocks and patterns are hashed:
 * renaming one invalidates the trained model.
 */

import { splitSentences, tokenizeWords } from "../text/normalise.ts";
import type { Vocabulary } from "../text/vocabulary.ts";
import type { WordVectors } from "../text/word-vectors.ts";
import { matchPhrasePatterns } from "./phrase-patterns.ts";

/** Number of hash buckets (a power of two); the vector's dimensions follow them. */
export const featureBucketCount = 2 ** 18;

/** Sparse features; indices may repeat. */
export interface FeatureVector {
  indices: number[];
  values: number[];
}

/** Features that are only read. */
export interface ReadonlyFeatures {
  indices: ArrayLike<number>;
  values: ArrayLike<number>;
}

export type FeatureExtractor = (text: string) => FeatureVector;

/** Weights of the blocks, found by cross-validation. */
const weights = {
  words: 1,
  pairs: 0.7,
  pieces: 0.7,
  families: 1.2,
  order: 0.7,
  cues: 1,
  start: 0.6,
  asked: 0.6,
  shape: 0.3,
  relation: 1,
  subject: 1.5,
};

/** FNV-1a hash of a name, continued from `hash`. */
function fnv1a(name: string, hash = 0x811c9dc5): number {
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash;
}

const bucket = (hash: number) => (hash ^ (hash >>> 16)) & (featureBucketCount - 1);

/**
 * Hashes the character n-grams (2 to 5) of words, including their ends, continued from `before`.
 * Most of a reading's time is spent here, so that no substring is created.
 */
function hashNgrams(words: Iterable<string>, before: number): number[] {
  const found: number[] = [];
  for (const word of words) {
    const edged = `<${word}>`;
    for (let start = 0; start + 2 <= edged.length; start += 1) {
      let hash = before;
      for (let length = 1; length <= 5 && start + length <= edged.length; length += 1) {
        hash = Math.imul(hash ^ edged.charCodeAt(start + length - 1), 0x01000193);
        if (length > 1) found.push(hash);
      }
    }
  }
  return found;
}

/**
 * Hashes each family with those of the next two words that have any: "want" before "product"
 * differs from the reverse.
 */
function hashOrder(withFamilies: string[][]): number[] {
  const before = fnv1a("order");
  const names = withFamilies.map((families) => families.map((family) => fnv1a(family)));
  const found: number[] = [];
  names.forEach((here, index) => {
    for (const family of here) {
      if (index === 0) found.push(family);
      for (const next of names[index + 1] ?? []) found.push(Math.imul(family, 31) ^ next);
      for (const next of names[index + 2] ?? []) found.push(Math.imul(family, 961) ^ next);
    }
  });
  return found.map((hash) => Math.imul(hash ^ before, 0x01000193));
}

const shape = (text: string, length: number) => [
  `length ${length < 2 ? length : length < 4 ? "few" : length < 8 ? "short" : length < 15 ? "sentence" : length < 40 ? "long" : "longest"}`,
  `asks ${/\?\W*$/.test(text) ? "last" : text.includes("?")}`,
  `exclaims ${text.includes("!")}`,
  `counts ${/\d/.test(text)}`,
  `shouts ${/[A-Z]{4}/.test(text)}`,
  `code ${text.includes("```")}`,
];

/** First letters of a word, enough to match "signing" with "signed". */
const stem = (word: string) => (word.length > 5 ? word.slice(0, 5) : word.replace(/s$/, ""));

/** Words without a topic, which do not count as repetition. */
const fillers = new Set(
  tokenizeWords(
    "the and for with that this are was were has have had not but you your our can could would should will they them their there then than from into out all any one it's its his her she him who what when where why how which also just like get got about over more most some such only very too please need want " +
      "der die das und fur mit dass den dem des ein eine einen einer ist sind war wir ihr sie ich nicht auch auf bei von zum zur wie was wenn dann noch nur aber oder werden wird haben hat damit weil " +
      "les une pour avec que qui est sont nous vous ils elle dans sur par pas plus aux cette ces son ses " +
      "los las una unos para con que por son del sus nos como mas pero",
  ),
);

const topicWords = (all: string[]) =>
  new Set(all.filter((word) => word.length > 2 && !fillers.has(word)).map(stem));

/** Measures how much of an answer repeats the request. */
function relation(all: string[], request: string): string[] {
  const [asked, said] = [topicWords(tokenizeWords(request)), topicWords(all)];
  const shared = said.intersection(asked).size;
  const fifths = (part: number, whole: number) => (whole === 0 ? 0 : Math.ceil((part / whole) * 5));
  return [
    `share ${fifths(shared, said.size)}`,
    `back ${fifths(shared, asked.size)}`,
    `both ${fifths(shared, Math.sqrt(said.size * asked.size))}`,
    `fresh ${Math.min(6, said.size - shared)}`,
    `shared ${Math.min(4, shared)}`,
  ];
}

/**
 * Adds hashes with a common weight, normalised by their number (`power` 0.5), so that a long text
 * does not outweigh a short one.
 */
function addHashes(
  { indices, values }: FeatureVector,
  hashes: number[],
  weight: number,
  power = 0.5,
): void {
  const unique = new Set(hashes.map(bucket));
  const value = weight / Math.max(1, unique.size) ** power;
  for (const index of unique) {
    indices.push(index);
    values.push(value);
  }
}

/** Adds named features of a block, normalised by their number (see `addHashes`). */
export function addFeatures(
  features: FeatureVector,
  block: string,
  names: string[],
  weight: number,
  power?: number,
): void {
  const before = fnv1a(block);
  addHashes(
    features,
    names.map((name) => fnv1a(name, before)),
    weight,
    power,
  );
}

/** Returns the features of an answer: those of its text, and how much of the request it repeats. */
export function relateFeatures(
  { indices, values }: FeatureVector,
  answer: string,
  request: string,
): FeatureVector {
  const features = { indices: indices.slice(), values: values.slice() };
  addFeatures(features, "relation", relation(tokenizeWords(answer), request), weights.relation);
  return features;
}

export function createFeatureExtractor(
  vocabulary: Vocabulary,
  vectors: WordVectors,
): FeatureExtractor {
  return (text) => {
    const features: FeatureVector = { indices: [], values: [] };
    const addNames = (block: string, names: string[], weight: number, power?: number) =>
      addFeatures(features, block, names, weight, power);
    const words = tokenizeWords(text);
    const all = words.map((word) => (/^\d/.test(word) ? "#" : word));
    const families = vocabulary.find(all);
    const withFamilies = families.filter((here) => here.length > 0);
    const cues = matchPhrasePatterns(text);
    addNames("word", all, weights.words);
    addNames(
      "pair",
      all.flatMap((word, index) => [
        `${all[index - 1] ?? "^"} ${word}`,
        ...(index > 1 ? [`${all[index - 2]} _ ${word}`] : []),
      ]),
      weights.pairs,
    );
    addHashes(features, hashNgrams(new Set(all), fnv1a("piece")), weights.pieces);
    addNames("family", families.flat(), weights.families, 0.25);
    addHashes(features, hashOrder(withFamilies), weights.order);
    addNames(
      "cue",
      cues.flatMap((cue) => [
        cue,
        ...cues.filter((other) => other > cue).map((other) => `${cue}+${other}`),
      ]),
      weights.cues,
      0,
    );
    addNames(
      "start",
      all.slice(0, 3).map((word, index) => `${index} ${word}`),
      weights.start,
    );
    addNames(
      "asked",
      splitSentences(text).flatMap((sentence) =>
        /\?\W*$/.test(sentence) ? tokenizeWords(sentence) : [],
      ),
      weights.asked,
    );
    addNames("shape", shape(text.trim(), all.length), weights.shape);
    vectors.mean(words).forEach((value, index) => {
      features.indices.push(featureBucketCount + index);
      features.values.push(value * weights.subject);
    });
    return features;
  };
}
