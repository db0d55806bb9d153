/**
 * Recognition of words that only make sense with those before them: corrections, captions of
 * pictures, places and groups.
 */
import { foldText, normaliseText, stripMarkup, tokenizeWords } from "../text/normalise.ts";
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

// Recognises words that only accompany a picture: "that's what it looks like".

const pictures =
  "(?:photo|picture|pic|screen ?shot|image|video|screen|foto|bild|bildschirmfoto|capture|ecran|captura|imagen|pantallazo|pantalla)\\w*";

const caption = new RegExp(
  `^\\W*(?:(?:and|so|und|et|y)\\W+)?(?:${[
    "(?:that's|that is|this is|it's) (?:what|how) (?:it|that|this|they|the \\w+) looks?(?: like)?(?: (?:now|here))?",
    `(?:here(?:'s| is| are)?|see|attached(?: is)?|sending) (?:the |a |my |two |some )?${pictures}(?: .{0,40})?`,
    "so (?:sieht|schaut) (?:das|es|er|sie|der \\w+|die \\w+) (?:\\w+ )?aus",
    `(?:hier|anbei) (?:ist |kommt |sind )?(?:das |ein |der |mein )?${pictures}(?: .{0,40})?`,
    `(?:voici|voila|ci-joint) (?:la |le |les |une? |l'|ma )?${pictures}(?: .{0,40})?`,
    "(?:voila )?(?:a quoi )?ca (?:ressemble|donne)(?: a)?(?: (?:ca|quoi))?",
    `(?:aqui (?:va|esta|teneis|tienes)|adjunto|os paso|asi se ve)(?: (?:la |una |el |un )?${pictures}(?: .{0,40})?)?`,
    "(?:like )?this one|so eine[nrs]?|comme celui-ci|comme celle-ci|como est[ea]",
  ].join("|")})(?:\\W+(?:look|see|schaut?(?: mal)?|guckt?(?: mal)?|regarde[rz]?|mira(?:d)?))?\\W*$`,
);

/** Returns whether a text only accompanies a picture. */
export const isCaption = (text: string): boolean => caption.test(normaliseText(text).line);

// Recognition of fragments with only a place or group of people: "for the depot in Hull".

const phrase =
  /^\W*(?:(?:and|it's|that's|und|das ist|et|c'est|y|es)\W+)*(?:(?:for|in|at|on|from|fur|in|an|auf|bei|aus|von|pour|a|dans|chez|de|para|en|del?)\s?(?:the|our|my|all|both|der|die|das|den|dem|unser\w*|mein\w*|alle|beide|la|le|les|l'|notre|nos|mon|mes|tou\w+|el|los|las|nuestr\w+|mis?|tod\w+)|(?:im|am|beim|vom|furs?|zum|zur|au|aux|du|al)\s)/;
/** Matches a purpose, or a time. */
const other =
  /\b(?:to|so that|because|can|since|morning|afternoon|week|day|month|moment|first|time|damit|weil|kann|konnen|seit|woche|tag|monat|zeit|que|car|peut|peuvent|depuis|matin|jour|semaine|mois|fois|pueda\w*|porque|desde|manana|dia|semana|mes|vez)\b/;
const maxPlaceWords = 8;

/** Returns whether a text is such a fragment. */
export function isPlacePhrase(text: string): boolean {
  const { line, words } = normaliseText(text);
  return (
    words.length > 1 && words.length <= maxPlaceWords && phrase.test(line) && !other.test(line)
  );
}
