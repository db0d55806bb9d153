/** Charts and customer chains, and their rendering as text. */
import type { RichText } from "./rich-text.ts";

export interface Chart {
  kind: "chart";
  chart: "bar" | "line";
  title: string;
  /** Labels of the bars or points, in order. */
  labels: string[];
  /** A value for each label. */
  series: { name: string; values: number[] }[];
  /** End of the axis; the largest value by default. */
  most?: number;
  /** Unit after each number (` %`). */
  unit?: string;
  /** The same as a sentence, for notifications, screen readers and platforms without charts. */
  text: RichText;
}

const maxBarCells = 10;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(share: number): string {
  const cells = Math.max(0, Math.min(1, share)) * maxBarCells;
  return `${"█".repeat(Math.floor(cells))}${eighths[Math.floor((cells % 1) * 8)]}`.padEnd(
    maxBarCells,
    "░",
  );
}

/** Returns a line for each value: label, bar and number. */
export function chartToTextBars({ labels, series, most, unit = "" }: Chart): string[] {
  const top = most ?? Math.max(1, ...series.flatMap(({ values }) => values));
  const margin = Math.max(0, ...labels.map((label) => label.length));
  return series.flatMap(({ name, values }) => [
    ...(series.length > 1 ? [name] : []),
    ...labels.map(
      (label, index) =>
        `${label.padEnd(margin)}  ${bar((values[index] ?? 0) / top)} ${values[index] ?? 0}${unit}`,
    ),
  ]);
}

/** Characters that fit one line on a phone. */
const maxLineCharacters = 60;

/** Returns links with arrows in one line, or one below the other if they are long or many. */
export function chainToText(links: readonly string[]): string {
  const line = links.join(" → ");
  return line.length <= maxLineCharacters
    ? line
    : links.map((link, index) => `${index > 0 ? "↓ " : ""}${link}`).join("\n");
}
