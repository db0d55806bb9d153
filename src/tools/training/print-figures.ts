/** Output of the scores on held-out rows: F1, calibration, and readings acted on without asking. */
import { calibrate, isFlagByThreshold } from "../../nlu/rules/classifier/classifier.ts";
import { fitCorrection, fitThresholds, type HeldOutRow, heldOutFold } from "./held-out.ts";

interface Scored {
  row: HeldOutRow["row"];
  expected: string;
  label: string;
  confidence: number;
  sure: boolean;
}

/** Calibrates each fold on the others, so that no row influences its own score. */
function scoreRows(
  name: string,
  rows: HeldOutRow[],
  labels: readonly string[],
  demanded: number[],
): Scored[] {
  const folds = [...new Set(rows.map(heldOutFold))];
  return folds.flatMap((fold) => {
    const others = rows.filter((row) => row.weight > 0 && heldOutFold(row) !== fold);
    const correction = fitCorrection(others, labels.length);
    const sureFrom = fitThresholds(others, correction, demanded);
    return rows
      .filter((row) => heldOutFold(row) === fold)
      .map(({ row, chances, expected }): Scored => {
        const calibrated = calibrate(chances, correction);
        const best = ["priority", "provider"].includes(name)
          ? Number(isFlagByThreshold(calibrated[1] ?? 0))
          : calibrated.reduce((max, chance, at) => (chance > (calibrated[max] ?? 0) ? at : max), 0);
        const confidence = calibrated[best] ?? 0;
        return {
          row,
          expected: labels[expected] ?? "",
          label: labels[best] ?? "",
          confidence,
          sure: confidence >= (sureFrom[best] ?? 1),
        };
      });
  });
}

const percent = (part: number, whole: number) =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

function macroF1(rows: Scored[]): { mean: number; classes: string } {
  const labels = [...new Set(rows.map(({ expected }) => expected))].sort();
  const each = labels.map((label) => {
    const hits = rows.filter((row) => row.expected === label && row.label === label).length;
    const all =
      rows.filter(({ expected }) => expected === label).length +
      rows.filter((row) => row.label === label).length;
    return (2 * hits) / Math.max(1, all);
  });
  return {
    mean: each.reduce((sum, f1) => sum + f1, 0) / labels.length,
    classes: labels.map((label, at) => `${label} ${each[at]?.toFixed(2)}`).join(", "),
  };
}

const isRight = ({ expected, label }: Scored) => expected === label;
const bins = Array.from({ length: 10 }, (_, index) => index / 10);

function printCalibration(rows: Scored[]): void {
  const filled = bins
    .map((from) => rows.filter((row) => Math.min(9, Math.floor(row.confidence * 10)) / 10 === from))
    .filter((some) => some.length > 0)
    .map((some) => ({
      some,
      confidence: some.reduce((sum, row) => sum + row.confidence, 0) / some.length,
      right: some.filter(isRight).length / some.length,
    }));
  const error = filled.reduce(
    (sum, { some, confidence, right }) => sum + some.length * Math.abs(confidence - right),
    0,
  );
  console.log(
    `    expected calibration error ${(error / rows.length).toFixed(3)}; confidence, right (rows):`,
  );
  console.log(
    `    ${filled.map(({ some, confidence, right }) => `${confidence.toFixed(2)}, ${right.toFixed(2)} (${some.length})`).join("; ")}`,
  );
}

function printScores(name: string, rows: Scored[]): void {
  if (rows.length === 0) return;
  const { mean, classes } = macroF1(rows);
  console.log(
    `  ${name}, ${rows.length} rows: macro-F1 ${mean.toFixed(3)}, ${percent(rows.filter(isRight).length, rows.length)} right`,
  );
  console.log(`    ${classes}`);
  console.log(
    `    ${Object.entries(Object.groupBy(rows, ({ row }) => row.lang))
      .map(([lang, some = []]) => `${lang} ${percent(some.filter(isRight).length, some.length)}`)
      .join(", ")}`,
  );
  printCalibration(rows);
  const sure = rows.filter((row) => row.sure);
  console.log(
    `    sure ${percent(sure.length, rows.length)}, of those right ${percent(sure.filter(isRight).length, sure.length)}: ${Object.entries(
      Object.groupBy(sure, ({ label }) => label),
    )
      .map(
        ([label, some = []]) =>
          `${label} ${percent(some.filter(isRight).length, some.length)} of ${some.length}`,
      )
      .join(", ")}`,
  );
}

/** Prints the figures of one question by the origin of the rows. */
export function printFigures(
  name: string,
  rows: HeldOutRow[],
  labels: readonly string[],
  demanded: number[],
): void {
  console.log(`\n${name}`);
  const scored = scoreRows(name, rows, labels, demanded);
  for (const [origin, some = []] of Object.entries(
    Object.groupBy(scored, ({ row }) => row.origin),
  )) {
    printScores(origin, some);
    if (name !== "message") continue;
    const asked = some.map((row) => ({
      ...row,
      expected: row.expected === "none" ? "no" : "yes",
      label: row.label === "none" ? "no" : "yes",
    }));
    const kinds = some.filter(({ expected }) => expected !== "none");
    console.log(
      `    is_request: macro-F1 ${macroF1(asked).mean.toFixed(3)}; kind of requests: macro-F1 ${macroF1(kinds).mean.toFixed(3)}, sure ${percent(kinds.filter(({ sure }) => sure).length, kinds.length)}`,
    );
  }
}
