/** `entwine judge`: reads JSON lines with the judge, for trying and measuring it. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import type { Judge, LabelReading } from "./judge.ts";

const Row = z.union([
  z.object({ id: z.union([z.string(), z.number()]), task: z.literal("request"), text: z.string() }),
  z.object({
    id: z.union([z.string(), z.number()]),
    task: z.enum(["need", "customer"]),
    request: z.string().default(""),
    answer: z.string(),
  }),
  z.object({
    id: z.union([z.string(), z.number()]),
    task: z.enum(["need", "customer"]),
    request: z.string().default(""),
    text: z.string(),
  }),
]);

type Row = z.infer<typeof Row>;

const expectedRow =
  '{id, task: "request", text} or {id, task: "need" or "customer", request, answer}';

function parseRow(line: string): Row | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is no JSON";
  }
  const row = Row.safeParse(value);
  return row.success ? row.data : `is not ${expectedRow}`;
}

/**
 * Returns the confidence to three digits, and whether the bot acts on the reading without asking.
 */
const certainty = ({ confidence, sure = false }: LabelReading<unknown>) => ({
  confidence: Math.round(confidence * 1000) / 1000,
  sure,
});

/**
 * Judges one row: `{id, is_request, kind, priority_claim, provider_language, confidence, sure}`
 * (`kind` is null without a request) with `security: true` for a security incident, or `{id, label,
 * confidence, sure}`.
 */
async function judgeRow(judge: Judge, row: Row): Promise<object> {
  const text = "answer" in row ? row.answer : row.text;
  if (row.task === "request") {
    const { request } = await judge.read({ text, wants: ["request"] });
    if (!request) return { id: row.id, is_request: false, kind: null };
    const { isRequest, kind, priorityClaim, providerLanguage, security } = request;
    return {
      id: row.id,
      is_request: isRequest.label,
      kind: isRequest.label ? kind.label : null,
      priority_claim: priorityClaim.label,
      provider_language: providerLanguage.label,
      ...certainty(isRequest.label && isRequest.sure ? kind : isRequest),
      ...(security.label && { security: true }),
    };
  }
  const read = (await judge.read({ text, wants: [row.task], request: row.request }))[row.task];
  return { id: row.id, label: read?.label, ...(read && certainty(read)) };
}

/**
 * Answers line by line, in order. Reports invalid lines with their number on `errors`, continues,
 * and returns exit code 1 if there was one.
 */
export async function runJudgeCommand(
  judge: Judge,
  { input, output, errors }: { input: Readable; output: Writable; errors: Writable },
): Promise<0 | 1> {
  let [number, code]: [number, 0 | 1] = [0, 0];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    const row = parseRow(line.replace(/^\uFEFF/, ""));
    if (typeof row === "string") {
      errors.write(`line ${number} ${row}\n`);
      code = 1;
    } else if (!output.write(`${JSON.stringify(await judgeRow(judge, row))}\n`))
      await new Promise((resolve) => output.once("drain", resolve));
  }
  return code;
}
