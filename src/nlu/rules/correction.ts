/** Recognition of words that correct what was said before: "sorry, I meant …", "non, je voulais dire …". */
import { foldText, stripMarkup, tokenizeWords } from "../text/normalise.ts";
import { formsOf } from "./answer-forms.ts";

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

const opening =
  /^\W*(?:(?:oh|ah|ach|ay|hm+|so|und|and|et|y)\W+)*(?:sorry|oops|whoops|pardon|wait|correction|rather|or rather|my mistake|typo|halt|moment|stopp?|ups|entschuldigung|quatsch|vielmehr|tippfehler|oups|attends|attendez|desolee?|plutot|ou plutot|perdon|disculp\w+|espera|mejor dicho|digo|lo siento)\b[\s,:;.!–—-]+(?=\S)/u;

/** Matches a contrast ("the 3rd, not the 4th") or a wrong spelling. */
const contrast =
  /\b(?:not|nicht|pas|y no) (?:the |at |on |in |am |im |den |der |die |le |la |el |en )?\S+\W*$|\b(?:misspel\w+|spel\w+ (?:it )?wrong|wrong (?:name|date|day|number|spelling)|verschrieben|falsch\w* (?:geschrieben|name|datum|tag|nummer)|schreibt sich|mal (?:ecrit|orthographie|escrito)|s'ecrit|se escribe|con (?:uve|be|hache)|nombre equivocado)\b/;

/** Maximum words of a correction; more words are a statement. */
const maxWords = 10;

/**
 * Returns whether words replace a detail of what was just said: an apology with a date, a number, a
 * place or a name ("pardon, vendredi"), or with what they replace ("1.5., not 1.4.").
 */
export function replacesDetail(text: string): boolean {
  if (tokenizeWords(text).length > maxWords || text.includes("?")) return false;
  if (correctsEarlier(text)) return true;
  const plain = foldText(stripMarkup(text)).trim();
  const rest = plain.replace(opening, "");
  if (rest === plain) return false;
  const own = stripMarkup(text).trim().slice(-rest.length);
  const forms = formsOf(own).filter((form) => form !== "name" || /^\p{Lu}|\d/u.test(own));
  return forms.length > 0 || contrast.test(rest);
}
