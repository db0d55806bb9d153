/** Recognition of words that only make sense with others: captions of pictures, places and groups. */
import { normaliseText } from "../../text/normalise.ts";

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
