/** The doctor's report: a line for each finding, and below it what to do; or JSON. */
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import type { Finding } from "./finding.ts";

const marks = {
  ok: { sign: "✓", colour: "green" },
  warning: { sign: "!", colour: "yellow" },
  broken: { sign: "✗", colour: "red" },
} as const;

export type ReportOutput = NodeJS.WritableStream & Partial<Pick<WriteStream, "isTTY" | "columns">>;

const number = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** Commands stay as they have to be typed. */
const isCommand = /^(?:npm|npx|chmod|timedatectl)\b/;

/**
 * Begins a sentence with a capital: errors say what to do in lower case, as part of a longer line.
 */
export const capitaliseSentence = (sentence: string): string =>
  isCommand.test(sentence) ? sentence : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/** Words on lines of at most `width`; the second and further ones are put in by `indent`. */
export function wrapWords(text: string, width: number, indent: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width - indent) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}

/** The state is said as a word too, for who sees no colour and for who hears the screen. */
export function renderReport(findings: readonly Finding[], stream: ReportOutput): string[] {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const indent = width + 13;
  const columns = (stream.isTTY && stream.columns) || Number.POSITIVE_INFINITY;
  const coloured = (colour: "green" | "yellow" | "red" | "dim", text: string): string =>
    styleText(colour, text, { stream });
  const said = findings.flatMap(({ part, state, what, todo }) => {
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
  return [...said, "", summary(findings)];
}

function summary(findings: readonly Finding[]): string {
  const count = (state: Finding["state"]): number =>
    findings.filter((finding) => finding.state === state).length;
  const [bad, doubtful] = [count("broken"), count("warning")];
  if (bad > 0)
    return `${number(bad, "thing is", "things are")} broken${doubtful > 0 ? `, and ${number(doubtful, "warning")}` : ""}.`;
  return doubtful > 0 ? `Entwine can run; ${number(doubtful, "warning")}.` : "All is well.";
}
