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
  /^\W*(?:(?:oh|ah|ach|ay|hm+|so|und|and|et|y|no|nope|nein|nee|ne|non|ups|euh|ok)\W+)*(?:sorry|oops|whoops|pardon|wait|correction|rather|or rather|my mistake|typo|halt|moment|stopp?|ups|entschuldigung|quatsch|vielmehr|tippfehler|oups|attends|attendez|desolee?|plutot|ou plutot|perdon|disculp\w+|espera(?: no)?|mejor dicho|digo|lo siento|(?:no|nope|nein|nee|ne|non)(?=[\s,]+\S+ (?:not|nicht|statt|instead|pas|no|en vez|au lieu)\b))\b[\s,:;.!–—-]+(?=\S)/u;

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

/** What a correction replaces: "30 not 20". */
export interface Replacement {
  /** Missing if the words only say what is right. */
  from?: string;
  to: string;
}

const value = "(\\d+(?:[.,]\\d+)*|\\p{L}[\\p{L}\\d-]+)";
const contrasted = new RegExp(
  `${value}(?: \\p{L}+)?,? (?:not|nicht|statt|instead of|pas|y no|no|en vez de|au lieu de) (?:the |an? |at |on |in |am |im |um |le |la |el |a |l')?${value}`,
  "iu",
);
const numberAlone = /(?<![\p{L}\d.,:])\d+(?:[.,]\d+)*(?![\p{L}\d:])/gu;

/** Matches a number of things: "25 tablets", and not "room 14". */
const amounts = new RegExp(`${numberAlone.source}(?=\\s+\\p{L})`, "gu");

const isNumber = (text: string): boolean => /^\d/.test(text);

/** Returns what a correction replaces, verbatim; `undefined` if it is another message. */
export function readReplacement(text: string): Replacement | undefined {
  if (!replacesDetail(text)) return undefined;
  const [, to, from] = contrasted.exec(stripMarkup(text)) ?? [];
  if (to && from && isNumber(to) === isNumber(from)) return { from, to };
  const numbers = stripMarkup(text).match(numberAlone) ?? [];
  return numbers.length === 1 ? { to: numbers[0]! } : undefined;
}

/** Returns where a replaced detail stands in other words: its place, or the only amount. */
export function findReplaced(words: string, { from }: Replacement): string | undefined {
  if (from === undefined) {
    const [amount, another] = words.match(amounts) ?? [];
    return another === undefined ? amount : undefined;
  }
  const escaped = from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, "iu").exec(words)?.[0];
}
