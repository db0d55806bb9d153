/**
 * Trains the classifiers: `node src/tools/training/train.ts` writes `trained/model.bin`. With
 * `--check` it prints the accuracy on unseen rows instead: cross-validation (five folds by group),
 * and a training without the evaluation data.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type ClassifierHeader, openClassifier } from "../../nlu/rules/classifier.ts";
import {
  createFeatureExtractor,
  type FeatureVector,
  relateFeatures,
} from "../../nlu/rules/feature-extraction.ts";
import { addActFeatures, requestHints } from "../../nlu/rules/message-acts.ts";
import { loadVocabulary } from "../../nlu/text/vocabulary.ts";
import { loadWordVectors } from "../../nlu/text/word-vectors.ts";
import { printCrossValidation } from "./cross-validate.ts";
import { type FittedModel, fitModel, type LabelledExample } from "./logistic-regression.ts";
import { loadTrainingSets, type TrainingRow, type TrainingSet } from "./training-data.ts";

/**
 * Divisors of a model's scores that calibrate its confidence (temperature scaling, Guo et al.
 * 2017); found by `--check`.
 */
const temperatures: Record<string, number> = { request: 1.3, priority: 1.3, provider: 1.2 };

const vectors = loadWordVectors();
const extractFeatures = createFeatureExtractor(loadVocabulary(), vectors);
const sets = loadTrainingSets();

const featuresOf = ({ text, request }: TrainingRow): FeatureVector => {
  const features = extractFeatures(text);
  return request === undefined ? features : relateFeatures(features, text, request);
};

const prepare = (name: string, featuresOf: (row: TrainingRow) => FeatureVector) => {
  const { labels, rows } = sets[name] as TrainingSet;
  return {
    name,
    labels,
    temperature: temperatures[name] ?? 1,
    rows: rows.map((row): LabelledExample => ({ ...row, features: featuresOf(row) })),
  };
};

const messages = Object.keys(sets)
  .filter((name) => name !== "act")
  .map((name) => prepare(name, featuresOf));
/** A question with its fitted model. */
type Fitted = (typeof messages)[number] & { model: FittedModel };

const fitQuestion = (question: (typeof messages)[number]): Fitted => {
  console.log(`${question.name}: ${question.rows.length} texts`);
  return {
    ...question,
    model: fitModel(question.rows, question.labels.length, vectors.dimensions),
  };
};

/** Encodes fitted questions as `openClassifier` reads them. */
function encodeModel(questions: Fitted[]): Buffer {
  const header: ClassifierHeader = { version: "", dimensions: vectors.dimensions, questions: {} };
  const bytes = questions.map(({ name, labels, temperature, model: { weights, bias } }) => {
    const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
    header.questions[name] = {
      labels: [...labels],
      bias: Array.from(bias, (value) => value / temperature),
      step: step / temperature,
    };
    return new Uint8Array(Int8Array.from(weights, (weight) => Math.round(weight / step)).buffer);
  });
  header.version = createHash("sha256").update(Buffer.concat(bytes)).digest("hex").slice(0, 8);
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...bytes]);
}

const fitted = messages.map(fitQuestion);
const { classify } = openClassifier(encodeModel(fitted));
/** The act of a message is read from how it reads as a request too. */
const acts = prepare("act", (row) => {
  const features = featuresOf(row);
  const seen = extractFeatures(row.text);
  addActFeatures(
    features,
    row.text,
    row.open ?? "none",
    requestHints((question) => classify(question, seen)),
  );
  return features;
});

if (process.argv.includes("--check")) printCrossValidation([...messages, acts], vectors.dimensions);
else
  writeFileSync(
    new URL("../../nlu/rules/trained/model.bin", import.meta.url),
    encodeModel([...fitted, fitQuestion(acts)]),
  );
