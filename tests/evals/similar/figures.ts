/**
 * How well similar requests are found among labelled ones (`requests.jsonl`): requests of one topic
 * are similar, all others are not.
 */
import { readFileSync } from "node:fs";
import { needText } from "../../../src/features/cases/similar/need-embedding.ts";
import { similarityThreshold } from "../../../src/features/cases/similar/similar-requests.ts";
import type { Interview } from "../../../src/features/interview/model/interview-state.ts";
import type { Judge } from "../../../src/nlu/judge.ts";
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { embeddingStepsPerUnit, embedNeedText } from "../../../src/nlu/text/embedding.ts";

interface LabelledRequest {
  topic: string;
  lang: string;
  text: string;
  need?: string;
  customer?: string;
}

interface Pair {
  one: LabelledRequest;
  other: LabelledRequest;
  isSimilar: boolean;
  similarity: number;
}

/** Share of the found pairs that are similar, and share of the similar pairs that are found. */
export interface SimilarFigures {
  pairs: number;
  precision: number;
  recall: number;
}

const by = { id: "maria" };

/** Builds the interview as it stands when the brief goes to the team. */
async function interviewOf(
  { text, need, customer }: LabelledRequest,
  judge: Judge,
): Promise<Interview> {
  const { request } = await judge.read({ text, wants: ["request"] });
  const answer = (words: string | undefined, label: string) =>
    words === undefined ? {} : { text: [words], by, label };
  return {
    request: text,
    requester: by,
    text: [text],
    kind: request?.kind.label,
    subject: request?.subject,
    phase: "done",
    asked: [],
    answers: {
      ...(need ? { need: answer(need, "need") } : {}),
      ...(request?.kind.label === "factory_issue" && request.said.symptom
        ? { symptom: answer(request.said.symptom, "") }
        : {}),
      ...(customer ? { customer: answer(customer, "direct") } : {}),
    },
    claimed: false,
    reminded: false,
  } as Interview;
}

const readRows = (): LabelledRequest[] =>
  readFileSync(new URL("requests.jsonl", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LabelledRequest);

/** Returns every pair of labelled requests with its similarity. */
export async function readPairs(): Promise<Pair[]> {
  const rows = readRows();
  const judge = createRulesJudge();
  const points = await Promise.all(
    rows.map(async (row) => {
      const { text, subject } = needText(await interviewOf(row, judge));
      return { row, point: embedNeedText(text, { leftOut: subject }) };
    }),
  );
  return points.flatMap(({ row: one, point: a }, at) =>
    points.slice(at + 1).map(({ row: other, point: b }) => ({
      one,
      other,
      isSimilar: one.topic === other.topic,
      similarity:
        a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) /
        embeddingStepsPerUnit ** 2,
    })),
  );
}

/** Scores pairs within a language, or across languages. */
export function scorePairs(pairs: readonly Pair[], across: boolean): SimilarFigures {
  const some = pairs.filter(({ one, other }) => (one.lang !== other.lang) === across);
  const similar = some.filter(({ isSimilar }) => isSimilar);
  const found = some.filter(({ similarity }) => similarity >= similarityThreshold);
  const right = found.filter(({ isSimilar }) => isSimilar).length;
  return {
    pairs: similar.length,
    precision: right / found.length,
    recall: right / similar.length,
  };
}
