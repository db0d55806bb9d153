/** Storing of answers in an interview, and the next step by their readings. */
import { type Readings, requestKinds } from "../../../nlu/judge.ts";
import { quoteCustomerEffect } from "../../../nlu/rules/answers/answer-parts.ts";
import { readEffectKind } from "../../../nlu/rules/answers/extract-answers.ts";
import {
  mayLeaveOpen,
  type NonAnswer,
  readNonAnswer,
} from "../../../nlu/rules/answers/non-answers.ts";
import { readFactsOfAnswer } from "../../../nlu/rules/faults/fault-facts.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import {
  checkInterviewAccess,
  type InterviewDraft,
  type RequestPart,
  recordAnswer,
} from "../dialogue/turn-draft.ts";
import { currentInterview, type Interview } from "../model/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  isQuestionOfKind,
  questions,
} from "../model/questions.ts";
import { changeToFactoryIssue, chooseKind, isTakenAsRead } from "../requests/open-request.ts";
import { continueInterview } from "./next-question.ts";

/**
 * Minimum confidence from which "it keeps crashing" turns a wish into a fault: 95 % of such readings
 * of held-out answers are right, 87 % from 0.6. Below, there is a button.
 */
const minBreakageConfidence = 0.8;

/** An answer, and how it was read. */
export interface GivenAnswer {
  text: RichText;
  by: Person;
  message?: string;
  readings?: Readings | undefined;
  /** Whether the words say that the answer is not known. */
  isNotKnown?: boolean | undefined;
  /** Whether the person chose the line that the words correct, which then says something. */
  isCorrection?: true;
}

/** Label of an answer that leaves its question open. */
const notKnownLabel = (question: InterviewQuestion) =>
  questions[question].reading === "need"
    ? "refusal_unknown"
    : questions[question].reading === "customer"
      ? "unknown"
      : "not_known";

/** Confidence from which a reading as "not known" leaves the question open. */
const sureNotKnown = 0.6;

/** Confidence from which an answer names nobody outside, so that the brief says so. */
const sureNobodyOutside = 0.85;

/** Returns whether an answer leaves its question open. */
function findNonAnswer(
  question: InterviewQuestion,
  { text, readings, isNotKnown, isCorrection }: GivenAnswer,
): NonAnswer | undefined {
  if (question === "kind") return undefined;
  const plain = readNonAnswer(toPlainText(text), question);
  if (plain) return plain;
  const { label, confidence = 0 } = (readings && questions[question].read?.(readings)) ?? {};
  // a reading of only a model removes no answer from the brief
  const isRules = !readings?.by.startsWith("model@");
  const isRead =
    !isCorrection &&
    isRules &&
    mayLeaveOpen(toPlainText(text)) &&
    label === notKnownLabel(question) &&
    confidence >= sureNotKnown;
  return isNotKnown || isRead ? "not_known" : undefined;
}

/** Stores the words in the ledger as an outdated answer, and leaves the question open. */
function recordNonAnswer(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
  { text, ...open }: InterviewAnswer,
): void {
  recordAnswer(draft, interview, question, { ...open, text });
  recordAnswer(draft, interview, question, open);
  if (questions[question].isTradeOff)
    draft.effects.push({ do: "trade", request: interview.request, by: open.by });
}

/** Returns words that tell what customers notice as an answer to who they are. */
export const asCustomerEffect = (given: GivenAnswer): GivenAnswer => {
  const lens = readEffectKind(toPlainText(given.text));
  const customer = { label: "direct", confidence: 1, lens } as const;
  return { ...given, readings: { by: given.readings?.by ?? "rules", customer } };
};

/** Records what customers notice if the answer about the need tells it. */
function recordCustomerEffect(
  draft: InterviewDraft,
  interview: Interview,
  given: GivenAnswer,
): void {
  const effect = quoteCustomerEffect(toPlainText(given.text));
  if (effect !== undefined && !interview.answers.customer?.text)
    recordGivenAnswer(draft, interview, "customer", asCustomerEffect({ ...given, text: [effect] }));
}

/** Records an answer in free text and continues. */
export function takeAnswer(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
  given: GivenAnswer,
): void {
  const broke = recordGivenAnswer(draft, interview, question, given);
  const answer = interview.answers[question];
  const restated = answer?.label === "need" && answer.restated !== undefined;
  draft.replies.push(
    broke
      ? { say: "breakage", request: interview.request, isHeard: true }
      : restated
        ? { say: "heard", request: interview.request, question }
        : { say: "took", request: interview.request, question },
  );
  continueInterview(draft, interview);
}

/** Records an answer without a reply; returns whether it turned the request into a fault. */
export function takeChoice(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
  choice: string,
  { by, at }: { by: Person; at: number },
): boolean {
  const text = draft.context.chosen(choice);
  if (!text) return false;
  if (question === "kind") {
    const kind = requestKinds.find((each) => each === choice);
    if (!kind) return false;
    recordAnswer(draft, interview, question, { text, by });
    chooseKind(draft, interview, kind);
    continueInterview(draft, interview);
    return true;
  }
  const read = questions[question].choices?.[choice];
  takeAnswer(draft, interview, question, { text, by, readings: { by: "choice", ...read?.(at) } });
  return true;
}

/** Number of words from which the answer to the kind question describes the subject itself. */
const minDescribingWords = 3;

/** Returns the open question that a description instead of a kind answers too. */
function describedBy(interview: Interview, text: RichText): InterviewQuestion | undefined {
  const isDescription = toPlainText(text).trim().split(/\s+/).length >= minDescribingWords;
  return isDescription && isQuestionOfKind("need", interview.kind) && !interview.answers.need
    ? "need"
    : undefined;
}

/** Stores what the description of a fault tells: what happens, since when, who is affected. */
export function recordDescription(
  draft: InterviewDraft,
  interview: Interview,
  answer: InterviewAnswer,
): void {
  const { since, affected, isOnlyTime } = readFactsOfAnswer(toPlainText(answer.text ?? []));
  const put = (question: InterviewQuestion, text: RichText | undefined): void => {
    if (text && !interview.answers[question]?.text)
      recordAnswer(draft, interview, question, { ...answer, text });
  };
  const { length } = toPlainText(answer.text ?? [])
    .trim()
    .split(/\s+/);
  if (!isOnlyTime && length >= minDescribingWords) put("symptom", answer.text);
  put("since", since === undefined ? undefined : [since]);
  put("affected", affected === undefined || isOnlyTime ? undefined : [affected]);
}

/** Stores an answer without a reply; returns whether the request became a repair. */
export function recordGivenAnswer(
  draft: InterviewDraft,
  interview: Interview,
  question: InterviewQuestion,
  given: GivenAnswer,
): boolean {
  const { text, by, message, readings } = given;
  const answer: InterviewAnswer = {
    text,
    by,
    message,
    judge: readings?.by,
  };
  const { reading, read, alsoAnswers, followUpOf, isTradeOff } = questions[question];
  const nonAnswer = readings?.by === "choice" ? undefined : findNonAnswer(question, given);
  if (nonAnswer) {
    recordNonAnswer(draft, interview, question, { ...answer, label: notKnownLabel(question) });
    if (nonAnswer === "others_wish") interview.answers[question]!.isOthersWish = true;
    return false;
  }
  const need = readings?.need;
  if (
    reading === "need" &&
    need?.label === "breakage" &&
    need.confidence >= minBreakageConfidence
  ) {
    changeToFactoryIssue(draft, interview);
    recordAnswer(draft, interview, "symptom", answer);
    if (need.since) recordAnswer(draft, interview, "since", { ...answer, text: [need.since] });
    if (need.affected)
      recordAnswer(draft, interview, "affected", { ...answer, text: [need.affected] });
    return true;
  }
  const { label, ...others } = (readings && read?.(readings)) ?? {};
  // words that stay in the brief are acknowledged as an answer
  const isDoubted =
    readings?.by !== "choice" &&
    (label === notKnownLabel(question) ||
      (label === "internal_only" && (others.confidence ?? 0) < sureNobodyOutside));
  recordAnswer(draft, interview, question, {
    ...answer,
    ...others,
    ...(!isDoubted && label && { label }),
  });
  if (reading === "request") {
    const kind = readings?.request?.kind;
    const isTold = kind && (isTakenAsRead(kind) || kind.sure);
    chooseKind(draft, interview, isTold ? kind.label : "new_solution");
    const described = describedBy(interview, text);
    if (interview.kind === "factory_issue") recordDescription(draft, interview, answer);
    else if (described) recordGivenAnswer(draft, interview, described, given);
  }
  if (reading === "need") recordCustomerEffect(draft, interview, given);
  if (reading === "need" && !followUpOf && need?.followUp) interview.followUp = need.followUp;
  const also = readings ? (alsoAnswers?.(readings) ?? {}) : {};
  for (const other of interviewQuestions) {
    const words = also[other];
    if (words) recordAnswer(draft, interview, other, { ...answer, text: [words] });
  }
  if (isTradeOff)
    draft.effects.push({
      do: "trade",
      request: interview.request,
      by,
      words: readings?.by !== "choice" ? text : undefined,
    });
  return false;
}

/**
 * Takes a colleague's line at which the person asked points as the answer, where it reports no
 * fault; returns whether it did.
 */
export function adoptAnswer(
  draft: InterviewDraft,
  { author, message }: { author: Person; message: string },
  [part, ...others]: readonly RequestPart[],
): boolean {
  const interview = currentInterview(draft.conversation);
  const { pending } = interview ?? {};
  if (!interview || !pending || questions[pending].isTradeOff || !part || others.length > 0)
    return false;
  const { label, sure } = part.reading.kind;
  const isFault = part.reading.isRequest.label && label === "factory_issue" && sure !== false;
  if (isFault || author.id === draft.event.by.id) return false;
  if (checkInterviewAccess(draft, interview, "tell")) return false;
  const { text } = part;
  takeAnswer(draft, interview, pending, {
    text,
    by: author,
    message,
    readings: draft.context.readings.text,
  });
  return true;
}
