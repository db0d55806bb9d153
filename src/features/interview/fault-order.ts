/**
 * Answers to the questions about a fault in another order than they are asked: people as an answer
 * to since when, a time as an answer to who is affected.
 */
import { readFactsOfAnswer, tellsWhen } from "../../nlu/rules/fault-facts.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "./model/interview-state.ts";
import type { InterviewQuestion } from "./model/questions.ts";
import { continueInterview } from "./next-question.ts";
import { type InterviewDraft, recordAnswer } from "./turn-draft.ts";

/** Number of words from which an answer without a time describes the fault further. */
const minDescribingWords = 4;

/** What words say about a fault, by question. */
type FaultAnswers = Partial<Record<InterviewQuestion, RichText>>;

/**
 * Returns the answers in words that do not answer the pending question about a fault alone;
 * `undefined` if they do.
 */
function readFaultAnswers(
  { pending, answers }: Pick<Interview, "pending" | "answers">,
  text: RichText,
): FaultAnswers | undefined {
  if (pending !== "since" && pending !== "affected") return undefined;
  const plain = toPlainText(text);
  const { since, affected, isOnlyTime } = readFactsOfAnswer(plain);
  const isOpen = (question: InterviewQuestion): boolean => answers[question]?.text === undefined;
  if (pending === "affected") return isOnlyTime && isOpen("since") ? { since: text } : undefined;
  if (since && affected && isOpen("affected")) return { since: [since], affected: [affected] };
  if (since || tellsWhen(plain)) return undefined;
  if (affected && isOpen("affected")) return { affected: text };
  const { symptom } = answers;
  return plain.trim().split(/\s+/).length >= minDescribingWords
    ? { symptom: symptom?.text ? [...symptom.text, "\n", ...text] : text }
    : undefined;
}

/** Stores what words tell about a fault in another order; returns whether they do. */
export function takeFaultAnswers(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  interview: Interview,
): boolean {
  const told = readFaultAnswers(interview, message.text);
  if (!told) return false;
  const { by, message: id } = message;
  for (const [question, text] of Object.entries(told))
    recordAnswer(draft, interview, question as InterviewQuestion, { text, by, message: id });
  const { request, pending } = interview;
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  if (pending && !interview.answers[pending]?.text)
    draft.replies.push({ say: "ask", request, question: pending });
  else continueInterview(draft, interview);
  return true;
}
