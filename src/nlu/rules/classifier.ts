/**
 * The trained part of the rules: linear models over hashed features, one a question, read from
 * `trained/model.bin`.
 */
import { readFileSync } from "node:fs";
import { type FeatureVector, featureBucketCount } from "./feature-extraction.ts";

/**
 * One question: its labels, the labels' starting scores, and what a step of a weight's byte is
 * worth.
 */
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

/** Scores to probabilities. */
export function softmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - top));
  const sum = raised.reduce((a, b) => a + b, 0);
  return raised.map((value) => value / sum);
}

/**
 * Reads the model: a line of JSON (`Header`), then for each question one byte a feature and label.
 */
export function loadClassifier(file = new URL("./trained/model.bin", import.meta.url)) {
  const bytes = readFileSync(file);
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
    /** The probability of each label. Throws where the model knows no such question. */
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
      const chances = softmax(scores);
      return new Map(labels.map((label, index) => [label, chances[index] ?? 0]));
    },
  };
}

/**
 * Two models are asked whether a message is a request, the one that knows kinds and the one that
 * knows nothing but this; each errs where the other does not; how likely it is none, of 1.
 */
export const noRequestProbability = (byKind: number, byRequest: number): number =>
  (byKind + byRequest) / 2;

/** `none` is how likely it is no request, of 1. */
export const isRequestByThreshold = (none: number): boolean => none < 0.4;

/** A priority that is claimed, a supplier that is spoken of. */
export const isFlagByThreshold = (yes: number): boolean => yes >= 0.35;
