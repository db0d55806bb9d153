/**
 * `npm run eval [-- file.jsonl …]`: scores labelled files, the rules beside the model. Calls the
 * model if one is configured, else uses its recorded answers. `--prompts` writes the file's prompts
 * instead; `--record` imports answers that a model gave by other means.
 */
import { writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { z } from "zod";
import { readConfig } from "../../src/app/config.ts";
import { openProgressBar } from "../../src/lib/progress.ts";
import { connectModel } from "../../src/nlu/model/endpoint.ts";
import { readMessagePromptValues } from "../../src/nlu/model/read-message.ts";
import { reconcileReadings } from "../../src/nlu/model/reconcile.ts";
import { appendSchema } from "../../src/nlu/model/structured-output.ts";
import { createRulesJudge } from "../../src/nlu/rules/rules-judge.ts";
import { type LabelledRow, loadLabelledRows } from "./labelled-rows.ts";
import {
  answerSignature,
  openRecordedAnswers,
  readLines,
  readMessagePrompt,
  recordAnswers,
} from "./recorded-answers.ts";
import { confusionMatrix, type ScoredReading, scoreReadings } from "./scores.ts";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prompts: { type: "string" },
    record: { type: "string" },
    by: { type: "string", default: "a model" },
    help: { type: "boolean", short: "h" },
  },
});

const usage = `npm run eval [-- <labelled.jsonl> …]                                      score files; without any, those of src/tools/training/labelled
npm run eval -- --prompts <out.jsonl> [<labelled.jsonl> …]                write what a model is asked about their rows, without the labels
npm run eval -- --record <answers.jsonl> --by <model> [<labelled.jsonl> …]  keep answers to that, {id, answer} a line, to be scored`;

const labelled = (...names: string[]) =>
  names.map((name) => new URL(`../../src/tools/training/labelled/${name}.jsonl`, import.meta.url));
/** Rows that the rules were trained on. Their score on these says nothing about other rows. */
const learned = labelled(
  "requests",
  "need_answers",
  "customer_answers",
  "strangers-requests",
  "strangers-need",
  "strangers-customer",
);
const files =
  positionals.length > 0
    ? positionals.map((file) => pathToFileURL(resolve(file)))
    : [
        ...learned,
        ...labelled("unseen-requests", "unseen-need-answers", "unseen-customer-answers"),
      ];

/**
 * Writes the instructions once, then a line per row. Rows are sorted by key, so that their order
 * reveals no label: the answerer sees what a model sees.
 */
function writePrompts(out: string): void {
  const rows = files.flatMap(loadLabelledRows).sort((a, b) => a.key.localeCompare(b.key));
  const told = readMessagePrompt.render(
    readMessagePromptValues({ text: "", wants: [] }),
  ).instructions;
  const lines = [
    {
      prompt: `${readMessagePrompt.name}@${readMessagePrompt.version}`,
      instructions: appendSchema(told, z.toJSONSchema(readMessagePrompt.output)),
    },
    ...rows.map(({ key, ask }) => ({
      id: key,
      input: readMessagePrompt.render(readMessagePromptValues(ask)).input,
    })),
  ];
  writeFileSync(out, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  console.log(
    `${rows.length} prompts of ${readMessagePrompt.name}@${readMessagePrompt.version} in ${out}; answer each with {"id", "answer"} on a line`,
  );
}

function record(answers: string, model: string): void {
  const sets = files.map((file) => ({
    file,
    rows: loadLabelledRows(file),
    recorded: openRecordedAnswers(file),
  }));
  const { kept, wrong } = recordAnswers(sets, readLines(answers), model);
  for (const { recorded } of sets) recorded.save();
  for (const complaint of wrong) console.error(complaint);
  for (const { file, rows, recorded } of sets)
    console.log(
      `${basename(file.pathname)}: ${rows.filter((row) => recorded.by(row)).length} of ${rows.length} rows answered`,
    );
  console.log(`${kept} answers kept, ${wrong.length} left out`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

const percent = (value: number) => `${Math.round(100 * value)} %`;

/** Minimum number of rows for which a source gets a score of its own. */
const minSourceRows = 5;

function show(name: string, judge: string, scored: ScoredReading[]): void {
  const { rows, macroF1, right, acceptable, classes, languages, sources, sure, misses, ...rest } =
    scoreReadings(scored);
  console.log(
    `\n${name}, ${judge}: macro-F1 ${macroF1.toFixed(3)}; ${percent(right)} right, ${percent(acceptable)} acceptable, of ${rows}`,
  );
  for (const { label, precision, recall, f1, rows: of } of classes)
    console.log(
      `  ${label.padEnd(18)} F1 ${f1.toFixed(2)}  precision ${precision.toFixed(2)}  recall ${recall.toFixed(2)}  (${of})`,
    );
  console.log(
    `  ${languages.map(({ lang, right: good, rows: of }) => `${lang} ${percent(good)} of ${of}`).join(", ")}`,
  );
  if (sources.length > 1)
    console.log(
      `  worst of ${sources.length} sources: ${sources
        .filter(({ rows: of }) => of >= minSourceRows)
        .slice(0, 5)
        .map(({ source, right: good, rows: of }) => `${source} ${percent(good)} of ${of}`)
        .join("; ")}`,
    );
  console.log(
    `  acted on without asking: ${percent(sure.share)} of the rows, ${percent(sure.right)} of those right`,
  );
  console.log(
    `  expected calibration error ${rest.calibrationError.toFixed(3)}; confidence, right (rows): ${rest.reliability.map((bin) => `${bin.confidence.toFixed(2)}, ${bin.right.toFixed(2)} (${bin.rows})`).join("; ")}`,
  );
  if (misses.length === 0) return;
  console.log(confusionMatrix(scored).replace(/^/gm, "  "));
  for (const { id, gold, read, sure: confidence = 0, text } of misses.slice(0, 8))
    console.log(
      `  ${id}: ${gold}, read as ${read} (${confidence.toFixed(2)}): ${text.replace(/\s+/g, " ").slice(0, 110)}`,
    );
}

/** Judges in the order of their columns; `both` is what the product makes of rules and model. */
const judges = ["rules", "model", "both"] as const;
type JudgeName = (typeof judges)[number];

/** Readings of one question by each judge. */
type Compared = Partial<Record<JudgeName, ScoredReading[]>>;

/**
 * Prints the judges side by side, on the rows that all of them read: for each question, macro-F1,
 * what is acted on without asking and how much of that is right, the calibration error; then the
 * share that is right by source.
 */
function compare(results: ReadonlyMap<string, Compared>): void {
  console.log(`\n${"".padEnd(18)}judge  rows  macro-F1  acted on  right then  calibration error`);
  for (const [name, compared] of results)
    for (const [judge, scored] of onSameRows(compared)) {
      const { rows, macroF1, sure, calibrationError } = scoreReadings(scored);
      console.log(
        `${name.padEnd(18)}${judge.padEnd(5)}${String(rows).padStart(6)}${macroF1.toFixed(3).padStart(10)}` +
          `${percent(sure.share).padStart(10)}${percent(sure.right).padStart(12)}` +
          calibrationError.toFixed(3).padStart(19),
      );
    }
  for (const [name, compared] of results) {
    const same = onSameRows(compared);
    const bySource = same.map(([judge, scored]) => ({
      judge,
      sources: scoreReadings(scored).sources.filter(({ rows }) => rows >= minSourceRows),
    }));
    for (const { source, rows } of bySource[0]?.sources ?? []) {
      const shares = bySource.map(({ judge, sources }) => {
        const right = sources.find((each) => each.source === source)?.right;
        return `${judge} ${right === undefined ? "–" : percent(right)}`;
      });
      if (same.length > 1) console.log(`  ${name}, ${source}: ${shares.join(", ")} (${rows})`);
    }
  }
}

function onSameRows(compared: Compared): [JudgeName, ScoredReading[]][] {
  const read = judges.flatMap((judge) => {
    const scored = compared[judge];
    return scored ? [[judge, scored] as [JudgeName, ScoredReading[]]] : [];
  });
  const ids = read.map(([, scored]) => new Set(scored.map(({ id }) => id)));
  return read.map(([judge, scored]) => [
    judge,
    scored.filter(({ id }) => ids.every((each) => each.has(id))),
  ]);
}

const patienceMs = 60_000;
const rules = createRulesJudge();

/**
 * Opens a model for rows without a recorded answer. Stops after two failures in a row, because the
 * rest would fail too.
 */
async function openModel() {
  const { model } = readConfig();
  if (!model) return undefined;
  const ask = await connectModel(model);
  const by = answerSignature(model.name);
  let failures = 0;
  return async (
    row: LabelledRow,
    recorded: ReturnType<typeof openRecordedAnswers>,
  ): Promise<void> => {
    if (failures > 1 || recorded.by(row) === by) return;
    try {
      recorded.keep(
        row,
        (
          await ask(
            readMessagePrompt,
            readMessagePromptValues(row.ask),
            AbortSignal.timeout(patienceMs),
          )
        ).value,
        by,
      );
      failures = 0;
    } catch (error) {
      failures += 1;
      console.error(
        `  ${row.id}: ${error instanceof Error && "code" in error ? error.code : "no answer"}`,
      );
    }
  };
}

async function score(): Promise<void> {
  const askModel = await openModel();
  for (const file of files) {
    const rows = loadLabelledRows(file);
    const recorded = openRecordedAnswers(file);
    const results = new Map<string, Compared>();
    console.log(`\n${basename(file.pathname)}: ${rows.length} rows`);
    const bar = openProgressBar(process.stderr, "Reading");
    for (const [index, row] of rows.entries()) {
      await askModel?.(row, recorded);
      const byRules = await rules.read(row.ask);
      const byModel = recorded.read(row, byRules);
      const both = byModel && { by: byModel.by, ...reconcileReadings(row.ask, byModel, byRules) };
      for (const [judge, readings] of [
        ["rules", byRules],
        ["model", byModel],
        ["both", both],
      ] as const)
        for (const { name, gold, find } of row.questions) {
          const read = readings && find(readings);
          if (!read) continue;
          const compared = results.get(name) ?? {};
          const scored = compared[judge] ?? [];
          results.set(name, { ...compared, [judge]: scored });
          scored.push({
            ...{ id: row.id, gold, also: row.also, lang: row.lang, text: row.ask.text },
            ...{ read: String(read.label), sure: read.confidence },
            isSure: read.sure && read.confidence > 0,
            source: row.source,
          });
        }
      bar.step(index + 1, rows.length);
    }
    bar.end();
    if (askModel) recorded.save();
    const who = [...new Set(rows.flatMap((row) => recorded.by(row) ?? []))];
    if (who.length > 0)
      console.log(
        `model: ${who.join("; ")}${who.some((by) => !by.endsWith(`@${readMessagePrompt.version}`)) ? ` (the prompt is ${readMessagePrompt.version} now)` : ""}`,
      );
    if (learned.some(({ href }) => href === file.href))
      console.log(
        "the rules learned from these rows; src/tools/training/README.md says how well they read others",
      );
    compare(results);
    for (const [name, compared] of results)
      for (const judge of judges) if (compared[judge]) show(name, judge, compared[judge]);
  }
}

if (options.help) console.log(usage);
else if (options.prompts) writePrompts(resolve(options.prompts));
else if (options.record) record(resolve(options.record), options.by);
else await score();
