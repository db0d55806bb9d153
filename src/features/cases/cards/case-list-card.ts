/** Cards with lists of requests: own ones, the team's, broken ones. */

import type { FeatureSearch } from "../../../core/feature.ts";
import type { Words } from "../../../lib/i18n.ts";
import type { FoundItem } from "../../../platform/adapter.ts";
import {
  type ActionButton,
  asFormButton,
  type Button,
  buttonRow,
  type CardElement,
  dividerElement,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { personMention, type RichText, toPlainText } from "../../../platform/rich-text.ts";
import type { Reader } from "../../../storage/store.ts";
import { checkActions } from "../../checks/actions.ts";
import { interviewActions } from "../../interview/model/actions.ts";
import {
  emptyInterviewConversation,
  type Interview,
  type InterviewConversation,
} from "../../interview/model/interview-state.ts";
import { workspaceActions } from "../../workspace/actions.ts";
import { caseActions } from "../actions.ts";
import { shownTitle } from "../brief/request-title.ts";
import { isAskedOnce } from "../lifecycle/case.ts";
import { waitingTimeText } from "../lifecycle/waiting-time.ts";
import type { CaseListItem, FactoryBacklog } from "../queries/case-list-items.ts";
import { listOwnCases, searchCases, teamCaseStatuses } from "../queries/case-lists.ts";
import type { CaseReply } from "../reply.ts";
import { verdictButtons } from "./requester-notice.ts";

/** Items shown in a list: at two blocks each, 40 of the 50 blocks of a Slack message. */
const maxListed = 20;

/** Reader of the list: the requester, the team, or another person. */
type Eyes = "own" | "team" | "others";

/** Context for rendering a card about cases. */
export interface CaseCardContext {
  words: Words;
  conversation: InterviewConversation;
  place: ConversationRef;
  /** Whether briefs are posted in a channel of the team. */
  reachesTeamChannel: boolean;
}

type Seen = Pick<CaseCardContext, "words" | "conversation">;

/**
 * Returns one line a request: status, owner, waiting time and a button. The line itself is plain
 * text, beside which Slack puts the button.
 */
export function caseListItems(
  requests: readonly CaseListItem[],
  eyes: Eyes,
  seen: Seen,
  most = maxListed,
): CardElement[] {
  const shown = requests.slice(0, most).map(
    (one): CardElement =>
      itemElement(
        [
          seen.words.plain("where.line", {
            number: one.number,
            title: shownTitle(one.title, seen.words),
          }),
        ],
        { note: caseListNote(one, eyes, seen.words), button: buttonOf(one, eyes, seen) },
      ),
  );
  const more = requests.length - shown.length;
  return more > 0 ? [...shown, noteElement(seen.words("where.more", { count: more }))] : shown;
}

/** Returns the question about an outcome: of something routine that of its catalogue item. */
export const outcomeAsked = (
  interview: Pick<Interview, "kind" | "item">,
  words: Words,
): RichText =>
  isAskedOnce(interview)
    ? [interview.item?.outcome ?? words.plain("life.outcome.routine.question")]
    : words("where.asks.outcome");

/** Returns the status in words, and of a new request whether the team has it yet. */
export const statusLabel = (
  { status, waitsForChannel }: Pick<CaseListItem, "status" | "waitsForChannel">,
  words: Words,
): string =>
  words.plain(
    `requests.status.${status === "new" && waitsForChannel ? "waits_for_channel" : status}`,
  );

/** Returns what a list says of a request beside its title. */
export function caseListNote(one: CaseListItem, eyes: Eyes, words: Words): RichText {
  const { status, since, owner, requester, clocks, asks, lead, security, isSolved } = one;
  const { running } = clocks;
  const parts: RichText[] = [
    ...(security ? [words("where.security")] : []),
    ...(eyes === "own" ? [] : [words("where.from", { requester: personMention(requester) })]),
    ...(lead === undefined ? [] : [words("where.part_of", { lead })]),
    ...(eyes !== "own" ||
    asks === undefined ||
    asks === "interview" ||
    status === "alternative_proposed"
      ? []
      : [one.outcomeOf ? outcomeAsked(one.outcomeOf, words) : words(`where.asks.${asks}`)]),
    ...(isSolved && teamCaseStatuses.some((each) => each === status)
      ? [words("where.solved")]
      : []),
    // The time with the team says already that the team has it.
    ...(owner
      ? [words("where.owner", { owner: personMention(owner), since })]
      : status === "new" && running === "team" && !one.waitsForChannel
        ? []
        : [words("where.standing", { status: statusLabel(one, words), since })]),
    ...(running ? [waitingTimeText(running, clocks[running], eyes, requester, words)] : []),
  ];
  return parts.flatMap((part, index): RichText => [...(index > 0 ? [" · "] : []), ...part]);
}

function buttonOf(
  { request, number, asks }: CaseListItem,
  eyes: Eyes,
  { words, conversation }: Seen,
): Button {
  const button = (label: string, press: string): ActionButton => ({
    label: words.plain(`where.button.${label}`, { number }),
    press,
  });
  const here = conversation.interviews.some(
    (interview) => interview.request === request && interview.phase !== "done",
  );
  if (eyes === "own" && asks === "question")
    return asFormButton(button("answer", caseActions.encode("answer", request)));
  if (eyes === "own" && asks === "interview" && here)
    return button("resume", interviewActions.encode("resume", request));
  return button("show", caseActions.encode("show", request));
}

/** Returns the line about broken things. */
function backlogLine({ count, since }: FactoryBacklog, words: Words): CardElement {
  const button: Button = {
    label: words.plain("where.button.backlog"),
    press: caseActions.encode("backlog"),
  };
  return itemElement([words.plain("where.backlog", { count, since: since ?? new Date(0) })], {
    button: count > 0 ? button : undefined,
  });
}

/**
 * Returns the person's requests: a plain list as an answer, or a page with sections, the backlog
 * and further actions.
 */
export function ownCasesCard(
  { requests, backlog }: Extract<CaseReply, { say: "mine" }>,
  view: CaseCardContext,
): CardElement[] {
  const { words } = view;
  const heading = (key: string): CardElement => headingElement(words(`where.heading.${key}`));
  const counted: CardElement = textElement(words("where.mine", { count: requests.length }));
  const ask: Button = {
    label: words.plain("requests.button.ask"),
    press: interviewActions.encode("ask"),
    opensForm: true,
  };
  const settings: Button = {
    label: words.plain("organisation.button.settings"),
    press: workspaceActions.encode("settings"),
  };
  const check: Button = {
    label: words.plain("check.button.check"),
    press: checkActions.encode("settings"),
  };
  const [waiting, others] = [
    requests.filter(({ asks }) => asks !== undefined),
    requests.filter(({ asks }) => asks === undefined),
  ];
  const room = Math.max(1, maxListed - waiting.length);
  const sections =
    waiting.length > 0 && others.length > 0
      ? [
          heading("waiting"),
          ...caseListItems(waiting, "own", view),
          ...outcomeButtons(waiting, words),
          heading("others"),
          ...caseListItems(others, "own", view, room),
        ]
      : [...caseListItems(requests, "own", view), ...outcomeButtons(waiting, words)];
  if (!backlog) return [counted, ...sections, ...(requests.length === 0 ? [buttonRow(ask)] : [])];
  const button = (verb: "find" | "closed"): ActionButton => ({
    label: words.plain(`where.button.${verb}`),
    press: caseActions.encode(verb),
  });
  return [
    counted,
    ...sections,
    ...(backlog.count > 0 ? [dividerElement, backlogLine(backlog, words)] : []),
    buttonRow(ask, asFormButton(button("find")), button("closed"), check, settings),
  ];
}

/** Outcomes with buttons on one card, within the blocks of a Slack message. */
const maxOutcomesAnswered = 3;

/** Returns the buttons that answer the questions about outcomes. */
const outcomeButtons = (requests: readonly CaseListItem[], words: Words): CardElement[] =>
  requests
    .filter(({ outcomeOf }) => outcomeOf)
    .slice(0, maxOutcomesAnswered)
    .map(({ request, number, outcomeOf }) =>
      verdictButtons({ request, number, isRoutine: isAskedOnce(outcomeOf ?? {}) }, words),
    );

/** Requests of the team shown on the home page; a button lists all. */
const maxQueueShown = 5;

/** Returns the team's queue for the home page of somebody of the team. */
export const teamQueueSection = (work: readonly CaseListItem[], words: Words): CardElement[] => [
  headingElement(words("where.heading.queue")),
  textElement(words("where.team", { count: work.length })),
  ...caseListItems(work.slice(0, maxQueueShown), "team", {
    words,
    conversation: emptyInterviewConversation,
  }),
  ...(work.length > maxQueueShown
    ? [
        buttonRow({
          label: words.plain("where.button.queue", { count: work.length }),
          press: caseActions.encode("page", "team", "0"),
        }),
      ]
    : []),
];

/** Returns the requests with the team, or the broken ones. */
export function teamCasesCard(
  { of, requests, backlog, from = 0 }: Extract<CaseReply, { say: "work" }>,
  view: CaseCardContext,
): CardElement[] {
  const { words } = view;
  const next = from + maxListed;
  return [
    textElement(
      words(`where.${of}`, { count: requests.length, since: backlog?.since ?? new Date(0) }),
    ),
    ...caseListItems(requests.slice(from), "team", view),
    ...(requests.length > next
      ? [
          buttonRow({
            label: words.plain("where.button.next_page"),
            press: caseActions.encode("page", of, String(next)),
          }),
        ]
      : []),
    ...(backlog && of === "team" ? [backlogLine(backlog, words)] : []),
  ];
}

/** Maximum results, as many as Teams shows on a page. */
const maxFound = 25;

/** Finds requests for the search of a platform's message box; private ones are left out. */
export async function findSharableCases(
  on: Reader,
  { text, words, ...viewer }: FeatureSearch,
): Promise<FoundItem[]> {
  const sought = text.trim();
  const found = await (sought ? searchCases(on, viewer, sought) : listOwnCases(on, viewer));
  return found.slice(0, maxFound).map((one) => {
    const title = words.plain("where.line", {
      number: one.number,
      title: shownTitle(one.title, words),
    });
    const note = toPlainText(caseListNote(one, "others", words));
    return { title, note, card: [headingElement([title]), noteElement([note])] };
  });
}
