/** Card in the brief channel: the brief, the current state and the possible actions. */
import { noonOf } from "../../../lib/dates/calendar-dates.ts";
import { capitalise, type Words } from "../../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type Card,
  type CardElement,
  factsElement,
  itemElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import {
  personMention,
  personMentionList,
  type RichText,
  toPlainText,
  truncateRichText,
} from "../../../platform/rich-text.ts";
import type { Group } from "../../workspace/groups.ts";
import { caseActions } from "../actions.ts";
import { customerName } from "../brief/about.ts";
import { type BriefFact, teamBriefCard } from "../brief/brief.ts";
import {
  type Case,
  type CaseActionType,
  findSolved,
  findStandingOffer,
  type HistoryEntry,
  isOwned,
  listMissingApprovers,
} from "../lifecycle/case.ts";
import { possibleTeamActions, type TransitionTerms } from "../lifecycle/transitions.ts";

/**
 * Characters of a passage, so that the card stays one screen and within what both platforms take;
 * the whole is in the ledger.
 */
const maxTextCharacters = 300;
const maxQuoteCharacters = 600;
const maxLineCharacters = 140;
/** Newest questions and answers shown; all of them are in the thread under the card. */
const maxHistoryShown = 6;
/** Buttons shown at first; few are read when there are many. */
const maxButtons = 4;

/** Further facts that the card shows. */
export interface TeamCardContext extends TransitionTerms {
  words: Words;
  /** Requesters of the merged requests. */
  mergedRequesters: readonly Person[];
  /** Number of the merge target. */
  into?: number;
  /** Number of the request that it waits for. */
  first?: number;
  /** Requester's business group. */
  group?: Group;
  /** Who is named by a rule while nobody has taken it. */
  assigned?: RichText | undefined;
  /** Similar requests, most similar first. */
  similar?: readonly { number: number; title: string }[];
  /** Links from the requester's group to the paying customer. */
  chain?: readonly string[] | undefined;
  /** Whether to show all buttons instead of the most likely. */
  showAllButtons?: boolean;
}

/** Actions whose button opens a form. */
const withForm = new Set<CaseActionType>([
  "ask",
  "propose",
  "decline",
  "postpone",
  "assign",
  "merge",
  "set_stream",
  "set_service",
  "deliver",
  "reopen",
]);

const oneLine = (text: RichText): RichText => [toPlainText(text).replaceAll(/\s+/g, " ").trim()];

/** Returns the buttons of the team's card, which also stand below the details of a request. */
export const teamButtons = (
  one: Case,
  around: Omit<TeamCardContext, "mergedRequesters">,
): CardElement[] =>
  teamCard(one, { ...around, mergedRequesters: [] }).filter(({ kind }) => kind === "buttons");

/** Renders the team's card of a request. */
export function teamCard(one: Case, around: TeamCardContext): Card {
  const { words } = around;
  const missing = listMissingApprovers(one, around.approval);
  const facts = lifeFacts(one, around);
  const earlier = Math.max(0, storyOf(one, words).length - maxHistoryShown);
  const mended = one.kind === "factory_issue" && one.interview.kind !== "factory_issue";
  const similar = (around.similar ?? []).map(({ number, title }) => `R-${number} ${title}`.trim());
  const { group } = around;
  const notes = [
    ...(group?.strategy
      ? [
          words("organisation.card.strategy", {
            group: group.name,
            strategy: truncateRichText(oneLine(group.strategy), maxLineCharacters),
          }),
        ]
      : []),
    ...(one.isPrivate ? [words("where.private")] : []),
    ...(one.outside ? [words("membership.brought", { who: personMention(one.requester) })] : []),
    ...(similar.length > 0 ? [words("life.card.similar", { requests: similar.join("; ") })] : []),
    ...(earlier > 0 ? [words("life.card.earlier", { count: earlier })] : []),
    ...(mended ? [words("life.card.factory")] : []),
    ...(possibleTeamActions(one).includes("close")
      ? [words("life.card.solved", { who: personMention(findSolved(one)!.by) })]
      : []),
    ...(missing.length > 0 && possibleTeamActions(one).includes("take")
      ? [words("life.card.awaits", { missing: personMentionList(missing.map((id) => ({ id }))) })]
      : []),
  ];
  const [title, ...brief] = teamBriefCard(one.interview, words, one.title);
  const buttons = buttonsOf(one, around, missing.length > 0);
  return [
    title!,
    ...(one.security ? [textElement(words("life.card.security"))] : []),
    textElement(statusLine(one, around)),
    ...brief.map(fitting),
    ...(facts.length > 0 ? [fitting(factsElement(facts))] : []),
    ...(around.chain ? [{ kind: "chain" as const, links: [...around.chain] }] : []),
    ...proposedAbout(one, words),
    ...notes.map((text): CardElement => noteElement(text)),
    ...(buttons.length > 0 ? [buttonRow(...buttons)] : []),
  ];
}

/** Returns service and paying customer as facts. */
function aboutFacts({ service, customer }: Case, words: Words): BriefFact[] {
  const names = { service, customer: customer && customerName(customer, words) };
  return Object.entries(names).flatMap(([key, name]) =>
    name ? [{ label: words.plain(`life.card.${key}`), value: [name] }] : [],
  );
}

/** Returns the proposed ones with the button that confirms both. */
function proposedAbout(one: Case, words: Words): CardElement[] {
  if (one.isAboutConfirmed || !possibleTeamActions(one).includes("set_service")) return [];
  const facts = aboutFacts(one, words);
  if (facts.length === 0) return [];
  return [
    itemElement(
      facts.flatMap(({ label, value }, index) => [
        `${index > 0 ? " · " : ""}${label}: `,
        { bold: toPlainText(value) },
      ]),
      {
        note: words("life.card.about"),
        button: {
          label: words.plain("life.button.confirm_service"),
          press: caseActions.encode("confirm_service", one.request),
        },
      },
    ),
  ];
}

function fitting(element: CardElement): CardElement {
  if (element.kind === "quote")
    return quoteElement(truncateRichText(element.text, maxQuoteCharacters));
  if (element.kind === "facts")
    return factsElement(
      element.facts.map(({ label, value }) => ({
        label,
        value: truncateRichText(value, maxTextCharacters),
      })),
    );
  return element;
}

/** Returns the buttons of possible actions, most likely first; the rest follow on request. */
function buttonsOf(
  one: Case,
  { words, showAllButtons = false }: TeamCardContext,
  waits: boolean,
): Button[] {
  const { request, kind } = one;
  const acts = possibleTeamActions(one)
    .filter((act) => !waits || (act !== "take" && act !== "assign"))
    .filter((act) => act !== "mark_as_fault" || kind !== "factory_issue");
  const primary = acts.find((act) => act === "close" || act === "take" || act === "deliver");
  const buttons = acts.map(
    (act): Button => ({
      label: words.plain(`life.button.${act === "ask" ? "ask.short" : act}`),
      press: caseActions.encode(act, request),
      ...(act === primary && { style: "primary" }),
      opensForm: withForm.has(act) || undefined,
    }),
  );
  if (buttons.length <= maxButtons + 1) return buttons;
  const toggle = showAllButtons ? "less" : "more";
  return [
    ...(showAllButtons ? buttons : buttons.slice(0, maxButtons)),
    { label: words.plain(`life.button.${toggle}`), press: caseActions.encode(toggle, request) },
  ];
}

/** Returns who works on it, or its status, and since when. */
function statusLine(one: Case, { words, into }: TeamCardContext): RichText {
  const since =
    one.history.findLast(
      ({ status }, index, all) => status !== all[index - 1]?.status || all[index]?.act === "assign",
    )?.at ?? new Date(0);
  const owner = one.owner && personMention(one.owner);
  if (one.status === "accepted" && owner) return words("life.card.owner", { owner, since });
  if (one.status === "merged" && into !== undefined)
    return words("life.card.merged", { into, since });
  const status = capitalise(words.plain(`requests.status.${one.status}`));
  return isOwned(one.status) && owner
    ? words("life.card.standing.owner", { status, since, owner })
    : words("life.card.standing", { status, since });
}

const factOf =
  (words: Words) =>
  (
    key: string,
    step: HistoryEntry,
    value: RichText | undefined,
    more: Record<string, Date | string> = {},
  ): BriefFact[] =>
    value
      ? [
          {
            label: words.plain(`life.card.${key}`, { who: personMention(step.by), ...more }),
            value,
          },
        ]
      : [];

function lifeFacts(
  one: Case,
  { words, mergedRequesters, first, group, assigned }: TeamCardContext,
): BriefFact[] {
  return [
    ...(assigned ? [{ label: words.plain("life.card.assigned"), value: assigned }] : []),
    ...(group
      ? [{ label: words.plain("organisation.card.group"), value: groupLine(group, words) }]
      : []),
    ...(mergedRequesters.length > 0
      ? [
          {
            label: words.plain("life.card.others"),
            value: personMentionList(mergedRequesters),
          },
        ]
      : []),
    ...(first === undefined
      ? []
      : [
          { label: words.plain("life.card.waits"), value: words("life.card.waits_for", { first }) },
        ]),
    ...offerFacts(one, words),
    ...storyOf(one, words).slice(-maxHistoryShown),
    ...(one.isAboutConfirmed ? aboutFacts(one, words) : []),
    ...(one.stream ? [{ label: words.plain("life.card.stream"), value: [one.stream] }] : []),
  ];
}

const groupLine = ({ name, advocate }: Group, words: Words): RichText =>
  advocate
    ? words("organisation.card.group.advocate", { group: name, advocate: personMention(advocate) })
    : [name];

/** Returns the open offer. */
function offerFacts(one: Case, words: Words): BriefFact[] {
  const step = findStandingOffer(one);
  if (!step) return [];
  const { act, alternative = [], why, until } = step;
  const value = [...alternative, ...(why ? [" (", ...why, ")"] : [])];
  const key = act === "decline" ? "declined" : act === "postpone" ? "postponed" : "alternative";
  return factOf(words)(key, step, value, until ? { until: noonOf(until) } : {});
}

/** Returns questions and answers, oldest first. */
const storyOf = ({ history }: Case, words: Words): BriefFact[] =>
  history.flatMap((step): BriefFact[] => {
    const fact = factOf(words);
    switch (step.act) {
      case "ask":
      case "please_change":
        return fact("open_question", step, step.why);
      case "answer":
      case "evidence":
        return fact("answered", step, step.why);
      case "add":
      case "solve":
        return fact("added", step, step.why);
      case "object":
        return fact("objected", step, step.why);
      case "outcome": {
        const value = words(`life.verdict.${step.verdict}`);
        return step.verdict === "not_answered"
          ? [{ label: words.plain("life.card.outcome.none"), value }]
          : fact("outcome", step, value);
      }
      default:
        return [];
    }
  });
