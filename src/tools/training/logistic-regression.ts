/**
 * Multinomial logistic regression by stochastic gradient descent with a step of its own for each
 * weight (AdaGrad, Duchi et al. 2011). Deterministic.
 */
import { softmax } from "../../nlu/rules/classifier.ts";
import { type FeatureVector, featureBucketCount } from "../../nlu/rules/feature-extraction.ts";
import { type TrainingRow, trainingRandom } from "./training-data.ts";

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

/** Each is a pass over the examples in an order of its own. */
const seeds = [3, 11, 29];
const rounds = 15;
const rate = 0.2;
/** Pulls weights towards zero. */
const decay = 2e-4;
/**
 * The share of a text's features that a step leaves out, so that no single word decides (dropout,
 * Srivastava et al. 2014).
 */
const leftOut = 0.2;

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

function learnOnce(
  examples: TrainingExample[],
  labels: number,
  dimensions: number,
  seed: number,
): FittedModel {
  const size = (featureBucketCount + dimensions) * labels;
  const fitted: FittedModel = { weights: new Float32Array(size), bias: new Float64Array(labels) };
  const { weights, bias } = fitted;
  const seen = new Float32Array(size).fill(1e-3);
  const seenBias = new Float64Array(labels).fill(1e-8);
  const order = examples.slice();
  const longest = examples.reduce(
    (most, { features }) => Math.max(most, features.indices.length),
    0,
  );
  const [from, values, miss] = [
    new Int32Array(longest),
    new Float64Array(longest),
    new Float64Array(labels),
  ];
  const roll = trainingRandom(seed);
  for (let round = 0; round < rounds; round += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(roll() * (at + 1));
      [order[at], order[other]] = [order[other] as TrainingExample, order[at] as TrainingExample];
    }
    const step = rate * (1 - (0.9 * round) / rounds);
    for (const { features, target, weight } of order) {
      let kept = 0;
      miss.set(bias);
      for (let at = 0; at < features.indices.length; at += 1) {
        if (roll() < leftOut) continue;
        const first = (features.indices[at] ?? 0) * labels;
        const value = (features.values[at] ?? 0) / (1 - leftOut);
        for (let label = 0; label < labels; label += 1)
          miss[label] = (miss[label] ?? 0) + (weights[first + label] ?? 0) * value;
        from[kept] = first;
        values[kept] = value;
        kept += 1;
      }
      miss.set(softmax(miss));
      for (let label = 0; label < labels; label += 1) {
        const off = ((miss[label] ?? 0) - (target[label] ?? 0)) * weight;
        if (Math.abs(off) < 1e-4) continue;
        seenBias[label] = (seenBias[label] ?? 0) + off * off;
        bias[label] = (bias[label] ?? 0) - (step * 0.2 * off) / Math.sqrt(seenBias[label] ?? 1);
        for (let index = 0; index < kept; index += 1) {
          const at = (from[index] ?? 0) + label;
          const slope = off * (values[index] ?? 0) + decay * (weights[at] ?? 0);
          const sum = (seen[at] ?? 0) + slope * slope;
          seen[at] = sum;
          weights[at] = (weights[at] ?? 0) - (step * slope) / Math.sqrt(sum);
        }
      }
    }
  }
  return fitted;
}

/**
 * The mean of several passes: one alone moves by a point or two of F1. `passes` may be fewer where
 * time matters more.
 */
export function fitModel(
  examples: TrainingExample[],
  labels: number,
  dimensions: number,
  many = seeds.length,
): FittedModel {
  const passes = seeds.slice(0, many).map((seed) => learnOnce(examples, labels, dimensions, seed));
  const mean = <T extends Float32Array | Float64Array>(of: (fitted: FittedModel) => T): T => {
    const [first, ...others] = passes.map(of) as [T, ...T[]];
    for (const other of others)
      for (let at = 0; at < first.length; at += 1) first[at] = (first[at] ?? 0) + (other[at] ?? 0);
    for (let at = 0; at < first.length; at += 1) first[at] = (first[at] ?? 0) / many;
    return first;
  };
  return { weights: mean(({ weights }) => weights), bias: mean(({ bias }) => bias) };
}
