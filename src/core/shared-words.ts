/** Comparison of a message's words with those of a request. */

const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}+/gu, "");

/** Returns the beginnings of the words of four letters or more, without accents. */
export const wordsIn = (text: string): Set<string> =>
  new Set((fold(text).match(/[\p{L}\p{N}]{4,}/gu) ?? []).map((word) => word.slice(0, 6)));

/** Returns whether a text contains one of the words, also as a part of a compound. */
export function mentions(text: string, words: string): boolean {
  const folded = fold(text);
  return [...wordsIn(words)].some((word) => folded.includes(word));
}
