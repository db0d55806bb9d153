/**
 * What people do with a request that the team has: the team on its card, the requester where the
 * request was brought. Pure; whether it can still be done is decided on the ledger.
 */

import { oneWorkingDayAfter } from "../../lib/dates/working-time.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { personMention, type RichText } from "../../platform/rich-text.ts";
import type { RequestAction } from "../cases/action-codec.ts";
import {
  type Case,
  type CaseAction,
  type CaseActionType,
  type CaseStatus,
  caseSystemActor,
  findStandingOffer,
  listVerdicts,
  openQuestionsSettledBy,
} from "../cases/case.ts";
import { caseActionFromForm } from "../cases/forms/action-forms.ts";
import type { InterviewConversation, OpenQuestion } from "../cases/interview-state.ts";
import { checkInterviewAccess, type InterviewDraft } from "./turn-draft.ts";

/**
 * How long words may tell more of an outcome just given; later ones are about something else.
 * Milliseconds.
 */
const evidenceWithin = 24 * 60 * 60 * 1_000;

export const findOpenQuestion = (
  { open = [] }: InterviewConversation,
  request: string,
): OpenQuestion | undefined => open.findLast((each) => each.request === request);

/** What was asked last and nobody answered yet. */
export const findNewestOpenQuestion = (
  { open = [] }: InterviewConversation,
  now: number,
): OpenQuestion | undefined => open.findLast(({ until }) => until === undefined || now < until);

/** Whether the person who speaks was asked. */
export function isAskedInOpenQuestion(
  draft: InterviewDraft,
  { request, asks, of }: OpenQuestion,
): boolean {
  const doing = asks === "relay" ? "answer" : asks === "offer" ? "accept" : asks;
  return !checkInterviewAccess(draft, { request, requester: { id: of } }, doing);
}

function close(
  { conversation }: InterviewDraft,
  request: string,
  asks?: OpenQuestion["asks"],
): OpenQuestion | undefined {
  const closed = conversation.open?.findLast(
    (each) => each.request === request && (!asks || each.asks === asks),
  );
  conversation.open = (conversation.open ?? []).filter((each) => each !== closed);
  if (conversation.open.length === 0) delete conversation.open;
  return closed;
}

function stand({ conversation }: InterviewDraft, open: OpenQuestion): void {
  conversation.open = [
    ...(conversation.open ?? []).filter(
      ({ request, asks }) => request !== open.request || asks !== open.asks,
    ),
    open,
  ];
}

/** A button of a brief's card or of what the requester was told. */
export function requestCaseAction(
  draft: InterviewDraft,
  { request, act, choice }: Extract<RequestAction, { verb: "act" }>,
  { by, card, press }: InboundEventOf<"press">,
): void {
  const words = ownWords(draft, request)?.words;
  const why = act === "object" && words ? { why: words.text, message: words.message } : {};
  does(
    draft,
    { request, act, by, ...why, ...(choice && { verdict: choice }) },
    card === undefined ? {} : { card, press },
  );
}

/** "More …": what else the team can do. */
export function showAllTeamActions(draft: InterviewDraft, request: string): void {
  if (draft.context.team) draft.effects.push({ do: "unfold", request });
  else draft.replies.push({ say: "life", request, key: "refused.not_team", values: {} });
}

/**
 * Words in the thread under the team's card stay with the team: nobody else is told of them, and
 * they begin nothing.
 */
export function replyInTeamThread(draft: InterviewDraft, { request, requester }: Case): void {
  const { event } = draft;
  const isAddressed =
    event.kind === "message"
      ? event.addressed
      : event.kind === "command" || event.kind === "pointed";
  if (isAddressed)
    draft.replies.push({
      say: "life",
      request,
      key: "team_only",
      values: { requester: personMention(requester) },
    });
}

/** A form of those came back. */
export function onCaseActionForm(
  draft: InterviewDraft,
  { request, act }: { request: string; act: CaseActionType },
  event: InboundEventOf<"submitted">,
): void {
  does(draft, caseActionFromForm(request, act, event));
}

function does(
  draft: InterviewDraft,
  action: CaseAction,
  pressed: { card?: string; press?: string } = {},
): void {
  const { request, act, verdict } = action;
  const asked = act === "answer" && action.why ? close(draft, request, "relay") : undefined;
  draft.effects.push({
    do: "act",
    deed: { ...action, ...(asked?.step && { answers: asked.step }) },
    ...pressed,
  });
  if (act === "accept" || (act === "object" && action.why)) close(draft, request, "offer");
  if (act === "outcome") heardOutcome(draft, request, verdict);
}

function heardOutcome(
  draft: InterviewDraft,
  request: string,
  verdict: CaseAction["verdict"],
): void {
  const words = ownWords(draft, request)?.words;
  const open = close(draft, request, "outcome");
  const number = open?.number ?? 0;
  const of = open?.of ?? draft.event.by.id;
  if (words)
    draft.effects.push({
      do: "act",
      deed: {
        request,
        act: "evidence",
        by: draft.event.by,
        why: words.text,
        message: words.message,
      },
    });
  else if (verdict === "yes" || verdict === "partly" || verdict === "no")
    stand(draft, {
      request,
      number,
      asks: "evidence",
      of,
      until: draft.context.now + evidenceWithin,
    });
}

/**
 * Words in a place where the team, or the clock, has asked something. Those that may be something
 * else wait for a tap.
 */
export function onOpenQuestionReply(
  draft: InterviewDraft,
  { text, message, by }: InboundEventOf<"message">,
  open: OpenQuestion,
  doubtful: boolean,
): void {
  const { request, number, asks } = open;
  const control = draft.context.readings.text?.control?.label;
  if (asks === "relay" && !doubtful) return answer(draft, open, { text, message, by });
  if (asks === "evidence" && !doubtful) {
    close(draft, request, "evidence");
    if (control === "skip" || control === "no")
      return void draft.replies.push({ say: "plain", key: "acknowledgement" });
    return void draft.effects.push({
      do: "act",
      deed: { request, act: "evidence", by, why: text, message },
    });
  }
  if (asks === "offer" && control === "yes") return does(draft, { request, act: "accept", by });
  if (asks === "outcome" && (control === "yes" || control === "no"))
    return does(draft, { request, act: "outcome", by, verdict: control });
  stand(draft, { ...open, words: { text, message, by } });
  draft.replies.push({ say: "which_reply", request, number, asks });
}

function answer(
  draft: InterviewDraft,
  { request, step }: OpenQuestion,
  { text, message, by }: { text: RichText; message: string; by: CaseAction["by"] },
): void {
  close(draft, request, "relay");
  draft.effects.push({
    do: "act",
    deed: { request, act: "answer", by, why: text, message, ...(step && { answers: step }) },
  });
}

/** The words kept beside a question of the team, where the person who acts wrote them. */
function ownWords(
  { conversation, event }: InterviewDraft,
  request: string,
): { open: OpenQuestion; words: NonNullable<OpenQuestion["words"]> } | undefined {
  const open = findOpenQuestion(conversation, request);
  const words = open?.words;
  return open && words && (words.by?.id ?? open.of) === event.by.id ? { open, words } : undefined;
}

/** "It answers the team": the kept words do, where there are any of theirs. */
export function acceptKeptWordsAsAnswer(draft: InterviewDraft, request: string): boolean {
  const kept = ownWords(draft, request);
  if (kept) answer(draft, kept.open, { ...kept.words, by: draft.event.by });
  return kept !== undefined;
}

/** "It's something new": the kept words are no answer. */
export function releaseKeptWords(
  draft: InterviewDraft,
  request: string,
): { text: RichText; message: string } | undefined {
  const kept = ownWords(draft, request);
  delete kept?.open.words;
  return kept?.words;
}

/** It was answered somewhere else. */
export function closeSettledQuestions(draft: InterviewDraft, subject: string): void {
  const [request = "", act] = subject.split("/");
  for (const asks of openQuestionsSettledBy[act as CaseActionType] ?? [])
    close(draft, request, asks);
}

/** What was asked before does not wait for an answer any more. */
const over = new Set<CaseStatus>(["declined", "delivered", "cancelled", "not_a_request"]);

/** The requester hears of what happened, and may be asked something. */
export function notifyRequester(draft: InterviewDraft): void {
  const { notice } = draft.context;
  if (!notice) return;
  const { request, ownNumber: number, step, requester: of } = notice;
  draft.replies.push({ say: "told", request, notice });
  if (over.has(step.status) || step.act === "merge") close(draft, request, "relay");
  if (step.act === "reopen")
    for (const asks of ["outcome", "evidence"] as const) close(draft, request, asks);
  if (step.act === "ask" || step.act === "please_change")
    stand(draft, { request, number, asks: "relay", step: step.id, of });
  else if (step.alternative)
    stand(draft, { request, number, asks: notice.part ? "relay" : "offer", step: step.id, of });
  else if (
    step.status !== "declined" &&
    step.status !== "alternative_proposed" &&
    step.status !== "postponed"
  )
    close(draft, request, "offer");
}

/** On the measure's date: once, one reminder, then "not answered". */
export function askForOutcome(draft: InterviewDraft): void {
  const { due, now, zone } = draft.context;
  if (!due || (due.status !== "delivered" && !(due.mergedInto && due.status === "outcome_known")))
    return;
  const { request, number, requester } = due;
  if (listVerdicts(due).some(({ by }) => by.id === requester.id)) return;
  const before = draft.conversation.open?.find(
    (open) => open.request === request && open.asks === "outcome",
  );
  if (before?.again) {
    close(draft, request, "outcome");
    if (due.mergedInto) return; // whether it helped is for its own requester to leave open
    return void draft.effects.push({
      do: "act",
      deed: { request, act: "outcome", by: caseSystemActor, verdict: "not_answered" },
    });
  }
  stand(draft, {
    request,
    number,
    asks: "outcome",
    of: requester.id,
    ...(before && { again: true as const }),
  });
  draft.replies.push({
    say: "outcome",
    request,
    number,
    ...hopeOf(due),
    again: before !== undefined,
  });
  let next = new Date(now);
  for (let days = 0; days < (before ? 3 : 1); days++) next = oneWorkingDayAfter(next, zone);
  draft.effects.push({ do: "ask_outcome", request, at: next.getTime() });
}

/**
 * What the requester hoped for, in their own words: what they would measure, else the need, else
 * what was asked for.
 */
function hopeOf({ interview, history }: Case): { hoped: RichText; measured: boolean } {
  const { measure, need, need_again } = interview.answers;
  if (measure?.text) return { hoped: measure.text, measured: true };
  return {
    hoped:
      need_again?.text ??
      need?.text ??
      findStandingOffer({ history })?.alternative ??
      interview.text,
    measured: false,
  };
}
