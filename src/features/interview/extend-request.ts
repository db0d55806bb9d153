/**
 * Addition of words that answer no question to the text of a request: a fragment that immediately
 * follows it ("for the depot in Hull"), and the caption of a picture.
 */
import { isCaption } from "../../nlu/rules/caption.ts";
import { isPlacePhrase } from "../../nlu/rules/place-phrase.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "../cases/interview-state.ts";
import type { InterviewQuestion } from "../cases/questions.ts";
import type { InterviewDraft } from "./turn-draft.ts";

/** Questions that cannot be answered by a place or group of people. */
const notAskedForPlace: ReadonlySet<InterviewQuestion> = new Set(["kind", "need", "since"]);

const maxPauseMs = 2 * 60 * 1_000;

/** Returns whether a request was made just now, and its first question is none about a place. */
function isFresh({ context: { now } }: InterviewDraft, interview: Interview): boolean {
  const { pending, asked, answers, waitingSince = 0, message } = interview;
  return (
    pending !== undefined &&
    notAskedForPlace.has(pending) &&
    asked.length <= 1 &&
    Object.values(answers).every((answer) => answer.message === message) &&
    now - waitingSince <= maxPauseMs
  );
}

/** Adds such words to the request whose question is open; returns whether it did. */
export function extendRequest(
  draft: InterviewDraft,
  { text }: Pick<InboundEventOf<"message">, "text">,
  interview: Interview,
): boolean {
  const { message } = interview;
  const words = toPlainText(text);
  if (!message || !(isCaption(words) || (isFresh(draft, interview) && isPlacePhrase(words))))
    return false;
  interview.text = [...interview.text, " ", ...text];
  draft.effects.push({ do: "amend", message, text: interview.text });
  draft.effects.push({ do: "update", talk: interview });
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  return true;
}
