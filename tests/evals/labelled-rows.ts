/** Labelled rows, and the readings expected of each. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  customerLabels,
  type JudgeInput,
  type LabelReading,
  needLabels,
  type Readings,
} from "../../src/nlu/judge.ts";

interface Labelled {
  id?: string;
  text?: string;
  request?: string;
  answer?: string;
  label?: string;
  is_request?: boolean;
  kind?: string | null;
  priority_claim?: boolean;
  provider_language?: boolean;
  also?: string[];
  lang?: string;
  source?: string;
}

/** One reading expected of a row: the right label, and how to find it in the readings. */
interface Question {
  name: string;
  gold: string;
  find(readings: Readings): LabelReading<string | boolean> | undefined;
}

export interface LabelledRow {
  /** The row's own id, or its line number. */
  id: string;
  /**
   * Identifies the row in recorded answers. Changes with the text and reveals nothing about the
   * label.
   */
  key: string;
  ask: JudgeInput;
  questions: Question[];
  also: string[];
  lang: string;
  /** Origin, without the ticket number: "after owner/repository#12". */
  source?: string;
}

const keyOf = (ask: JudgeInput) =>
  createHash("sha256")
    .update(JSON.stringify([ask.text, ask.wants, ask.request ?? null]))
    .digest("hex")
    .slice(0, 16);

function answerQuestion(label = ""): [want: "need" | "customer", question: Question] {
  const want =
    [...needLabels, ...customerLabels].indexOf(label as never) < needLabels.length
      ? "need"
      : "customer";
  return [want, { name: want, gold: label, find: (readings) => readings[want] }];
}

function requestQuestions(row: Labelled): Question[] {
  const kind: Question = {
    name: "kind",
    gold: row.kind ?? "",
    find: ({ request }) =>
      request?.isRequest.label ? request.kind : request && { ...request.isRequest, label: "none" },
  };
  return [
    { name: "is_request", gold: String(row.is_request), find: ({ request }) => request?.isRequest },
    ...(row.is_request ? [kind] : []),
    {
      name: "priority_claim",
      gold: String(row.priority_claim),
      find: ({ request }) => request?.priorityClaim,
    },
    {
      name: "provider_language",
      gold: String(row.provider_language),
      find: ({ request }) => request?.providerLanguage,
    },
  ];
}

function rowOf(labelled: Labelled, line: number): LabelledRow {
  const [want, question] = answerQuestion(labelled.label);
  const ask: JudgeInput =
    labelled.answer === undefined
      ? { text: labelled.text ?? "", wants: ["request"] }
      : { text: labelled.answer, wants: [want], request: labelled.request ?? "" };
  return {
    id: labelled.id ?? `line ${line}`,
    key: keyOf(ask),
    ask,
    questions: labelled.answer === undefined ? requestQuestions(labelled) : [question],
    also: labelled.also ?? [],
    lang: labelled.lang ?? "?",
    source: labelled.source ? labelled.source.replace(/#.*$/, "") : undefined,
  };
}

/**
 * Reads a file of JSON lines: `{text, is_request, kind, priority_claim, provider_language}` or
 * `{request, answer, label}`, each with optional `lang`, `id` and `also`.
 */
export const loadLabelledRows = (file: URL): LabelledRow[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) =>
      line.trim() ? [rowOf(JSON.parse(line) as Labelled, index + 1)] : [],
    );
