/** Card of one request: status, owner, waiting time, history and the reader's possible actions. */

import { noonOf } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  type Button,
  buttonRow,
  type CardElement,
  factsElement,
  headingElement,
  noteElement,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { personMention, type RichText, truncateRichText } from "../../../platform/rich-text.ts";
import { interviewActions } from "../../interview/model/actions.ts";
import { correctableQuestions } from "../../interview/model/questions.ts";
import { caseActions } from "../actions.ts";
import { customerName } from "../brief/about.ts";
import {
  type BriefFact,
  briefFacts,
  briefHead,
  briefQuote,
  withoutUnconfirmedWording,
} from "../brief/brief.ts";
import {
  type Case,
  caseSystemActor,
  findStandingOffer,
  type HistoryEntry,
  isAskedOnce,
  listUnansweredQuestions,
  type OutcomeVerdict,
} from "../lifecycle/case.ts";
import { workingTimeText } from "../lifecycle/waiting-time.ts";
import type { CaseDetail } from "../queries/case-detail.ts";
import { teamCaseStatuses } from "../queries/case-lists.ts";
import { type CaseCardContext, outcomeAsked, statusLabel } from "./case-list-card.ts";
import { verdictButtons } from "./requester-notice.ts";
import { teamButtons } from "./team-card.ts";

/** Newest history entries shown, and characters of each text, so that the card fits one screen. */
const maxEntries = 10;
const maxTextCharacters = 200;

/** Renders a request in full, for its reader. */
export function caseDetailCard(detail: CaseDetail, view: CaseCardContext): CardElement[] {
  const { words } = view;
  const { requestCase, audience } = detail;
  const interview =
    audience === "own" ? requestCase.interview : withoutUnconfirmedWording(requestCase.interview);
  return [
    ...briefHead(interview, words, requestCase.title),
    factsElement(statusFacts(detail, words)),
    ...(audience === "own" ? waited(detail, view) : []),
    ...briefQuote(interview, words).map((element) =>
      element.kind === "quote"
        ? { ...element, text: truncateRichText(element.text, maxTextCharacters) }
        : element,
    ),
    ...(Object.keys(interview.answers).length > 0 ? briefFacts(interview, words) : []),
    headingElement(words("where.detail.steps")),
    factsElement(history(detail, words)),
    ...(requestCase.security ? [noteElement(words("where.security"))] : []),
    ...(requestCase.isPrivate ? [noteElement(words("where.private"))] : []),
    ...(requestCase.outside
      ? [noteElement(words("membership.brought", { who: personMention(requestCase.requester) }))]
      : []),
    ...(audience === "team" ? teamButtons(requestCase, { words, approval: detail.approval }) : []),
    ...(audience === "own" ? own(detail, words) : []),
  ];
}

function statusFacts(
  { requestCase, audience, since, clocks, lead, waitsForChannel }: CaseDetail,
  words: Words,
): BriefFact[] {
  const fact = (key: string, value: RichText): BriefFact => ({
    label: words.plain(`where.detail.${key}`),
    value,
  });
  const status = statusLabel({ status: requestCase.status, waitsForChannel }, words);
  const where =
    requestCase.status === "accepted" && requestCase.owner
      ? words("where.owner", { owner: personMention(requestCase.owner), since })
      : words("where.standing", { status, since });
  const waited = (side: "requester" | "team", key: string): BriefFact[] => {
    if (clocks[side] === 0 && clocks.running !== side) return [];
    const time = workingTimeText(clocks[side], words);
    const label = words.plain(`where.detail.waited.${key}`, {
      requester: personMention(requestCase.requester),
    });
    return [
      { label, value: clocks.running === side ? words("where.detail.running", { time }) : [time] },
    ];
  };
  return [
    fact(
      "standing",
      lead ? [...where, " · ", ...words("where.part_of", { lead: lead.number })] : where,
    ),
    ...(audience === "own" ? [] : [fact("requester", personMention(requestCase.requester))]),
    ...waited("team", audience === "team" ? "us" : "team"),
    ...waited("requester", audience === "own" ? "you" : "requester"),
  ];
}

/** Returns what the requester owes, as the sentence that asks for it. */
function waited(
  { requestCase, asks, isInThisConversation }: CaseDetail,
  { words }: CaseCardContext,
): CardElement[] {
  const { request } = requestCase;
  const button = (
    key: string,
    press: string,
    more: { opensForm?: true; style?: "primary" } = {},
  ): Button => ({
    label: words.plain(key),
    press,
    ...more,
  });
  const act = (
    key: string,
    done: "answer" | "accept" | "object",
    more: { opensForm?: true } = {},
  ): Button => button(`life.button.${key}`, caseActions.encode(done, request), more);
  switch (asks) {
    case "interview":
      return isInThisConversation
        ? [
            buttonRow(
              button("requests.button.resume", interviewActions.encode("resume", request), {
                style: "primary",
              }),
            ),
          ]
        : [noteElement(words("where.detail.elsewhere"))];
    case "question": {
      const asked = listUnansweredQuestions(requestCase).at(-1);
      if (!asked) return [];
      return [
        textElement(words("where.detail.asked", { who: personMention(asked.by) })),
        ...(asked.why ? [quoteElement(asked.why)] : []),
        buttonRow(act("answer", "answer", { opensForm: true })),
      ];
    }
    case "offer": {
      const offered = findStandingOffer(requestCase);
      if (!offered?.alternative) return [];
      return [
        textElement(words("where.detail.offered", { who: personMention(offered.by) })),
        quoteElement(offered.alternative),
        buttonRow(
          act(
            requestCase.status === "alternative_proposed" ? "accept" : "accept.decline",
            "accept",
          ),
          act("object", "object", { opensForm: true }),
        ),
      ];
    }
    case "outcome":
      return [
        textElement(outcomeAsked(requestCase.interview, words)),
        verdictButtons({ request, isRoutine: isAskedOnce(requestCase.interview) }, words),
      ];
    default:
      return [];
  }
}

/** Returns the requester's other actions. */
function own({ requestCase, isInThisConversation, lead }: CaseDetail, words: Words): CardElement[] {
  const { request, status, interview, isPrivate } = requestCase;
  const button = (key: string, press: string): Button => ({ label: words.plain(key), press });
  const isWithTeam = teamCaseStatuses.some((each) => each === status);
  return [
    buttonRow(
      ...(lead ? [button("where.button.lead", caseActions.encode("show", lead.request))] : []),
      ...(isInThisConversation && isWithTeam && correctableQuestions(interview).length > 0
        ? [button("requests.button.change", interviewActions.encode("change", request))]
        : []),
      ...(isWithTeam
        ? [button("life.button.withdraw", caseActions.encode("withdraw", request))]
        : []),
      ...(isWithTeam || lead
        ? [button("requests.button.person", caseActions.encode("ask_for_person", request))]
        : []),
      visibilityButton(request, isPrivate, words),
    ),
  ];
}

/** Returns the button that makes a request private, or visible again. */
export const visibilityButton = (request: string, isPrivate: boolean, words: Words): Button => ({
  label: words.plain(isPrivate ? "where.button.disclose" : "where.button.hide"),
  press: caseActions.encode(isPrivate ? "disclose" : "hide", request),
});

/** Statuses of the interview that the history shows. */
const shownInterviewStatuses = new Set([
  "new",
  "handed_over",
  "parked",
  "cancelled",
  "not_a_request",
]);

/** Returns the history without the statuses of the interview that say nothing to others. */
export const shownHistory = ({ history }: Pick<Case, "history">): HistoryEntry[] =>
  history.filter(({ act, status }) => act || shownInterviewStatuses.has(status));

/** Returns the history, newest first. */
function history(
  { requestCase, createdAt, waitsForChannel }: CaseDetail,
  words: Words,
): BriefFact[] {
  const steps = shownHistory(requestCase);
  const kept = steps.slice(-maxEntries).reverse();
  const earlier = steps.length - kept.length;
  return [
    ...kept.map(
      (step): BriefFact => ({
        label: dated(step.at, words),
        value:
          waitsForChannel && !step.act && step.status === "new"
            ? words("where.step.status.new.waits")
            : historyEntryText(requestCase, step, words),
      }),
    ),
    ...(earlier > 0
      ? [
          {
            label: words.plain("where.detail.before"),
            value: words("where.detail.earlier", { count: earlier }),
          },
        ]
      : []),
    {
      label: dated(createdAt, words),
      value: words("where.step.opened", {
        who: personMention(requestCase.interview.raisedBy ?? requestCase.requester),
        number: requestCase.number,
      }),
    },
  ];
}

const dated = (at: Date, words: Words): string => words.plain("where.detail.at", { at });

/** Says what happened, by whom. */
export function historyEntryText(one: Case, step: HistoryEntry, words: Words): RichText {
  const { act, status, by, to, why, alternative, until, verdict, stream, service, customer } = step;
  if (!act) return words(`where.step.status.${status}`);
  const quoted = (text: RichText | undefined): RichText =>
    text ? truncateRichText(text, maxTextCharacters) : [words.plain("where.step.gone")];
  const known: OutcomeVerdict | undefined = verdict;
  const key =
    act === "outcome" && (by.id === caseSystemActor.id || known === "not_answered")
      ? "outcome.not_answered"
      : act;
  return words(`where.step.${key}`, {
    who: personMention(by),
    requester: personMention(one.requester),
    to: to ? personMention(to) : "",
    stream: stream ?? "",
    about: [service, customer && customerName(customer, words)].filter(Boolean).join(", "),
    why: quoted(why),
    alternative: quoted(alternative),
    verdict: known ? words.plain(`life.verdict.${known}`).toLowerCase() : "",
    until: noonOf(until ?? "2000-01-01"),
  });
}
