/**
 * Trained linear classifiers over hashed features, one per question, read from `trained/model.bin`,
 * with calibrated confidence.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { LabelReading } from "../judge.ts";
import { type FeatureSink, featureBucketCount } from "./feature-extraction.ts";

/** One question: its labels, their biases, and the factor that converts a weight's byte. */
interface Question {
  labels: string[];
  bias: number[];
  step: number;
}

/** Correction of probabilities, so that a confidence equals the share of right readings. */
export interface Calibration {
  labels: string[];
  /** Inverse temperature (Guo et al. 2017). */
  sharpness: number;
  bias: number[];
  /** Confidence by label from which the bot acts on it without asking. */
  sureFrom: number[];
}

export interface ClassifierHeader {
  version: string;
  dimensions: number;
  questions: Record<string, Question>;
  calibrations: Record<string, Calibration>;
}

/** Probabilities of the labels of a question. */
export interface Chances {
  labels: readonly string[];
  values: Float64Array;
}

/** Returns the probability of a label; 0 for a label that the question does not have. */
export const chanceOf = ({ labels, values }: Chances, label: string): number =>
  values[labels.indexOf(label)] ?? 0;

/** Scores of a text for all labels of all questions; features are added to them. */
export interface Scores extends FeatureSink {
  copy(): Scores;
  /** One per label, questions in the order of the model, as sums of weight bytes. */
  sums: Float64Array;
}

/** Converts scores to probabilities. */
export function softmax(scores: Float64Array): Float64Array {
  let greatest = -Infinity;
  for (const score of scores) greatest = Math.max(greatest, score);
  const chances = new Float64Array(scores.length);
  let sum = 0;
  for (let label = 0; label < chances.length; label += 1)
    sum += chances[label] = Math.exp(scores[label]! - greatest);
  for (let label = 0; label < chances.length; label += 1) chances[label]! /= sum;
  return chances;
}

/** Returns calibrated probabilities. */
export function calibrate(
  chances: ArrayLike<number>,
  { sharpness, bias }: Pick<Calibration, "sharpness" | "bias">,
): Float64Array {
  const scores = new Float64Array(chances.length);
  for (let label = 0; label < scores.length; label += 1)
    scores[label] = sharpness * Math.log(chances[label]! + 1e-9) + (bias[label] ?? 0);
  return softmax(scores);
}

/**
 * Combines the classifier of kinds, whose first label is `none`, with that of requests, whose first
 * is `no`. Their errors differ, so both together are better.
 */
export function combineChances(
  kinds: ArrayLike<number>,
  requests: ArrayLike<number>,
): Float64Array {
  const none = ((kinds[0] ?? 0) + (requests[0] ?? 0)) / 2;
  const scale = (1 - none) / Math.max(1e-9, 1 - (kinds[0] ?? 0));
  const chances = new Float64Array(kinds.length);
  for (let label = 0; label < chances.length; label += 1)
    chances[label] = label === 0 ? none : kinds[label]! * scale;
  return chances;
}

/**
 * Opens a model: a line of JSON (`ClassifierHeader`), then for each feature one byte per label of
 * each question. A feature's weights are adjacent, so that all questions are scored in one pass and
 * a feature needs one access to the 10 MB of memory.
 */
export function openClassifier(bytes: Buffer) {
  const start = bytes.indexOf("\n") + 1;
  const header = JSON.parse(bytes.toString("utf8", 0, start)) as ClassifierHeader;
  let width = 0;
  const questions = new Map(
    Object.entries(header.questions).map(([name, question]) => {
      const from = width;
      width += question.labels.length;
      return [name, { ...question, from }];
    }),
  );
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset + start);
  const counts = new Int32Array(width);

  const createScores = (sums = new Float64Array(width)): Scores => ({
    sums,
    copy: () => createScores(sums.slice()),
    addBlock(buckets, count, value) {
      counts.fill(0);
      for (let at = 0; at < count; at += 1) {
        const row = buckets[at]! * width;
        for (let label = 0; label < width; label += 1) counts[label]! += weights[row + label]!;
      }
      for (let label = 0; label < width; label += 1) sums[label]! += value * counts[label]!;
    },
    addVector(values) {
      for (let at = 0; at < values.length; at += 1) {
        const row = (featureBucketCount + at) * width;
        for (let label = 0; label < width; label += 1)
          sums[label]! += values[at]! * weights[row + label]!;
      }
    },
  });

  /**
   * Returns the probability of each label.
   * @throws if the model has no such question
   */
  function chancesOf(name: string, { sums }: Scores): Float64Array {
    const question = questions.get(name);
    if (!question) throw new Error(`the trained model knows no "${name}"`);
    const { from, bias, step } = question;
    const scores = new Float64Array(bias.length);
    for (let label = 0; label < scores.length; label += 1)
      scores[label] = bias[label]! + step * sums[from + label]!;
    return softmax(scores);
  }

  return {
    version: header.version,
    createScores: () => createScores(),
    /**
     * Returns the calibrated probabilities of each label. Those of `message` are `none` and the
     * kinds of requests.
     */
    classify(name: string, scores: Scores): Chances {
      const raw =
        name === "message"
          ? combineChances(chancesOf("kind", scores), chancesOf("request", scores))
          : chancesOf(name, scores);
      const calibration = header.calibrations[name];
      return {
        labels: calibration?.labels ?? questions.get(name)?.labels ?? [],
        values: calibration ? calibrate(raw, calibration) : raw,
      };
    },
    /** Returns whether the bot acts on a label without asking. */
    isSure(name: string, { label, confidence }: LabelReading<string>): boolean {
      const { labels = [], sureFrom = [] } = header.calibrations[name] ?? {};
      return confidence >= (sureFrom[labels.indexOf(label)] ?? 1);
    },
  };
}

export type Classifier = ReturnType<typeof openClassifier>;

export const loadClassifier = (): Classifier =>
  openClassifier(gunzipSync(readFileSync(new URL("./trained/model.bin", import.meta.url))));

/** Returns the most probable label, and its share of the given labels. */
export function likeliest<T extends string>(
  chances: Chances,
  among: readonly string[] = chances.labels,
): LabelReading<T> {
  let [total, most, best] = [0, -1, ""];
  for (const label of among) {
    const chance = chanceOf(chances, label);
    total += chance;
    if (chance > most) [most, best] = [chance, label];
  }
  return { label: best as T, confidence: most / (total || 1) };
}

/**
 * Returns whether a priority claim or supplier language is present. The threshold has the best
 * macro-F1 on held-out rows; with 0.5, rare labels would be missed.
 * @param yes - its probability
 */
export const isFlagByThreshold = (yes: number): boolean => yes >= 0.4;
