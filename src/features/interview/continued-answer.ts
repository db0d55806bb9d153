/** Fragments that continue the answer given just before: "also in winter". */
import { isContinuation } from "../../nlu/rules/reference.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "./model/interview-state.ts";
import { type InterviewDraft, recordAnswer } from "./turn-draft.ts";

/** Time (ms) after an answer within which a fragment continues it. */
const maxPauseMs = 60_000;

/** Adds a fragment to the answer before the pending question; returns whether it did. */
export function continueAnswer(
  draft: InterviewDraft,
  { text, at }: Pick<InboundEventOf<"message">, "text" | "at">,
  interview: Interview,
): boolean {
  const { request, pending, asked, answers, waitingSince = 0 } = interview;
  const before = pending && asked[asked.indexOf(pending) - 1];
  if (!pending || !before || at - waitingSince > maxPauseMs) return false;
  const answer = answers[before];
  if (!answer?.text || !isContinuation(toPlainText(text))) return false;
  recordAnswer(draft, interview, before, { ...answer, text: [...answer.text, ", ", ...text] });
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  draft.replies.push({ say: "ask", request, question: pending });
  return true;
}
