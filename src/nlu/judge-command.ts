/** `entwine judge`: reads JSON lines with the judge, for trying and measuring it. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { z } from "zod";
import { type Judge, type LabelReading, minActedOnConfidence } from "./judge.ts";

const Row = z
  .object(
    {
      id: z.union([z.string(), z.number()], "id must be a text or a number"),
      task: z.enum(["request", "need", "customer"], "task must be request, need or customer"),
      request: z.string("request must be a text").default(""),
      text: z.string("text must be a text").optional(),
      answer: z.string("answer must be a text").optional(),
    },
    "it must be an object",
  )
  .transform((row, { issues }) => {
    const { text, answer } = row;
    const words = row.task === "request" ? text : (answer ?? text);
    if (words === undefined) {
      const message = row.task === "request" ? "text is missing" : "answer is missing";
      issues.push({ code: "custom", message, input: row });
    }
    return { ...row, words: words ?? "" };
  });

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
  const { data, error } = Row.safeParse(value);
  return data ?? `is not ${expectedRow}: ${error.issues.map(({ message }) => message).join("; ")}`;
}

/** Confidence to three digits, and whether the bot acts on the reading without asking. */
const certainty = ({
  confidence,
  sure = confidence >= minActedOnConfidence,
}: LabelReading<unknown>) => ({
  confidence: Math.round(confidence * 1000) / 1000,
  sure,
});

/**
 * Judges one row: `{id, is_request, kind, priority_claim, provider_language, confidence, sure}`
 * (`kind` is null without a request) with `security: true` for a security incident, or `{id, label,
 * confidence, sure}`.
 */
async function judgeRow(judge: Judge, row: Row): Promise<object> {
  if (row.task === "request") {
    const { request } = await judge.read({ text: row.words, wants: ["request"] });
    if (!request) return { id: row.id, is_request: false, kind: null };
    const { isRequest, kind, priorityClaim, providerLanguage, security } = request;
    return {
      id: row.id,
      is_request: isRequest.label,
      kind: isRequest.label ? kind.label : null,
      priority_claim: priorityClaim.label,
      provider_language: providerLanguage.label,
      ...certainty(
        security.label ? security : isRequest.label && isRequest.sure ? kind : isRequest,
      ),
      security: security.label || undefined,
    };
  }
  const read = (await judge.read({ text: row.words, wants: [row.task], request: row.request }))[
    row.task
  ];
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
