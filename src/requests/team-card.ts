/** The card in the intake channel: the brief, where it stands now, and what can be done with it. */
import type { Button, Card, Element } from "../surface/card.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import { intakeFacts } from "./brief.ts";
import { type Act, awaited, type Case, offer, possible, type Step, type Terms } from "./life.ts";
import { pressOf } from "./press.ts";

/** What the card shows besides the case. */
export interface Surroundings extends Terms {
  words: Words;
  /** Everything that is broken and not mended yet, this one left out. */
  broken: number;
  /** The colleagues whose requests were merged into this one. */
  others: readonly Person[];
  /** The number of the request that it was merged into. */
  into?: number;
  /** Similar requests, as lines. */
  similar?: readonly Element[];
}

/** Acts whose button opens a form. */
const withForm = new Set<Act>(["ask", "propose", "decline", "postpone", "hand", "merge", "stream", "deliver"]);

export const mention = ({ id, name }: Person): Prose => [{ person: id, ...(name && { name }) }];

const list = (people: readonly Prose[]): Prose => people.flatMap((person, index) => [...(index > 0 ? [", "] : []), ...person]);

export function teamCard(one: Case, around: Surroundings): Card {
  const { words } = around;
  const missing = awaited(one, around.approval);
  const facts = lifeFacts(one, around);
  const buttons = possible(one.status)
    .filter((act) => missing.length === 0 || (act !== "take" && act !== "hand"))
    .filter((act) => act !== "factory" || one.kind !== "factory_issue")
    .map((act): Button => {
      const style = act === "take" || act === "deliver" ? ({ style: "primary" } as const) : {};
      return {
        label: words.label(`life.button.${act === "ask" ? "ask.short" : act}`),
        press: pressOf({ verb: "act", request: one.request, act }),
        ...style,
        ...(withForm.has(act) && { opensForm: true as const }),
      };
    });
  const notes = [
    ...(missing.length > 0 && possible(one.status).includes("take")
      ? [words("life.card.awaits", { missing: list(missing.map((id) => mention({ id }))) })]
      : []),
    words("life.card.backlog", { count: around.broken }),
  ];
  return [
    ...intakeFacts(one.talk, words),
    ...(facts.length > 0 ? [{ kind: "facts" as const, facts }] : []),
    { kind: "text", text: standing(one, words) },
    ...(around.similar ?? []),
    ...notes.map((text): Element => ({ kind: "note", text })),
    ...(buttons.length > 0 ? [{ kind: "buttons" as const, buttons }] : []),
  ];
}

/** Who has it, or where it stands, and since when. */
function standing(one: Case, words: Words): Prose {
  const since = one.steps.findLast(({ status }, index, all) => status !== all[index - 1]?.status || all[index]?.act === "hand")?.at ?? new Date(0);
  if (one.status === "accepted" && one.owner) return words("life.card.owner", { owner: mention(one.owner), since });
  return words("life.card.standing", { status: words.label(`requests.status.${one.status}`), since });
}

type Fact = { label: string; value: Prose };

function lifeFacts(one: Case, { words, others, into }: Surroundings): Fact[] {
  const standingOffer = offer(one);
  const told = (key: string, step: Step, value: Prose | undefined, more: Record<string, Date> = {}): Fact[] =>
    value ? [{ label: words.label(`life.card.${key}`, { who: mention(step.by), ...more }), value }] : [];
  const with_ = (step: Step): Prose => [...(step.alternative ?? []), ...(step.why ? [" (", ...step.why, ")"] : [])];
  const offered: Fact[] = standingOffer
    ? standingOffer.act === "propose"
      ? told("alternative", standingOffer, with_(standingOffer))
      : standingOffer.act === "decline"
        ? told("declined", standingOffer, with_(standingOffer))
        : told("postponed", standingOffer, with_(standingOffer), { until: new Date(`${standingOffer.until}T12:00:00Z`) })
    : [];
  return [
    ...(others.length > 0 ? [{ label: words.label("life.card.others"), value: list(others.map(mention)) }] : []),
    ...offered,
    ...one.steps.flatMap((step): Fact[] => {
      switch (step.act) {
        case "ask":
        case "please_change":
          return told("open_question", step, step.why);
        case "answer":
          return told("answered", step, step.why);
        case "object":
          return told("objected", step, step.why);
        case "outcome": {
          const value = words(`life.verdict.${step.verdict}`);
          return step.verdict === "not_answered" ? [{ label: words.label("life.card.outcome.none"), value }] : told("outcome", step, value);
        }
        case "evidence":
          return told("answered", step, step.why);
        default:
          return [];
      }
    }),
    ...(one.stream ? [{ label: words.label("life.card.stream"), value: [one.stream] }] : []),
    ...(into === undefined ? [] : [{ label: words.label("requests.status.merged"), value: words("life.card.merged", { into }) }]),
  ];
}

/** What the team reads in the card's thread when somebody else did something. */
export function teamNote(one: Case, step: Step, words: Words): Card {
  const key = step.act === "outcome" && step.verdict === "not_answered" ? "outcome.not_answered" : step.act;
  const verdict = step.verdict ? words.label(`life.verdict.${step.verdict}`).toLowerCase() : "";
  const values = { number: one.number, by: mention(step.by), to: step.to ? mention(step.to) : "", why: step.why ?? "", verdict };
  return [{ kind: "text", text: words(`life.team.${key}`, values) }];
}

/** What somebody reads whose agreement is needed. */
export const approvalCard = (one: Case, words: Words): Card => [
  { kind: "text", text: words("life.approval.ask", { requester: mention(one.requester) }) },
  ...intakeFacts(one.talk, words),
  {
    kind: "buttons",
    buttons: [
      { label: words.label("life.button.approve"), press: pressOf({ verb: "act", request: one.request, act: "approve" }), style: "primary" },
      { label: words.label("life.button.please_change"), press: pressOf({ verb: "act", request: one.request, act: "please_change" }), opensForm: true },
    ],
  },
];
