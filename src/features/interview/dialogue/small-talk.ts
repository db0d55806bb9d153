/** Replies to small talk, and the offer to open a request with it. */
import type { SmallTalkLabel } from "../../../nlu/judge.ts";
import { secretMask } from "../../../nlu/rules/acts/private-marker.ts";
import { readBotQuestion } from "../../../nlu/rules/acts/question-to-bot.ts";
import { isMereSign } from "../../../nlu/rules/answers/empty-words.ts";
import { readPointing } from "../../../nlu/rules/references/pointing.ts";
import { tokenizeWords } from "../../../nlu/text/normalise.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import {
  type RichText,
  spanToPlainText,
  toPlainText,
  withoutFiles,
} from "../../../platform/rich-text.ts";
import { holdSmallTalk } from "../held/hold-message.ts";
import { currentInterview } from "../model/interview-state.ts";
import { replyCaseStatus } from "./case-dialogue.ts";
import type { InterviewDraft } from "./turn-draft.ts";

/** Confidence from which small talk gets its reply without the offer to open a request. */
const minSmallTalkConfidence = 0.7;

/** Small talk that may have been meant as a request; the words are stored for that. */
const isOfferedAsRequest: ReadonlySet<SmallTalkLabel> = new Set([
  "feedback",
  "not_for_it",
  "other",
]);

/** Probability from which words are a remark and no request. */
const minSureAside = 0.8;

/** Returns whether a text has words besides the addresses of links, as that of a document. */
const hasReadableWords = (text: RichText): boolean =>
  text.some((span) =>
    typeof span === "object" && "link" in span
      ? span.label !== undefined
      : spanToPlainText(span).trim() !== "",
  );

/** Number of words from which a message is no bare courtesy, so that its author decides. */
const longTextWords = 60;
const isLongText = (text: RichText): boolean =>
  tokenizeWords(toPlainText(text)).length >= longTextWords;

/** Replies to small talk and opens nothing; a button says that it was a request. */
export function replySmallTalk(draft: InterviewDraft, message: InboundEventOf<"message">): void {
  if (!hasReadableWords(withoutFiles(message.text)))
    return void draft.replies.push({
      say: "plain",
      key: message.isBare ? "what_is_it" : "no_words",
    });
  const question = readBotQuestion(toPlainText(message.text));
  if (question) return void draft.replies.push({ say: "plain", key: question });
  const isBusy = currentInterview(draft.conversation) !== undefined;
  const { kind, thread } = message.place;
  // a message above that the platform does not let the bot read
  const pointsAtUnread =
    !isBusy &&
    kind !== "personal" &&
    thread !== undefined &&
    readPointing(toPlainText(message.text)) === "surely";
  if (draft.context.isUnfinished || pointsAtUnread)
    return void draft.replies.push({ say: "plain", key: "what_is_it" });
  const reading = draft.context.readings.text?.request;
  if (!reading || isMereSign(toPlainText(message.text)))
    return void draft.replies.push({ say: "plain", key: "acknowledgement" });
  const { label, confidence } = reading.smallTalk;
  const isUnsure =
    isLongText(message.text) ||
    (reading.disputed && !isBusy) ||
    reading.isRequest.label ||
    (confidence < minSmallTalkConfidence && reading.isRequest.confidence < minSmallTalkConfidence);
  if (isUnsure && !draft.context.detail)
    draft.replies.push({ say: "doubt", held: holdSmallTalk(draft, message) });
  else if (label === "status") replyCaseStatus(draft);
  else if (!isOfferedAsRequest.has(label)) draft.replies.push({ say: "plain", key: label });
  else if ((draft.context.readings.text?.act?.chances.aside ?? 0) >= minSureAside)
    draft.replies.push({ say: "plain", key: "acknowledgement" });
  else draft.replies.push({ say: "plain", key: label, held: holdSmallTalk(draft, message) });
}

/** Says that a password in the message, or in a field of the form, is not kept. */
export function tellOfPassword(
  { context, replies }: InterviewDraft,
  event: InboundEventOf<"message" | "submitted">,
): void {
  const isRead =
    event.kind === "submitted" || (context.target && context.target.is !== "not_for_bot");
  const said = event.kind === "message" ? [toPlainText(event.text)] : Object.values(event.values);
  if (isRead && said.some((text) => text.includes(secretMask)))
    replies.push({ say: "plain", key: "password_hidden" });
}
