/** Recognition of words that correct what was said before: "sorry, I meant …", "non, je voulais dire …". */
import { foldText, stripMarkup } from "../text/normalise.ts";

const correction = new RegExp(
  [
    "\\b(?:i|we) (?:actually |really )?meant\\b|\\b(?:i|we) should have said\\b|^\\W*correction\\W",
    "\\b(?:ich|wir) (?:meinte|meinten|wollte sagen|wollten sagen)\\b|\\bmeinte (?:ich|wir)\\b|^\\W*korrektur\\W|^\\W*(?:moment|halt|stopp?|sorry|entschuldigung|nein|ach)\\b.*\\bstimmt (?:doch )?nicht\\b",
    "\\b(?:je voulais|on voulait|nous voulions) dire\\b|\\bje me suis trompee?\\b|^\\W*(?:rectification|correction)\\W",
    "\\b(?:queria|queriamos|quise) decir\\b|\\bme (?:he )?equivo(?:que|cado)\\b|\\bme referia\\b|^\\W*correccion\\W",
  ].join("|"),
);

/** Returns whether words correct an earlier message or answer. */
export const correctsEarlier = (text: string): boolean =>
  correction.test(foldText(stripMarkup(text)));
