/**
 * A model's answers to the messages of conversations, kept on disk word for word: conversations are
 * played again without the model, and what is believed of an answer is decided as if it came live.
 */
import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { systemClock } from "../../src/lib/clock.ts";
import { createJudge } from "../../src/nlu/create-judge.ts";
import type { Judge } from "../../src/nlu/judge.ts";
import type { Prompt } from "../../src/nlu/model/prompt.ts";
import {
  type AskModel,
  appendSchema,
  extractJson,
  ModelFailure,
} from "../../src/nlu/model/structured-output.ts";
import { answerSignature, readLines, readMessagePrompt } from "./recorded-answers.ts";

/** One answer. */
interface Kept {
  id: string;
  /** The model, and the version of the prompt that it answered. */
  by: string;
  /** The conversation in which it was asked first. */
  conversation: string;
  answer: unknown;
}

/** A prompt that nobody answered. */
interface Unanswered {
  id: string;
  conversation: string;
  input: string;
  /** Allowed ids of the target. */
  targets: string[];
}

const Values = z.object({
  wanted: z.array(z.string()),
  request: z.string().nullable(),
  targets: z.array(z.object({ id: z.string(), kind: z.string(), question: z.string().nullable() })),
  message: z.string(),
});

/** Names a prompt by what its answer depends on: titles, times and dates may change. */
const idOf = (values: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(Values.parse(values)))
    .digest("hex")
    .slice(0, 16);

export const conversationAnswers = new URL("recorded/conversations.jsonl", import.meta.url);

export type ModelRecording = ReturnType<typeof openModelRecording>;

/**
 * Opens the answers of a file.
 * @param live - Asks a model what the file does not hold, and keeps its answers until `save`.
 */
export function openModelRecording(
  file: URL = conversationAnswers,
  live?: { ask: AskModel; name: string },
) {
  const known = new Map<string, Kept>(
    (existsSync(file) ? readLines(file) : []).map((line) => {
      const kept = JSON.parse(line) as Kept;
      return [kept.id, kept];
    }),
  );
  const unanswered = new Map<string, Unanswered>();
  let playing = "";
  let missing = 0;

  const ask: AskModel = async <O extends z.ZodObject>(
    prompt: Prompt<z.ZodObject, O>,
    values: Record<string, unknown>,
    signal: AbortSignal,
  ) => {
    // briefs are drafted by the rules, because conversations measure only the reading of messages
    if (prompt.name !== readMessagePrompt.name) throw new ModelFailure("refused");
    const id = idOf(values);
    const kept = known.get(id);
    if (kept) {
      const read = prompt.output.safeParse(kept.answer);
      if (!read.success) throw new ModelFailure("refused");
      return { value: read.data as z.output<O>, tokens: 0 };
    }
    if (live) {
      const given = await live.ask(prompt, values, signal);
      known.set(id, {
        ...{ id, by: answerSignature(live.name), conversation: playing },
        answer: given.value,
      });
      return given;
    }
    missing += 1;
    const { targets } = Values.parse(values);
    unanswered.set(id, {
      ...{ id, conversation: playing, input: prompt.render(values).input },
      targets: targets.map((target) => target.id),
    });
    throw new ModelFailure("refused");
  };

  return {
    ask,
    /** Ids of the conversations that were recorded. */
    conversations: (): Set<string> =>
      new Set([...known.values()].map(({ conversation }) => conversation)),
    by: (): string[] => [...new Set([...known.values()].map(({ by }) => by))],
    /** Says which conversation is played now. */
    begin(conversation: string): void {
      playing = conversation;
      missing = 0;
    },
    /** Number of prompts of the conversation that nobody answered. */
    missing: (): number => missing,
    unanswered,
    /** A judge whose model is the recording. */
    judge: (): Judge =>
      createJudge(
        { name: "recorded" },
        {
          ...{ clock: systemClock(), log: { warn: () => {} }, connect: async () => ask },
          limits: { tokensPerDay: 1e12, maxConsecutiveFailures: 1e9, cooldownMs: 0 },
        },
      ),
    /**
     * Takes over answers that a model gave by other means to the unanswered prompts, JSON lines of
     * `{id, answer}`. Returns what is wrong with a line that it leaves out.
     */
    take(lines: readonly string[], name: string): string[] {
      return lines.flatMap((line, index) => {
        const { id = "", answer } = (extractJson(line) ?? {}) as { id?: string; answer?: unknown };
        const prompt = unanswered.get(id);
        if (!prompt) return [`line ${index + 1} has an id that no prompt has`];
        const { conversation } = prompt;
        known.set(id, { id, by: answerSignature(name), conversation, answer });
        return [];
      });
    },
    save(): void {
      const sorted = [...known.values()].sort(
        (one, other) =>
          one.conversation.localeCompare(other.conversation) || one.id.localeCompare(other.id),
      );
      writeFileSync(file, `${sorted.map((kept) => JSON.stringify(kept)).join("\n")}\n`);
    },
  };
}

/** The instructions once, then a line a prompt. */
export function writeUnanswered(out: string, { unanswered }: ModelRecording): void {
  const { instructions } = readMessagePrompt.render({
    ...{ wanted: [], today: null, request: null, targets: [], message: "" },
  });
  const lines = [
    {
      prompt: `${readMessagePrompt.name}@${readMessagePrompt.version}`,
      instructions: appendSchema(instructions, z.toJSONSchema(readMessagePrompt.output)),
    },
    ...unanswered.values(),
  ];
  writeFileSync(out, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
}
