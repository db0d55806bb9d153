/**
 * A text as numbers for a linear model: hashed words, word pairs, pieces of words (for typos,
 * compounds and other languages), families of the vocabulary and their order, turns of phrase, what
 * it is about, and how an answer relates to the request.
 */

import { splitSentences, tokenizeWords } from "../text/normalise.ts";
import type { Vocabulary } from "../text/vocabulary.ts";
import type { WordVectors } from "../text/word-vectors.ts";
import { matchPhrasePatterns } from "./phrase-patterns.ts";

/**
 * Hashed features live in this many buckets (a power of two); the vector's dimensions follow them.
 */
export const featureBucketCount = 2 ** 16;

/** Indices may repeat; each has its value. */
export interface FeatureVector {
  indices: number[];
  values: number[];
}

export type FeatureExtractor = (text: string, request?: string) => FeatureVector;

/** How much each block counts, found by cross-validation. */
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

/** FNV-1a of a name, or of its going on from the hash of what stands before it. */
function hashed(name: string, hash = 0x811c9dc5): number {
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash;
}

const bucket = (hash: number) => (hash ^ (hash >>> 16)) & (featureBucketCount - 1);

/**
 * Three to five letters in a row, the ends of the word among them, as hashes that go on from
 * `before`: most of the work of a reading, so that no piece is cut out.
 */
function pieces(words: Iterable<string>, before: number): number[] {
  const found: number[] = [];
  for (const word of words) {
    const edged = `<${word}>`;
    for (let start = 0; start + 3 <= edged.length; start += 1) {
      let hash = before;
      for (let length = 1; length <= 5 && start + length <= edged.length; length += 1) {
        hash = Math.imul(hash ^ edged.charCodeAt(start + length - 1), 0x01000193);
        if (length > 2) found.push(hash);
      }
    }
  }
  return found;
}

/**
 * Each family with those of the next two words that have any, as hashes: "want" before "product" is
 * not "product" before "want".
 */
function order(marked: string[][]): number[] {
  const before = hashed("order");
  const names = marked.map((families) => families.map((family) => hashed(family)));
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

/** The first letters of a word, enough to see that "signing" and "signed" are one. */
const stem = (word: string) => (word.length > 5 ? word.slice(0, 5) : word.replace(/s$/, ""));

/** Words that say nothing of the matter, so that sharing them is no repetition. */
const fillers = new Set(
  tokenizeWords(
    "the and for with that this are was were has have had not but you your our can could would should will they them their there then than from into out all any one it's its his her she him who what when where why how which also just like get got about over more most some such only very too please need want " +
      "der die das und fur mit dass den dem des ein eine einen einer ist sind war wir ihr sie ich nicht auch auf bei von zum zur wie was wenn dann noch nur aber oder werden wird haben hat damit weil " +
      "les une pour avec que qui est sont nous vous ils elle dans sur par pas plus aux cette ces son ses " +
      "los las una unos para con que por son del sus nos como mas pero",
  ),
);

const matter = (all: string[]) =>
  new Set(all.filter((word) => word.length > 2 && !fillers.has(word)).map(stem));

/** How much of an answer is the request again. */
function relation(all: string[], request: string): string[] {
  const [asked, said] = [matter(tokenizeWords(request)), matter(all)];
  const shared = said.intersection(asked).size;
  const level = (part: number, whole: number) => (whole === 0 ? 0 : Math.ceil((part / whole) * 5));
  return [
    `share ${level(shared, said.size)}`,
    `back ${level(shared, asked.size)}`,
    `both ${level(shared, Math.sqrt(said.size * asked.size))}`,
    `fresh ${Math.min(6, said.size - shared)}`,
    `shared ${Math.min(4, shared)}`,
  ];
}

export function createFeatureExtractor(
  vocabulary: Vocabulary,
  vectors: WordVectors,
): FeatureExtractor {
  return (text, request) => {
    const features: FeatureVector = { indices: [], values: [] };
    /**
     * A block is of one length whatever the number of its members (`power` 0.5), so that a long
     * text does not outweigh a short one.
     */
    const put = (hashes: number[], weight: number, power = 0.5) => {
      const unique = new Set(hashes.map(bucket));
      const value = weight / Math.max(1, unique.size) ** power;
      for (const index of unique) {
        features.indices.push(index);
        features.values.push(value);
      }
    };
    const add = (block: string, members: string[], weight: number, power?: number) => {
      const before = hashed(block);
      put(
        members.map((member) => hashed(member, before)),
        weight,
        power,
      );
    };
    const verbatim = tokenizeWords(text);
    const all = verbatim.map((word) => (/^\d/.test(word) ? "#" : word));
    const families = vocabulary.find(all);
    const marked = families.filter((here) => here.length > 0);
    const cues = matchPhrasePatterns(text);
    add("word", all, weights.words);
    add(
      "pair",
      all.flatMap((word, index) => [
        `${all[index - 1] ?? "^"} ${word}`,
        ...(index > 1 ? [`${all[index - 2]} _ ${word}`] : []),
      ]),
      weights.pairs,
    );
    put(pieces(new Set(all), hashed("piece")), weights.pieces);
    add("family", families.flat(), weights.families, 0.25);
    put(order(marked), weights.order);
    add(
      "cue",
      cues.flatMap((cue) => [
        cue,
        ...cues.filter((other) => other > cue).map((other) => `${cue}+${other}`),
      ]),
      weights.cues,
      0,
    );
    add(
      "start",
      all.slice(0, 3).map((word, index) => `${index} ${word}`),
      weights.start,
    );
    add(
      "asked",
      splitSentences(text).flatMap((sentence) =>
        /\?\W*$/.test(sentence) ? tokenizeWords(sentence) : [],
      ),
      weights.asked,
    );
    add("shape", shape(text.trim(), all.length), weights.shape);
    if (request !== undefined) add("relation", relation(verbatim, request), weights.relation);
    vectors.mean(verbatim).forEach((value, index) => {
      features.indices.push(featureBucketCount + index);
      features.values.push(value * weights.subject);
    });
    return features;
  };
}
