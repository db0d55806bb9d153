/** Multinomial logistic regression by stochastic gradient descent with a step of its own for each weight (AdaGrad, Duchi et al. 2011). Deterministic. */
import { softmax } from "../classify.ts";
import { buckets, type Features } from "../features.ts";
import { dice } from "./rows.ts";

export interface Example {
  features: Features;
  target: number[];
  weight: number;
}

export interface Fitted {
  /** Labels within features. */
  weights: Float32Array;
  bias: Float64Array;
}

const rounds = 15;
const rate = 0.2;
/** Pulls weights towards zero. */
const decay = 2e-4;

export function scores({ weights, bias }: Fitted, { indices, values }: Features): Float64Array {
  const sums = Float64Array.from(bias);
  for (let at = 0; at < indices.length; at += 1) {
    const from = (indices[at] ?? 0) * sums.length;
    for (let label = 0; label < sums.length; label += 1) sums[label] = (sums[label] ?? 0) + (weights[from + label] ?? 0) * (values[at] ?? 0);
  }
  return sums;
}

export function learn(examples: Example[], labels: number, dimensions: number): Fitted {
  const size = (buckets + dimensions) * labels;
  const fitted: Fitted = { weights: new Float32Array(size), bias: new Float64Array(labels) };
  const { weights, bias } = fitted;
  const seen = new Float32Array(size).fill(1e-3);
  const seenBias = new Float64Array(labels).fill(1e-8);
  const order = examples.slice();
  const roll = dice(3);
  for (let round = 0; round < rounds; round += 1) {
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(roll() * (at + 1));
      [order[at], order[other]] = [order[other] as Example, order[at] as Example];
    }
    const step = rate * (1 - (0.9 * round) / rounds);
    for (const { features, target, weight } of order) {
      const chances = softmax(scores(fitted, features));
      for (let label = 0; label < labels; label += 1) {
        const miss = ((chances[label] ?? 0) - (target[label] ?? 0)) * weight;
        if (Math.abs(miss) < 1e-4) continue;
        seenBias[label] = (seenBias[label] ?? 0) + miss * miss;
        bias[label] = (bias[label] ?? 0) - (step * 0.2 * miss) / Math.sqrt(seenBias[label] ?? 1);
        for (let index = 0; index < features.indices.length; index += 1) {
          const at = (features.indices[index] ?? 0) * labels + label;
          const slope = miss * (features.values[index] ?? 0) + decay * (weights[at] ?? 0);
          seen[at] = (seen[at] ?? 0) + slope * slope;
          weights[at] = (weights[at] ?? 0) - (step * slope) / Math.sqrt(seen[at] ?? 1);
        }
      }
    }
  }
  return fitted;
}
