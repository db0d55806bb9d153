/**
 * Client for structured answers of an OpenAI-compatible endpoint, with fallbacks: a schema that the
 * server enforces, JSON mode, plain text. Every answer is validated here.
 */
import type OpenAI from "openai";
import { z } from "zod";
import { EntwineError } from "../../lib/errors.ts";
import type { Prompt } from "./prompt.ts";

const formats = ["schema", "json", "plain"] as const;
type ResponseFormat = (typeof formats)[number];

/** Reasons for a missing answer; they never contain people's words. */
export type ModelFailureReason =
  | "refused"
  | "truncated"
  | "malformed"
  | "busy"
  | "unreachable"
  | "rejected";

/** Failure of a call of the model, by its reason; the rules read the message instead. */
export class ModelFailure extends EntwineError {
  readonly reason: ModelFailureReason;

  /** @param cause - Only errors of Node itself: errors of an endpoint may quote people's words. */
  constructor(
    reason: ModelFailureReason,
    { status, cause }: { status?: number | undefined; cause?: unknown } = {},
  ) {
    super(
      `model_${reason}`,
      `the model gave no usable answer${status === undefined ? "" : ` (HTTP ${status})`}`,
      { cause },
    );
    this.reason = reason;
  }
}

/**
 * Removes reasoning between `<think>` tags. One pass: an endpoint may send thousands of opening
 * tags without a closing one.
 */
function withoutReasoning(answer: string): string {
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

/** Returns the text between the first two fences. */
function betweenFences(text: string): string | undefined {
  const fence = "```";
  const from = text.indexOf(fence);
  const to = from < 0 ? -1 : text.indexOf(fence, from + fence.length);
  return to < 0 ? undefined : text.slice(from + fence.length, to).replace(/^json/, "");
}

/** Extracts JSON from an answer that may contain reasoning, a fence or prose around it. */
export function extractJson(answer: string): unknown {
  const text = withoutReasoning(answer);
  for (const candidate of [
    betweenFences(text),
    text,
    text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1),
  ]) {
    try {
      if (candidate) return JSON.parse(candidate) as unknown;
    } catch {
      // try the next candidate
    }
  }
  return undefined;
}

/** Appends the schema to instructions, for models that do not get it separately. */
export const appendSchema = (instructions: string, schema: object): string =>
  `${instructions}\n\nAnswer with one JSON object of this schema and nothing else:\n${JSON.stringify(schema)}`;

/**
 * Status codes for an unknown response format: 400 and 422 in most servers, 404 and 501 in some.
 */
const unknownFormat = new Set([400, 404, 415, 422, 501]);

const statusOf = (error: unknown): number | undefined =>
  typeof error === "object" &&
  error !== null &&
  "status" in error &&
  typeof error.status === "number"
    ? error.status
    : undefined;

/** Returns a valid token count, which the daily budget relies on, or 0. */
const validTokenCount = (tokens: unknown): number =>
  Number.isSafeInteger(tokens) && (tokens as number) > 0 ? (tokens as number) : 0;

interface Answer<T> {
  value: T;
  tokens: number;
}

/** Asks the model and validates its answer. Throws `ModelFailure`. */
export type AskModel = <O extends z.ZodObject>(
  prompt: Prompt<z.ZodObject, O>,
  values: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<Answer<z.output<O>>>;

/**
 * Creates a client that remembers the best format that the endpoint supports. It throws
 * `ModelFailure`; the reasons `busy` and `malformed` are worth a retry.
 */
export function createAskModel(client: OpenAI, model: string): AskModel {
  let best = 0;

  async function ask(
    prompt: Prompt,
    values: Record<string, unknown>,
    format: ResponseFormat,
    signal: AbortSignal,
  ) {
    const { instructions, input } = prompt.render(values);
    const schema = z.toJSONSchema(prompt.output);
    const systemPrompt = format === "schema" ? instructions : appendSchema(instructions, schema);
    const { temperature, answer } = prompt.settings;
    return client.chat.completions.create(
      {
        model,
        messages: [
          { role: "system", content: systemPrompt },
          { role: "user", content: input },
        ],
        max_completion_tokens: answer,
        temperature,
        response_format:
          format === "schema"
            ? {
                type: "json_schema",
                json_schema: { name: prompt.name.replaceAll("-", "_"), strict: true, schema },
              }
            : format === "json"
              ? { type: "json_object" }
              : undefined,
      },
      { signal },
    );
  }

  return async (prompt, values, signal) => {
    for (let at = best; at < formats.length; at += 1) {
      const format = formats[at] ?? "plain";
      const completion = await ask(prompt, values, format, signal).catch((error: unknown) => {
        const status = statusOf(error);
        if (format !== "plain" && status !== undefined && unknownFormat.has(status))
          return undefined;
        if (status === 429 || (status !== undefined && status >= 500))
          throw new ModelFailure("busy", { status });
        throw status === undefined
          ? new ModelFailure("unreachable", { cause: error })
          : new ModelFailure("rejected", { status });
      });
      if (!completion) continue;
      best = at;
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
        tokens: validTokenCount(completion.usage?.total_tokens),
      };
    }
    throw new ModelFailure("rejected");
  };
}
