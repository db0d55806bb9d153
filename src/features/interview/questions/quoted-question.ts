/** An answer that quotes a question which has been answered: it replaces that answer. */
import type { MessageTarget } from "../../../core/message-target.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { outboxRowByMessage } from "../../../storage/queue/outbox.ts";
import type { Reader } from "../../../storage/store.ts";
import type { InterviewDraft } from "../dialogue/turn-draft.ts";
import type { Interview, InterviewConversation } from "../model/interview-state.ts";
import { type InterviewQuestion, interviewQuestions, questions } from "../model/questions.ts";
import { continueInterview } from "./next-question.ts";
import { recordGivenAnswer } from "./take-answer.ts";

type Message = InboundEventOf<"message">;

/** An answered question, and its interview. */
export interface QuotedQuestion {
  interview: Interview;
  question: InterviewQuestion;
}

/** Returns the question that an answer quotes, unless it is the one that is open. */
export async function readQuotedQuestion(
  read: Reader,
  { workspace, place, quoted }: Message,
  { interviews }: InterviewConversation,
  target: MessageTarget,
): Promise<QuotedQuestion | undefined> {
  const isAnswer = target.is === "answer" || target.is === "not_known";
  if (!isAnswer || quoted?.message === undefined) return undefined;
  const row = await outboxRowByMessage(read, workspace, place, quoted.message);
  const interview = interviews.find(({ request }) => request === row?.request);
  const question = interviewQuestions.find((each) => each === row?.question);
  if (!interview || !question || !interview.answers[question]) return undefined;
  const { pending } = interview;
  const isOpen = pending === question || (pending && questions[pending].followUpOf === question);
  return isOpen ? undefined : { interview, question };
}

/** Replaces the answer, tells what stands now, and goes on with the open question. */
export function replaceQuotedAnswer(
  draft: InterviewDraft,
  { text, by, message }: Message,
  interview: Interview,
  question: InterviewQuestion,
): void {
  const readings = draft.context.readings.text;
  recordGivenAnswer(draft, interview, question, { text, by, message, readings });
  draft.replies.push({ say: "changed", request: interview.request, question });
  continueInterview(draft, interview);
}
