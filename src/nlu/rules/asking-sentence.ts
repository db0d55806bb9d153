/** Choice of the sentence that asks or reports, in a message that says much else. Pure. */
import { foldText, maxReadLength, tokenizeWords } from "../text/normalise.ts";
import { splitSentences } from "../text/sentences.ts";
import { asksOutright } from "./request-opening.ts";
import { titleLabel } from "./title-patterns.ts";

/** Minimum words of a sentence that is read by itself. */
const minWords = 4;

/** Maximum number of different sentences that are read: an hour of minutes. */
const maxSentences = 400;

/** Probability from which a sentence asks: higher if it has no words of asking. */
const minChance = { outright: 0.65, otherwise: 0.9 };

/** Returns whether a message is longer than is read in one piece, as an e-mail with minutes is. */
export const isLongMail = (text: string): boolean => text.length > maxReadLength;

/**
 * Returns the sentence that most probably asks or reports, verbatim; undefined if none does, or if
 * there is only one. A sentence with words of asking comes first.
 * @param chanceOfRequest - the probability that a sentence asks for something
 */
export function askingSentence(
  text: string,
  chanceOfRequest: (sentence: string) => number,
): string | undefined {
  const sentences = [...new Set(splitSentences(text))];
  if (sentences.length < 2) return undefined;
  const read = sentences
    .filter((sentence) => tokenizeWords(sentence).length >= minWords)
    .slice(0, maxSentences)
    .map((sentence) => {
      const isOutright = asksOutright(sentence) || titleLabel.test(foldText(sentence));
      return { sentence, isOutright, chance: chanceOfRequest(sentence) };
    })
    .filter(({ isOutright, chance }) => chance >= minChance[isOutright ? "outright" : "otherwise"]);
  return read.toSorted(
    (one, other) => Number(other.isOutright) - Number(one.isOutright) || other.chance - one.chance,
  )[0]?.sentence;
}
