/**
 * Calibrates confidence on rows whose source the training did not see: temperature and bias of each
 * label, and the confidence from which a label is acted on without asking.
 */
import { type Calibration, calibrate } from "../../nlu/rules/classifier.ts";

/** A row that was read by a model trained without its source. */
export interface HeldOutReading {
  /** Uncalibrated probability of each label. */
  chances: number[];
  /** Index of the right label. */
  expected: number;
  weight: number;
}

type Correction = Pick<Calibration, "sharpness" | "bias">;

const steps = 400;
const stepSize = 0.5;
/** Pulls the biases towards zero. */
const biasDecay = 0.01;

/** Fits sharpness and biases by gradient descent on the likelihood of the right labels. */
export function fitCorrection(readings: HeldOutReading[], labels: number): Correction {
  const fitted = { sharpness: 1, bias: Array.from({ length: labels }, () => 0) };
  const total = readings.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const logs = readings.map(({ chances }) => chances.map((chance) => Math.log(chance + 1e-9)));
  for (let step = 0; step < steps; step += 1) {
    let slope = 0;
    const slopes = fitted.bias.map((bias) => biasDecay * bias);
    readings.forEach(({ chances, expected, weight }, row) => {
      calibrate(chances, fitted).forEach((chance, label) => {
        const error = ((chance - (label === expected ? 1 : 0)) * weight) / total;
        slope += error * (logs[row]?.[label] ?? 0);
        slopes[label] = (slopes[label] ?? 0) + error;
      });
    });
    fitted.sharpness = Math.max(0.1, fitted.sharpness - stepSize * 0.3 * slope);
    fitted.bias = fitted.bias.map((bias, label) => bias - stepSize * (slopes[label] ?? 0));
  }
  return fitted;
}

const indexOfMax = (values: readonly number[]) =>
  values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);

/** Minimum number of readings on which a threshold of a label is based. */
const minReadings = 12;

/**
 * Returns for each label the lowest confidence from which the demanded share of readings is right;
 * above 1 if there is none.
 */
export function fitThresholds(
  readings: HeldOutReading[],
  correction: Correction,
  demanded: number[],
): number[] {
  const read = readings.map(({ chances, expected, weight }) => {
    const calibrated = calibrate(chances, correction);
    const label = indexOfMax(calibrated);
    return { label, confidence: calibrated[label] ?? 0, isRight: label === expected, weight };
  });
  return demanded.map((share, label) => {
    let [count, weights, right, lowest] = [0, 0, 0, 1.01];
    for (const { confidence, isRight, weight } of read
      .filter((each) => each.label === label)
      .sort((a, b) => b.confidence - a.confidence)) {
      count += 1;
      weights += weight;
      right += isRight ? weight : 0;
      if (count >= minReadings && right / weights >= share) lowest = confidence;
    }
    return Math.round(lowest * 1000) / 1000;
  });
}
