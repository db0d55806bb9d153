/** Findings of the doctor, and their report: a line for each, with the remedy below it. */

import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { capitaliseSentence } from "../../lib/errors.ts";

/** Finding about one part of the installation. Never contains a secret or text of people. */
export interface Finding {
  /** Name of the part: `Slack token`. */
  part: string;
  /** `warning`: it works, but not fully. */
  state: "ok" | "warning" | "broken";
  /** Description: a sentence without a full stop. */
  what: string;
  /** Remedy. */
  todo?: string;
}

type FindingFactory = (part: string, what: string, todo?: string) => Finding;

const createFinding =
  (state: Finding["state"]): FindingFactory =>
  (part, what, todo) => ({ part, state, what, todo });

/** Creates a finding of something that works. */
export const okFinding = createFinding("ok");

/** Creates a finding of something that works but should be changed. */
export const warningFinding = createFinding("warning");

/** Creates a finding of something that does not work; the command exits with 1. */
export const brokenFinding = createFinding("broken");

const marks = {
  ok: { sign: "✓", colour: "green" },
  warning: { sign: "!", colour: "yellow" },
  broken: { sign: "✗", colour: "red" },
} as const;

/** Stream that the report is written to. */
export type ReportOutput = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>;

const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Wraps text at `width` columns and indents all lines but the first. */
export function wrapWords(text: string, width: number, indent: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width - indent) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}

/**
 * Renders the findings. The state is also a word, for people who cannot see colours and for screen
 * readers.
 */
export function renderReport(findings: readonly Finding[], stream: ReportOutput): string[] {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const indent = width + 13;
  const columns = (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY;
  const coloured = (colour: "green" | "yellow" | "red" | "dim", text: string): string =>
    styleText(colour, text, { stream });
  const lines = findings.flatMap(({ part, state, what, todo }) => {
    const { sign, colour } = marks[state];
    return [
      `${coloured(colour, `${sign} ${state.padEnd(7)}`)}  ${part.padEnd(width)}  ${wrapWords(what, columns, indent)}`,
      ...(todo && state !== "ok"
        ? [
            " ".repeat(indent) +
              coloured("dim", wrapWords(capitaliseSentence(todo), columns, indent)),
          ]
        : []),
    ];
  });
  return [...lines, "", summary(findings)];
}

function summary(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]): number =>
    findings.filter((finding) => finding.state === state).length;
  const [bad, doubtful] = [count("broken"), count("warning")];
  if (bad > 0)
    return `${countOf(bad, "thing is", "things are")} broken${doubtful > 0 ? `, and ${countOf(doubtful, "warning")}` : ""}.`;
  return doubtful > 0 ? `Entwine can run; ${countOf(doubtful, "warning")}.` : "Everything works.";
}
