/** The card in the intake channel: the brief, where it stands now, and what can be done with it. */
import type { Group } from "../organisation/groups.ts";
import type { Button, Card, Element } from "../surface/card.ts";
import type { Person } from "../surface/place.ts";
import { type Prose, plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { asConfirmed, briefFacts, intakeFacts } from "./brief.ts";
import { possible, type Terms } from "./decide.ts";
import { type Act, awaited, type Case, offer, type Step } from "./life.ts";
import { mention } from "./mention.ts";
import { pressOf } from "./press.ts";
import { shorten } from "./shorten.ts";
import type { Talk } from "./talk.ts";

/** Characters of a passage, so that the card stays one screen and within what both platforms take; the whole is in the ledger. */
const passage = 300;
const quoted = 600;
const line = 140;
/** Of what was asked and said, the newest; all of it is in the thread under the card. */
const mostStory = 6;
/** Buttons that a card shows at first: who sees twelve reads none. */
const mostButtons = 4;

/** What the card shows besides the case. */
export interface Surroundings extends Terms {
  words: Words;
  /** Everything that is broken and not mended yet, this one left out. */
  broken: number;
  /** The colleagues whose requests were merged into this one. */
  others: readonly Person[];
  /** The number of the request that it was merged into. */
  into?: number;
  /** The number of the request that it waits for. */
  first?: number;
  /** The requester's business group. */
  group?: Group;
  /** Requests with a similar need, likest first. */
  similar?: readonly { number: number; title: string }[];
  /** From the requester's group to the paying customer. */
  chain?: readonly string[] | undefined;
  /** Every button that there is, and not the likeliest alone. */
  all?: boolean;
}

/** Acts whose button opens a form. */
const withForm = new Set<Act>(["ask", "propose", "decline", "postpone", "hand", "merge", "stream", "deliver"]);

const oneLine = (text: Prose): Prose => [plain(text).replaceAll(/\s+/g, " ").trim()];

const list = (people: readonly Prose[]): Prose => people.flatMap((person, index) => [...(index > 0 ? [", "] : []), ...person]);

export function teamCard(one: Case, around: Surroundings): Card {
  const { words } = around;
  const missing = awaited(one, around.approval);
  const facts = lifeFacts(one, around);
  const earlier = Math.max(0, storyOf(one, words).length - mostStory);
  const mended = one.kind === "factory_issue" && one.talk.kind !== "factory_issue";
  const similar = (around.similar ?? []).map(({ number, title }) => `R-${number} ${title}`.trim());
  const { group } = around;
  const notes = [
    ...(group?.strategy ? [words("organisation.card.strategy", { group: group.name, strategy: shorten(oneLine(group.strategy), line) })] : []),
    ...(one.secluded ? [words("where.private")] : []),
    ...(one.outside ? [words("membership.brought", { who: mention(one.requester) })] : []),
    ...(similar.length > 0 ? [words("life.card.similar", { requests: similar.join("; ") })] : []),
    ...(earlier > 0 ? [words("life.card.earlier", { count: earlier })] : []),
    ...(mended ? [words("life.card.factory")] : []),
    ...(missing.length > 0 && possible(one.status).includes("take")
      ? [words("life.card.awaits", { missing: list(missing.map((id) => mention({ id }))) })]
      : []),
    words("life.card.backlog", { count: around.broken }),
  ];
  const [title, ...brief] = intakeFacts(one.talk, words);
  const buttons = buttonsOf(one, around, missing.length > 0);
  return [
    title!,
    { kind: "text", text: standing(one, around) },
    ...brief.filter((element) => element.kind !== "facts" || element.facts.length > 0).map(fitting),
    ...(facts.length > 0 ? [fitting({ kind: "facts", facts })] : []),
    ...(around.chain ? [{ kind: "chain" as const, links: [...around.chain] }] : []),
    ...notes.map((text): Element => ({ kind: "note", text })),
    ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : []),
  ];
}

function fitting(element: Element): Element {
  if (element.kind === "quote") return { kind: "quote", text: shorten(element.text, quoted) };
  if (element.kind === "facts") return { kind: "facts", facts: element.facts.map(({ label, value }) => ({ label, value: shorten(value, passage) })) };
  return element;
}

/** What can be done now, likeliest first; the rest is one tap away. */
function buttonsOf({ request, status, kind }: Case, { words, all = false }: Surroundings, waits: boolean): Button[] {
  const buttons = possible(status)
    .filter((act) => !waits || (act !== "take" && act !== "hand"))
    .filter((act) => act !== "factory" || kind !== "factory_issue")
    .map((act): Button => {
      const style = act === "take" || act === "deliver" ? ({ style: "primary" } as const) : {};
      return {
        label: words.label(`life.button.${act === "ask" ? "ask.short" : act}`),
        press: pressOf({ verb: "act", request, act }),
        ...style,
        ...(withForm.has(act) && { opensForm: true as const }),
      };
    });
  if (all || buttons.length <= mostButtons + 1) return buttons;
  return [...buttons.slice(0, mostButtons), { label: words.label("life.button.more"), press: pressOf({ verb: "more", request }) }];
}

/** Who has it, or where it stands, and since when. */
function standing(one: Case, { words, into }: Surroundings): Prose {
  const since = one.steps.findLast(({ status }, index, all) => status !== all[index - 1]?.status || all[index]?.act === "hand")?.at ?? new Date(0);
  if (one.status === "accepted" && one.owner) return words("life.card.owner", { owner: mention(one.owner), since });
  if (one.status === "merged" && into !== undefined) return words("life.card.merged", { into, since });
  return words("life.card.standing", { status: words.label(`requests.status.${one.status}`), since });
}

type Fact = { label: string; value: Prose };

const factOf =
  (words: Words) =>
  (key: string, step: Step, value: Prose | undefined, more: Record<string, Date | string> = {}): Fact[] =>
    value ? [{ label: words.label(`life.card.${key}`, { who: mention(step.by), ...more }), value }] : [];

function lifeFacts(one: Case, { words, others, first, group }: Surroundings): Fact[] {
  return [
    ...(group ? [{ label: words.label("organisation.card.group"), value: groupLine(group, words) }] : []),
    ...(others.length > 0 ? [{ label: words.label("life.card.others"), value: list(others.map(mention)) }] : []),
    ...(first === undefined ? [] : [{ label: words.label("life.card.waits"), value: words("life.card.waits_for", { first }) }]),
    ...offered(one, words),
    ...storyOf(one, words).slice(-mostStory),
    ...(one.stream ? [{ label: words.label("life.card.stream"), value: [one.stream] }] : []),
  ];
}

const groupLine = ({ name, advocate }: Group, words: Words): Prose =>
  advocate ? words("organisation.card.group.advocate", { group: name, advocate: mention(advocate) }) : [name];

/** The alternative that stands. */
function offered(one: Case, words: Words): Fact[] {
  const step = offer(one);
  if (!step) return [];
  const { act, alternative = [], why, until } = step;
  const value = [...alternative, ...(why ? [" (", ...why, ")"] : [])];
  const key = act === "decline" ? "declined" : act === "postpone" ? "postponed" : "alternative";
  return factOf(words)(key, step, value, until ? { until: new Date(`${until}T12:00:00Z`) } : {});
}

/** What was asked and said, oldest first. */
const storyOf = ({ steps }: Case, words: Words): Fact[] =>
  steps.flatMap((step): Fact[] => {
    const fact = factOf(words);
    switch (step.act) {
      case "ask":
      case "please_change":
        return fact("open_question", step, step.why);
      case "answer":
      case "evidence":
        return fact("answered", step, step.why);
      case "object":
        return fact("objected", step, step.why);
      case "outcome": {
        const value = words(`life.verdict.${step.verdict}`);
        return step.verdict === "not_answered" ? [{ label: words.label("life.card.outcome.none"), value }] : fact("outcome", step, value);
      }
      default:
        return [];
    }
  });

/** What the team reads in the card's thread when something was asked or said, or somebody else did something. Words that were taken back are gone from it. */
export function teamNote(one: Case, step: Step, words: Words): Card {
  const { act, by, why, verdict, answers } = step;
  const to = act === "answer" ? one.steps.find(({ id }) => id === answers)?.by : step.to;
  const person = (somebody: Person | undefined): Prose => (somebody ? mention(somebody) : []);
  const values = {
    ...{ number: one.number, by: mention(by), to: person(to), why: why ?? "", requester: mention(one.requester), owner: person(one.owner) },
    verdict: verdict ? words.label(`life.verdict.${verdict}`).toLowerCase() : "",
  };
  const key = ((): string | undefined => {
    if (!why && (act === "answer" || act === "evidence" || act === "object")) return "taken_back";
    if (act === "outcome" && verdict === "not_answered") return "outcome.not_answered";
    if (act === "answer" && !to) return "answer.unasked";
    return act === "person" && one.owner ? "person.owner" : act;
  })();
  return [{ kind: "text", text: words(`life.team.${key}`, values) }];
}

/** What of a brief reads otherwise than before. */
export function changedParts(before: Talk, after: Talk, words: Words): Fact[] {
  const factsOf = (talk: Talk): Fact[] => {
    const brief = briefFacts(asConfirmed(talk), words);
    return [{ label: words.label("life.card.words"), value: talk.text }, ...(brief.kind === "facts" ? brief.facts : [])];
  };
  const old = new Map(factsOf(before).map(({ label, value }) => [label, JSON.stringify(value)]));
  return factsOf(after).filter(({ label, value }) => value.length > 0 && old.get(label) !== JSON.stringify(value));
}

/** The requester mended the brief while the team was at it already: which parts, as they read now. */
export const changedNote = (by: Person, parts: readonly Fact[], words: Words): Card => [
  { kind: "text", text: words("life.team.changed", { by: mention(by) }) },
  { kind: "facts", facts: parts.map(({ label, value }) => ({ label, value: shorten(value, passage) })) },
];
