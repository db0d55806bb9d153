/**
 * What a card draws: charts, and the way from somebody's work to the paying customer; and both in
 * characters, for wherever nothing else draws.
 */
import type { RichText } from "./rich-text.ts";

export interface Chart {
  kind: "chart";
  chart: "bar" | "line";
  title: string;
  /** What stands under the bars or points, in order. */
  labels: string[];
  /** A value for each label. */
  series: { name: string; values: number[] }[];
  /** The end of the axis; the largest value where it is missing. */
  most?: number;
  /** Follows each number in characters (` %`). */
  unit?: string;
  /** The same in words: what a notification, a screen reader and a platform without charts say. */
  text: RichText;
}

const width = 10;
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

function bar(share: number): string {
  const cells = Math.max(0, Math.min(1, share)) * width;
  return `${"█".repeat(Math.floor(cells))}${eighths[Math.floor((cells % 1) * 8)]}`.padEnd(
    width,
    "░",
  );
}

/** A line for each value: its label, a bar and the number. */
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

/** What still reads well as one line on a phone, in characters. */
const oneLine = 60;

/** An arrow line, or one link under the other where they are long or many. */
export function chainToText(links: readonly string[]): string {
  const line = links.join(" → ");
  return line.length <= oneLine
    ? line
    : links.map((link, index) => `${index > 0 ? "↓ " : ""}${link}`).join("\n");
}
