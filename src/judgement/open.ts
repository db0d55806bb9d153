/** Composes the judges: the model where there is one, the rules for everything that it fails at, within the same turn. */
import type { z } from "zod";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import { agreed } from "./agree.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { believeDraft, openDraftBrief } from "./draft-brief.ts";
import { believeRecap, openDraftRecap } from "./draft-recap.ts";
import { type Limits, limits, openGuard } from "./guard.ts";
import type { Ask, Judge, Readings } from "./judge.ts";
import { type AskModel, ModelFailure, openLadder } from "./ladder.ts";
import type { Prompt } from "./prompt.ts";
import { believe, openReadMessage, promptValues } from "./read-message.ts";
import { rulesJudge } from "./rules.ts";

/** Any OpenAI-compatible endpoint; OpenAI's own where no address is set. */
export interface ModelSettings {
  readonly name: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
}

export interface Means {
  clock: Clock;
  log: Pick<Log, "warn">;
  limits?: Limits;
  /** The rules read in place of the model, and why. */
  fellBack?(why: "failed" | "resting"): void;
  /** For all readings of a turn together, second tries and the bodies of answers included. */
  patienceMs?: number;
}

/** A person waits for the bot's reply meanwhile. */
const defaultPatienceMs = 20_000;

/** Notes of a retrospective that a model reads. */
const mostNotes = 200;

/** Before the second try, in milliseconds. */
const pause = 500;

/** The SDK costs some 100 ms and 30 MB, so that it is loaded for the first message that a model reads. */
export async function connectModel({ name, apiKey, baseUrl }: ModelSettings): Promise<AskModel> {
  const { default: OpenAI } = await import("openai");
  // A local endpoint takes any key, and the SDK none at all.
  const client = new OpenAI({
    apiKey: apiKey ?? "none",
    baseURL: baseUrl ?? "https://api.openai.com/v1",
    maxRetries: 0,
    fetch: boundedFetch,
    logLevel: "off",
    organization: null,
    project: null,
  });
  return openLadder(client, name);
}

const worthAnotherTry = (error: unknown) => error instanceof ModelFailure && (error.fault === "busy" || error.fault === "malformed");

/** Nothing to read for a model: no words, or a whole-message control that the rules are certain of. */
const isPlain = ({ text, wants }: Ask, rules: Readings) => rules.control !== undefined || !/\p{L}{2}/u.test(text) || wants.every((want) => want === "control");

/** The judge of a running Entwine. Without `model` every text stays on this machine. Checks the prompts at once (`prompt_wrong`), connects with the first reading. */
export function openJudge(model: ModelSettings | undefined, { clock, log, limits: given = limits, patienceMs = defaultPatienceMs, fellBack }: Means): Judge {
  const rules = rulesJudge();
  if (!model) return rules;

  const prompts = { read: openReadMessage(), brief: openDraftBrief(), recap: openDraftRecap() };
  const by = `model@${prompts.read.version}`;
  const guard = openGuard(clock, given);
  let connected: Promise<AskModel> | undefined;

  /** An answer that fits the prompt's schema, or nothing: then the guard knows, and the log. */
  async function attempt<O extends z.ZodObject>(
    prompt: Prompt<z.ZodObject, O>,
    values: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<z.output<O> | undefined> {
    if (signal.aborted || !guard.mayAsk()) {
      fellBack?.(signal.aborted ? "failed" : "resting");
      return undefined;
    }
    try {
      connected ??= connectModel(model as ModelSettings);
      const ask = await connected;
      const { value, tokens } = await ask(prompt, values, signal).catch(async (error: unknown) => {
        if (!worthAnotherTry(error)) throw error;
        await clock.sleep(pause, signal);
        return ask(prompt, values, signal);
      });
      guard.worked(tokens);
      return value;
    } catch (error) {
      guard.failed();
      fellBack?.("failed");
      log.warn({ code: error instanceof ModelFailure ? error.code : "model_failed", err: error }, "the model gave no answer; the rules read instead");
      return undefined;
    }
  }

  const readingsWithin = (patience: () => AbortSignal): Judge => ({
    async read(ask) {
      const fallback = await rules.read(ask);
      const answer = isPlain(ask, fallback) ? undefined : await attempt(prompts.read, promptValues(ask), patience());
      return answer ? { by, ...agreed(ask, believe(ask, answer, fallback, prompts.read.instructions), fallback) } : fallback;
    },
    async draft(request, answers) {
      const answer = await attempt(prompts.brief, { request, answers }, patience());
      return answer && believeDraft(answer, prompts.brief.instructions, [request, ...Object.values(answers)].join("\n"));
    },
    async recap({ title, notes }) {
      if (notes.length === 0) return undefined;
      const answer = await attempt(prompts.recap, { title, notes: notes.slice(0, mostNotes) }, patience());
      return answer && believeRecap(answer, notes, prompts.recap.instructions);
    },
  });

  return {
    ...readingsWithin(() => AbortSignal.timeout(patienceMs)),
    forTurn() {
      let patience: AbortSignal | undefined;
      return readingsWithin(() => (patience ??= AbortSignal.timeout(patienceMs)));
    },
  };
}
