import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { type ScoredReading, scoreReadings } from "../../evals/scores.ts";

interface Row {
  text?: string;
  request?: string;
  answer?: string;
  is_request: boolean;
  kind: string;
  priority_claim: boolean;
  provider_language: boolean;
  label: string;
}

const judge = createRulesJudge();
const load = (file: string) =>
  readFileSync(
    new URL(`../../../src/tools/training/labelled/${file}.jsonl`, import.meta.url),
    "utf8",
  )
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);

const macroF1 = (pairs: [gold: unknown, read: unknown][]) =>
  scoreReadings(
    pairs.map(
      ([gold, read], id): ScoredReading => ({
        id,
        gold: String(gold),
        read: String(read),
        also: [],
        lang: "",
        text: "",
      }),
    ),
  ).macroF1;

async function requests(file: string) {
  const rows = await Promise.all(
    load(file).map(async (row) => ({
      row,
      read: (await judge.read({ text: row.text ?? "", wants: ["request"] })).request,
    })),
  );
  return {
    isRequest: macroF1(rows.map(({ row, read }) => [row.is_request, read?.isRequest.label])),
    kind: macroF1(
      rows
        .filter(({ row }) => row.is_request)
        .map(({ row, read }) => [row.kind, read?.isRequest.label ? read.kind.label : "none"]),
    ),
    priority: macroF1(rows.map(({ row, read }) => [row.priority_claim, read?.priorityClaim.label])),
    provider: macroF1(
      rows.map(({ row, read }) => [row.provider_language, read?.providerLanguage.label]),
    ),
  };
}

async function answers(file: string, task: "need" | "customer") {
  const rows = load(file);
  const read = await Promise.all(
    rows.map(({ answer = "", request = "" }) =>
      judge.read({ text: answer, wants: [task], request }),
    ),
  );
  return macroF1(rows.map(({ label }, index) => [label, read[index]?.[task]?.label]));
}

it("keeps its accuracy on messages it was not trained on", async () => {
  const { isRequest, kind, priority, provider } = await requests("unseen-requests");
  expect(isRequest).toBeGreaterThan(0.86);
  expect(kind).toBeGreaterThan(0.91);
  expect(priority).toBeGreaterThan(0.94);
  expect(provider).toBeGreaterThan(0.92);
  expect(await answers("unseen-need-answers", "need")).toBeGreaterThan(0.92);
  expect(await answers("unseen-customer-answers", "customer")).toBeGreaterThan(0.93);
});

it("keeps its accuracy on one line requests of every trade", async () => {
  const { kind } = await requests("everyday-requests");
  expect(kind).toBeGreaterThan(0.93);
});

it("reads the rows it was trained on", async () => {
  const { isRequest, kind, priority, provider } = await requests("requests");
  for (const figure of [
    isRequest,
    kind,
    priority,
    provider,
    await answers("need_answers", "need"),
    await answers("customer_answers", "customer"),
  ])
    expect(figure).toBeGreaterThan(0.97);
});
