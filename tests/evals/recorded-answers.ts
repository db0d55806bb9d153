/**
 * Recorded answers of a model, verbatim on disk. They can be scored again without an API key, and
 * are validated like live answers.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { Readings } from "../../src/nlu/judge.ts";
import {
  loadReadMessagePrompt,
  type ModelReading,
  validateModelReading,
} from "../../src/nlu/model/read-message.ts";
import { extractJson } from "../../src/nlu/model/structured-output.ts";
import type { LabelledRow } from "./labelled-rows.ts";

interface Kept {
  /** Key of the row. */
  id: string;
  /** Model, and version of the prompt that it answered. */
  by: string;
  answer: unknown;
}

export const readMessagePrompt = loadReadMessagePrompt();

/** Returns the signature of an answer to the current prompt. */
export const answerSignature = (model: string): string =>
  `${model}, ${readMessagePrompt.name}@${readMessagePrompt.version}`;

export const readLines = (file: string | URL): string[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim());

/** Returns the object of the prompt's schema, from a text too. */
const parsed = (answer: unknown): ModelReading | undefined =>
  readMessagePrompt.output.safeParse(typeof answer === "string" ? extractJson(answer) : answer)
    .data;

export interface RecordedAnswers {
  /** Returns the signature of the row's answer. */
  by(row: LabelledRow): string | undefined;
  /** Returns the validated readings; undefined without an answer. */
  read(row: LabelledRow, rules: Readings): Readings | undefined;
  keep(row: LabelledRow, answer: unknown, by: string): void;
  save(): void;
}

/** Opens the answers to a labelled file's rows: a file of the same name in `recorded/`. */
export function openRecordedAnswers(labelled: URL): RecordedAnswers {
  const file = new URL(`recorded/${basename(labelled.pathname)}`, import.meta.url);
  const known = new Map<string, Kept>(
    (existsSync(file) ? readLines(file) : []).map((line) => {
      const kept = JSON.parse(line) as Kept;
      return [kept.id, kept];
    }),
  );
  return {
    by: ({ key }) => known.get(key)?.by,
    read({ key, ask }, rules) {
      const kept = known.get(key);
      const answer = kept && parsed(kept.answer);
      return (
        kept &&
        answer && {
          by: kept.by,
          ...validateModelReading(ask, answer, rules, readMessagePrompt.instructions),
        }
      );
    },
    keep({ key }, answer, by) {
      known.set(key, { id: key, by, answer });
    },
    save() {
      if (known.size === 0) return;
      mkdirSync(new URL(".", file), { recursive: true });
      const sorted = [...known.values()].sort((a, b) => a.id.localeCompare(b.id));
      writeFileSync(file, `${sorted.map((kept) => JSON.stringify(kept)).join("\n")}\n`);
    },
  };
}

/**
 * Imports answers that a model gave by other means: JSON lines of `{id, answer}`, where an answer
 * is the object of the prompt's schema, or a text that contains it. Reports lines that it skips.
 */
export function recordAnswers(
  sets: readonly { rows: LabelledRow[]; recorded: Pick<RecordedAnswers, "keep"> }[],
  lines: readonly string[],
  model: string,
): { kept: number; wrong: string[] } {
  const known = new Map(
    sets.flatMap(({ rows, recorded }) =>
      rows.map(
        (row) =>
          [
            row.key,
            (answer: unknown) => recorded.keep(row, answer, answerSignature(model)),
          ] as const,
      ),
    ),
  );
  const wrong: string[] = [];
  for (const [index, line] of lines.entries()) {
    let value: { id?: string; answer?: unknown } = {};
    try {
      value = JSON.parse(line) as typeof value;
    } catch {
      wrong.push(`line ${index + 1} is no JSON`);
      continue;
    }
    const keep = known.get(value.id ?? "");
    const answer = parsed(value.answer);
    if (!keep) wrong.push(`line ${index + 1} has an id that no row has`);
    else if (!answer) wrong.push(`line ${index + 1} is not what the prompt's schema wants`);
    else keep(answer);
  }
  return { kept: lines.length - wrong.length, wrong };
}
