/**
 * Trains the classifiers: `node src/tools/training/train.ts` writes `trained/model.bin`. With
 * `--check` it prints the accuracy on unseen rows instead: cross-validation (five folds by group),
 * and a training without the evaluation data.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { ClassifierHeader } from "../../nlu/rules/classifier.ts";
import { createFeatureExtractor } from "../../nlu/rules/feature-extraction.ts";
import { loadVocabulary } from "../../nlu/text/vocabulary.ts";
import { loadWordVectors } from "../../nlu/text/word-vectors.ts";
import { printCrossValidation } from "./cross-validate.ts";
import { fitModel, type LabelledExample } from "./logistic-regression.ts";
import { loadTrainingSets } from "./training-data.ts";

/**
 * Divisors of a model's scores that calibrate its confidence (temperature scaling, Guo et al.
 * 2017); found by `--check`.
 */
const temperatures: Record<string, number> = { request: 1.3, priority: 1.3, provider: 1.2 };

const vectors = loadWordVectors();
const extractFeatures = createFeatureExtractor(loadVocabulary(), vectors);
const questions = Object.entries(loadTrainingSets()).map(([name, { labels, rows }]) => ({
  name,
  labels,
  temperature: temperatures[name] ?? 1,
  rows: rows.map(
    (row): LabelledExample => ({ ...row, features: extractFeatures(row.text, row.request) }),
  ),
}));

function writeModel(): void {
  const bytes: Uint8Array[] = [];
  const header: ClassifierHeader = { version: "", dimensions: vectors.dimensions, questions: {} };
  for (const { name, labels, rows, temperature } of questions) {
    const { weights, bias } = fitModel(rows, labels.length, vectors.dimensions);
    const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
    header.questions[name] = {
      labels: [...labels],
      bias: Array.from(bias, (value) => value / temperature),
      step: step / temperature,
    };
    bytes.push(
      new Uint8Array(Int8Array.from(weights, (weight) => Math.round(weight / step)).buffer),
    );
    console.log(`${name}: ${rows.length} texts`);
  }
  header.version = createHash("sha256").update(Buffer.concat(bytes)).digest("hex").slice(0, 8);
  writeFileSync(
    new URL("../../nlu/rules/trained/model.bin", import.meta.url),
    Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...bytes]),
  );
}

if (process.argv.includes("--check")) printCrossValidation(questions, vectors.dimensions);
else writeModel();
