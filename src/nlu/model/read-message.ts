/** Prompt `prompts/read-message.md`, its schemas, and validation of its answer. */
import { z } from "zod";
import {
  type CustomerReading,
  conversationControls,
  customerLabels,
  effectKinds,
  type JudgeInput,
  type MessageAct,
  messageActs,
  type NeedReading,
  needLabels,
  type PossibleTarget,
  type Readings,
  type RequestReading,
  requestKinds,
  type StatedAnswers,
  smallTalkLabels,
  type TargetReading,
} from "../judge.ts";
import { stripInjections, stripQuotedLines } from "../text/injection-filter.ts";
import { loadPrompt } from "./prompt.ts";
import { findVerbatimQuote, sanitizeSentence } from "./sanitize.ts";

const PromptInput = z.object({
  wanted: z.array(z.string()),
  today: z.string().nullable(),
  request: z.string().nullable(),
  targets: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      question: z.string().nullable(),
      title: z.string().nullable(),
      minutes_ago: z.number().nullable(),
      asked_sender: z.boolean().nullable(),
    }),
  ),
  message: z.string(),
});

const labelSchema = <T extends string>(labels: readonly T[]) =>
  z.object({ label: z.enum(labels), confidence: z.number() });
const flagSchema = z.object({ label: z.boolean(), confidence: z.number() });
const quoteSchema = z.string().nullable();

/** Strict servers require every key, so optional values are null. */
const PromptOutput = z.object({
  control: labelSchema(conversationControls).nullable(),
  request: z
    .object({
      is_request: flagSchema,
      small_talk: labelSchema(smallTalkLabels),
      kind: labelSchema(requestKinds),
      priority_claim: flagSchema,
      provider_language: flagSchema,
      parts: z.array(z.string()),
      subject: quoteSchema,
      said: z.object({
        need: quoteSchema,
        customer: quoteSchema,
        measure: quoteSchema,
        symptom: quoteSchema,
        since: quoteSchema,
        affected: quoteSchema,
        decision: quoteSchema,
        deadline: quoteSchema,
        priority: quoteSchema,
      }),
    })
    .nullable(),
  need: labelSchema(needLabels)
    .extend({
      restated: quoteSchema,
      follow_up: quoteSchema,
      since: quoteSchema,
      affected: quoteSchema,
    })
    .nullable(),
  customer: labelSchema(customerLabels)
    .extend({ lens: z.enum(effectKinds).nullable(), link: quoteSchema, owner: quoteSchema })
    .nullable(),
  measure: z.object({ date: quoteSchema }).nullable(),
});

/** Names for what is none of the possible targets. */
const otherTargets = ["new", "none", "unsure"] as const;

const targetSchema = (ids: readonly string[]) =>
  z.object({
    id: z.enum([...ids, ...otherTargets]),
    act: z.enum(messageActs),
    confidence: z.number(),
  });

/** The model's validated answer about a message. */
export type ModelReading = z.infer<typeof PromptOutput> & {
  target?: z.infer<ReturnType<typeof targetSchema>> | null | undefined;
};

/** Loads the prompt that reads a message. */
export const loadReadMessagePrompt = () => loadPrompt("read-message", PromptInput, PromptOutput);

/** Returns the prompt with a schema that allows no other targets than those of the message. */
export const readMessagePromptFor = (
  prompt: ReturnType<typeof loadReadMessagePrompt>,
  { targets = [] }: Pick<JudgeInput, "targets">,
) =>
  targets.length === 0
    ? prompt
    : {
        ...prompt,
        output: PromptOutput.extend({
          target: targetSchema(targets.map(({ id }) => id)).nullable(),
        }),
      };

/** Returns the values of the prompt, truncated to a length that contains any message's point. */
export const readMessagePromptValues = ({
  text,
  wants,
  request,
  targets = [],
  today,
}: JudgeInput): z.input<typeof PromptInput> => ({
  wanted: [...wants.filter((want) => want !== "act"), ...(targets.length > 0 ? ["target"] : [])],
  today: today ?? null,
  request: request?.slice(0, 2000) ?? null,
  targets: targets.map(({ id, kind, question, title, minutesAgo, askedSender }) => ({
    id,
    kind,
    question: question?.slice(0, 500) ?? null,
    title: title?.slice(0, 200) ?? null,
    minutes_ago: minutesAgo ?? null,
    asked_sender: askedSender ?? null,
  })),
  message: text.slice(0, 8000),
});

/** Removes keys without a value. */
function withoutEmpty<T extends object>(values: { [K in keyof T]: T[K] | undefined | null }): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as T;
}

const clampConfidence = <T extends { confidence: number }>(reading: T): T => ({
  ...reading,
  confidence: Math.min(1, Math.max(0, reading.confidence)),
});

/** Returns whether a message may be a control: short, no quote, and without an injection. */
const mayControl = (text: string): boolean =>
  text.length <= 80 &&
  !/\n|```|<[@#!]|^\s*(?:>|&gt;)/.test(text) &&
  stripInjections(stripQuotedLines(text)) === text;

/** Maximum number of requests in one message; each needs a search through the whole message. */
const maxParts = 20;

function readRequest(
  text: string,
  from: NonNullable<ModelReading["request"]>,
  rules: RequestReading | undefined,
): RequestReading {
  const parts = from.parts
    .slice(0, maxParts)
    .flatMap((part) => findVerbatimQuote(text, part) ?? []);
  const subject = findVerbatimQuote(text, from.subject);
  const said = Object.fromEntries(
    Object.entries(from.said).map(([key, value]) => [key, findVerbatimQuote(text, value)]),
  );
  return {
    isRequest: clampConfidence(from.is_request),
    smallTalk: clampConfidence(from.small_talk),
    kind: clampConfidence(from.kind),
    priorityClaim: clampConfidence(from.priority_claim),
    providerLanguage: clampConfidence(from.provider_language),
    security: rules?.security ?? { label: false, confidence: 0 },
    isPrivate: rules?.isPrivate ?? false,
    parts: parts.length > 1 && parts.length === from.parts.length ? parts : [text.trim()],
    said: withoutEmpty<StatedAnswers>(said),
    subject: subject && subject.length <= 80 ? subject : undefined,
  };
}

/** Acts of a message that belongs to none of the possible targets. */
const actsBesideTargets = new Set<MessageAct>(["status", "aside", "to_somebody_else"]);

/** Returns the target where its act fits it, and nothing where the model is unsure. */
function readTarget(
  { id, act, confidence }: NonNullable<ModelReading["target"]>,
  targets: readonly PossibleTarget[],
): TargetReading | undefined {
  const reading = clampConfidence({ act, confidence });
  if (id === "new") return { ...reading, act: "new_request" };
  if (id === "none") return actsBesideTargets.has(act) ? reading : undefined;
  const isOffered = targets.some((target) => target.id === id);
  return isOffered && act !== "new_request" && act !== "to_somebody_else"
    ? { ...reading, id }
    : undefined;
}

const asQuestion = (asked: string | undefined) => (asked?.endsWith("?") ? asked : undefined);

/**
 * Keeps readings that are well-formed, verbatim in the message and safe to show; `reconcile.ts`
 * decides which are used. Missing readings are taken from the rules.
 * @param secret - the prompt, no part of which may be shown
 */
export function validateModelReading(
  { text, wants, request: about = "", targets = [] }: JudgeInput,
  answer: ModelReading,
  rules: Readings,
  secret: string,
): Omit<Readings, "by"> {
  const wanted = new Set(wants);
  const own = `${text}\n${about}`;
  const { control, request, need, customer, measure } = answer;
  const readings: Omit<Readings, "by"> = {};
  if (wanted.has("control") && control && mayControl(text))
    readings.control = clampConfidence(control);
  if (wanted.has("request"))
    readings.request = request
      ? readRequest(text, request, rules.request)
      : (rules.request as RequestReading);
  if (wanted.has("need")) {
    readings.need = need
      ? withoutEmpty<NeedReading>({
          label: need.label,
          confidence: clampConfidence(need).confidence,
          restated: sanitizeSentence(need.restated, secret, own),
          followUp: asQuestion(sanitizeSentence(need.follow_up, secret, own)),
          since: findVerbatimQuote(text, need.since),
          affected: findVerbatimQuote(text, need.affected),
        })
      : (rules.need as NeedReading);
  }
  if (wanted.has("customer")) {
    readings.customer = customer
      ? withoutEmpty<CustomerReading>({
          label: customer.label,
          confidence: clampConfidence(customer).confidence,
          lens: customer.lens,
          link: findVerbatimQuote(text, customer.link),
          owner: findVerbatimQuote(text, customer.owner) ?? rules.customer?.owner,
        })
      : (rules.customer as CustomerReading);
  }
  if (wanted.has("measure")) {
    const date = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(measure?.date ?? "")
      ? (measure?.date ?? undefined)
      : rules.measure?.date;
    readings.measure = withoutEmpty({ date });
  }
  const target = answer.target && readTarget(answer.target, targets);
  if (target) readings.target = target;
  return readings;
}
