/** The forms behind the buttons of a brief's card: what they ask, what of it is not accepted, and the deed that they become. */
import type { ArrivalOf } from "../surface/arrival.ts";
import type { Field, Form, Option } from "../surface/form.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { isDate } from "../working-time.ts";
import { type Act, acts, type Case, type Deed, unanswered } from "./life.ts";
import { mention } from "./mention.ts";

/** What a form offers to choose from. */
export interface Choices {
  /** Requests that this one may become part of, or that may wait for it. */
  requests: readonly { request: string; number: number; title: string }[];
  streams: readonly string[];
  /** Colleagues may go their own way: the engagement model `customer`. */
  freeChoice: boolean;
  /** The team has as much in hand as it said it can carry. */
  full: boolean;
}

const actForm = (request: string, act: Act): string => `act/${request}/${act}`;

export function readActForm(id: string): { request: string; act: Act } | undefined {
  const [kind, request, name] = id.split("/");
  const act = acts.find((each) => each === name);
  return kind === "act" && request && act ? { request, act } : undefined;
}

/** The form of an act; undefined where it has none. */
export function formOf(one: Case, act: Act, { requests, streams, freeChoice, full }: Choices, words: Words): Form | undefined {
  const about = { number: one.number, requester: plain(mention(one.requester)) };
  const label = (key: string): string => words.label(`life.form.${act}.${key}`, about);
  const text = (name: string, more: Partial<Field> = {}): Field => ({ name, label: label(name), multiline: true, ...more }) as Field;
  const choice = (name: string, options: Option[], more: Partial<Field> = {}): Field =>
    ({ name, label: label(name), kind: "choice", options, ...more }) as Field;
  const others: Option[] = requests
    .filter(({ request }) => request !== one.request)
    .map(({ request, number, title }) => ({ value: request, label: `R-${number} ${title}` }));
  const alternative = (): Field =>
    freeChoice && act === "decline"
      ? { name: "alternative", label: label("alternative.customer"), hint: label("alternative.customer.hint"), multiline: true, required: true }
      : text("alternative", { hint: label("alternative.hint"), required: true });
  const fields: Partial<Record<Act, () => Field[]>> = {
    ask: () => [text("text", { hint: label("text.hint"), required: true })],
    answer: () => [text("text", { required: true })],
    propose: () => [alternative(), text("text")],
    decline: () => [text("text", { required: true }), alternative()],
    postpone: () => [{ name: "until", label: label("until"), kind: "date", required: true }, text("text", { required: true }), alternative()],
    merge: () => [choice("into", others, { required: true })],
    stream: () => [
      ...(streams.length > 0
        ? [
            choice(
              "stream",
              streams.map((name) => ({ value: name, label: name })),
              one.stream ? { value: one.stream } : {},
            ),
          ]
        : []),
      { name: "new", label: label("new") },
    ],
    hand: () => [
      { name: "to", label: label("to"), kind: "person", required: true },
      ...(full && one.status !== "accepted" && others.length > 0 ? [choice("waits", others, { required: true })] : []),
      text("text"),
    ],
    deliver: () => [
      choice(
        "brought",
        (["requested", "team"] as const).map((value) => ({ value, label: label(`brought.${value}`) })),
        { value: "requested", required: true },
      ),
      text("text"),
    ],
    take: () => [...(others.length > 0 ? [choice("waits", others)] : []), { name: "text", label: label("text") }],
    object: () => [text("text", { required: true })],
    please_change: () => [text("text", { required: true })],
  };
  const asked = fields[act]?.();
  if (!asked || (act === "merge" && others.length === 0)) return undefined;
  const question = act === "answer" ? unanswered(one).at(-1)?.why : undefined;
  const intro = act === "merge" || act === "take" ? { intro: words(`life.form.${act}.intro`) } : question ? { intro: question } : {};
  return {
    id: actForm(one.request, act),
    title: label("title"),
    submit: words.label("life.form.send"),
    cancel: words.label("life.form.cancel"),
    ...intro,
    fields: asked,
  };
}

/** Words that stand in a field and say nothing. */
const nothing = /^\W*(?:no(?:ne|thing)?|nope|n\/?a|not applicable|keine?s?|nichts|nein|rien|aucune?|non|nada|ninguna?o?|x+|tbd)?\W*$/i;

/** What is wrong with an act's form, by field: keys of sentences. */
export function mistakesIn(act: Act, values: Record<string, string>, today: string): Record<string, string> {
  const mistakes: Record<string, string> = {};
  const given = (name: string): string => (values[name] ?? "").trim();
  const needs = (name: string, key: string, wrong: boolean): void => {
    if (wrong) mistakes[name] = key;
  };
  if (act === "decline" || act === "postpone" || act === "propose") needs("alternative", "no_alternative", nothing.test(given("alternative")));
  if (act === "decline" || act === "postpone" || act === "ask" || act === "answer" || act === "object" || act === "please_change")
    needs("text", "empty", given("text") === "");
  if (act === "postpone") needs("until", "past", !isDate(given("until")) || given("until") <= today);
  if (act === "merge") needs("into", "choose", given("into") === "");
  if (act === "hand") needs("to", "choose", given("to") === "");
  if (act === "take") needs("text", "waits", given("waits") === "" && given("text") === "");
  if (act === "stream") needs("new", "stream", given("stream") === "" && given("new") === "");
  return mistakes;
}

/** What the form of each act asks; nothing else that came with it counts. */
const fieldsOf: Partial<Record<Act, readonly string[]>> = {
  ...{ ask: ["text"], answer: ["text"], object: ["text"], please_change: ["text"], propose: ["alternative", "text"], decline: ["alternative", "text"] },
  ...{ postpone: ["until", "alternative", "text"], hand: ["to", "waits", "text"], take: ["waits", "text"], deliver: ["brought", "text"] },
  ...{ merge: ["into"], stream: ["stream", "new"] },
};

/** Nobody and nothing has a longer name or id. */
const longestName = 200;

/** What somebody did by sending an act's form. */
export function deedOf(request: string, act: Act, { values, by }: ArrivalOf<"submitted">): Deed {
  const given = (name: string): string | undefined => (fieldsOf[act]?.includes(name) && values[name]?.trim()) || undefined;
  const [text, alternative, until] = ["text", "alternative", "until"].map(given);
  const [to, into, stream, made, waits] = ["to", "into", "stream", "new", "waits"].map((name) => given(name)?.slice(0, longestName));
  const named = made ?? stream;
  return {
    request,
    act,
    by,
    ...(text && act !== "take" && { why: [text] }),
    ...(alternative && { alternative: [alternative] }),
    ...(until && isDate(until) && { until }),
    ...(to && { to: { id: to } }),
    ...(into && { into }),
    ...(named && { stream: named }),
    ...(act === "deliver" && { brought: given("brought") === "team" ? ("team" as const) : ("requested" as const) }),
    ...(((act === "take" && (waits || text)) || waits) && { waits: { ...(waits && { request: waits }), ...(act === "take" && text && { words: [text] }) } }),
  };
}
