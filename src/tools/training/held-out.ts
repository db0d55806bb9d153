/**
 * Readings of every row by a model whose training did not contain its source: five folds, by source
 * if the row has one, else by group.
 */
import { createHash } from "node:crypto";
import { combineChances, softmax } from "../../nlu/rules/classifier.ts";
import type { HeldOutReading } from "./calibration.ts";
import { fitModel, type LabelledExample, scoreLabels } from "./logistic-regression.ts";
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

/** Reads the rows of a question, as written. */
export function readHeldOut({ labels, rows }: Question, dimensions: number): HeldOutRow[] {
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
  return Array.from({ length: foldCount }, (_, held) => {
    const fitted = fitModel(
      rows.filter((row) => foldOf(row) !== held),
      labels.length,
      dimensions,
      1,
    );
    return written
      .filter((row) => foldOf(row) === held)
      .map((row) => ({
        row,
        chances: softmax(scoreLabels(fitted, row.features)),
        expected: indexOfMax(row.target),
        weight: weights[row.origin],
      }));
  }).flat();
}

/** Combines readings of kinds and of requests, row by row. */
export const combineReadings = (kinds: HeldOutRow[], requests: HeldOutRow[]): HeldOutRow[] =>
  kinds.map((kind, index) => ({
    ...kind,
    chances: combineChances(kind.chances, requests[index]?.chances ?? []),
  }));

/** Returns the fold of a row, for calibrations that exclude it. */
export const heldOutFold = ({ row }: HeldOutRow): number => foldOf(row);
