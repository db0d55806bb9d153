/** The prompt `prompts/read-message.md`, its two schemas, and what of its answer is believed. */
import { z } from "zod";
import {
  type CustomerReading,
  conversationControls,
  customerLabels,
  effectKinds,
  type JudgeInput,
  type NeedReading,
  needLabels,
  type Readings,
  type RequestReading,
  requestKinds,
  type StatedAnswers,
  smallTalkLabels,
} from "../judge.ts";
import { stripInjections, stripQuotedLines } from "../text/injection-filter.ts";
import { loadPrompt } from "./prompt.ts";
import { findVerbatimQuote, sanitizeSentence } from "./sanitize.ts";

const Input = z.object({
  wanted: z.array(z.string()),
  today: z.string().nullable(),
  request: z.string().nullable(),
  message: z.string(),
});

const read = <T extends string>(labels: readonly T[]) =>
  z.object({ label: z.enum(labels), confidence: z.number() });
const flag = z.object({ label: z.boolean(), confidence: z.number() });
const quote = z.string().nullable();

/** Strict servers want every key, so that what may be missing is null. */
const Output = z.object({
  control: read(conversationControls).nullable(),
  request: z
    .object({
      is_request: flag,
      small_talk: read(smallTalkLabels),
      kind: read(requestKinds),
      priority_claim: flag,
      provider_language: flag,
      parts: z.array(z.string()),
      subject: quote,
      said: z.object({
        need: quote,
        customer: quote,
        measure: quote,
        symptom: quote,
        since: quote,
        affected: quote,
        decision: quote,
        deadline: quote,
        priority: quote,
      }),
    })
    .nullable(),
  need: read(needLabels)
    .extend({ restated: quote, follow_up: quote, since: quote, affected: quote })
    .nullable(),
  customer: read(customerLabels)
    .extend({ lens: z.enum(effectKinds).nullable(), link: quote, owner: quote })
    .nullable(),
  measure: z.object({ date: quote }).nullable(),
});

export type ModelReading = z.infer<typeof Output>;

export const loadReadMessagePrompt = () => loadPrompt("read-message", Input, Output);

/**
 * What fills the prompt. Long texts are cut: a message of this many characters has said what it
 * wants.
 */
export const readMessagePromptValues = ({
  text,
  wants,
  request,
  today,
}: JudgeInput): z.input<typeof Input> => ({
  wanted: [...wants],
  today: today ?? null,
  request: request?.slice(0, 2000) ?? null,
  message: text.slice(0, 8000),
});

/** The same without the keys that hold nothing. */
function present<T extends object>(values: { [K in keyof T]: T[K] | undefined | null }): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as T;
}

const sure = <T extends { confidence: number }>(reading: T): T => ({
  ...reading,
  confidence: Math.min(1, Math.max(0, reading.confidence)),
});

/**
 * A control is a short message of its own; in a longer one, in a quote or beside words that steer
 * it may be somebody else's.
 */
const mayControl = (text: string): boolean =>
  text.length <= 80 &&
  !/\n|```|<[@#!]|^\s*(?:>|&gt;)/.test(text) &&
  stripInjections(stripQuotedLines(text)) === text;

/** Requests in one message; each costs a look through all of it. */
const mostParts = 20;

function readRequest(text: string, from: NonNullable<ModelReading["request"]>): RequestReading {
  const parts = from.parts
    .slice(0, mostParts)
    .flatMap((part) => findVerbatimQuote(text, part) ?? []);
  const subject = findVerbatimQuote(text, from.subject);
  const said = Object.fromEntries(
    Object.entries(from.said).map(([key, value]) => [key, findVerbatimQuote(text, value)]),
  );
  return {
    isRequest: sure(from.is_request),
    smallTalk: sure(from.small_talk),
    kind: sure(from.kind),
    priorityClaim: sure(from.priority_claim),
    providerLanguage: sure(from.provider_language),
    parts: parts.length > 1 && parts.length === from.parts.length ? parts : [text.trim()],
    said: present<StatedAnswers>(said),
    ...(subject && subject.length <= 80 ? { subject } : {}),
  };
}

const question = (asked: string | undefined) => (asked?.endsWith("?") ? asked : undefined);

/**
 * Takes from a model's answer what is well-formed, true of the message and fit to be shown; what of
 * it counts is decided in `agree.ts`. The rules' readings stand for whatever is missing. `secret`
 * is the prompt, of which nothing may come back.
 */
export function validateModelReading(
  { text, wants, request: about = "" }: JudgeInput,
  answer: ModelReading,
  rules: Readings,
  secret: string,
): Omit<Readings, "by"> {
  const wanted = new Set(wants);
  const own = `${text}\n${about}`;
  const { control, request, need, customer, measure } = answer;
  const readings: Omit<Readings, "by"> = {};
  if (wanted.has("control") && control && mayControl(text)) readings.control = sure(control);
  if (wanted.has("request"))
    readings.request = request ? readRequest(text, request) : (rules.request as RequestReading);
  if (wanted.has("need")) {
    readings.need = need
      ? present<NeedReading>({
          label: need.label,
          confidence: sure(need).confidence,
          restated: sanitizeSentence(need.restated, secret, own),
          followUp: question(sanitizeSentence(need.follow_up, secret, own)),
          since: findVerbatimQuote(text, need.since),
          affected: findVerbatimQuote(text, need.affected),
        })
      : (rules.need as NeedReading);
  }
  if (wanted.has("customer")) {
    readings.customer = customer
      ? present<CustomerReading>({
          label: customer.label,
          confidence: sure(customer).confidence,
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
    readings.measure = present({ date });
  }
  return readings;
}
