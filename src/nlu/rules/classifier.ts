/**
 * Trained linear classifiers over hashed features, one for each question, read from
 * `trained/model.bin`.
 */
import { readFileSync } from "node:fs";
import { type FeatureVector, featureBucketCount } from "./feature-extraction.ts";

/** One question: its labels, their biases, and the value of one step of a weight's byte. */
interface Question {
  labels: string[];
  bias: number[];
  step: number;
}

export interface ClassifierHeader {
  version: string;
  dimensions: number;
  questions: Record<string, Question>;
}

/** Converts scores to probabilities. */
export function softmax(scores: Float64Array): Float64Array {
  const maxScore = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - maxScore));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/**
 * Opens a model: a line of JSON (`ClassifierHeader`), then one byte for each feature and label of
 * each question.
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

  return {
    version: header.version,
    /** Returns the probability of each label. Throws when the model has no such question. */
    classify(name: string, { indices, values }: FeatureVector): Map<string, number> {
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
      const probabilities = softmax(scores);
      return new Map(labels.map((label, index) => [label, probabilities[index] ?? 0]));
    },
  };
}

export const loadClassifier = () =>
  openClassifier(readFileSync(new URL("./trained/model.bin", import.meta.url)));

/**
 * Returns the probability that a message is no request: the mean of two classifiers (kind, request)
 * that err in different places.
 */
export const noRequestProbability = (byKind: number, byRequest: number): number =>
  (byKind + byRequest) / 2;

/**
 * Whether a message is a request. Thresholds are where five-fold cross-validation of the training
 * rows gave the best macro-F1: a rare label is missed if it has to be likelier than not.
 * @param none probability that it is no request
 */
export const isRequestByThreshold = (none: number): boolean => none < 0.4;

/**
 * Whether a priority claim or supplier language is present.
 * @param yes probability that it is
 */
export const isFlagByThreshold = (yes: number): boolean => yes >= 0.35;
