/**
 * Answers to other questions than the one that is asked: people as an answer to since when, a date
 * as an answer to who looks after the customers. Each goes where it belongs.
 */
import {
  isCustomerEffect,
  isDeadline,
  namesOwner,
  tellsMeasure,
} from "../../../nlu/rules/answers/answer-parts.ts";
import {
  beginsWithTime,
  readFactsOfAnswer,
  tellsWhen,
} from "../../../nlu/rules/faults/fault-facts.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import { addToRequest, type InterviewDraft, recordAnswer } from "../dialogue/turn-draft.ts";
import type { Interview } from "../model/interview-state.ts";
import type { InterviewAnswer, InterviewQuestion } from "../model/questions.ts";
import { chooseKind, isTakenAsRead } from "../requests/open-request.ts";
import { continueInterview } from "./next-question.ts";
import {
  asCustomerEffect,
  recordDescription,
  recordGivenAnswer,
  takeAnswer,
} from "./take-answer.ts";

/** Number of words from which an answer without a time describes the fault further. */
const minDescribingWords = 4;

/** What words say, by question. */
type Told = Partial<Record<InterviewQuestion, RichText>>;

type Asked = Pick<Interview, "pending" | "answers">;

const isOpen = ({ answers }: Asked, question: InterviewQuestion): boolean =>
  answers[question]?.text === undefined;

/** Adds words to an earlier answer. */
const withEarlier = (before: InterviewAnswer | undefined, text: RichText): RichText =>
  before?.text ? [...before.text, "\n", ...text] : text;

/** Reads an answer to since when or who is affected that does not answer that question alone. */
function readFaultAnswers(asked: Asked, text: RichText): Told | undefined {
  const plain = toPlainText(text);
  const { since, affected, isOnlyTime } = readFactsOfAnswer(plain);
  if (asked.pending === "affected")
    return isOnlyTime || (affected === undefined && beginsWithTime(plain))
      ? { since: withEarlier(asked.answers.since, text) }
      : undefined;
  if (since && affected && isOpen(asked, "affected"))
    return { since: [since], affected: [affected] };
  if (since || tellsWhen(plain)) return undefined;
  if (affected && isOpen(asked, "affected")) return { affected: text };
  return plain.trim().split(/\s+/).length >= minDescribingWords
    ? { symptom: withEarlier(asked.answers.symptom, text) }
    : undefined;
}

/** Reads when it began and whom it affects in the description of a fault. */
function readSymptomFacts(asked: Asked, text: RichText): Told | undefined {
  const { since, affected } = readFactsOfAnswer(toPlainText(text));
  const told: Told = {
    ...(since !== undefined && isOpen(asked, "since") && { since: [since] }),
    ...(affected !== undefined && isOpen(asked, "affected") && { affected: [affected] }),
  };
  return Object.keys(told).length > 0 ? { symptom: text, ...told } : undefined;
}

/** Returns what words tell that the pending question does not ask for; `undefined` if nothing. */
function readOtherAnswers(asked: Asked, text: RichText): Told | undefined {
  const plain = toPlainText(text);
  switch (asked.pending) {
    case "symptom":
      return readSymptomFacts(asked, text);
    case "since":
    case "affected":
      return readFaultAnswers(asked, text);
    case "owner":
      return tellsMeasure(plain) && isOpen(asked, "measure") ? { measure: text } : undefined;
    case "measure":
      return namesOwner(plain) ? { owner: withEarlier(asked.answers.owner, text) } : undefined;
    case "decision":
      return isDeadline(plain) && isOpen(asked, "deadline") ? { deadline: text } : undefined;
    default:
      return undefined;
  }
}

/**
 * Takes words that do not tell the kind: a time tells of a fault; others are kept with the request,
 * and the kind is asked once more. Returns whether it did.
 */
function takeUnclearKind(
  draft: InterviewDraft,
  { text, by, message }: InboundEventOf<"message">,
  interview: Interview,
): boolean {
  const kind = draft.context.readings.text?.request?.kind;
  if (!kind || isTakenAsRead(kind)) return false;
  const plain = toPlainText(text);
  const { affected, isOnlyTime } = readFactsOfAnswer(plain);
  // a duration inside a sentence may be part of a wish: "instead of waiting for two days"
  if (isOnlyTime || beginsWithTime(plain)) {
    recordAnswer(draft, interview, "kind", { text, by, message });
    chooseKind(draft, interview, "factory_issue");
    recordDescription(draft, interview, { text, by, message });
    continueInterview(draft, interview);
    return true;
  }
  if (interview.askedKindAgain) return false;
  interview.askedKindAgain = true;
  const isDescription = plain.trim().split(/\s+/).length >= minDescribingWords;
  const said = affected !== undefined ? { affected } : isDescription ? { symptom: plain } : {};
  interview.said = {
    judge: "rules",
    ...interview.said,
    words: { ...interview.said?.words, ...said },
  };
  addToRequest(draft, interview, ["\n", ...text]);
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  draft.replies.push({ say: "ask", request: interview.request, question: "kind" });
  return true;
}

/** Stores what words tell beside the pending question; returns whether they do. */
export function takeOtherAnswers(
  draft: InterviewDraft,
  message: InboundEventOf<"message">,
  interview: Interview,
): boolean {
  const { text, by, message: id } = message;
  const { request, pending, answers } = interview;
  const { text: readings } = draft.context.readings;
  if (pending === "kind") return takeUnclearKind(draft, message, interview);
  if (pending === "need_again" && answers.need?.text && isCustomerEffect(toPlainText(text))) {
    // the first answer stays the need
    recordAnswer(draft, interview, "need_again", { by });
    takeAnswer(draft, interview, "customer", asCustomerEffect({ text, by, message: id, readings }));
    return true;
  }
  const told = readOtherAnswers(interview, text);
  if (!told) return false;
  for (const [question, said] of Object.entries(told) as [InterviewQuestion, RichText][])
    recordGivenAnswer(draft, interview, question, { text: said, by, message: id, readings });
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  if (pending && !interview.answers[pending]?.text)
    draft.replies.push({ say: "ask", request, question: pending });
  else continueInterview(draft, interview);
  return true;
}
