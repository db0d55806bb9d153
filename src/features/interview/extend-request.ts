/** Addition of a fragment that immediately follows a request: "for the depot in Hull". */
import { isPlacePhrase } from "../../nlu/rules/place-phrase.ts";
import type { InboundEventOf } from "../../platform/event.ts";
import { toPlainText } from "../../platform/rich-text.ts";
import type { Interview } from "../cases/interview-state.ts";
import type { InterviewQuestion } from "../cases/questions.ts";
import type { InterviewDraft } from "./turn-draft.ts";

/** Questions that cannot be answered by a place or group of people. */
const notAskedForPlace: ReadonlySet<InterviewQuestion> = new Set(["kind", "need", "since"]);

const maxPauseMs = 2 * 60 * 1_000;

/**
 * Adds a fragment to the text of a request whose first question is open; returns whether it did.
 */
export function extendRequest(
  draft: InterviewDraft,
  { text }: Pick<InboundEventOf<"message">, "text">,
  interview: Interview,
): boolean {
  const { pending, asked, answers, waitingSince = 0, message } = interview;
  const isFirst =
    asked.length <= 1 && Object.values(answers).every((answer) => answer.message === message);
  const isAtOnce = draft.context.now - waitingSince <= maxPauseMs;
  if (!message || !pending || !notAskedForPlace.has(pending) || !isFirst || !isAtOnce) return false;
  if (!isPlacePhrase(toPlainText(text))) return false;
  interview.text = [...interview.text, " ", ...text];
  draft.effects.push({ do: "amend", message, text: interview.text });
  draft.effects.push({ do: "update", talk: interview });
  draft.replies.push({ say: "plain", key: "acknowledgement" });
  return true;
}
