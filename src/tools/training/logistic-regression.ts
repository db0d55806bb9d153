/**
 * Multinomial logistic regression by stochastic gradient descent with per-weight step sizes
 * (AdaGrad, Duchi et al. 2011). Deterministic.
 */
import { featureBucketCount } from "../../nlu/rules/classifier/feature-extraction.ts";
import { seededRandom } from "../simulation/runtime/random-source.ts";
import type { TrainingRow } from "./training-data.ts";

/** Sparse features; indices may repeat. */
export interface SparseFeatures {
  indices: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** A labelled row with its features. */
export type LabelledExample = TrainingRow & { features: SparseFeatures };

/** Rows with the probability of each of so many labels. */
interface LabelledRows {
  labels: readonly string[];
  rows: readonly LabelledExample[];
}

export interface FittedModel {
  /** Weights by feature, then by label. */
  weights: Float32Array;
  bias: Float64Array;
}

/** Seeds of the passes, each with its own order of examples. */
const seeds = [3, 11, 17, 23, 29];
const rounds = 10;
const learningRate = 0.2;
/** Weight decay. */
const weightDecay = 2e-4;
/**
 * Share of features dropped in a step (dropout, Srivastava et al. 2014), so that no single word
 * decides.
 */
const dropoutRate = 0.4;
/**
 * Error of a label's probability below which its weights stay: two thirds of the updates, without a
 * measurable effect.
 */
const minError = 0.01;

export function scoreLabels(
  { weights, bias }: FittedModel,
  { indices, values }: SparseFeatures,
): Float64Array {
  const sums = Float64Array.from(bias);
  for (let at = 0; at < indices.length; at += 1) {
    const from = (indices[at] ?? 0) * sums.length;
    for (let label = 0; label < sums.length; label += 1)
      sums[label] = (sums[label] ?? 0) + (weights[from + label] ?? 0) * (values[at] ?? 0);
  }
  return sums;
}

/** Converts the scores from one label up to another to probabilities, in place. */
function toProbabilities(scores: Float64Array, from: number, to: number): void {
  let [max, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (let label = from; label < to; label += 1) max = Math.max(max, scores[label]!);
  for (let label = from; label < to; label += 1) {
    scores[label] = Math.exp(scores[label]! - max);
    sum += scores[label]!;
  }
  for (let label = from; label < to; label += 1) scores[label]! /= sum;
}

/** Returns the position of each question's first label among the labels of all. */
function firstLabels(questions: readonly LabelledRows[]): number[] {
  let labels = 0;
  return questions.map((question) => {
    const first = labels;
    labels += question.labels.length;
    return first;
  });
}

/** Fits all questions in one pass: their weights of a feature are adjacent in memory. */
function fitOnce(
  questions: readonly LabelledRows[],
  dimensions: number,
  seed: number,
): FittedModel {
  const firsts = firstLabels(questions);
  const labels = questions.reduce((sum, question) => sum + question.labels.length, 0);
  const size = (featureBucketCount + dimensions) * labels;
  const fitted: FittedModel = { weights: new Float32Array(size), bias: new Float64Array(labels) };
  const { weights, bias } = fitted;
  const squaredGradients = new Float32Array(size).fill(1e-3);
  const squaredBiasGradients = new Float64Array(labels).fill(1e-8);
  const { rows } = questions[0]!;
  const order = Uint32Array.from(rows, (_, at) => at);
  const maxFeatures = rows.reduce(
    (most, { features }) => Math.max(most, features.indices.length),
    0,
  );
  const from = new Int32Array(maxFeatures);
  const values = new Float64Array(maxFeatures);
  const errors = new Float64Array(labels);
  const roll = seededRandom(seed);

  /**
   * Fills `errors` with the scores of a row, some of whose features are dropped; returns the number
   * of the others.
   */
  function score({ indices, values: all }: SparseFeatures): number {
    let kept = 0;
    for (let at = 0; at < indices.length; at += 1) {
      if (roll() < dropoutRate) continue;
      from[kept] = indices[at]! * labels;
      values[kept] = all[at]! / (1 - dropoutRate);
      kept += 1;
    }
    for (let label = 0; label < labels; label += 1) {
      let sum = bias[label]!;
      for (let at = 0; at < kept; at += 1) sum += weights[from[at]! + label]! * values[at]!;
      errors[label] = sum;
    }
    return kept;
  }

  function correct(label: number, error: number, kept: number, step: number): void {
    if (Math.abs(error) < minError) return;
    squaredBiasGradients[label]! += error * error;
    bias[label]! -= (step * 0.2 * error) / Math.sqrt(squaredBiasGradients[label]!);
    for (let index = 0; index < kept; index += 1) {
      const at = from[index]! + label;
      const gradient = error * values[index]! + weightDecay * weights[at]!;
      const sum = squaredGradients[at]! + gradient * gradient;
      squaredGradients[at] = sum;
      weights[at]! -= (step * gradient) / Math.sqrt(sum);
    }
  }

  for (let round = 0; round < rounds; round += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(roll() * (at + 1));
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    const step = learningRate * (1 - (0.9 * round) / rounds);
    for (const row of order) {
      const kept = score(rows[row]!.features);
      for (let question = 0; question < questions.length; question += 1) {
        const first = firsts[question]!;
        const { target, weight } = questions[question]!.rows[row]!;
        toProbabilities(errors, first, first + target.length);
        for (let label = 0; label < target.length; label += 1)
          correct(first + label, (errors[first + label]! - target[label]!) * weight, kept, step);
      }
    }
  }
  return fitted;
}

/**
 * Fits the models of questions about the same rows, in the same order. Each is the mean of several
 * passes, because single passes vary by one or two points of F1.
 * @param passCount - number of passes; fewer are faster
 */
export function fitModels(
  questions: readonly LabelledRows[],
  dimensions: number,
  passCount = seeds.length,
): FittedModel[] {
  const firsts = firstLabels(questions);
  const models = questions.map(
    ({ labels }): FittedModel => ({
      weights: new Float32Array((featureBucketCount + dimensions) * labels.length),
      bias: new Float64Array(labels.length),
    }),
  );
  for (const seed of seeds.slice(0, passCount)) {
    const { weights, bias } = fitOnce(questions, dimensions, seed);
    for (const [question, model] of models.entries()) {
      const { length } = model.bias;
      for (let label = 0; label < length; label += 1) {
        const from = firsts[question]! + label;
        model.bias[label]! += bias[from]! / passCount;
        for (let at = label, all = from; at < model.weights.length; at += length) {
          model.weights[at]! += weights[all]! / passCount;
          all += bias.length;
        }
      }
    }
  }
  return models;
}
