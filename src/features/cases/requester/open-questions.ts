/**
 * Open questions of the team to a requester, and decisions on the answers. Pure; the stored state
 * decides whether an action is still possible.
 */
import { dayMs, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { isTooEarly } from "../../../nlu/rules/acts/deferral.ts";
import { readVerdict } from "../../../nlu/rules/acts/verdict.ts";
import { askedForm } from "../../../nlu/rules/answers/answer-forms.ts";
import { readDateExpression } from "../../../nlu/text/date-expressions.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import type { OpenQuestion } from "../../interview/model/interview-state.ts";
import type { RequesterNotice } from "../cards/requester-notice.ts";
import {
  type CaseAction,
  type CaseActionType,
  type CaseStatus,
  openQuestionsSettledBy,
} from "../lifecycle/case.ts";
import type { RequestOperation } from "../lifecycle/permissions.ts";
import type { CaseReply } from "../reply.ts";

type OpenQuestions = readonly OpenQuestion[];

/** Decision: the remaining open questions, actions and replies. */
export interface OpenQuestionDecision {
  open: OpenQuestions;
  actions: readonly CaseAction[];
  replies: readonly CaseReply[];
}

/** Time (ms) after an outcome during which text counts as more about it. */
const evidenceMaxAgeMs = dayMs;

/** Returns the newest open question about a request. */
export const findOpenQuestion = (open: OpenQuestions, request: string): OpenQuestion | undefined =>
  open.findLast((each) => each.request === request);

/** Returns the operation of answering the question. */
export const operationAnswering = ({ asks }: OpenQuestion): RequestOperation =>
  asks === "relay" ? "answer" : asks === "offer" ? "accept" : asks;

/** Returns a test for a question about a request. */
export const isQuestion =
  (request: string, asks: OpenQuestion["asks"]) =>
  (each: OpenQuestion): boolean =>
    each.request === request && each.asks === asks;

/** Returns the open questions without some of a request. */
export const without = (
  open: OpenQuestions,
  request: string,
  asks: readonly OpenQuestion["asks"][],
): OpenQuestions => open.filter((each) => !asks.some((asked) => isQuestion(request, asked)(each)));

/** Adds a question, replacing an earlier one of its kind about the same request. */
export const withQuestion = (open: OpenQuestions, question: OpenQuestion): OpenQuestions => [
  ...without(open, question.request, [question.asks]),
  question,
];

/** Finds the text that the person wrote beside an open question about the request. */
function findKeptWords(
  open: OpenQuestions,
  request: string,
  person: string,
): { question: OpenQuestion; words: NonNullable<OpenQuestion["words"]> } | undefined {
  const question = findOpenQuestion(open, request);
  const words = question?.words;
  return question && words && (words.by?.id ?? question.of) === person
    ? { question, words }
    : undefined;
}

/** Decides on an action of a button or form; closes the questions that it answers. */
export function decideCaseButton(
  open: OpenQuestions,
  given: CaseAction,
  now: number,
): OpenQuestionDecision {
  const { request, act, by } = given;
  const words = act === "object" && !given.why && findKeptWords(open, request, by.id)?.words;
  const action = words ? { ...given, why: words.text, message: words.message } : given;
  if (act === "answer" && action.why) {
    const asked = open.findLast(isQuestion(request, "relay"));
    return {
      open: without(open, request, ["relay"]),
      actions: [{ ...action, answers: asked?.step }],
      replies: [],
    };
  }
  if (act === "accept" || (act === "object" && action.why))
    return { open: without(open, request, ["offer"]), actions: [action], replies: [] };
  return act === "outcome"
    ? decideOutcome(open, action, now)
    : { open, actions: [action], replies: [] };
}

/** Uses kept text as more about the outcome; without any, the next text is. */
function decideOutcome(open: OpenQuestions, action: CaseAction, now: number): OpenQuestionDecision {
  const { request, by, verdict } = action;
  const words = findKeptWords(open, request, by.id)?.words;
  const asked = open.findLast(isQuestion(request, "outcome"));
  const rest = without(open, request, ["outcome"]);
  if (words) {
    const evidence = evidenceOf(request, { ...words, by });
    return { open: rest, actions: [action, evidence], replies: [] };
  }
  const { number = 0, of = by.id, hasEvidence, isRoutine: isRoutineRequest } = asked ?? {};
  const asksForMore =
    !hasEvidence &&
    (verdict === "partly" || verdict === "no" || (verdict === "yes" && !isRoutineRequest));
  return {
    open: asksForMore
      ? withQuestion(rest, { request, number, asks: "evidence", of, until: now + evidenceMaxAgeMs })
      : rest,
    actions: [action],
    replies: [],
  };
}

type Words = Pick<InboundEventOf<"message">, "text" | "message" | "by">;

const evidenceOf = (request: string, { text, message, by }: Words): CaseAction => ({
  request,
  act: "evidence",
  by,
  why: text,
  message,
});

/** Returns the verdict "too early", with the date on which to ask instead if the words name one. */
const tooEarly = (request: string, { text, message, by }: Words, now: number): CaseAction => ({
  request,
  act: "outcome",
  by,
  verdict: "too_early",
  why: text,
  message,
  until: readDateExpression(toPlainText(text), utcDateAt(new Date(now))),
});

function decideAnswer(
  open: OpenQuestions,
  { request, step }: OpenQuestion,
  { text, message, by }: Words,
): OpenQuestionDecision {
  return {
    open: without(open, request, ["relay"]),
    actions: [{ request, act: "answer", by, why: text, message, answers: step }],
    replies: [],
  };
}

/** Number of words from which a "yes" or "no" has a reason. */
const minReasonWords = 4;

/** Returns whether a "yes" or "no" comes with a reason. */
export const hasReason = (text: RichText): boolean =>
  toPlainText(text).trim().split(/\s+/).length >= minReasonWords;

/**
 * Decides on a message beside an open question. Words that are neither yes nor no are stored
 * with the request at once: an offer stays open beside a condition, and an outcome's words wait for
 * its verdict.
 * @param control reading of the message as a control phrase, such as yes or no
 */
export function decideQuestionReply(
  open: OpenQuestions,
  question: OpenQuestion,
  message: Words,
  { control, now }: { control?: string; now: number },
): OpenQuestionDecision {
  const { request, asks } = question;
  const { by, text: why, message: id } = message;
  switch (asks) {
    case "relay":
      return decideAnswer(open, question, message);
    case "evidence": {
      const rest = without(open, request, ["evidence"]);
      return control === "skip" || control === "no"
        ? { open: rest, actions: [], replies: [{ say: "plain", key: "acknowledgement" }] }
        : { open: rest, actions: [evidenceOf(request, message)], replies: [] };
    }
    case "offer":
      return control === "yes"
        ? decideCaseButton(open, { request, act: "accept", by }, now)
        : {
            open,
            actions: [{ request, act: "add", by, why, message: id }],
            replies: toPlainText(why).includes("?") ? [] : [{ say: "which_choice", request }],
          };
    case "outcome": {
      if (isTooEarly(toPlainText(why)))
        return decideOutcome(open, tooEarly(request, message, now), now);
      const evidence = evidenceOf(request, message);
      const said = control === "yes" || control === "no" ? control : undefined;
      const verdict = readVerdict(toPlainText(why)) ?? said;
      if (!verdict)
        return {
          open: withQuestion(open, { ...question, hasEvidence: true }),
          actions: [evidence],
          replies: [{ say: "which_verdict", request, isRoutine: question.isRoutine }],
        };
      const action: CaseAction = { request, act: "outcome", by, verdict, why, message: id };
      if (!hasReason(why)) return decideOutcome(open, action, now);
      const rest = without(open, request, ["outcome"]);
      return { open: rest, actions: [action, evidence], replies: [] };
    }
  }
}

/** Uses a person's kept text as their answer to the team. */
export function decideKeptWordsAsAnswer(
  open: OpenQuestions,
  request: string,
  by: Person,
): OpenQuestionDecision {
  const kept = findKeptWords(open, request, by.id);
  return kept
    ? decideAnswer(open, kept.question, { ...kept.words, by })
    : { open, actions: [], replies: [{ say: "plain", key: "nothing_open" }] };
}

/** Removes kept text that is about something new. */
export function releaseKeptWords(
  open: OpenQuestions,
  request: string,
  person: string,
): { open: OpenQuestions; words: { text: RichText; message: string } | undefined } {
  const kept = findKeptWords(open, request, person);
  return {
    open: kept
      ? open.map((each) => (each === kept.question ? { ...each, words: undefined } : each))
      : open,
    words: kept?.words,
  };
}

/** Closes the questions that an action settled elsewhere. */
export const closeSettledQuestions = (
  open: OpenQuestions,
  request: string,
  act: CaseActionType,
): OpenQuestions => without(open, request, openQuestionsSettledBy[act] ?? []);

/** States in which the team no longer waits for an answer. */
const isOver = new Set<CaseStatus>(["declined", "delivered", "cancelled", "not_a_request"]);

/** Decides on the open questions after a notice, which may ask something. */
export function decideNotice(open: OpenQuestions, notice: RequesterNotice): OpenQuestionDecision {
  const { request, ownNumber: number, step, requester: of } = notice;
  const replies: CaseReply[] = [{ say: "notice", request, notice }];
  let rest = open;
  if (isOver.has(step.status) || step.act === "merge") rest = without(rest, request, ["relay"]);
  if (step.act === "reopen") rest = without(rest, request, ["outcome", "evidence"]);
  const asks = asksIn(notice);
  const form = asks === "relay" && step.why ? askedForm(toPlainText(step.why)) : undefined;
  if (asks)
    rest = withQuestion(rest, {
      request,
      number,
      asks,
      step: step.id,
      of,
      askedAt: step.at.getTime(),
      form,
    });
  else if (
    step.status !== "declined" &&
    step.status !== "alternative_proposed" &&
    step.status !== "postponed"
  )
    rest = without(rest, request, ["offer"]);
  return { open: rest, actions: [], replies };
}

function asksIn({ step, part }: RequesterNotice): "relay" | "offer" | undefined {
  if (step.act === "ask" || step.act === "please_change") return "relay";
  return step.alternative && (part ? "relay" : "offer");
}
