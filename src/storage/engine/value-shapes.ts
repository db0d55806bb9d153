/**
 * Shapes of values stored as JSON or in a notation. Frequently read ones are checked by hand, since
 * zod takes about ten times as long.
 */

import { normaliseTimeZone } from "../../lib/dates/time-zone.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import type { Json } from "../../platform/adapter.ts";
import type { Button, Card, CardElement } from "../../platform/card.ts";
import {
  type ConversationRef,
  conversationKinds,
  type GroupPlatform,
  groupPlatformOf,
  platformNames,
  withPlatformKey,
} from "../../platform/conversation-ref.ts";
import { InboundEvent, TargetChoice } from "../../platform/event.ts";
import type { RichText, TextSpan } from "../../platform/rich-text.ts";
import type { ValueShape } from "./columns.ts";

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === "string";
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf =
  <T>(shape: ValueShape<T>): ValueShape<T[]> =>
  (value) =>
    Array.isArray(value) ? value.flatMap((each) => shape(each) ?? []) : undefined;

const text: ValueShape<string> = (value) => (isText(value) ? value : undefined);

/** Any JSON value. */
export const anyJsonShape: ValueShape<Json> = (value) => value as Json;

/** A JSON object. */
export const jsonObjectShape: ValueShape<{ [key: string]: Json }> = (value) =>
  isFields(value) ? (value as { [key: string]: Json }) : undefined;

/** A list of texts. */
export const textListShape = listOf(text);

/** An ISO date. */
export const isoDateShape: ValueShape<string> = (value) =>
  isText(value) && isIsoDate(value) ? value : undefined;

/** A time of day such as `15:00`. */
export const timeOfDayShape: ValueShape<string> = (value) =>
  isText(value) && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : undefined;

/** ISO weekdays in ascending order, such as `12345`. */
export const weekdaysShape: ValueShape<string> = (value) =>
  isText(value) && /^1?2?3?4?5?6?7?$/.test(value) && value !== "" ? value : undefined;

/** An IANA time zone, read from any name that it was stored under. */
export const timeZoneShape: ValueShape<string> = normaliseTimeZone;

const knownPlatforms = new Set<unknown>(platformNames);
const knownKinds = new Set<unknown>(conversationKinds);

const spanMarks = ["bold", "italic", "code", "person", "link"] as const;

const spanShape: ValueShape<TextSpan> = (value) => {
  if (isText(value)) return value;
  if (!isFields(value) || !spanMarks.some((mark) => isText(value[mark]))) return undefined;
  return [value.name, value.label].every((more) => more === undefined || isText(more))
    ? (value as TextSpan)
    : undefined;
};

/** Rich text. */
export const richTextShape: ValueShape<RichText> = listOf(spanShape);

/** A conversation reference, also of release 0.1.0. */
export const conversationRefShape: ValueShape<ConversationRef> = (value) => {
  const reference = withPlatformKey(value);
  if (!isFields(reference)) return undefined;
  const { platform, kind, id, thread } = reference;
  const isOne =
    knownPlatforms.has(platform) &&
    knownKinds.has(kind) &&
    isText(id) &&
    (thread === undefined || isText(thread));
  return isOne ? (reference as unknown as ConversationRef) : undefined;
};

const boardCardShape: ValueShape<{ place: ConversationRef; id: string }> = (value) => {
  const place = isFields(value) ? conversationRefShape(value.place) : undefined;
  const { id } = Object(value) as Fields;
  return place && isText(id) ? { place, id } : undefined;
};

/** Cards of a retrospective. */
export const boardCardsShape = listOf(boardCardShape);

/** Columns of a retrospective. */
export const boardColumnsShape = listOf((value) =>
  isFields(value) && isText(value.key) && isText(value.title) && isText(value.hint)
    ? (value as { key: string; title: string; hint: string })
    : undefined,
);

/** A share in percent. */
export const percentageShape: ValueShape<{ percent: number; edge?: "or_more" | "or_less" }> = (
  value,
) =>
  isFields(value) &&
  Number.isFinite(value.percent) &&
  [undefined, "or_more", "or_less"].some((edge) => edge === value.edge)
    ? (value as { percent: number; edge?: "or_more" | "or_less" })
    : undefined;

const isButton = (value: unknown): value is Button =>
  isFields(value) && isText(value.label) && (isText(value.press) || isText(value.url));
const isRichText = (value: unknown): value is RichText =>
  Array.isArray(value) && value.every((each) => spanShape(each) !== undefined);
const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(isText);

/** Whether an element has the fields that its kind is rendered from. */
const elements: Readonly<Record<CardElement["kind"], (element: Fields) => boolean>> = {
  heading: (element) => isRichText(element.text),
  text: (element) => isRichText(element.text),
  quote: (element) => isRichText(element.text),
  note: (element) => isRichText(element.text),
  facts: ({ facts }) =>
    Array.isArray(facts) &&
    facts.every((fact) => isFields(fact) && isText(fact.label) && isRichText(fact.value)),
  item: ({ text, note, button }) =>
    isRichText(text) &&
    (note === undefined || isRichText(note)) &&
    (button === undefined || isButton(button)),
  buttons: ({ buttons }) => Array.isArray(buttons) && buttons.every(isButton),
  chart: ({ title, labels, series, text }) =>
    isText(title) &&
    isTextList(labels) &&
    Array.isArray(series) &&
    series.every(isSeries) &&
    isRichText(text),
  chain: ({ links }) => isTextList(links),
  divider: () => true,
};

const isSeries = (value: unknown): boolean =>
  isFields(value) &&
  isText(value.name) &&
  Array.isArray(value.values) &&
  value.values.every(Number.isFinite);

/** A card. */
export const cardShape: ValueShape<Card> = listOf((value) =>
  isFields(value) &&
  isText(value.kind) &&
  Object.hasOwn(elements, value.kind) &&
  elements[value.kind as CardElement["kind"]](value)
    ? (value as unknown as CardElement)
    : undefined,
);

/** Targets of a message that waits for a choice. */
export const targetChoicesShape: ValueShape<{ name: string; target: TargetChoice }[]> = listOf(
  (value) => {
    const target = isFields(value) ? TargetChoice.safeParse(value.target) : undefined;
    return isFields(value) && isText(value.name) && target?.success
      ? { name: value.name, target: target.data }
      : undefined;
  },
);

/** Reads an event; one that an earlier release stored names its job `duty`. */
export const inboundEventShape: ValueShape<InboundEvent> = (value) => {
  const { duty, ...event } = Object(value) as Record<string, unknown>;
  return InboundEvent.safeParse(duty === undefined ? value : { ...event, job: duty }).data;
};

/** Source of a group's members. */
export const groupSourceShape: ValueShape<
  { kind: "list" } | { kind: GroupPlatform; id: string }
> = (value) => {
  if (!isFields(value)) return undefined;
  if (value.kind === "list") return { kind: "list" };
  const platform = groupPlatformOf(value.kind);
  return platform && isText(value.id) ? { kind: platform, id: value.id } : undefined;
};

/** Details of an action on a request. */
export const historyDetailsShape: ValueShape<{ [key: string]: unknown; alternative?: RichText }> = (
  value,
) => {
  if (!isFields(value)) return undefined;
  const { alternative, ...rest } = value;
  const words = Object.fromEntries(Object.entries(rest).filter(([, each]) => isText(each)));
  return { ...words, ...(isRichText(alternative) && { alternative }) };
};
