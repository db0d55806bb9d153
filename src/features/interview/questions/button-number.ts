/** Numbers typed for the button at that place: "2". */
import type { InboundEventOf } from "../../../platform/event.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import type { InterviewDraft } from "../dialogue/turn-draft.ts";
import type { Interview } from "../model/interview-state.ts";
import { type InterviewQuestion, questions } from "../model/questions.ts";
import { takeChoice } from "./take-answer.ts";

type Message = InboundEventOf<"message">;

/** Returns a number that can only be that of a button. */
export function readButtonNumber(
  { text }: Message,
  question: InterviewQuestion,
): number | undefined {
  const { choices, reading, isTradeOff } = questions[question];
  const number = /^\s*(\d{1,2})[.)]?\s*$/.exec(toPlainText(text))?.[1];
  return number && !isTradeOff && (choices ?? reading) ? Number(number) : undefined;
}

/** Uses the answer of the button with the number; asks again if there is none. */
export function onButtonNumber(
  draft: InterviewDraft,
  { by, at }: Message,
  interview: Interview,
  number: number,
): void {
  const { request, pending: question } = interview;
  const choice = Object.keys(questions[question!].choices ?? {})[number - 1];
  if (!choice || !takeChoice(draft, interview, question!, choice, { by, at }))
    draft.replies.push({ say: "not_on_offer", request, question: question! });
}
