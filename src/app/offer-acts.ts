/**
 * Acts of a message beside an offer: a brief to confirm, an alternative, the question whether
 * something helped. Pure.
 */
import type { OpenThing } from "../core/message-target.ts";
import { isTooEarly } from "../nlu/rules/acts/deferral.ts";
import { hasActPhrase } from "../nlu/rules/acts/message-acts.ts";
import { isIrony, isPlainAssent, readOfferReply } from "../nlu/rules/acts/reply-phrases.ts";
import { readUnaskedVerdict, readVerdict } from "../nlu/rules/acts/verdict.ts";
import { formsOf } from "../nlu/rules/answers/answer-forms.ts";
import { tokenizeWords } from "../nlu/text/normalise.ts";
import { type ActChances, likeAllBut, moveChance } from "./act-chances.ts";

/** Probability of the words' own reading from which they agree or refuse without a known phrase. */
const sureReply = { brief: 0.9, other: 0.8 } as const;
const sureRefusal = 0.9;

/** Longer replies tell more than yes or no. */
const maxReplyWords = 14;

/**
 * Returns the reply that the classifier of acts is sure of. A brief is confirmed by no words with
 * content of their own: a date, a number.
 */
function sureReplyOf(
  text: string,
  { answers }: OpenThing,
  own: Readonly<ActChances> | undefined,
): "agreement" | "refusal" | undefined {
  if (!own || text.includes("?") || tokenizeWords(text).length > maxReplyWords) return undefined;
  const isBrief = answers === "brief";
  if (isBrief && formsOf(text).some((form) => form === "date" || form === "number"))
    return undefined;
  // "it works" agrees that something helped
  const isOutcome = answers === "outcome";
  const agrees = own.agreement + (isOutcome ? own.resolved : 0);
  // thanks with more than thanks
  if (
    isOutcome &&
    agrees > own.aside &&
    agrees + own.aside >= sureReply.other &&
    !hasActPhrase("aside", text)
  )
    return "agreement";
  if (agrees >= (isBrief ? sureReply.brief : sureReply.other)) return "agreement";
  return !isBrief && own.refusal >= sureRefusal ? "refusal" : undefined;
}

/** Corrects the probabilities of acts beside an offer by rules on the words. */
export function actsBesideOffer(
  text: string,
  thing: OpenThing,
  given: ActChances,
  own: Readonly<ActChances> | undefined,
): ActChances {
  const isOutcome = thing.answers === "outcome";
  const verdict = thing.isUnasked ? readUnaskedVerdict(text) : readVerdict(text);
  if (isOutcome && (isTooEarly(text) || verdict))
    return moveChance(given, likeAllBut("answer"), "answer");
  if (isIrony(text)) return moveChance(given, ["agreement", "answer", "addition"], "aside");
  const reply = readOfferReply(text);
  const sure = reply === undefined ? sureReplyOf(text, thing, own) : undefined;
  if (sure) return moveChance(given, likeAllBut(sure), sure);
  const isPlain = isPlainAssent(text);
  const acts = reply !== "refusal" && !isPlain ? moveChance(given, ["agreement"], "answer") : given;
  switch (reply) {
    case "agreement":
      // words with more content confirm no brief
      return thing.answers === "brief" || !isPlain
        ? acts
        : moveChance(acts, ["answer", "addition"], "agreement");
    case "refusal":
      return moveChance(acts, ["answer", "addition"], "refusal");
    case "condition":
      return moveChance(acts, ["agreement"], "answer");
    case "later":
      return moveChance(acts, ["agreement"], "aside");
    default:
      return acts;
  }
}
