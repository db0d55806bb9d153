/** Trains the rules: `node src/judgement/training/train.ts` writes `trained/model.bin`; with `--check` it cross-validates instead (five folds, no group in two of them) and prints how well unseen rows are read. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type Header, softmax } from "../classify.ts";
import { openFeatures } from "../features.ts";
import { openVectors } from "../vectors.ts";
import { loadVocabulary } from "../vocabulary.ts";
import { type Example, learn, scores } from "./learn.ts";
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
    const fitted = learn(
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
  console.log(`${name}: ${read.length} rows`);
  for (const [which, some] of [
    ["all", read],
    ["evaluation data", read.filter(({ row }) => row.given)],
  ] as const) {
    if (some.length === 0) continue;
    const perLabel = labels.map((label, index) => {
      const count = (test: (each: (typeof read)[number]) => boolean) => some.filter(test).length;
      return {
        label,
        f1:
          (2 * count(({ gold, label: said }) => gold === index && said === index)) /
          Math.max(1, count(({ gold }) => gold === index) + count(({ label: said }) => said === index)),
      };
    });
    const right = (rows: typeof read) => rows.filter((each) => each.label === each.gold).length;
    const sure = some.filter((each) => each.sure >= 0.6);
    const languages = [...new Set(some.map(({ row }) => row.lang))].map((lang) => some.filter(({ row }) => row.lang === lang));
    console.log(
      `  ${which}: macro-F1 ${(perLabel.reduce((sum, { f1 }) => sum + f1, 0) / labels.length).toFixed(3)}: ${perLabel.map(({ label, f1 }) => `${label} ${f1.toFixed(2)}`).join(", ")}`,
    );
    console.log(
      `    ${languages.map((rows) => `${rows[0]?.row.lang} ${percent(right(rows), rows.length)}`).join(", ")}; 0.6 sure or more: ${percent(sure.length, some.length)}, of those right ${percent(right(sure), sure.length)}`,
    );
  }
}

const bytes: Uint8Array[] = [];
const header: Header = { version: "", dimensions: vectors.dimensions, questions: {} };
for (const [name, { labels, rows }] of Object.entries(loadLessons())) {
  const seen = rows.map((row) => ({ ...row, features: extract(row.text, row.request) }));
  if (process.argv.includes("--check")) {
    check(name, labels, seen);
    continue;
  }
  const { weights, bias } = learn(seen, labels.length, vectors.dimensions);
  const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
  header.questions[name] = { labels: [...labels], bias: [...bias], step };
  bytes.push(new Uint8Array(Int8Array.from(weights, (weight) => Math.round(weight / step)).buffer));
  console.log(`${name}: ${rows.length} texts`);
}
if (bytes.length > 0) {
  header.version = createHash("sha256").update(Buffer.concat(bytes)).digest("hex").slice(0, 8);
  writeFileSync(new URL("../trained/model.bin", import.meta.url), Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...bytes]));
}
