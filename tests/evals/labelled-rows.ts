/** Labelled rows, and what is to be read in each. */
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

/** One thing to read in a row: what is right, and how to find it in the readings. */
interface Question {
  name: string;
  gold: string;
  find(readings: Readings): LabelReading<string | boolean> | undefined;
}

export interface LabelledRow {
  /** The row's own, else its line. */
  id: string;
  /**
   * What it is known by where answers are recorded: it changes with the text and tells nothing of
   * the label.
   */
  key: string;
  ask: JudgeInput;
  questions: Question[];
  also: string[];
  lang: string;
  /** Without the number of a ticket: "after owner/repository#12". */
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
    ...(labelled.source && { source: labelled.source.replace(/#.*$/, "") }),
  };
}

/**
 * Reads a file of JSON lines, `{text, is_request, kind, priority_claim, provider_language}` or
 * `{request, answer, label}` each, with `lang`, `id` and `also` where there are any.
 */
export const loadLabelledRows = (file: URL): LabelledRow[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) =>
      line.trim() ? [rowOf(JSON.parse(line) as Labelled, index + 1)] : [],
    );
