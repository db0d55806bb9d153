/**
 * Trained linear classifiers over hashed features, one for each question, read from
 * `trained/model.bin`, with calibrated confidence.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { LabelReading } from "../judge.ts";
import { type FeatureVector, featureBucketCount } from "./feature-extraction.ts";

/** One question: its labels, their biases, and the value of one step of a weight's byte. */
interface Question {
  labels: string[];
  bias: number[];
  step: number;
}

/** Corrects the chances of labels so that a confidence is the share of right readings. */
export interface Calibration {
  labels: string[];
  /** Inverse temperature (Guo et al. 2017). */
  sharpness: number;
  bias: number[];
  /** Confidence of each label from which it is acted on without asking. */
  sureFrom: number[];
}

export interface ClassifierHeader {
  version: string;
  dimensions: number;
  questions: Record<string, Question>;
  calibrations: Record<string, Calibration>;
}

/** Chances of each label. */
export type Chances = Map<string, number>;

/** Converts scores to probabilities. */
export function softmax(scores: Float64Array): Float64Array {
  const maxScore = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - maxScore));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/** Returns calibrated chances. */
export function calibrate(
  chances: ArrayLike<number>,
  { sharpness, bias }: Pick<Calibration, "sharpness" | "bias">,
): Float64Array {
  return softmax(
    Float64Array.from(
      chances,
      (chance, index) => sharpness * Math.log(chance + 1e-9) + (bias[index] ?? 0),
    ),
  );
}

/**
 * Combines the classifier of kinds, whose first label is `none`, with that of requests, whose first
 * is `no`: the two err in different places.
 */
export function combineChances(
  kinds: ArrayLike<number>,
  requests: ArrayLike<number>,
): Float64Array {
  const none = ((kinds[0] ?? 0) + (requests[0] ?? 0)) / 2;
  const scale = (1 - none) / Math.max(1e-9, 1 - (kinds[0] ?? 0));
  return Float64Array.from(kinds, (chance, index) => (index === 0 ? none : chance * scale));
}

/**
 * Opens a model: a line of JSON (`ClassifierHeader`), then one byte for each feature and label of
 * each question; most are zero, so that files are compressed to a third.
 */
export function openClassifier(bytes: Buffer) {
  const start = bytes.indexOf("\n") + 1;
  const header = JSON.parse(bytes.toString("utf8", 0, start)) as ClassifierHeader;
  let offset = bytes.byteOffset + start;
  const tables = new Map(
    Object.entries(header.questions).map(([name, question]) => {
      const size = (featureBucketCount + header.dimensions) * question.labels.length;
      const weights = new Int8Array(bytes.buffer, offset, size);
      offset += size;
      return [name, { ...question, weights }];
    }),
  );

  /** Returns the chance of each label. Throws when the model has no such question. */
  function chancesOf(name: string, { indices, values }: FeatureVector): Float64Array {
    const table = tables.get(name);
    if (!table) throw new Error(`the trained model knows no "${name}"`);
    const { labels, weights, step } = table;
    const scores = Float64Array.from(table.bias);
    for (let at = 0; at < indices.length; at += 1) {
      const from = (indices[at] ?? 0) * labels.length;
      const value = (values[at] ?? 0) * step;
      for (let label = 0; label < labels.length; label += 1)
        scores[label] = (scores[label] ?? 0) + value * (weights[from + label] ?? 0);
    }
    return softmax(scores);
  }

  return {
    version: header.version,
    /**
     * Returns the calibrated chances of each label. `message` is `none` or the kind of a request.
     */
    classify(name: string, features: FeatureVector): Chances {
      const raw =
        name === "message"
          ? combineChances(chancesOf("kind", features), chancesOf("request", features))
          : chancesOf(name, features);
      const calibration = header.calibrations[name];
      const labels = calibration?.labels ?? tables.get(name)?.labels ?? [];
      const chances = calibration ? calibrate(raw, calibration) : raw;
      return new Map(labels.map((label, index) => [label, chances[index] ?? 0]));
    },
    /** Whether a label of a question is acted on without asking. */
    isSure(name: string, { label, confidence }: LabelReading<string>): boolean {
      const { labels = [], sureFrom = [] } = header.calibrations[name] ?? {};
      return confidence >= (sureFrom[labels.indexOf(label)] ?? 1);
    },
  };
}

export type Classifier = ReturnType<typeof openClassifier>;

export const loadClassifier = (): Classifier =>
  openClassifier(gunzipSync(readFileSync(new URL("./trained/model.bin", import.meta.url))));

/** Returns the likeliest label, and its share of the given labels. */
export function likeliest<T extends string>(
  chances: Chances,
  among: readonly string[] = [...chances.keys()],
): LabelReading<T> {
  const total = among.reduce((sum, label) => sum + (chances.get(label) ?? 0), 0) || 1;
  const best = among.reduce((first, label) =>
    (chances.get(label) ?? 0) > (chances.get(first) ?? 0) ? label : first,
  );
  return { label: best as T, confidence: (chances.get(best) ?? 0) / total };
}

/**
 * Whether a priority claim or supplier language is present. The threshold is where held-out rows
 * gave the best macro-F1: a rare label is missed if it has to be likelier than not.
 * @param yes chance that it is
 */
export const isFlagByThreshold = (yes: number): boolean => yes >= 0.4;
