/** How well labels were read: per class, per language, and what was taken for what. */

export interface ScoredReading {
  id: string | number;
  gold: string;
  /** Labels that a reasonable person could accept too. */
  also: readonly string[];
  read: string;
  /** 0 to 1, where the judge says. */
  sure?: number;
  lang: string;
  text: string;
}

export interface LabelScores {
  rows: number;
  /** The mean of the classes' F1, each class counting alike. */
  macroF1: number;
  /** The share read as the main label, and as that or one that is acceptable too. */
  right: number;
  acceptable: number;
  classes: { label: string; precision: number; recall: number; f1: number; rows: number }[];
  languages: { lang: string; right: number; rows: number }[];
  /** Above the threshold the bot goes on without asking: how often, and how right it is then. */
  sure: { share: number; right: number };
  /** The surest mistakes first. */
  misses: ScoredReading[];
}

/** Below this the bot asks with buttons. */
export const confidentFrom = 0.6;

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
  const sure = scored.filter(({ sure = 1 }) => sure >= confidentFrom);
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
    sure: { share: share(sure.length, scored.length), right: rightOf(sure) },
    misses: scored.filter((row) => !isRight(row)).toSorted((a, b) => (b.sure ?? 0) - (a.sure ?? 0)),
  };
}

/** Rows are the labels of the data, columns what was read. */
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
