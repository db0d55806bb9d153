/** Forms of actions on a brief: fields, validation and the resulting action. */
import { isIsoDate } from "../../../lib/dates/working-time.ts";
import type { Words } from "../../../lib/i18n.ts";
import { saysNothing } from "../../../nlu/rules/answers/empty-words.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import type { Form, FormField, FormOption } from "../../../platform/form.ts";
import { personMention, toPlainText } from "../../../platform/rich-text.ts";
import { asc, eq } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import { caseActions } from "../actions.ts";
import { customerName, customerValues, listAboutNames } from "../brief/about.ts";
import type { CaseViewer } from "../queries/case-list-items.ts";
import { listSelectableCases } from "../queries/case-lists.ts";
import { countTeamLoad } from "../queries/team-load.ts";
import {
  type Case,
  type CaseAction,
  type CaseActionType,
  listUnansweredQuestions,
} from "./case.ts";
import { readCaseForAction } from "./case-access.ts";
import { effortBands } from "./effort.ts";

/** Builds the form that searches requests by words. */
export const caseSearchForm = (words: Words): Form => ({
  id: caseActions.encode("find"),
  title: words.plain("where.search.title"),
  submit: words.plain("where.search.find"),
  cancel: words.plain("life.form.cancel"),
  fields: [
    {
      name: "words",
      label: words.plain("where.search.words"),
      hint: words.plain("where.search.words.hint"),
      required: true,
    },
  ],
});

/** Choices of a form. */
interface CaseActionFormChoices {
  /** Possible merge targets, or requests that may wait. */
  requests: readonly { request: string; number: number; title: string }[];
  streams: readonly string[];
  services: readonly string[];
  customers: readonly string[];
  /** Whether colleagues may go their own way (engagement model `customer`). */
  freeChoice: boolean;
  /** Whether the team's capacity is used up. */
  full: boolean;
}

/** Builds the form of an action; `undefined` if it has none. */
function buildCaseActionForm(
  one: Case,
  act: CaseActionType,
  { requests, streams, services, customers, freeChoice, full }: CaseActionFormChoices,
  words: Words,
): Form | undefined {
  const about = { number: one.number, requester: toPlainText(personMention(one.requester)) };
  const label = (key: string): string => words.plain(`life.form.${act}.${key}`, about);
  const text = (name: string, more: Partial<FormField> = {}): FormField =>
    ({ name, label: label(name), multiline: true, ...more }) as FormField;
  const choice = (name: string, options: FormOption[], more: Partial<FormField> = {}): FormField =>
    ({ name, label: label(name), kind: "choice", options, ...more }) as FormField;
  /** A choice among names in use, if there are any. */
  const named = (name: string, names: readonly string[], value: string | undefined): FormField[] =>
    names.length > 0
      ? [
          choice(
            name,
            names.map((each) => ({ value: each, label: customerName(each, words) ?? each })),
            value && names.includes(value) ? { value } : {},
          ),
        ]
      : [];
  const others: FormOption[] = requests
    .filter(({ request }) => request !== one.request)
    .map(({ request, number, title }) => ({
      value: request,
      label: `R-${number} ${title}`.trim(),
    }));
  const alternative = (): FormField =>
    freeChoice && act === "decline"
      ? {
          name: "alternative",
          label: label("alternative.customer"),
          hint: label("alternative.customer.hint"),
          multiline: true,
          required: true,
        }
      : text("alternative", { hint: label("alternative.hint"), required: true });
  const fields: Partial<Record<CaseActionType, () => FormField[]>> = {
    ask: () => [text("text", { hint: label("text.hint"), required: true })],
    answer: () => [text("text", { required: true })],
    propose: () => [alternative(), text("text")],
    decline: () => [text("text", { required: true }), alternative()],
    postpone: () => [
      { name: "until", label: label("until"), kind: "date", required: true },
      text("text", { required: true }),
      alternative(),
    ],
    merge: () => [choice("into", others, { required: true })],
    set_stream: () => [
      ...named("stream", streams, one.stream),
      { name: "new", label: label(streams.length > 0 ? "new" : "stream") },
    ],
    set_service: () => [
      ...named("service", services, one.service),
      { name: "new_service", label: label(services.length > 0 ? "new_service" : "service") },
      ...named(
        "customer",
        [...customerValues.slice(0, 2), ...customers],
        one.customer === "in_words" ? undefined : one.customer,
      ),
      { name: "new_customer", label: label("new_customer") },
    ],
    assign: () => [
      { name: "to", label: label("to"), kind: "person", required: true },
      ...(full && one.status !== "accepted" && others.length > 0
        ? [choice("waits", others, { required: true })]
        : []),
      text("text"),
    ],
    deliver: () => [
      choice(
        "brought",
        (["requested", "team"] as const).map((value) => ({
          value,
          label: label(`brought.${value}`),
        })),
        { value: "requested", required: true },
      ),
      choice(
        "effort",
        effortBands.map((value) => ({ value, label: words.plain(`life.effort.${value}`) })),
      ),
      text("text"),
    ],
    take: () => [
      ...(others.length > 0 ? [choice("waits", others)] : []),
      { name: "text", label: label("text") },
    ],
    reopen: () => [text("text")],
    object: () => [text("text", { required: true })],
    please_change: () => [text("text", { required: true })],
  };
  const asked = fields[act]?.();
  if (!asked || (act === "merge" && others.length === 0)) return undefined;
  const question = act === "answer" ? listUnansweredQuestions(one).at(-1)?.why : undefined;
  const intro =
    act === "merge" || act === "take"
      ? { intro: words(`life.form.${act}.intro`) }
      : question
        ? { intro: question }
        : {};
  return {
    id: caseActions.encode(act, one.request),
    title: label("title"),
    submit: words.plain("life.form.send"),
    cancel: words.plain("life.form.cancel"),
    ...intro,
    fields: asked,
  };
}

/** Returns mistakes as keys of sentences, by field. */
export function validateCaseActionForm(
  act: CaseActionType,
  values: Record<string, string>,
  today: string,
): Record<string, string> {
  const mistakes: Record<string, string> = {};
  const given = (name: string): string => (values[name] ?? "").trim();
  const needs = (name: string, key: string, wrong: boolean): void => {
    if (wrong) mistakes[name] = key;
  };
  if (act === "decline" || act === "postpone" || act === "propose")
    needs("alternative", "no_alternative", saysNothing(given("alternative")));
  if (
    act === "decline" ||
    act === "postpone" ||
    act === "ask" ||
    act === "answer" ||
    act === "object" ||
    act === "please_change"
  )
    needs("text", "empty", given("text") === "");
  if (act === "postpone")
    needs("until", "past", !isIsoDate(given("until")) || given("until") <= today);
  if (act === "merge") needs("into", "choose", given("into") === "");
  if (act === "assign") needs("to", "choose", given("to") === "");
  if (act === "take") needs("text", "waits", given("waits") === "" && given("text") === "");
  if (act === "set_service")
    needs(
      "new_service",
      "about",
      ["service", "new_service", "customer", "new_customer"].every((name) => given(name) === ""),
    );
  if (act === "set_stream") needs("new", "stream", given("stream") === "" && given("new") === "");
  return mistakes;
}

/** Fields of each action's form; others are ignored. */
const fieldsOf: Partial<Record<CaseActionType, readonly string[]>> = {
  ask: ["text"],
  answer: ["text"],
  reopen: ["text"],
  object: ["text"],
  please_change: ["text"],
  propose: ["alternative", "text"],
  decline: ["alternative", "text"],
  postpone: ["until", "alternative", "text"],
  assign: ["to", "waits", "text"],
  take: ["waits", "text"],
  deliver: ["brought", "effort", "text"],
  set_service: ["service", "new_service", "customer", "new_customer"],
  merge: ["into"],
  set_stream: ["stream", "new"],
};

/** Maximum characters of a name or id. */
const maxNameCharacters = 200;

/** Converts a submitted form to an action. */
export function caseActionFromForm(
  request: string,
  act: CaseActionType,
  { values, by }: InboundEventOf<"submitted">,
): CaseAction {
  const given = (name: string): string | undefined =>
    (fieldsOf[act]?.includes(name) && values[name]?.trim()) || undefined;
  const [text, alternative, until] = ["text", "alternative", "until"].map(given);
  const [to, into, stream, made, waits] = ["to", "into", "stream", "new", "waits"].map((name) =>
    given(name)?.slice(0, maxNameCharacters),
  );
  const named = made ?? stream;
  const short = (name: string): string | undefined => given(name)?.slice(0, maxNameCharacters);
  return {
    request,
    act,
    by,
    why: text && act !== "take" ? [text] : undefined,
    alternative: alternative ? [alternative] : undefined,
    until: until && isIsoDate(until) ? until : undefined,
    to: to ? { id: to } : undefined,
    into,
    stream: named,
    service: short("new_service") ?? short("service"),
    customer: short("new_customer") ?? short("customer"),
    effort: effortBands.find((band) => band === given("effort")),
    ...(act === "deliver" && {
      brought: given("brought") === "team" ? ("team" as const) : ("requested" as const),
    }),
    waits:
      (act === "take" && (waits || text)) || waits
        ? { request: waits, words: act === "take" && text ? [text] : undefined }
        : undefined,
  };
}

/** Statuses of requests that can be merge targets or can wait. */
const mergeableStatuses = [
  "new",
  "accepted",
  "handed_over",
  "postponed",
  "alternative_proposed",
] as const;

/** Opens the form; `undefined` if the action has none or the viewer may not do it. */
export async function openCaseActionForm(
  on: Reader,
  viewer: CaseViewer,
  press: { request: string; act: CaseActionType },
  words: Words,
): Promise<Form | undefined> {
  const { workspace } = viewer;
  const { request, act } = press;
  const one = await readCaseForAction(on, workspace, press, viewer);
  if (!one) return undefined;
  const { model, capacity } = await readWorkspaceSettings(on, workspace);
  const full = capacity !== undefined && (await countTeamLoad(on, workspace)).accepted >= capacity;
  const waits = act === "take" || (act === "assign" && full);
  const requests =
    act === "merge"
      ? await listSelectableCases(on, viewer, mergeableStatuses)
      : waits
        ? await listSelectableCases(on, viewer, ["accepted"])
        : [];
  const streams = act === "set_stream" ? await streamsOf(on, workspace) : [];
  const { services, customers } =
    act === "set_service" ? await listAboutNames(on, workspace) : { services: [], customers: [] };
  return buildCaseActionForm(
    { ...one, request },
    act,
    { requests, streams, services, customers, freeChoice: model === "customer", full },
    words,
  );
}

async function streamsOf({ db, t }: Reader, workspace: string): Promise<string[]> {
  const rows = await db
    .select({ name: t.valueStreams.name })
    .from(t.valueStreams)
    .where(eq(t.valueStreams.workspace, workspace))
    .orderBy(asc(t.valueStreams.name));
  return rows.map(({ name }) => name);
}
