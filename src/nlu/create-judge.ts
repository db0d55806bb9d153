/**
 * Composes the judges: the model where there is one, the rules for everything that it fails at,
 * within the same turn.
 */
import type { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Judge, JudgeInput, Readings } from "./judge.ts";
import {
  createModelCircuitBreaker,
  defaultModelLimits,
  type ModelLimits,
} from "./model/circuit-breaker.ts";
import {
  loadBriefPrompt,
  loadRecapPrompt,
  sanitizeBriefDraft,
  sanitizeRecap,
} from "./model/drafts.ts";
import { connectModel, type ModelEndpointSettings } from "./model/endpoint.ts";
import type { Prompt } from "./model/prompt.ts";
import {
  loadReadMessagePrompt,
  readMessagePromptValues,
  validateModelReading,
} from "./model/read-message.ts";
import { reconcileReadings } from "./model/reconcile.ts";
import { type AskModel, ModelFailure } from "./model/structured-output.ts";
import { createRulesJudge } from "./rules/rules-judge.ts";

export interface JudgeOptions {
  clock: Clock;
  log: Pick<Log, "warn">;
  limits?: ModelLimits;
  /** The rules read in place of the model, and why. */
  onFallback?(why: "failed" | "resting"): void;
  /** For all readings of a turn together, second tries and the bodies of answers included. */
  timeoutMs?: number;
}

/** A person waits for the bot's reply meanwhile. */
const defaultPatienceMs = 20_000;

/** Notes of a retrospective that a model reads. */
const mostNotes = 200;

/** Before the second try, in milliseconds. */
const pause = 500;

const worthAnotherTry = (error: unknown) =>
  error instanceof ModelFailure && (error.fault === "busy" || error.fault === "malformed");

/**
 * Nothing to read for a model: no words, or a whole-message control that the rules are certain of.
 */
const isPlain = ({ text, wants }: JudgeInput, rules: Readings) =>
  rules.control !== undefined ||
  !/\p{L}{2}/u.test(text) ||
  wants.every((want) => want === "control");

/**
 * The judge of a running Entwine. Without `model` every text stays on this machine. Checks the
 * prompts at once (`prompt_wrong`), connects with the first reading.
 */
export function createJudge(
  model: ModelEndpointSettings | undefined,
  {
    clock,
    log,
    limits: given = defaultModelLimits,
    timeoutMs = defaultPatienceMs,
    onFallback,
  }: JudgeOptions,
): Judge {
  const rules = createRulesJudge();
  if (!model) return rules;

  const prompts = {
    read: loadReadMessagePrompt(),
    brief: loadBriefPrompt(),
    recap: loadRecapPrompt(),
  };
  const by = `model@${prompts.read.version}`;
  const guard = createModelCircuitBreaker(clock, given);
  let connected: Promise<AskModel> | undefined;

  /** An answer that fits the prompt's schema, or nothing: then the guard knows, and the log. */
  async function attempt<O extends z.ZodObject>(
    prompt: Prompt<z.ZodObject, O>,
    values: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<z.output<O> | undefined> {
    if (signal.aborted || !guard.mayAsk()) {
      onFallback?.(signal.aborted ? "failed" : "resting");
      return undefined;
    }
    try {
      connected ??= connectModel(model as ModelEndpointSettings);
      const ask = await connected;
      const { value, tokens } = await ask(prompt, values, signal).catch(async (error: unknown) => {
        if (!worthAnotherTry(error)) throw error;
        await clock.sleep(pause, signal);
        return ask(prompt, values, signal);
      });
      guard.recordSuccess(tokens);
      return value;
    } catch (error) {
      guard.recordFailure();
      onFallback?.("failed");
      log.warn(
        { code: error instanceof ModelFailure ? error.code : "model_failed", err: error },
        "the model gave no answer; the rules read instead",
      );
      return undefined;
    }
  }

  const readingsWithin = (patience: () => AbortSignal): Judge => ({
    async read(ask) {
      const fallback = await rules.read(ask);
      const answer = isPlain(ask, fallback)
        ? undefined
        : await attempt(prompts.read, readMessagePromptValues(ask), patience());
      return answer
        ? {
            by,
            ...reconcileReadings(
              ask,
              validateModelReading(ask, answer, fallback, prompts.read.instructions),
              fallback,
            ),
          }
        : fallback;
    },
    async draftBrief(request, answers) {
      const answer = await attempt(prompts.brief, { request, answers }, patience());
      return (
        answer &&
        sanitizeBriefDraft(
          answer,
          prompts.brief.instructions,
          [request, ...Object.values(answers)].join("\n"),
        )
      );
    },
    async draftRecap({ title, notes }) {
      if (notes.length === 0) return undefined;
      const answer = await attempt(
        prompts.recap,
        { title, notes: notes.slice(0, mostNotes) },
        patience(),
      );
      return answer && sanitizeRecap(answer, notes, prompts.recap.instructions);
    },
  });

  return {
    ...readingsWithin(() => AbortSignal.timeout(timeoutMs)),
    forTurn() {
      let patience: AbortSignal | undefined;
      return readingsWithin(() => (patience ??= AbortSignal.timeout(timeoutMs)));
    },
  };
}
