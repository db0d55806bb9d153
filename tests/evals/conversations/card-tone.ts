/** Tone of a whole card as people read it, in contrast to that of each of its texts. */
import { type Card, cardToPlainText } from "../../../src/platform/card.ts";

/** Words from which on a sentence counts as one; shorter ones are names and states. */
const sentenceMinWords = 4;

/** Returns the sentences that a card says twice. */
export function doubledSentences(card: Card): string[] {
  const sentences = cardToPlainText(card, { buttons: false })
    .split(/(?<=[.?!…])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(/\s+/).length >= sentenceMinWords);
  return sentences.filter((sentence, index) => sentences.indexOf(sentence) < index);
}
