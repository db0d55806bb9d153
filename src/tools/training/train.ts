/**
 * Training of the classifiers: `node src/tools/training/train.ts` prints the scores on held-out
 * sources and writes `trained/model.bin`; with `--check` it writes nothing.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { addActFeatures } from "../../nlu/rules/acts/message-acts.ts";
import {
  type Calibration,
  type ClassifierHeader,
  openClassifier,
  rowAlignment,
} from "../../nlu/rules/classifier/classifier.ts";
import {
  addRelation,
  createFeatureExtractor,
  type FeatureSink,
  featureBucketCount,
} from "../../nlu/rules/classifier/feature-extraction.ts";
import { normaliseText } from "../../nlu/text/normalise.ts";
import { loadVocabulary } from "../../nlu/text/vocabulary.ts";
import { loadWordVectors } from "../../nlu/text/word-vectors.ts";
import {
  combineReadings,
  fitCorrection,
  fitThresholds,
  type HeldOutRow,
  type Question,
  readHeldOut,
} from "./held-out.ts";
import { type FittedModel, fitModels, type LabelledExample } from "./logistic-regression.ts";
import { printFigures } from "./print-figures.ts";
import { loadTrainingSets, type TrainingRow, type TrainingSet } from "./training-data.ts";

const vectors = loadWordVectors();
const { dimensions } = vectors;
const addTextFeatures = createFeatureExtractor(loadVocabulary(), vectors);
const sets = loadTrainingSets();

/** Features of a row, in the order of extraction. */
interface RowFeatures extends FeatureSink {
  indices: number[];
  values: number[];
}

const listFeatures = ({
  indices,
  values,
}: Pick<RowFeatures, "indices" | "values">): RowFeatures => ({
  indices,
  values,
  addBlock(buckets, count, value) {
    for (let at = 0; at < count; at += 1) {
      indices.push(buckets[at]!);
      values.push(value);
    }
  },
  addVector(vector) {
    vector.forEach((value, at) => {
      indices.push(featureBucketCount + at);
      values.push(value);
    });
  },
});

const extracted = new Map<string, RowFeatures>();

/** Returns the features of a text, and of its relation to a request. */
function extractFeatures(text: string, request?: string): RowFeatures {
  const message = normaliseText(text);
  const own = extracted.getOrInsertComputed(text, () => {
    const features = listFeatures({ indices: [], values: [] });
    addTextFeatures(message, features);
    return features;
  });
  if (request === undefined) return own;
  const features = listFeatures({ indices: own.indices.slice(), values: own.values.slice() });
  addRelation(features, message.words, request);
  return features;
}

const labelsOf = (name: string) => sets[name]?.labels ?? [];

const prepare = (name: string, featuresOf: (row: TrainingRow) => RowFeatures): Question => {
  const { labels, rows } = sets[name] as TrainingSet;
  return {
    name,
    labels,
    rows: rows.map((row): LabelledExample => {
      const { indices, values } = featuresOf(row);
      return {
        ...row,
        features: { indices: Int32Array.from(indices), values: Float32Array.from(values) },
      };
    }),
  };
};

const isCheck = process.argv.includes("--check");

type Fitted = Question & { model: FittedModel };

/** Fits questions about the same rows. */
function fitQuestions(questions: readonly Question[]): Fitted[] {
  console.log(
    `${questions.map(({ name }) => name).join(", ")}: ${questions[0]?.rows.length} texts`,
  );
  const models = fitModels(questions, dimensions, isCheck ? 1 : undefined);
  return questions.map((question, at) => ({ ...question, model: models[at]! }));
}

/**
 * Demanded share of right readings among sure ones: higher where the partner questions are skipped.
 */
const demandedShares: Record<string, number> = { factory_issue: 0.95, standard_service: 0.95 };
const demandedShare = 0.9;
const demandedOf = (labels: readonly string[]) =>
  labels.map((label) => demandedShares[label] ?? demandedShare);

function fitCalibration(labels: readonly string[], heldOut: HeldOutRow[]): Calibration {
  const rows = heldOut.filter(({ weight }) => weight > 0);
  const correction = fitCorrection(rows, labels.length);
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  return {
    labels: [...labels],
    sharpness: round(correction.sharpness),
    bias: correction.bias.map(round),
    sureFrom: fitThresholds(rows, correction, demandedOf(labels)),
  };
}

/**
 * Returns the weights of a question's labels relative to its first, which has none then: the
 * probabilities are the same, and a label less is stored.
 */
function relativeWeights({ labels, model: { weights } }: Fitted): Float32Array {
  const others = labels.length - 1;
  const relative = new Float32Array((weights.length / labels.length) * others);
  for (let at = 0; at < relative.length; at += 1) {
    const first = Math.floor(at / others) * labels.length;
    relative[at] = weights[first + 1 + (at % others)]! - weights[first]!;
  }
  return relative;
}

/** Encodes fitted questions in the format that `openClassifier` reads. */
function encodeModel(questions: Fitted[], calibrations: Record<string, Calibration>): Buffer {
  const header: ClassifierHeader = { version: "", dimensions, questions: {}, calibrations };
  const hash = createHash("sha256");
  const align = (length: number) => Math.ceil(length / rowAlignment) * rowAlignment;
  const width = align(questions.reduce((sum, { labels }) => sum + labels.length - 1, 0));
  const table = new Int8Array((featureBucketCount + dimensions) * width);
  let from = 0;
  for (const question of questions) {
    const { name, labels, model } = question;
    const weights = relativeWeights(question);
    const others = labels.length - 1;
    const step = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
    const bytes = Int8Array.from(weights, (weight) => Math.round(weight / step));
    bytes.forEach((byte, at) => {
      table[Math.floor(at / others) * width + from + (at % others)] = byte;
    });
    const [firstBias = 0] = model.bias;
    const bias = Array.from(model.bias, (value) => value - firstBias);
    header.questions[name] = { labels: [...labels], bias, step };
    hash.update(bytes);
    from += others;
  }
  header.version = hash.digest("hex").slice(0, 8);
  const line = Buffer.from(`${JSON.stringify(header)}\n`);
  const bytes = Buffer.alloc(align(line.length) + table.length, " ");
  line.copy(bytes, bytes.length - table.length - line.length);
  bytes.set(table, bytes.length - table.length);
  return bytes;
}

/** Questions by the rows that they are about. */
const messages = [
  ["request", "kind", "priority", "provider"],
  ["small_talk"],
  ["need"],
  ["customer"],
].map((names) =>
  names.map((name) => prepare(name, ({ text, request }) => extractFeatures(text, request))),
);
const heldOut = new Map(
  messages
    .filter((questions) => questions[0]?.name !== "small_talk")
    .flatMap((questions) =>
      readHeldOut(questions, dimensions).map((rows, at) => [questions[at]!.name, rows] as const),
    ),
);
const kinds = labelsOf("kind");
const calibrated = new Map<string, { labels: readonly string[]; rows: HeldOutRow[] }>([
  [
    "message",
    {
      labels: kinds,
      rows: combineReadings(heldOut.get("kind") ?? [], heldOut.get("request") ?? []),
    },
  ],
  ...["priority", "provider", "need", "customer"].map(
    (name) => [name, { labels: labelsOf(name), rows: heldOut.get(name) ?? [] }] as const,
  ),
]);
const calibrations = Object.fromEntries(
  [...calibrated].map(([name, { labels, rows }]) => [name, fitCalibration(labels, rows)]),
);

const fitted = messages.flatMap(fitQuestions);
const { classify, createScores } = openClassifier(encodeModel(fitted, calibrations));
/** The act of a message also depends on its reading as a request. */
const acts = prepare("act", ({ text, request = "", open = "none" }) => {
  const message = normaliseText(text);
  const scores = createScores();
  addTextFeatures(message, scores);
  const features = extractFeatures(text, request);
  addActFeatures(features, message, open, {
    message: classify("message", scores),
    smallTalk: classify("small_talk", scores),
  });
  return features;
});
const [heldOutActs = []] = readHeldOut([acts], dimensions);

for (const [name, { labels, rows }] of [
  ...calibrated,
  ["act", { labels: acts.labels, rows: heldOutActs }] as const,
])
  printFigures(name, rows, labels, demandedOf(labels));

if (!isCheck)
  writeFileSync(
    new URL("../../nlu/rules/trained/model.bin", import.meta.url),
    gzipSync(
      encodeModel([...fitted, ...fitQuestions([acts])], {
        ...calibrations,
        act: fitCalibration(acts.labels, heldOutActs),
      }),
      { level: 9 },
    ),
  );
