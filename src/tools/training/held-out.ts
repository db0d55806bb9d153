/**
 * Readings of every row by a model whose training did not contain its source: five folds, by source
 * if the row has one, else by group.
 */
import { createHash } from "node:crypto";
import {
  type Calibration,
  calibrate,
  combineChances,
  softmax,
} from "../../nlu/rules/classifier/classifier.ts";
import { fitModels, type LabelledExample, scoreLabels } from "./logistic-regression.ts";
import type { TrainingRow } from "./training-data.ts";

export interface Question {
  name: string;
  labels: readonly string[];
  rows: LabelledExample[];
}

/** A reading with its row. */
export interface HeldOutRow extends HeldOutReading {
  row: LabelledExample;
}

const foldCount = 5;

const foldOf = ({ heldOutWith }: LabelledExample) =>
  createHash("sha256").update(heldOutWith).digest().readUInt32BE() % foldCount;

const indexOfMax = (values: readonly number[]): number =>
  values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);

/**
 * Passes of a fold: with fewer than those of the committed model, its thresholds would be too
 * cautious.
 */
const passCount = 3;

/** Reads the rows of questions about the same rows, as written; returns the readings by question. */
export function readHeldOut(questions: readonly Question[], dimensions: number): HeldOutRow[][] {
  const { rows } = questions[0]!;
  const folds = rows.map(foldOf);
  const written = rows.filter(({ isAsWritten }) => isAsWritten);
  const count = (origin: TrainingRow["origin"]) =>
    written.filter((row) => row.origin === origin).length;
  /** Weight in calibration by origin: tickets and styles count about the same. */
  const weights = {
    tickets: Math.floor(count("styles") / count("tickets")),
    styles: 1,
    written: 0,
    evaluation: 0,
  };
  const readings = questions.map((): HeldOutRow[] => []);
  for (let held = 0; held < foldCount; held += 1) {
    const models = fitModels(
      questions.map(({ labels, rows }) => ({
        labels,
        rows: rows.filter((_, row) => folds[row] !== held),
      })),
      dimensions,
      passCount,
    );
    for (const [at, { rows }] of questions.entries())
      for (const [index, row] of rows.entries()) {
        if (!row.isAsWritten || folds[index] !== held) continue;
        readings[at]!.push({
          row,
          chances: softmax(scoreLabels(models[at]!, row.features)),
          expected: indexOfMax(row.target),
          weight: weights[row.origin],
        });
      }
  }
  return readings;
}

/** Combines readings of kinds and of requests, row by row. */
export const combineReadings = (kinds: HeldOutRow[], requests: HeldOutRow[]): HeldOutRow[] =>
  kinds.map((kind, index) => ({
    ...kind,
    chances: combineChances(kind.chances, requests[index]?.chances ?? []),
  }));

/** Returns the fold of a row, for calibrations that exclude it. */
export const heldOutFold = ({ row }: HeldOutRow): number => foldOf(row);

/** A row that was read by a model trained without its source. */
interface HeldOutReading {
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
