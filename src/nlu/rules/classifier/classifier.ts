/**
 * Trained linear classifiers over hashed features, one per question, read from `trained/model.bin`,
 * with calibrated confidence.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { LabelReading } from "../../judge.ts";
import { type FeatureSink, featureBucketCount } from "./feature-extraction.ts";

/**
 * One question: its labels, their biases, and the factor that converts a weight's byte. Weights and
 * biases are relative to the first label, which has none.
 */
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

/** First line of `model.bin`: the questions, their labels and their calibration. */
export interface ClassifierHeader {
  version: string;
  dimensions: number;
  questions: Record<string, Question>;
  calibrations: Record<string, Calibration>;
}

/** Probabilities of the labels of a question. */
export interface Chances {
  labels: readonly string[];
  values: readonly number[];
}

/** Returns the probability of a label; 0 for a label that the question does not have. */
export const chanceOf = ({ labels, values }: Chances, label: string): number =>
  values[labels.indexOf(label)] ?? 0;

/**
 * Scores of a text for all labels of all questions; features are added to them. Reused for the next
 * text, because a typed array of this size is slow to allocate.
 */
export interface Scores extends FeatureSink {
  /** One per weighted label, questions in the order of the model, as sums of weight bytes. */
  readonly sums: Float64Array;
  /** Replaces the scores by a copy of others, or by zeros. */
  reset(to?: Scores): void;
}

/** Converts scores to probabilities. */
export function softmax(scores: ArrayLike<number>): number[] {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < scores.length; label += 1)
    greatest = Math.max(greatest, scores[label]!);
  const chances: number[] = [];
  let sum = 0;
  for (let label = 0; label < scores.length; label += 1) {
    const chance = Math.exp(scores[label]! - greatest);
    chances.push(chance);
    sum += chance;
  }
  for (let label = 0; label < chances.length; label += 1) chances[label]! /= sum;
  return chances;
}

/** Returns calibrated probabilities. */
export const calibrate = (
  chances: readonly number[],
  { sharpness, bias }: Pick<Calibration, "sharpness" | "bias">,
): number[] =>
  softmax(chances.map((chance, label) => sharpness * Math.log(chance + 1e-9) + (bias[label] ?? 0)));

/**
 * Combines the classifier of kinds, whose first label is `none`, with that of requests, whose first
 * is `no`. Their errors differ, so both together are better.
 */
export function combineChances(kinds: readonly number[], requests: readonly number[]): number[] {
  const none = ((kinds[0] ?? 0) + (requests[0] ?? 0)) / 2;
  const scale = (1 - none) / Math.max(1e-9, 1 - (kinds[0] ?? 0));
  return kinds.map((chance, index) => (index === 0 ? none : chance * scale));
}

/** Bytes that are added in one operation. */
export const rowAlignment = 4;

/**
 * Opens a model: a line of JSON (`ClassifierHeader`), then for each feature one byte per label of
 * each question but its first. A feature's weights are adjacent, so that all questions are scored
 * in one pass and a feature needs one access to the 8 MB of memory. The lengths of the line and of
 * each row are multiples of `rowAlignment`.
 */
export function openClassifier(bytes: Buffer) {
  const start = bytes.indexOf("\n") + 1;
  const header = JSON.parse(bytes.toString("utf8", 0, start)) as ClassifierHeader;
  let labels = 0;
  const questions = new Map(
    Object.entries(header.questions).map(([name, question]) => {
      const from = labels;
      labels += question.labels.length - 1;
      return [name, { ...question, from }];
    }),
  );
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset + start);
  const fours = new Int32Array(bytes.buffer, bytes.byteOffset + start);
  const foursPerRow = Math.ceil(labels / rowAlignment);
  const width = foursPerRow * rowAlignment;
  const evenSums = new Int32Array(foursPerRow);
  const oddSums = new Int32Array(foursPerRow);

  /**
   * Adds at most 256 rows of weights, multiplied by a value. Four bytes are added in two operations:
   * each is an unsigned number in a 16-bit half of a word, which can hold the sum of 256.
   */
  function addRows(
    sums: Float64Array,
    rows: Int32Array,
    from: number,
    end: number,
    value: number,
  ): void {
    evenSums.fill(0);
    oddSums.fill(0);
    for (let at = from; at < end; at += 1) {
      const row = rows[at]! * foursPerRow;
      for (let four = 0; four < foursPerRow; four += 1) {
        const bytes = fours[row + four]! ^ 0x80808080;
        evenSums[four]! += bytes & 0xff00ff;
        oddSums[four]! += (bytes >>> 8) & 0xff00ff;
      }
    }
    const zero = 128 * (end - from);
    for (let four = 0; four < foursPerRow; four += 1) {
      const label = 4 * four;
      sums[label]! += value * ((evenSums[four]! & 0xffff) - zero);
      sums[label + 1]! += value * ((oddSums[four]! & 0xffff) - zero);
      sums[label + 2]! += value * ((evenSums[four]! >>> 16) - zero);
      sums[label + 3]! += value * ((oddSums[four]! >>> 16) - zero);
    }
  }

  function createScores(): Scores {
    const sums = new Float64Array(width);
    return {
      sums,
      reset(to) {
        if (to) sums.set(to.sums);
        else sums.fill(0);
      },
      addBlock(buckets, count, value) {
        for (let from = 0; from < count; from += 256)
          addRows(sums, buckets, from, Math.min(count, from + 256), value);
      },
      addVector(values) {
        for (let at = 0; at < values.length; at += 1) {
          const value = values[at]!;
          const row = (featureBucketCount + at) * width;
          for (let label = 0; label < width; label += 1)
            sums[label]! += value * weights[row + label]!;
        }
      },
    };
  }

  /**
   * Returns the probability of each label.
   * @throws if the model has no such question
   */
  function chancesOf(name: string, { sums }: Scores): number[] {
    const question = questions.get(name);
    if (!question) throw new Error(`the trained model knows no "${name}"`);
    const { from, bias, step } = question;
    return softmax(
      bias.map((value, label) => (label === 0 ? value : value + step * sums[from + label - 1]!)),
    );
  }

  return {
    version: header.version,
    createScores,
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

/** The trained classifiers, which share one table of weights. */
export type Classifier = ReturnType<typeof openClassifier>;

/** Loads the committed model. */
export function loadClassifier(): Classifier {
  const compressed = readFileSync(new URL("../trained/model.bin", import.meta.url));
  // by gzip, the last four bytes are the size: one chunk of it saves a second copy
  const chunkSize = compressed.readUInt32LE(compressed.length - 4);
  return openClassifier(gunzipSync(compressed, { chunkSize }));
}

/** Returns the most probable label, and its share of the given labels. */
export function likeliest<T extends string>(
  chances: Chances,
  among: readonly string[] = chances.labels,
): LabelReading<T> {
  let total = 0;
  let most = -1;
  let best = "";
  for (const label of among) {
    const chance = chanceOf(chances, label);
    total += chance;
    if (chance > most) {
      most = chance;
      best = label;
    }
  }
  return { label: best as T, confidence: most / (total || 1) };
}

/**
 * Returns whether a priority claim or supplier language is present. The threshold has the best
 * macro-F1 on held-out rows; with 0.5, rare labels would be missed.
 * @param yes - its probability
 */
export const isFlagByThreshold = (yes: number): boolean => yes >= 0.4;
