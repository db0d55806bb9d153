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

export interface TrainingExample {
  features: SparseFeatures;
  target: number[];
  weight: number;
}

/** A labelled row with its features. */
export type LabelledExample = TrainingRow & TrainingExample;

export interface FittedModel {
  /** Weights by feature, then by label. */
  weights: Float32Array;
  bias: Float64Array;
}

/** Seeds of the passes, each with its own order of examples. */
const seeds = [3, 11, 17];
const rounds = 10;
const learningRate = 0.2;
/** Weight decay. */
const weightDecay = 2e-4;
/**
 * Share of features dropped in a step (dropout, Srivastava et al. 2014), so that no single word
 * decides.
 */
const dropoutRate = 0.4;

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

/** Converts scores to probabilities, in place. */
function toProbabilities(scores: Float64Array): void {
  let [max, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (let label = 0; label < scores.length; label += 1) max = Math.max(max, scores[label]!);
  for (let label = 0; label < scores.length; label += 1) {
    scores[label] = Math.exp(scores[label]! - max);
    sum += scores[label]!;
  }
  for (let label = 0; label < scores.length; label += 1) scores[label]! /= sum;
}

function fitOnce(
  examples: TrainingExample[],
  labels: number,
  dimensions: number,
  seed: number,
): FittedModel {
  const size = (featureBucketCount + dimensions) * labels;
  const fitted: FittedModel = { weights: new Float32Array(size), bias: new Float64Array(labels) };
  const { weights, bias } = fitted;
  const squaredGradients = new Float32Array(size).fill(1e-3);
  const squaredBiasGradients = new Float64Array(labels).fill(1e-8);
  const order = examples.slice();
  const maxFeatures = examples.reduce(
    (most, { features }) => Math.max(most, features.indices.length),
    0,
  );
  const from = new Int32Array(maxFeatures);
  const values = new Float64Array(maxFeatures);
  const errors = new Float64Array(labels);
  const roll = seededRandom(seed);
  for (let round = 0; round < rounds; round += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(roll() * (at + 1));
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    const step = learningRate * (1 - (0.9 * round) / rounds);
    for (const { features, target, weight } of order) {
      const { indices, values: all } = features;
      let kept = 0;
      errors.set(bias);
      for (let at = 0; at < indices.length; at += 1) {
        if (roll() < dropoutRate) continue;
        const first = indices[at]! * labels;
        const value = all[at]! / (1 - dropoutRate);
        for (let label = 0; label < labels; label += 1)
          errors[label]! += weights[first + label]! * value;
        from[kept] = first;
        values[kept] = value;
        kept += 1;
      }
      toProbabilities(errors);
      for (let label = 0; label < labels; label += 1) {
        const error = (errors[label]! - target[label]!) * weight;
        if (Math.abs(error) < 1e-4) continue;
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
    }
  }
  return fitted;
}

/**
 * Fits a model as the mean of several passes, because single passes vary by one or two points of
 * F1.
 * @param passCount - number of passes; fewer are faster
 */
export function fitModel(
  examples: TrainingExample[],
  labels: number,
  dimensions: number,
  passCount = seeds.length,
): FittedModel {
  const passes = seeds
    .slice(0, passCount)
    .map((seed) => fitOnce(examples, labels, dimensions, seed));
  const mean = <T extends Float32Array | Float64Array>(of: (fitted: FittedModel) => T): T => {
    const [first, ...others] = passes.map(of) as [T, ...T[]];
    for (const other of others)
      for (let at = 0; at < first.length; at += 1) first[at] = (first[at] ?? 0) + (other[at] ?? 0);
    for (let at = 0; at < first.length; at += 1) first[at] = (first[at] ?? 0) / passCount;
    return first;
  };
  return { weights: mean(({ weights }) => weights), bias: mean(({ bias }) => bias) };
}
