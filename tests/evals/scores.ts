/** Scores of readings: per class, per language, and which labels were confused. */
import { minActedOnConfidence } from "../../src/nlu/judge.ts";

export interface ScoredReading {
  id: string | number;
  gold: string;
  /** Other labels that a reasonable person could accept. */
  also: readonly string[];
  read: string;
  /** Confidence from 0 to 1, if the judge gives one. */
  sure?: number;
  /** Whether the bot acts on it without asking; `minActedOnConfidence` decides if it is missing. */
  isSure?: boolean;
  lang: string;
  /** Origin of the row. */
  source?: string;
  text: string;
}

export interface LabelScores {
  rows: number;
  /** Mean F1 of the classes, all with the same weight. */
  macroF1: number;
  /** Share read as the main label, and share read as that or another acceptable one. */
  right: number;
  acceptable: number;
  classes: { label: string; precision: number; recall: number; f1: number; rows: number }[];
  languages: { lang: string; right: number; rows: number }[];
  /** Scores by source, worst first. */
  sources: { source: string; right: number; rows: number }[];
  /** Readings that the bot acts on without asking: their share, and the share of right ones. */
  sure: { share: number; right: number };
  /** Expected calibration error: mean difference between confidence and share of right readings. */
  calibrationError: number;
  /** Reliability table, by tenths of confidence. */
  reliability: { confidence: number; right: number; rows: number }[];
  /** Wrong readings, highest confidence first. */
  misses: ScoredReading[];
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

export function scoreReadings(scored: readonly ScoredReading[]): LabelScores {
  const isRight = ({ gold, read }: ScoredReading) => gold === read;
  const rightOf = (some: readonly ScoredReading[]) =>
    share(some.filter(isRight).length, some.length);
  const classes = [...new Set(scored.map(({ gold }) => gold))].sort().map((label) => {
    const hits = scored.filter(({ gold, read }) => gold === label && read === label).length;
    const rows = scored.filter(({ gold }) => gold === label).length;
    const precision = share(hits, scored.filter(({ read }) => read === label).length);
    const recall = share(hits, rows);
    return {
      label,
      precision,
      recall,
      f1: share(2 * precision * recall, precision + recall),
      rows,
    };
  });
  const sure = scored.filter(({ sure = 1, isSure = sure >= minActedOnConfidence }) => isSure);
  const reliability = Object.values(
    Object.groupBy(scored, ({ sure: confidence = 1 }) => Math.min(9, Math.floor(confidence * 10))),
  ).map((some = []) => ({
    confidence: some.reduce((sum, { sure: confidence = 1 }) => sum + confidence, 0) / some.length,
    right: rightOf(some),
    rows: some.length,
  }));
  return {
    rows: scored.length,
    macroF1: share(
      classes.reduce((sum, { f1 }) => sum + f1, 0),
      classes.length,
    ),
    right: rightOf(scored),
    acceptable: share(
      scored.filter((row) => isRight(row) || row.also.includes(row.read)).length,
      scored.length,
    ),
    classes,
    languages: [...new Set(scored.map(({ lang }) => lang))].sort().map((lang) => {
      const some = scored.filter((row) => row.lang === lang);
      return { lang, right: rightOf(some), rows: some.length };
    }),
    sources: Object.entries(Object.groupBy(scored, ({ source }) => source ?? "?"))
      .map(([source, some = []]) => ({ source, right: rightOf(some), rows: some.length }))
      .sort((a, b) => a.right - b.right || b.rows - a.rows),
    reliability,
    calibrationError: share(
      reliability.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.confidence - bin.right), 0),
      scored.length,
    ),
    sure: { share: share(sure.length, scored.length), right: rightOf(sure) },
    misses: scored.filter((row) => !isRight(row)).toSorted((a, b) => (b.sure ?? 0) - (a.sure ?? 0)),
  };
}

/** Returns the confusion matrix: a row per true label, a column per reading. */
export function confusionMatrix(scored: readonly ScoredReading[]): string {
  const labels = [...new Set(scored.flatMap(({ gold, read }) => [gold, read]))].sort();
  const width = Math.max(...labels.map((label) => label.length));
  const line = (cells: string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(8))).join(" ");
  return [
    line(["", ...labels.map((label) => label.slice(0, 8))]),
    ...labels.map((gold) =>
      line([
        gold,
        ...labels.map((read) =>
          String(scored.filter((row) => row.gold === gold && row.read === read).length || "·"),
        ),
      ]),
    ),
  ].join("\n");
}
