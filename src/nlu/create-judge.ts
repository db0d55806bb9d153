/**
 * Composition of the judge: the model if one is configured, and the rules if it fails, within the
 * same turn.
 */
import type { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Judge, JudgeInput, Readings } from "./judge.ts";
import {
  loadBriefPrompt,
  loadRecapPrompt,
  sanitizeBriefDraft,
  sanitizeRecap,
} from "./model/drafts.ts";
import { connectModel, type ModelEndpointSettings } from "./model/endpoint.ts";
import {
  createModelCircuitBreaker,
  defaultModelLimits,
  type ModelLimits,
} from "./model/model-circuit-breaker.ts";
import type { Prompt } from "./model/prompt.ts";
import {
  loadReadMessagePrompt,
  readMessagePromptFor,
  readMessagePromptValues,
  validateModelReading,
} from "./model/read-message.ts";
import { reconcileReadings } from "./model/reconcile.ts";
import { type AskModel, ModelFailure } from "./model/structured-output.ts";
import { createRulesJudge } from "./rules/rules-judge.ts";

/** What a judge needs beside the rules: limits and the connection of an optional model. */
export interface JudgeOptions {
  clock: Clock;
  log: Pick<Log, "warn">;
  limits?: ModelLimits;
  /** Connects to the model; tests replace it by recorded answers. */
  connect?(model: ModelEndpointSettings): Promise<AskModel>;
  /** Called when the rules read in place of the model. */
  onFallback?(reason: "failed" | "paused"): void;
  /** Time limit for all readings of a turn together, including retries. */
  timeoutMs?: number;
}

const defaultTimeoutMs = 20_000;

/** Maximum number of notes of one retrospective that a model reads. */
const maxNotes = 200;

const retryDelayMs = 500;

const isRetryable = (error: unknown) =>
  error instanceof ModelFailure && (error.reason === "busy" || error.reason === "malformed");

/**
 * Returns whether the model is not needed: no words, or a control that the rules recognise as the
 * whole message.
 */
const needsNoModel = ({ text, wants }: JudgeInput, rules: Readings) =>
  rules.control !== undefined ||
  !/\p{L}{2}/u.test(text) ||
  wants.every((want) => want === "control");

/**
 * Creates the judge of a running bot. Without `model`, no text leaves the machine. Checks the
 * prompts at once (`prompt_malformed`) and connects with the first reading.
 */
export function createJudge(
  model: ModelEndpointSettings | undefined,
  {
    clock,
    log,
    limits: modelLimits = defaultModelLimits,
    timeoutMs = defaultTimeoutMs,
    connect = connectModel,
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
  const readBy = `model@${prompts.read.version}`;
  const circuitBreaker = createModelCircuitBreaker(clock, modelLimits);
  let connected: Promise<AskModel> | undefined;

  /**
   * Calls the model; returns undefined if it fails, which the circuit breaker and the log record.
   */
  async function attempt<O extends z.ZodObject>(
    prompt: Prompt<z.ZodObject, O>,
    values: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<z.output<O> | undefined> {
    if (signal.aborted || !circuitBreaker.mayAsk()) {
      onFallback?.(signal.aborted ? "failed" : "paused");
      return undefined;
    }
    try {
      connected ??= connect(model as ModelEndpointSettings);
      const ask = await connected;
      const { value, tokens } = await ask(prompt, values, signal).catch(async (error: unknown) => {
        if (!isRetryable(error)) throw error;
        await clock.sleep(retryDelayMs, signal);
        return ask(prompt, values, signal);
      });
      circuitBreaker.recordSuccess(tokens);
      return value;
    } catch (error) {
      circuitBreaker.recordFailure();
      onFallback?.("failed");
      log.warn(
        { code: error instanceof ModelFailure ? error.code : "model_failed", err: error },
        "the model did not answer; the rules read the message instead",
      );
      return undefined;
    }
  }

  const createModelJudge = (timeLimit: () => AbortSignal): Judge => ({
    async read(ask) {
      const fallback = await rules.read(ask);
      const answer = needsNoModel(ask, fallback)
        ? undefined
        : await attempt(
            readMessagePromptFor(prompts.read, ask),
            readMessagePromptValues(ask),
            timeLimit(),
          );
      return answer
        ? {
            by: readBy,
            ...reconcileReadings(
              ask,
              validateModelReading(ask, answer, fallback, prompts.read.instructions),
              fallback,
            ),
          }
        : fallback;
    },
    async draftBrief(request, answers) {
      const answer = await attempt(prompts.brief, { request, answers }, timeLimit());
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
        { title, notes: notes.slice(0, maxNotes) },
        timeLimit(),
      );
      return answer && sanitizeRecap(answer, notes, prompts.recap.instructions);
    },
  });

  return {
    ...createModelJudge(() => AbortSignal.timeout(timeoutMs)),
    forTurn() {
      let timeLimit: AbortSignal | undefined;
      return createModelJudge(() => (timeLimit ??= AbortSignal.timeout(timeoutMs)));
    },
  };
}
