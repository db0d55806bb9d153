/** What a judge looks at: the words of a message, without a chat platform's markup. */

/**
 * The longest text that is read, in characters: what comes after adds time and no meaning. The end
 * is kept as well as the start, since long mails ask at the end.
 */
const longest = 1400;

export const clipForReading = (text: string) =>
  text.length <= longest ? text : `${text.slice(0, longest / 2)}\n${text.slice(-longest / 2)}`;

/** Leaves out mentions, code blocks and the addresses of links, whose labels stay. */
export function stripMarkup(text: string): string {
  return text
    .replace(/```[\s\S]*?(```|$)/g, " ")
    .replace(/<[@#!][^>]*>/g, " ")
    .replace(/<(?:https?|mailto|tel):[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<?\bhttps?:\/\/[^\s>]+>?/g, " link ")
    .replace(/(?<![\p{L}\p{N}])[*_~]+|[*_~]+(?![\p{L}\p{N}])/gu, " ")
    .replace(/[’‘`´]/g, "'");
}

/**
 * Lower case, without accents, so that "Priorité" and "priorite" are one word; `ß` becomes `ss`.
 */
export const foldText = (text: string) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("ß", "ss");

/** Words, numbers and emoji names (`:fire:`), folded; "can't" is one word, "l'outil" two. */
export const tokenizeWords = (text: string): string[] =>
  foldText(stripMarkup(text))
    .replace(/(?<![\p{L}\p{N}])([cdjlmnst]|qu)'(?=\p{L})/gu, "$1 ")
    .match(/:[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu) ?? [];

/** Sentences and list items, verbatim and trimmed. "Im 2. Stock" is none. */
export function splitSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?…])(?<!\s\d{1,2}\.)\s+(?=\S)|\n+\s*(?:[-*•]|\d+[.)])?\s*|;\s+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
