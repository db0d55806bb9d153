/** `npm run eval [-- file.jsonl …]`: scores labelled files, the rules beside the model. The model is asked live where a key is set, else its recorded readings count. */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { progress } from "@clack/prompts";
import { systemClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import type { Ask, Readings } from "../../src/judgement/judge.ts";
import { openJudge } from "../../src/judgement/open.ts";
import { rulesJudge } from "../../src/judgement/rules.ts";
import { confusion, figures, type Scored, threshold } from "./figures.ts";
import { recordedJudge } from "./recorded.ts";

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
  line: number;
}

/** One thing to read in a row: what is asked of the judge, what is right, and how to find it in the readings. */
interface Question {
  name: string;
  ask: Ask;
  gold: string;
  find(readings: Readings): { label: string | boolean; confidence: number } | undefined;
}

function questions(row: Labelled): Question[] {
  if (row.answer !== undefined) {
    const task = ["need", "solution_restated", "vague", "breakage", "refusal_unknown"].includes(row.label ?? "") ? "need" : "customer";
    return [{ name: task, ask: { text: row.answer, wants: [task], request: row.request ?? "" }, gold: row.label ?? "", find: (readings) => readings[task] }];
  }
  const ask: Ask = { text: row.text ?? "", wants: ["request"] };
  return [
    { name: "is_request", ask, gold: String(row.is_request), find: ({ request }) => request?.isRequest },
    ...(row.is_request
      ? [
          {
            name: "kind",
            ask,
            gold: row.kind ?? "",
            find: ({ request }: Readings) => (request?.isRequest.label ? request.kind : { label: "none", confidence: request?.isRequest.confidence ?? 0 }),
          },
        ]
      : []),
    { name: "priority_claim", ask, gold: String(row.priority_claim), find: ({ request }) => request?.priorityClaim },
    { name: "provider_language", ask, gold: String(row.provider_language), find: ({ request }) => request?.providerLanguage },
  ];
}

const percent = (value: number) => `${Math.round(100 * value)} %`;

function show(name: string, judge: string, scored: Scored[]): void {
  const { rows, macroF1, right, acceptable, classes, languages, sure, misses } = figures(scored);
  console.log(`\n${name}, ${judge}: macro-F1 ${macroF1.toFixed(3)}; ${percent(right)} right, ${percent(acceptable)} acceptable, of ${rows}`);
  for (const { label, precision, recall, f1, rows: of } of classes)
    console.log(`  ${label.padEnd(18)} F1 ${f1.toFixed(2)}  precision ${precision.toFixed(2)}  recall ${recall.toFixed(2)}  (${of})`);
  console.log(`  ${languages.map(({ lang, right: good, rows: of }) => `${lang} ${percent(good)} of ${of}`).join(", ")}`);
  console.log(`  ${threshold} sure or more: ${percent(sure.share)} of the rows, ${percent(sure.right)} of those right`);
  if (misses.length === 0) return;
  console.log(confusion(scored).replace(/^/gm, "  "));
  for (const { id, gold, read, sure: confidence = 0, text } of misses.slice(0, 8))
    console.log(`  ${id}: ${gold}, read as ${read} (${confidence.toFixed(2)}): ${text.replace(/\s+/g, " ").slice(0, 110)}`);
}

const folder = new URL("labelled/", import.meta.url);
const given = process.argv.slice(2).map((file) => pathToFileURL(resolve(file)));
const files = given.length > 0 ? given : ["requests", "need_answers", "customer_answers"].map((name) => new URL(`${name}.jsonl`, folder));
const { model } = readConfig();
const live = model && openJudge(model, { clock: systemClock(), log: { warn: () => {} } });
const rules = rulesJudge();

for (const file of files) {
  const lines = readFileSync(file, "utf8").split("\n");
  const rows = lines.flatMap((line, index): Labelled[] => (line.trim() ? [{ ...(JSON.parse(line) as Labelled), line: index + 1 }] : []));
  const recorded = recordedJudge(new URL(`recorded/${basename(file.pathname, ".jsonl")}.json`, import.meta.url), live);
  const results = new Map<string, Scored[]>();
  console.log(`\n${basename(file.pathname)}: ${rows.length} rows`);
  const bar = process.stdout.isTTY ? progress({ max: rows.length }) : undefined;
  bar?.start("reading");
  let done = 0;
  for (const row of rows) {
    for (const { name, ask, gold, find } of questions(row))
      for (const [judge, readings] of [
        ["rules", await rules.read(ask)],
        ["model", await recorded.read(ask)],
      ] as const) {
        const read = readings && find(readings);
        if (!read) continue;
        const key = `${name}, ${judge}`;
        results.set(key, [
          ...(results.get(key) ?? []),
          {
            id: row.id ?? `line ${row.line}`,
            gold,
            also: row.also ?? [],
            read: String(read.label),
            sure: read.confidence,
            lang: row.lang ?? "?",
            text: ask.text,
          },
        ]);
      }
    done += 1;
    bar?.advance(1);
    if (!bar && done % 250 === 0) console.log(`  ${done} of ${rows.length}`);
  }
  bar?.stop(`${done} rows read`);
  if (live) recorded.save();
  for (const [key, scored] of [...results].sort(([a], [b]) => a.localeCompare(b))) show(key.split(", ")[0] ?? "", key.split(", ")[1] ?? "", scored);
}
