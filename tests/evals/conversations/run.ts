/**
 * `npm run eval:conversations [-- <folder>]`: plays whole conversations and prints in how many the
 * ledger and every place are right at the end. Options: `README.md`.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { readConfig } from "../../../src/app/config.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createJudge } from "../../../src/nlu/create-judge.ts";
import { connectModel } from "../../../src/nlu/model/endpoint.ts";
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { type ModelRecording, openModelRecording, writeUnanswered } from "../model-recording.ts";
import { readLines } from "../recorded-answers.ts";
import { confusionMatrix, scoreReadings } from "../scores.ts";
import { isRight, playSuite, type Result, type SuiteFigures, suiteFigures } from "./suite.ts";

const {
  values: options,
  positionals: [folder],
} = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    on: { type: "string" },
    verbose: { type: "boolean", short: "v" },
    judge: { type: "string", default: "rules" },
    record: { type: "boolean" },
    prompts: { type: "string" },
    answers: { type: "string" },
    by: { type: "string", default: "a model" },
  },
});
const selection = {
  folder: folder === undefined ? undefined : pathToFileURL(`${resolve(folder)}/`),
  only: options.only,
  on: options.on === "slack" || options.on === "teams" ? options.on : undefined,
} as const;

const percent = (share: number): string => `${Math.round(100 * share)} %`.padStart(6);

function report(result: Result): void {
  const { conversation, mistakes, transcript } = result;
  console.log(`${isRight(result) ? "right" : "WRONG"}  ${conversation.id}`);
  for (const { what, kind } of mistakes)
    console.log(`         ${kind === "other" ? "" : `${kind}: `}${what}`);
  if (options.verbose) for (const line of transcript) console.log(`       ${line}`);
}

function table(title: string, key: (result: Result) => string, results: readonly Result[]): void {
  console.log(`\n${title}`);
  for (const name of [...new Set(results.map(key))].sort()) {
    const some = results.filter((result) => key(result) === name);
    const { conversations, right, lost, misplaced } = suiteFigures(some);
    const words = lost + misplaced > 0 ? `  ${lost} lost, ${misplaced} misplaced` : "";
    console.log(`${percent(right)} of ${String(conversations).padStart(3)}  ${name}${words}`);
  }
}

/** Precision and recall of the targets that the resolver chose, and what was taken for what. */
function targetTable(results: readonly Result[]): void {
  const scored = results.flatMap(({ conversation: { id, lang }, targets }) =>
    targets.map(({ meant, taken }) => ({
      ...{ id, lang, gold: meant, read: taken, also: [], text: "" },
    })),
  );
  if (scored.length === 0) return;
  const { classes, right } = scoreReadings(scored);
  console.log(
    `\ntargets: ${percent(right).trim()} of ${scored.length} messages; precision, recall (messages)`,
  );
  for (const { label, precision, recall, rows } of classes)
    console.log(`  ${label.padEnd(14)} ${precision.toFixed(2)}  ${recall.toFixed(2)}  (${rows})`);
  console.log("rows: what was meant; columns: what it was taken for");
  console.log(confusionMatrix(scored).replace(/^/gm, "  "));
}

const figuresLine = ({ conversations, right, lost, misplaced, asked }: SuiteFigures): string =>
  `${percent(right).trim()} of ${conversations} conversations right; ` +
  `${asked.toFixed(1)} taps asked per hundred messages; ${lost} words lost; ` +
  `${misplaced} words shown in a wrong place`;

/** Plays conversations by a recording, and returns the results with the answers that are missing. */
async function playRecording(
  recording: ModelRecording,
  among?: ReadonlySet<string>,
): Promise<{ results: Result[]; missing: number }> {
  let missing = 0;
  const results = await playSuite({
    ...{ ...selection, among, judge: recording.judge() },
    begins: ({ id }) => recording.begin(id),
    played: (result) => {
      missing += recording.missing();
      if (!among) report(result);
    },
  });
  return { results, missing };
}

/** Prints rules and model side by side, on the conversations that are recorded. */
async function compareRecorded(byRules: readonly Result[]): Promise<void> {
  const recording = openModelRecording();
  const recorded = recording.conversations();
  const same = byRules.filter(({ conversation }) => recorded.has(conversation.id));
  if (same.length === 0) return;
  const ids = new Set(same.map(({ conversation }) => conversation.id));
  const { results, missing } = await playRecording(recording, ids);
  console.log(`\nrecorded answers of ${recording.by().join("; ")} (${missing} missing)`);
  const wrong = (some: readonly Result[]): string[] =>
    some.filter((result) => !isRight(result)).map(({ conversation }) => conversation.id);
  const [rulesWrong, modelWrong] = [wrong(same), wrong(results)];
  console.log(`rules: ${figuresLine(suiteFigures(same))}`);
  targetTable(same);
  console.log(`\nmodel: ${figuresLine(suiteFigures(results))}`);
  targetTable(results);
  const only = (some: string[], others: string[]): string =>
    some.filter((id) => !others.includes(id)).join(", ") || "none";
  console.log(`\nright by the model alone: ${only(rulesWrong, modelWrong)}`);
  console.log(`right by the rules alone: ${only(modelWrong, rulesWrong)}`);
}

const { model } = readConfig();

async function live(): Promise<Parameters<typeof openModelRecording>[1]> {
  if (!model) throw new Error("no model is set: OPENAI_API_KEY or OPENAI_BASE_URL");
  return { ask: await connectModel(model), name: model.name };
}

async function score(): Promise<void> {
  const isModel = options.judge === "model";
  const began = performance.now();
  let results: Result[];
  if (isModel && !model) {
    const recording = openModelRecording();
    const played = await playRecording(recording);
    results = played.results;
    console.log(`\n${played.missing} answers are not recorded; the rules read those messages`);
  } else {
    const judge = isModel
      ? createJudge(model, { clock: systemClock(), log: console })
      : createRulesJudge();
    results = await playSuite({ ...selection, judge, played: report });
  }
  table("by fault", ({ conversation }) => conversation.group, results);
  table("by language", ({ conversation }) => conversation.lang, results);
  table("by platform", ({ conversation }) => conversation.on, results);
  targetTable(results);
  if (!isModel) await compareRecorded(results);
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`\n${figuresLine(suiteFigures(results))} (${options.judge}); ${seconds} s`);
}

if (options.prompts) {
  const recording = openModelRecording();
  await playRecording(recording);
  writeUnanswered(resolve(options.prompts), recording);
  console.log(`${recording.unanswered.size} prompts without an answer in ${options.prompts}`);
} else if (options.answers) {
  const recording = openModelRecording();
  await playRecording(recording);
  const lines = readLines(resolve(options.answers));
  for (const wrong of recording.take(lines, options.by)) console.error(wrong);
  recording.save();
} else if (options.record) {
  const recording = openModelRecording(undefined, await live());
  const { results } = await playRecording(recording);
  recording.save();
  console.log(`\n${figuresLine(suiteFigures(results))} (recorded)`);
} else await score();
