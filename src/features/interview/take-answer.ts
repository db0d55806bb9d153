/** Records answers in an interview and follows the branch of their readings. */
import type { Readings } from "../../nlu/judge.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { Interview } from "../cases/interview-state.ts";
import {
  type InterviewAnswer,
  type InterviewQuestion,
  interviewQuestions,
  questions,
} from "../cases/questions.ts";
import { continueInterview } from "./next-question.ts";
import { changeToFactoryIssue, chooseKind } from "./request-kind.ts";
import { type InterviewDraft, recordAnswer } from "./turn-draft.ts";

/**
 * Minimum confidence from which "it keeps crashing" turns a wish into a fault; below, there is a
 * button.
 */
const minBreakageConfidence = 0.6;

export interface GivenAnswer {
  text: RichText;
  by: Person;
  message?: string;
  readings?: Readings | undefined;
}

/** Records an answer in free text and continues. */
export function takeAnswer(
  draft: InterviewDraft,
  talk: Interview,
  question: InterviewQuestion,
  given: GivenAnswer,
): void {
  const broke = recordGivenAnswer(draft, talk, question, given);
  const answer = talk.answers[question];
  const restated = answer?.label === "need" && answer.restated !== undefined;
  draft.replies.push(
    broke
      ? { say: "breakage", request: talk.request }
      : restated
        ? { say: "heard", request: talk.request, question }
        : { say: "took", request: talk.request, question },
  );
  continueInterview(draft, talk);
}

/** Records an answer without a reply; returns whether it turned the request into a fault. */
export function recordGivenAnswer(
  draft: InterviewDraft,
  talk: Interview,
  question: InterviewQuestion,
  { text, by, message, readings }: GivenAnswer,
): boolean {
  const answer: InterviewAnswer = {
    text,
    by,
    ...(message && { message }),
    ...(readings && { judge: readings.by }),
  };
  const { reading, read, alsoAnswers, followUpOf, isTradeOff } = questions[question];
  const need = readings?.need;
  if (
    reading === "need" &&
    need?.label === "breakage" &&
    need.confidence >= minBreakageConfidence
  ) {
    changeToFactoryIssue(draft, talk);
    recordAnswer(draft, talk, "symptom", answer);
    if (need.since) recordAnswer(draft, talk, "since", { ...answer, text: [need.since] });
    if (need.affected) recordAnswer(draft, talk, "affected", { ...answer, text: [need.affected] });
    return true;
  }
  recordAnswer(draft, talk, question, { ...answer, ...(readings && read?.(readings)) });
  if (reading === "request")
    chooseKind(draft, talk, readings?.request?.kind.label ?? "new_solution");
  if (reading === "need" && !followUpOf && need?.followUp) talk.followUp = need.followUp;
  const also = readings ? (alsoAnswers?.(readings) ?? {}) : {};
  for (const other of interviewQuestions) {
    const words = also[other];
    if (words) recordAnswer(draft, talk, other, { ...answer, text: [words] });
  }
  if (isTradeOff)
    draft.effects.push({
      do: "trade",
      request: talk.request,
      by,
      ...(readings?.by !== "choice" && { words: text }),
    });
  return false;
}
