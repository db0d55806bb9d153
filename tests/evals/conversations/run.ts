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
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { isRight, playSuite, type Result, suiteFigures } from "./suite.ts";

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
  },
});

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

const { model } = readConfig();
const judge =
  options.judge === "model"
    ? createJudge(model, { clock: systemClock(), log: console })
    : createRulesJudge();
const on = options.on === "slack" || options.on === "teams" ? options.on : undefined;
const began = performance.now();
const results = await playSuite({
  folder: folder === undefined ? undefined : pathToFileURL(`${resolve(folder)}/`),
  only: options.only,
  on,
  judge,
  played: report,
});
table("by fault", ({ conversation }) => conversation.group, results);
table("by language", ({ conversation }) => conversation.lang, results);
table("by platform", ({ conversation }) => conversation.on, results);
const { conversations, right, lost, misplaced, asked } = suiteFigures(results);
console.log(
  `\n${percent(right).trim()} of ${conversations} conversations right (${options.judge}); ` +
    `${asked.toFixed(1)} taps asked per hundred messages; ${lost} words lost; ` +
    `${misplaced} words shown in a wrong place; ${((performance.now() - began) / 1_000).toFixed(0)} s`,
);
