/**
 * Converts a text into features of a linear model: hashed words, word pairs, character n-grams (for
 * typos, compounds and other languages), vocabulary families and their order, phrase patterns, word
 * vectors, and the overlap of an answer with the request. Names of blocks and patterns are hashed:
 * renaming one invalidates the trained model.
 */

import { fnv1a, fnvPrime } from "../text/fnv1a.ts";
import { type NormalisedText, splitSentences, tokenizeWords } from "../text/normalise.ts";
import type { Vocabulary } from "../text/vocabulary.ts";
import type { WordVectors } from "../text/word-vectors.ts";
import { matchPhrasePatterns } from "./phrase-patterns.ts";

/** Number of hash buckets (a power of two); the vector's dimensions follow them. */
export const featureBucketCount = 2 ** 18;

/** Receiver of features as they are found: the scores of a reading, or a row for training. */
export interface FeatureSink {
  /**
   * Receives the features of a block, which have one value.
   * @param buckets - valid only during the call, up to `count`
   */
  addBlock(buckets: Int32Array, count: number, value: number): void;
  /** Receives the mean word vector. */
  addVector(values: Float64Array): void;
}

/** Adds the features of a text to a sink. */
export type FeatureExtractor = (text: NormalisedText, sink: FeatureSink) => void;

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

/** Collects the buckets of one block at a time, each once, without creating objects. */
function createBlock() {
  const seen = new Uint32Array(featureBucketCount / 32);
  let buckets = new Int32Array(2048);
  let count = 0;
  return {
    add(hash: number): void {
      const bucket = (hash ^ (hash >>> 16)) & (featureBucketCount - 1);
      const bit = 1 << (bucket & 31);
      if (seen[bucket >>> 5]! & bit) return;
      seen[bucket >>> 5]! |= bit;
      if (count === buckets.length) {
        const longer = new Int32Array(2 * count);
        longer.set(buckets);
        buckets = longer;
      }
      buckets[count] = bucket;
      count += 1;
    },
    /**
     * Passes the block on. Its weight is divided by the number of its features to the `power`, so
     * that a long text does not outweigh a short one.
     */
    end(sink: FeatureSink, weight: number, power = 0.5): void {
      for (let at = 0; at < count; at += 1) seen[buckets[at]! >>> 5] = 0;
      if (count > 0) sink.addBlock(buckets, count, weight / count ** power);
      count = 0;
    },
  };
}

const block = createBlock();

/** Hashes the character n-grams (2 to 5) of a word, including its ends, continued from `before`. */
function addNgrams(word: string, before: number): void {
  const length = word.length + 2;
  for (let start = 0; start + 2 <= length; start += 1) {
    let hash = before;
    for (let at = start; at < start + 5 && at < length; at += 1) {
      const code = at === 0 ? 60 : at === length - 1 ? 62 : word.charCodeAt(at - 1);
      hash = Math.imul(hash ^ code, fnvPrime);
      if (at > start) block.add(hash);
    }
  }
}

/**
 * Hashes each family with those of the next two words that have any: "want" before "product"
 * differs from the reverse order.
 */
function addOrder(withFamilies: string[][]): void {
  const before = fnv1a("order");
  const names = withFamilies.map((families) => families.map((family) => fnv1a(family)));
  const add = (hash: number) => block.add(Math.imul(hash ^ before, fnvPrime));
  names.forEach((here, index) => {
    for (const family of here) {
      if (index === 0) add(family);
      for (const next of names[index + 1] ?? []) add(Math.imul(family, 31) ^ next);
      for (const next of names[index + 2] ?? []) add(Math.imul(family, 961) ^ next);
    }
  });
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

function topicWords(all: string[]): Set<string> {
  const topics = new Set<string>();
  for (const word of all) if (word.length > 2 && !fillers.has(word)) topics.add(stem(word));
  return topics;
}

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
 * Adds named features of a block, normalised by their number (see `createBlock`).
 * @param name - of the block, hashed before each name; it may end in what the names share
 */
export function addFeatures(
  sink: FeatureSink,
  name: string,
  names: readonly string[],
  weight: number,
  power?: number,
): void {
  const before = fnv1a(name);
  for (const each of names) block.add(fnv1a(each, before));
  block.end(sink, weight, power);
}

/** Adds how much of the request an answer repeats. */
export function addRelation(sink: FeatureSink, words: string[], request: string): void {
  addFeatures(sink, "relation", relation(words, request), weights.relation);
}

export function createFeatureExtractor(
  vocabulary: Vocabulary,
  vectors: WordVectors,
): FeatureExtractor {
  return ({ text, bare, line, words }, sink) => {
    const all = words.map((word) => (/^\d/.test(word) ? "#" : word));
    const families = vocabulary.find(all);
    const cues = matchPhrasePatterns(bare, line);
    addFeatures(sink, "word", all, weights.words);

    const pair = fnv1a("pair");
    all.forEach((word, index) => {
      block.add(fnv1a(word, fnv1a(" ", fnv1a(all[index - 1] ?? "^", pair))));
      if (index > 1) block.add(fnv1a(word, fnv1a(" _ ", fnv1a(all[index - 2]!, pair))));
    });
    block.end(sink, weights.pairs);

    const piece = fnv1a("piece");
    for (const word of all) addNgrams(word, piece);
    block.end(sink, weights.pieces);

    addFeatures(sink, "family", families.flat(), weights.families, 0.25);
    addOrder(families.filter((here) => here.length > 0));
    block.end(sink, weights.order);
    addFeatures(
      sink,
      "cue",
      cues.flatMap((cue) => [
        cue,
        ...cues.filter((other) => other > cue).map((other) => `${cue}+${other}`),
      ]),
      weights.cues,
      0,
    );
    addFeatures(
      sink,
      "start",
      all.slice(0, 3).map((word, index) => `${index} ${word}`),
      weights.start,
    );
    if (text.includes("?"))
      addFeatures(
        sink,
        "asked",
        splitSentences(text).flatMap((sentence) =>
          /\?\W*$/.test(sentence) ? tokenizeWords(sentence) : [],
        ),
        weights.asked,
      );
    addFeatures(sink, "shape", shape(text.trim(), all.length), weights.shape);
    sink.addVector(vectors.mean(words, weights.subject));
  };
}
