/** Trains the rules: `node src/judgement/training/train.ts` writes `trained/model.bin`; with `--check` it cross-validates instead (five folds, no group in two of them) and prints how well unseen rows are read. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type Header, softmax } from "../classify.ts";
import { openFeatures } from "../features.ts";
import { openVectors } from "../vectors.ts";
import { loadVocabulary } from "../vocabulary.ts";
import { type Example, fit, scores } from "./fit.ts";
import { loadLessons, type Row } from "./rows.ts";

const vectors = openVectors();
const extract = openFeatures(loadVocabulary(), vectors);
const folds = 5;

type Seen = Row & Example;

const foldOf = (group: string) => createHash("sha256").update(group).digest().readUInt32BE() % folds;
const highest = (values: ArrayLike<number>) => Array.from(values).reduce((best, value, index, all) => (value > (all[best] ?? 0) ? index : best), 0);
const percent = (part: number, whole: number) => `${Math.round((100 * part) / Math.max(1, whole))} %`;

function check(name: string, labels: readonly string[], rows: Seen[]): void {
  const read = Array.from({ length: folds }, (_, fold) => {
    const fitted = fit(
      rows.filter((row) => foldOf(row.group) !== fold),
      labels.length,
      vectors.dimensions,
    );
    return rows
      .filter((row) => row.first && foldOf(row.group) === fold)
      .map((row) => {
        const chances = softmax(scores(fitted, row.features));
        const label = highest(chances);
        return { row, gold: highest(row.target), label, sure: chances[label] ?? 0 };
      });
  }).flat();
  const perLabel = labels.map((label, index) => {
    const [right, said, meant] = [
      read.filter((each) => each.gold === index && each.label === index),
      read.filter((each) => each.label === index),
      read.filter((each) => each.gold === index),
    ].map((some) => some.length) as [number, number, number];
    return { label, f1: (2 * right) / Math.max(1, said + meant) };
  });
  const right = (some: typeof read) => some.filter((each) => each.label === each.gold).length;
  const sure = read.filter((each) => each.sure >= 0.6);
  console.log(`${name}: macro-F1 ${(perLabel.reduce((sum, { f1 }) => sum + f1, 0) / labels.length).toFixed(3)}, ${read.length} rows`);
  console.log(`  ${perLabel.map(({ label, f1 }) => `${label} ${f1.toFixed(2)}`).join(", ")}`);
  console.log(
    `  ${[...new Set(rows.map((row) => row.lang))]
      .map((lang) => {
        const some = read.filter((each) => each.row.lang === lang);
        return `${lang} ${percent(right(some), some.length)}`;
      })
      .join(", ")}`,
  );
  console.log(`  sure (0.6 or more) of ${percent(sure.length, read.length)}, right in ${percent(right(sure), sure.length)} of those`);
}

const bytes: Uint8Array[] = [];
const header: Header = { version: "", dimensions: vectors.dimensions, questions: {} };
for (const [name, { labels, rows }] of Object.entries(loadLessons())) {
  const seen = rows.map((row) => ({ ...row, features: extract(row.text, row.request) }));
  if (process.argv.includes("--check")) {
    check(name, labels, seen);
    continue;
  }
  const { weights, bias } = fit(seen, labels.length, vectors.dimensions);
  const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
  header.questions[name] = { labels: [...labels], bias: [...bias], step };
  bytes.push(new Uint8Array(Int8Array.from(weights, (weight) => Math.round(weight / step)).buffer));
  console.log(`${name}: ${rows.length} texts`);
}
if (bytes.length > 0) {
  header.version = createHash("sha256").update(Buffer.concat(bytes)).digest("hex").slice(0, 8);
  writeFileSync(new URL("../trained/model.bin", import.meta.url), Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...bytes]));
}
