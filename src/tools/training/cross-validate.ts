/** How well rows are read that the training has not seen. */
import { createHash } from "node:crypto";
import {
  isFlagByThreshold,
  isRequestByThreshold,
  noRequestProbability,
  softmax,
} from "../../nlu/rules/classifier.ts";
import { fitModel, type LabelledExample, scoreLabels } from "./logistic-regression.ts";

interface Lesson {
  name: string;
  labels: readonly string[];
  temperature: number;
  rows: LabelledExample[];
}

/**
 * A row as it was read: what is right, how likely each label was taken to be, and the label that
 * follows.
 */
interface Read {
  row: LabelledExample;
  gold: string;
  chances: Float64Array;
  label: string;
  sure: number;
}

/** Which rows are held out at a time. */
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

const highest = (values: ArrayLike<number>) =>
  Array.from(values).reduce(
    (best, value, index, all) => (value > (all[best] ?? 0) ? index : best),
    0,
  );
const percent = (part: number, whole: number) =>
  `${Math.round((100 * part) / Math.max(1, whole))} %`;

/** Reads each row with a model that has seen neither it nor its group. */
function readUnseen(
  { name, labels, rows, temperature }: Lesson,
  { parts, part }: Split,
  dimensions: number,
): Read[] {
  return Array.from({ length: parts }, (_, held) => {
    const fitted = fitModel(
      rows.filter((row) => part(row) !== held),
      labels.length,
      dimensions,
      1,
    );
    return rows
      .filter((row) => row.isAsWritten && part(row) === held)
      .map((row): Read => {
        const chances = softmax(
          scoreLabels(fitted, row.features).map((score) => score / temperature),
        );
        const best = isFlag(name) ? Number(isFlagByThreshold(chances[1] ?? 0)) : highest(chances);
        return {
          row,
          gold: labels[highest(row.target)] ?? "",
          chances,
          label: labels[best] ?? "",
          sure: chances[best] ?? 0,
        };
      });
  }).flat();
}

/** The two models that together tell a request from everything else, and its kind. */
function combine(
  request: Read[],
  kind: Read[],
  kinds: readonly string[],
): { request: Read[]; kind: Read[] } {
  const nones = kind.map(({ chances }, index) =>
    noRequestProbability(chances[0] ?? 0, request[index]?.chances[0] ?? 0),
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
      if (read.gold === "none") return [];
      const among = read.chances.slice(1);
      const best = highest(among);
      const sure = (among[best] ?? 0) / among.reduce((sum, value) => sum + value, 0);
      return [
        isRequestByThreshold(nones[index] ?? 0)
          ? { ...read, label: kinds[best + 1] ?? "", sure }
          : { ...read, label: "none", sure: nones[index] ?? 0 },
      ];
    }),
  };
}

/** The temperature at which what is right is likeliest, a tenth at a time. */
function bestTemperature(read: Read[], labels: readonly string[], now: number): string {
  const loss = (factor: number) =>
    read.reduce((sum, { chances, gold }) => {
      const again = softmax(chances.map((chance) => Math.log(chance + 1e-12) / factor));
      return sum - Math.log((again[labels.indexOf(gold)] ?? 0) + 1e-12);
    }, 0);
  const tried = Array.from({ length: 36 }, (_, index) => 0.5 + index / 10);
  return (
    now * tried.reduce((best, factor) => (loss(factor) < loss(best) ? factor : best))
  ).toFixed(1);
}

function show(name: string, read: Read[]): void {
  const labels = [...new Set(read.map(({ gold }) => gold))].sort();
  const classes = labels.map((label) => {
    const hits = read.filter((each) => each.gold === label && each.label === label).length;
    return {
      label,
      f1:
        (2 * hits) /
        (read.filter(({ gold }) => gold === label).length +
          read.filter((each) => each.label === label).length),
    };
  });
  const right = (some: Read[]) => some.filter(({ gold, label }) => gold === label).length;
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
    `    ${languages.map(([lang, rows = []]) => `${lang} ${percent(right(rows), rows.length)} of ${rows.length}`).join(", ")}`,
  );
  console.log(
    `    sure and then right: ${sure.map(({ least, some }) => `${least}: ${percent(some.length, read.length)}, ${percent(right(some), some.length)}`).join("; ")}`,
  );
}

const total = <T>(values: Map<string, T>, name: string): T => {
  const found = values.get(name);
  if (found === undefined) throw new Error(`no lesson "${name}"`);
  return found;
};

/** Prints the figures of every question. Takes some minutes. */
export function printCrossValidation(lessons: Lesson[], dimensions: number): void {
  for (const split of splits) {
    console.log(`\n${split.name}`);
    const read = new Map<string, Read[]>();
    for (const lesson of lessons) {
      read.set(lesson.name, readUnseen(lesson, split, dimensions));
      if (split.parts > 1)
        console.log(
          `  ${lesson.name}: temperature ${bestTemperature(total(read, lesson.name), lesson.labels, lesson.temperature)}`,
        );
    }
    const kinds = lessons.find(({ name }) => name === "kind")?.labels ?? [];
    for (const [name, rows] of Object.entries(
      combine(total(read, "request"), total(read, "kind"), kinds),
    ))
      read.set(name, rows);
    for (const [name, rows] of read) {
      show(name, rows);
      if (split.parts > 1)
        show(
          `${name}, evaluation data`,
          rows.filter(({ row }) => row.isEvaluationData),
        );
    }
  }
}
