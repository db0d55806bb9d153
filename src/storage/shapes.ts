/** Shapes of what is stored as JSON or in a notation of its own. Those that are read in great numbers are looked at by hand: zod takes some ten times as long. */
import { Arrival } from "../surface/arrival.ts";
import type { Button, Card, Element } from "../surface/card.ts";
import { Place } from "../surface/place.ts";
import type { Prose, Span } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import { normaliseZone } from "../time-zone.ts";
import { isDate } from "../working-time.ts";
import type { Shape } from "./reading.ts";

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === "string";
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf =
  <T>(shape: Shape<T>): Shape<T[]> =>
  (value) =>
    Array.isArray(value) ? value.flatMap((each) => shape(each) ?? []) : undefined;

const text: Shape<string> = (value) => (isText(value) ? value : undefined);

/** Whatever it is. */
export const anything: Shape<Json> = (value) => value as Json;

export const fields: Shape<{ [key: string]: Json }> = (value) => (isFields(value) ? (value as { [key: string]: Json }) : undefined);

export const texts = listOf(text);

/** ISO. */
export const date: Shape<string> = (value) => (isText(value) && isDate(value) ? value : undefined);

/** `15:00`. */
export const timeOfDay: Shape<string> = (value) => (isText(value) && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value) ? value : undefined);

/** ISO weekdays, ascending (`12345`). */
export const weekdays: Shape<string> = (value) => (isText(value) && /^1?2?3?4?5?6?7?$/.test(value) && value !== "" ? value : undefined);

/** A zone by whichever name it was stored. */
export const zone: Shape<string> = normaliseZone;

const surfaces = new Set<unknown>(Place.shape.surface.options);
const placeKinds = new Set<unknown>(Place.shape.kind.options);

const marks = ["bold", "italic", "code", "person", "link"] as const;

const span: Shape<Span> = (value) => {
  if (isText(value)) return value;
  if (!isFields(value) || !marks.some((mark) => isText(value[mark]))) return undefined;
  return [value.name, value.label].every((more) => more === undefined || isText(more)) ? (value as Span) : undefined;
};

export const prose: Shape<Prose> = listOf(span);

export const place: Shape<Place> = (value) => {
  if (!isFields(value)) return undefined;
  const { surface, kind, id, thread } = value;
  const isOne = surfaces.has(surface) && placeKinds.has(kind) && isText(id) && (thread === undefined || isText(thread));
  return isOne ? (value as unknown as Place) : undefined;
};

const placeAndId: Shape<{ place: Place; id: string }> = (value) => {
  const there = isFields(value) ? place(value.place) : undefined;
  return there && isText((value as Fields).id) ? (value as { place: Place; id: string }) : undefined;
};

export const boardCards = listOf(placeAndId);

export const boardColumns = listOf((value) =>
  isFields(value) && isText(value.key) && isText(value.title) && isText(value.hint) ? (value as { key: string; title: string; hint: string }) : undefined,
);

/** A share in percent. */
export const figure: Shape<{ percent: number; edge?: "or_more" | "or_less" }> = (value) =>
  isFields(value) && Number.isFinite(value.percent) && [undefined, "or_more", "or_less"].some((edge) => edge === value.edge)
    ? (value as { percent: number; edge?: "or_more" | "or_less" })
    : undefined;

const isButton = (value: unknown): value is Button => isFields(value) && isText(value.label) && (isText(value.press) || isText(value.url));
const isProse = (value: unknown): value is Prose => Array.isArray(value) && value.every((each) => span(each) !== undefined);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

/** Whether an element has what its kind is rendered from. */
const elements: Readonly<Record<Element["kind"], (element: Fields) => boolean>> = {
  heading: (element) => isProse(element.text),
  text: (element) => isProse(element.text),
  quote: (element) => isProse(element.text),
  note: (element) => isProse(element.text),
  facts: ({ facts }) => Array.isArray(facts) && facts.every((fact) => isFields(fact) && isText(fact.label) && isProse(fact.value)),
  item: ({ text, note, button }) => isProse(text) && (note === undefined || isProse(note)) && (button === undefined || isButton(button)),
  buttons: ({ buttons }) => Array.isArray(buttons) && buttons.every(isButton),
  chart: ({ title, labels, series, text }) => isText(title) && isTexts(labels) && Array.isArray(series) && series.every(isSeries) && isProse(text),
  chain: ({ links }) => isTexts(links),
  divider: () => true,
};

const isSeries = (value: unknown): boolean => isFields(value) && isText(value.name) && Array.isArray(value.values) && value.values.every(Number.isFinite);

export const card: Shape<Card> = listOf((value) =>
  isFields(value) && isText(value.kind) && Object.hasOwn(elements, value.kind) && elements[value.kind as Element["kind"]](value)
    ? (value as unknown as Element)
    : undefined,
);

export const arrival: Shape<Arrival> = (value) => Arrival.safeParse(value).data;

/** Where members of a group come from. */
export const source: Shape<{ kind: "list" } | { kind: "slack" | "teams"; id: string }> = (value) => {
  if (!isFields(value)) return undefined;
  if (value.kind === "list") return { kind: "list" };
  return (value.kind === "slack" || value.kind === "teams") && isText(value.id) ? { kind: value.kind, id: value.id } : undefined;
};

/** What belongs to an act on a request. */
export const stepDetails: Shape<{ [key: string]: unknown; alternative?: Prose }> = (value) => {
  if (!isFields(value)) return undefined;
  const { alternative, ...rest } = value;
  const words = Object.fromEntries(Object.entries(rest).filter(([, each]) => isText(each)));
  return { ...words, ...(isProse(alternative) && { alternative }) };
};
