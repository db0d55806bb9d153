/** Recognition of fragments with only a place or group of people: "for the depot in Hull". */
import { normaliseText } from "../text/normalise.ts";

const phrase =
  /^\W*(?:(?:and|it's|that's|und|das ist|et|c'est|y|es)\W+)*(?:(?:for|in|at|on|from|fur|in|an|auf|bei|aus|von|pour|a|dans|chez|de|para|en|del?)\s?(?:the|our|my|all|both|der|die|das|den|dem|unser\w*|mein\w*|alle|beide|la|le|les|l'|notre|nos|mon|mes|tou\w+|el|los|las|nuestr\w+|mis?|tod\w+)|(?:im|am|beim|vom|furs?|zum|zur|au|aux|du|al)\s)/;
/** Matches a purpose, or a time. */
const other =
  /\b(?:to|so that|because|can|since|morning|afternoon|week|day|month|moment|first|time|damit|weil|kann|konnen|seit|woche|tag|monat|zeit|que|car|peut|peuvent|depuis|matin|jour|semaine|mois|fois|pueda\w*|porque|desde|manana|dia|semana|mes|vez)\b/;
const maxWords = 8;

/** Returns whether a text is such a fragment. */
export function isPlacePhrase(text: string): boolean {
  const { line, words } = normaliseText(text);
  return words.length > 1 && words.length <= maxWords && phrase.test(line) && !other.test(line);
}
