/** Measures how well unseen rows are read. */
import { createHash } from "node:crypto";
import {
  isFlagByThreshold,
  isRequestByThreshold,
  noRequestProbability,
  softmax,
} from "../../nlu/rules/classifier.ts";
import { fitModel, type LabelledExample, scoreLabels } from "./logistic-regression.ts";

interface Question {
  name: string;
  labels: readonly string[];
  temperature: number;
  rows: LabelledExample[];
}

/** A row as read: the right label, the probability of each label, and the chosen one. */
interface RowReading {
  row: LabelledExample;
  expected: string;
  probabilities: Float64Array;
  label: string;
  sure: number;
}

/** Assigns rows to the parts that are held out one after the other. */
type Split = { name: string; parts: number; part(row: LabelledExample): number };

const foldOf = ({ group }: LabelledExample) =>
  createHash("sha256").update(group).digest().readUInt32BE() % 5;

const splits: Split[] = [
  { name: "five folds", parts: 5, part: foldOf },
  {
    name: "no evaluation data in the training",
    parts: 1,
    part: ({ isEvaluationData }) => (isEvaluationData ? 0 : 1),
  },
];

const isFlag = (name: string): boolean => name === "priority" || name === "provider";

const indexOfMax = (values: ArrayLike<number>) =>
  Array.from(values).reduce(
    (best, value, index, all) => (value > (all[best] ?? 0) ? index : best),
    0,
  );
const percent = (part: number, whole: number) =>
  `${Math.round((100 * part) / Math.max(1, whole))} %`;

/** Reads each row with a model that was trained without its group. */
function readUnseen(
  { name, labels, rows, temperature }: Question,
  { parts, part }: Split,
  dimensions: number,
): RowReading[] {
  return Array.from({ length: parts }, (_, held) => {
    const fitted = fitModel(
      rows.filter((row) => part(row) !== held),
      labels.length,
      dimensions,
      1,
    );
    return rows
      .filter((row) => row.isAsWritten && part(row) === held)
      .map((row): RowReading => {
        const probabilities = softmax(
          scoreLabels(fitted, row.features).map((score) => score / temperature),
        );
        const best = isFlag(name)
          ? Number(isFlagByThreshold(probabilities[1] ?? 0))
          : indexOfMax(probabilities);
        return {
          row,
          expected: labels[indexOfMax(row.target)] ?? "",
          probabilities,
          label: labels[best] ?? "",
          sure: probabilities[best] ?? 0,
        };
      });
  }).flat();
}

/** Combines the two classifiers that tell a request from anything else with its kind. */
function combine(
  request: RowReading[],
  kind: RowReading[],
  kinds: readonly string[],
): { request: RowReading[]; kind: RowReading[] } {
  const nones = kind.map(({ probabilities }, index) =>
    noRequestProbability(probabilities[0] ?? 0, request[index]?.probabilities[0] ?? 0),
  );
  return {
    request: request.map((read, index) => {
      const none = nones[index] ?? 0;
      return {
        ...read,
        label: isRequestByThreshold(none) ? "yes" : "no",
        sure: isRequestByThreshold(none) ? 1 - none : none,
      };
    }),
    kind: kind.flatMap((read, index) => {
      if (read.expected === "none") return [];
      const kindProbabilities = read.probabilities.slice(1);
      const best = indexOfMax(kindProbabilities);
      const sure =
        (kindProbabilities[best] ?? 0) / kindProbabilities.reduce((sum, value) => sum + value, 0);
      return [
        isRequestByThreshold(nones[index] ?? 0)
          ? { ...read, label: kinds[best + 1] ?? "", sure }
          : { ...read, label: "none", sure: nones[index] ?? 0 },
      ];
    }),
  };
}

/** Returns the temperature (in steps of 0.1) that maximises the likelihood of the right labels. */
function bestTemperature(
  read: RowReading[],
  labels: readonly string[],
  currentTemperature: number,
): string {
  const loss = (factor: number) =>
    read.reduce((sum, { probabilities, expected }) => {
      const rescaled = softmax(probabilities.map((chance) => Math.log(chance + 1e-12) / factor));
      return sum - Math.log((rescaled[labels.indexOf(expected)] ?? 0) + 1e-12);
    }, 0);
  const tried = Array.from({ length: 36 }, (_, index) => 0.5 + index / 10);
  return (
    currentTemperature * tried.reduce((best, factor) => (loss(factor) < loss(best) ? factor : best))
  ).toFixed(1);
}

function printScores(name: string, read: RowReading[]): void {
  const labels = [...new Set(read.map(({ expected }) => expected))].sort();
  const classes = labels.map((label) => {
    const hits = read.filter((each) => each.expected === label && each.label === label).length;
    return {
      label,
      f1:
        (2 * hits) /
        (read.filter(({ expected }) => expected === label).length +
          read.filter((each) => each.label === label).length),
    };
  });
  const countCorrect = (some: RowReading[]) =>
    some.filter(({ expected, label }) => expected === label).length;
  const languages = Object.entries(Object.groupBy(read, ({ row }) => row.lang));
  const sure = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((least) => ({
    least,
    some: read.filter((each) => each.sure >= least),
  }));
  console.log(
    `  ${name}, ${read.length} rows: macro-F1 ${(classes.reduce((sum, { f1 }) => sum + f1, 0) / labels.length).toFixed(3)}`,
  );
  console.log(`    ${classes.map(({ label, f1 }) => `${label} ${f1.toFixed(2)}`).join(", ")}`);
  console.log(
    `    ${languages.map(([lang, rows = []]) => `${lang} ${percent(countCorrect(rows), rows.length)} of ${rows.length}`).join(", ")}`,
  );
  console.log(
    `    sure and then right: ${sure.map(({ least, some }) => `${least}: ${percent(some.length, read.length)}, ${percent(countCorrect(some), some.length)}`).join("; ")}`,
  );
}

const getOrThrow = <T>(values: Map<string, T>, name: string): T => {
  const found = values.get(name);
  if (found === undefined) throw new Error(`no lesson "${name}"`);
  return found;
};

/** Prints the figures of every question. Takes some minutes. */
export function printCrossValidation(questions: Question[], dimensions: number): void {
  for (const split of splits) {
    console.log(`\n${split.name}`);
    const read = new Map<string, RowReading[]>();
    for (const question of questions) {
      read.set(question.name, readUnseen(question, split, dimensions));
      if (split.parts > 1)
        console.log(
          `  ${question.name}: temperature ${bestTemperature(getOrThrow(read, question.name), question.labels, question.temperature)}`,
        );
    }
    const kinds = questions.find(({ name }) => name === "kind")?.labels ?? [];
    for (const [name, rows] of Object.entries(
      combine(getOrThrow(read, "request"), getOrThrow(read, "kind"), kinds),
    ))
      read.set(name, rows);
    for (const [name, rows] of read) {
      printScores(name, rows);
      if (split.parts > 1)
        printScores(
          `${name}, evaluation data`,
          rows.filter(({ row }) => row.isEvaluationData),
        );
    }
  }
}
