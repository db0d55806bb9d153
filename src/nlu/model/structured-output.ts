/**
 * One question to any OpenAI-compatible endpoint, down a ladder: a schema that the server enforces,
 * JSON without one, plain text with JSON in it. Whatever comes back is validated here.
 */
import type OpenAI from "openai";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import type { Prompt } from "./prompt.ts";

const rungs = ["schema", "json", "plain"] as const;
type Rung = (typeof rungs)[number];

/** Why a model gave no answer that can be used; never holds what anybody wrote. */
export type ModelFailureReason =
  | "refused"
  | "truncated"
  | "malformed"
  | "busy"
  | "unreachable"
  | "rejected";

export class ModelFailure extends EntwineError {
  readonly fault: ModelFailureReason;

  /**
   * `cause` only where it is Node's own: what an endpoint says in an error may quote people's
   * words.
   */
  constructor(
    fault: ModelFailureReason,
    { status, cause }: { status?: number | undefined; cause?: unknown } = {},
  ) {
    super(
      `model_${fault}`,
      `the model gave no answer that can be used${status === undefined ? "" : ` (HTTP ${status})`}`,
      { cause },
    );
    this.fault = fault;
  }
}

/**
 * Leaves out what a model thought aloud. In one pass: an endpoint may send a thousand openings
 * without an end.
 */
function unthought(answer: string): string {
  const [open, close] = ["<think>", "</think>"];
  let text = "";
  let at = 0;
  for (;;) {
    const from = answer.indexOf(open, at);
    const to = from < 0 ? -1 : answer.indexOf(close, from);
    if (to < 0) return text + answer.slice(at);
    text += answer.slice(at, from);
    at = to + close.length;
  }
}

/** What stands between the first two fences. */
function fenced(text: string): string | undefined {
  const fence = "```";
  const from = text.indexOf(fence);
  const to = from < 0 ? -1 : text.indexOf(fence, from + fence.length);
  return to < 0 ? undefined : text.slice(from + fence.length, to).replace(/^json/, "");
}

/**
 * JSON out of an answer that may think aloud, wrap it in a fence or chat around it; undefined where
 * there is none.
 */
export function extractJson(answer: string): unknown {
  const text = unthought(answer);
  for (const candidate of [
    fenced(text),
    text,
    text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1),
  ]) {
    try {
      if (candidate) return JSON.parse(candidate) as unknown;
    } catch {
      // The next candidate may be JSON.
    }
  }
  return undefined;
}

/** The instructions for a model that is given no schema beside them. */
export const appendSchema = (instructions: string, schema: object): string =>
  `${instructions}\n\nAnswer with one JSON object of this schema and nothing else:\n${JSON.stringify(schema)}`;

/**
 * What a server says when it does not know a response format: 400 and 422 by most, 404 and 501 by
 * some.
 */
const unknownFormat = new Set([400, 404, 415, 422, 501]);

const statusOf = (error: unknown): number | undefined =>
  typeof error === "object" &&
  error !== null &&
  "status" in error &&
  typeof error.status === "number"
    ? error.status
    : undefined;

/** Tokens as far as an endpoint's count can be one, which the day's budget is kept by. */
const spentOf = (tokens: unknown): number =>
  Number.isSafeInteger(tokens) && (tokens as number) > 0 ? (tokens as number) : 0;

interface Answer<T> {
  value: T;
  tokens: number;
}

export type AskModel = <O extends z.ZodObject>(
  prompt: Prompt<z.ZodObject, O>,
  values: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<Answer<z.output<O>>>;

/**
 * Remembers the highest rung that the endpoint can stand on. Throws `ModelFailure`; two are worth
 * another try: `busy` and `malformed`.
 */
export function createAskModel(client: OpenAI, model: string): AskModel {
  let highest = 0;

  async function ask(
    prompt: Prompt,
    values: Record<string, unknown>,
    rung: Rung,
    signal: AbortSignal,
  ) {
    const { instructions, input } = prompt.render(values);
    const schema = z.toJSONSchema(prompt.output);
    const told = rung === "schema" ? instructions : appendSchema(instructions, schema);
    const { temperature, answer } = prompt.settings;
    return client.chat.completions.create(
      {
        model,
        messages: [
          { role: "system", content: told },
          { role: "user", content: input },
        ],
        max_completion_tokens: answer,
        ...(temperature === undefined ? {} : { temperature }),
        ...(rung === "schema"
          ? {
              response_format: {
                type: "json_schema" as const,
                json_schema: { name: prompt.name.replaceAll("-", "_"), strict: true, schema },
              },
            }
          : rung === "json"
            ? { response_format: { type: "json_object" as const } }
            : {}),
      },
      { signal },
    );
  }

  return async (prompt, values, signal) => {
    for (let at = highest; at < rungs.length; at += 1) {
      const rung = rungs[at] ?? "plain";
      const completion = await ask(prompt, values, rung, signal).catch((error: unknown) => {
        const status = statusOf(error);
        if (rung !== "plain" && status !== undefined && unknownFormat.has(status)) return undefined;
        if (status === 429 || (status !== undefined && status >= 500))
          throw new ModelFailure("busy", { status });
        throw status === undefined
          ? new ModelFailure("unreachable", { cause: error })
          : new ModelFailure("rejected", { status });
      });
      if (!completion) continue;
      highest = at;
      const [choice] = Array.isArray(completion.choices) ? completion.choices : [];
      if (choice?.message?.refusal || choice?.finish_reason === "content_filter")
        throw new ModelFailure("refused");
      const content: unknown = choice?.message?.content;
      const read = prompt.output.safeParse(
        typeof content === "string" ? extractJson(content) : undefined,
      );
      if (!read.success)
        throw new ModelFailure(choice?.finish_reason === "length" ? "truncated" : "malformed");
      return {
        value: read.data as z.output<typeof prompt.output>,
        tokens: spentOf(completion.usage?.total_tokens),
      };
    }
    throw new ModelFailure("rejected");
  };
}
