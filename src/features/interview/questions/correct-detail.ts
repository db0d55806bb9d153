/** Corrections of a detail of the request or of an earlier answer: "no wait, 30 not 20". */
import { findReplaced, readReplacement } from "../../../nlu/rules/acts/correction.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { addToRequest, type InterviewDraft, recordAnswer } from "../dialogue/turn-draft.ts";
import type { Interview } from "../model/interview-state.ts";
import { questions } from "../model/questions.ts";

/** Adds a correction to the words that it corrects; returns whether it did. */
export function correctDetail(
  draft: InterviewDraft,
  { text }: Pick<InboundEventOf<"message">, "text">,
  interview: Interview,
): boolean {
  const { request, pending, asked, answers } = interview;
  const replacement = readReplacement(toPlainText(text));
  if (!replacement || !pending) return false;
  // without the wrong value, words of the form that is asked for are the answer
  if (replacement.from === undefined && questions[pending].answerForms?.includes("number"))
    return false;
  const corrects = (words: Interview["text"] | undefined): boolean =>
    words !== undefined && findReplaced(toPlainText(words), replacement) !== undefined;
  const question = asked.findLast((each) => corrects(answers[each]?.text));
  if (question)
    recordAnswer(draft, interview, question, {
      ...answers[question]!,
      text: [...answers[question]!.text!, "; ", ...text],
    });
  else if (corrects(interview.text)) addToRequest(draft, interview, ["\n", ...text]);
  else return false;
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  draft.replies.push({ say: "ask", request, question: pending });
  return true;
}
