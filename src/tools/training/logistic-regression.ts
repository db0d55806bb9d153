/**
 * Multinomial logistic regression by stochastic gradient descent with per-weight step sizes
 * (AdaGrad, Duchi et al. 2011). Deterministic.
 */
import { softmax } from "../../nlu/rules/classifier.ts";
import { type FeatureVector, featureBucketCount } from "../../nlu/rules/feature-extraction.ts";
import { seededRandom } from "../simulation/runtime/random-source.ts";
import type { TrainingRow } from "./training-data.ts";

export interface TrainingExample {
  features: FeatureVector;
  target: number[];
  weight: number;
}

/** A labelled row with its features. */
export type LabelledExample = TrainingRow & TrainingExample;

export interface FittedModel {
  /** Labels within features. */
  weights: Float32Array;
  bias: Float64Array;
}

/** Seeds of the passes, each with its own order of examples. */
const seeds = [3, 11, 29];
const rounds = 15;
const learningRate = 0.2;
/** Weight decay. */
const weightDecay = 2e-4;
/**
 * Share of features dropped in a step (dropout, Srivastava et al. 2014), so that no single word
 * decides.
 */
const dropoutRate = 0.2;

export function scoreLabels(
  { weights, bias }: FittedModel,
  { indices, values }: FeatureVector,
): Float64Array {
  const sums = Float64Array.from(bias);
  for (let at = 0; at < indices.length; at += 1) {
    const from = (indices[at] ?? 0) * sums.length;
    for (let label = 0; label < sums.length; label += 1)
      sums[label] = (sums[label] ?? 0) + (weights[from + label] ?? 0) * (values[at] ?? 0);
  }
  return sums;
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
  const [from, values, errors] = [
    new Int32Array(maxFeatures),
    new Float64Array(maxFeatures),
    new Float64Array(labels),
  ];
  const roll = seededRandom(seed);
  for (let round = 0; round < rounds; round += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(roll() * (at + 1));
      [order[at], order[other]] = [order[other] as TrainingExample, order[at] as TrainingExample];
    }
    const step = learningRate * (1 - (0.9 * round) / rounds);
    for (const { features, target, weight } of order) {
      let kept = 0;
      errors.set(bias);
      for (let at = 0; at < features.indices.length; at += 1) {
        if (roll() < dropoutRate) continue;
        const first = (features.indices[at] ?? 0) * labels;
        const value = (features.values[at] ?? 0) / (1 - dropoutRate);
        for (let label = 0; label < labels; label += 1)
          errors[label] = (errors[label] ?? 0) + (weights[first + label] ?? 0) * value;
        from[kept] = first;
        values[kept] = value;
        kept += 1;
      }
      errors.set(softmax(errors));
      for (let label = 0; label < labels; label += 1) {
        const error = ((errors[label] ?? 0) - (target[label] ?? 0)) * weight;
        if (Math.abs(error) < 1e-4) continue;
        squaredBiasGradients[label] = (squaredBiasGradients[label] ?? 0) + error * error;
        bias[label] =
          (bias[label] ?? 0) - (step * 0.2 * error) / Math.sqrt(squaredBiasGradients[label] ?? 1);
        for (let index = 0; index < kept; index += 1) {
          const at = (from[index] ?? 0) + label;
          const gradient = error * (values[index] ?? 0) + weightDecay * (weights[at] ?? 0);
          const sum = (squaredGradients[at] ?? 0) + gradient * gradient;
          squaredGradients[at] = sum;
          weights[at] = (weights[at] ?? 0) - (step * gradient) / Math.sqrt(sum);
        }
      }
    }
  }
  return fitted;
}

/**
 * Fits a model: the mean of several passes, since one alone varies by one or two points of F1.
 * @param passCount number of passes; fewer are faster
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
