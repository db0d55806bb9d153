/**
 * What somebody's need is about, as a point: near one another where two needs are for the same
 * thing, in whatever words, language or trade.
 */
import { tokenizeWords } from "./normalise.ts";
import { loadVocabulary } from "./vocabulary.ts";
import { loadWordVectors } from "./word-vectors.ts";

/**
 * Bytes of a point. The vectors have 100; with 28 more, directions that have nothing to do with one
 * another lie further apart.
 */
export const embeddingDimensions = 128;

/**
 * How many steps of a byte are the length of one: no dimension of such a point comes near a half.
 */
export const embeddingStepsPerUnit = 254;

/**
 * How much each block counts, found on labelled pairs. A subject of several words ("delivery date")
 * is nearly a need by itself, one of a single word is not, and a circumstance (in brackets) says
 * little.
 */
const weights = {
  need: 2.3,
  subject: 2,
  circumstance: 1,
  word: 0.6,
  wordOfSubject: 0.3,
  vectors: 0.6,
};

const telling = (subject: string): number =>
  subject.startsWith("(")
    ? weights.circumstance
    : subject.includes(" ")
      ? weights.need
      : weights.subject;

/**
 * Of this length and more, a text says enough to be wholly like another; less says less, so that
 * one subject in common makes no two needs alike.
 */
const enough = 3;

/** FNV-1a. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1)
    value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  return value;
}

/**
 * Adds the direction that a name stands for: signs drawn from its hash, of length `weight`
 * together; any two names are all but at right angles.
 */
function addDirection(point: Float64Array, name: string, weight: number): void {
  const step = weight / Math.sqrt(embeddingDimensions);
  let state = hash(name);
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

const lengthened = (point: Float64Array, length: number): Float64Array => {
  const now = Math.hypot(...point) || 1;
  return point.map((value) => (value * length) / now);
};

/**
 * A word by its pieces of three to five letters, of length one, so that its forms and its typos
 * stay near it.
 */
function spelt(word: string): Float64Array {
  const point = new Float64Array(embeddingDimensions);
  const edged = `<${word}>`;
  for (let length = 3; length <= 5; length += 1)
    for (let start = 0; start + length <= edged.length; start += 1)
      addDirection(point, edged.slice(start, start + length), 1);
  return lengthened(point, 1);
}

/**
 * Names as they are written inside a sentence: the product that is asked for is not what it is for.
 * German writes every noun so.
 */
const names = /(?<=[\p{Ll}\p{N},:'"]\s["']?)\p{Lu}[\p{L}\p{N}.]*(?:\s\p{Lu}[\p{L}\p{N}.]*){0,2}/gu;
const german = /\b(?:wir|ich|der|die|das|und|ein|eine|soll)\b/i;
const named = (text: string): string[] => (german.test(text) ? [] : (text.match(names) ?? []));

/** The letters by which a word is told from others; what follows is mostly its ending. */
const told = 7;

function openMeaning() {
  const subjects = loadVocabulary(new URL("../../../prompts/needs/", import.meta.url));
  const products = loadVocabulary();
  const vectors = loadWordVectors();

  return (text: string, leftOut: string): Int8Array => {
    const all = tokenizeWords(text);
    const found = subjects.find(all);
    const product = products.find(all).map((families) => families.includes("product-name"));
    const nameless = new Set(tokenizeWords([leftOut, ...named(text)].join(" ")));
    const about = new Map<string, number>();
    const others = new Map<string, number>();
    all.forEach((word, index) => {
      const here = new Set(found[index]);
      const plain = here.delete("anything");
      for (const subject of here) about.set(subject, (about.get(subject) ?? 0) + 1);
      if (here.size > 0) others.set(word, weights.wordOfSubject);
      else if (
        !plain &&
        word.length > 1 &&
        /^\p{L}/u.test(word) &&
        !nameless.has(word) &&
        !product[index]
      )
        others.set(word, weights.word);
    });

    const point = new Float64Array(embeddingDimensions);
    for (const [subject, times] of about)
      addDirection(point, `subject ${subject}`, telling(subject) * Math.min(1.5, Math.sqrt(times)));
    for (const [word, weight] of others) add(point, spelt(word.slice(0, told)), weight);
    add(point, vectors.mean([...others.keys()]), weights.vectors);
    return Int8Array.from(
      lengthened(point, embeddingStepsPerUnit * Math.min(1, Math.hypot(...point) / enough)),
      (value) => Math.max(-127, Math.min(127, Math.round(value))),
    );
  };
}

let opened: ReturnType<typeof openMeaning> | undefined;

/**
 * The point of a need, of `dimensions` signed bytes and at most `unit` long; all zeros where the
 * text says nothing. `leftOut` is what was asked for (the reading's subject), which is not what it
 * is for.
 * Made of the subjects in `prompts/needs`, pieces of the other words, and what these are about by
 * word vectors (Arora et al. 2017, as far as they are English). Some 0.4 ms a text; opened at the
 * first one, which takes some 80 ms and 5 MB.
 */
export function embedNeedText(text: string, leftOut = ""): Int8Array {
  opened ??= openMeaning();
  return opened(text, leftOut);
}
