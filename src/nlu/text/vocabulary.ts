/**
 * Families of words, read from `prompts/vocabulary/*.md`: what lets the rules see that
 * "Bildschirm", "écran" and "monitor" are the same wish.
 */
import { readMarkdownFiles, splitSections } from "../../lib/markdown.ts";
import { tokenizeWords } from "./normalise.ts";

const folder = new URL("../../../prompts/vocabulary/", import.meta.url);

/**
 * One word of a phrase leads to the next; `ends` are the families whose phrase is complete here.
 */
interface Branch {
  next: Map<string, Branch>;
  ends: string[];
}

export interface Vocabulary {
  families: string[];
  /** The families whose phrases begin at each word. */
  find(text: string[]): string[][];
}

const branch = (): Branch => ({ next: new Map(), ends: [] });

/**
 * Reads every file of the folder: a heading is a family, and the phrases under it are divided by
 * commas. The same heading in two files is one family, so that a file of an organisation's own adds
 * to ours.
 */
export function loadVocabulary(from = folder): Vocabulary {
  const families: string[] = [];
  const whole = branch();
  const stems = branch();
  let [shortest, longest] = [99, 0];
  for (const { text } of readMarkdownFiles(from)) {
    for (const { heading: name, body } of splitSections(text).sections) {
      if (!families.includes(name)) families.push(name);
      for (const phrase of body.split(",")) {
        const parts = tokenizeWords(phrase);
        const stem = phrase.trim().endsWith("*");
        if (parts.length === 0) continue;
        if (stem && parts.length === 1)
          [shortest, longest] = [
            Math.min(shortest, parts[0]?.length ?? 0),
            Math.max(longest, parts[0]?.length ?? 0),
          ];
        let at = stem && parts.length === 1 ? stems : whole;
        for (const part of parts) {
          const next = at.next.get(part) ?? branch();
          at.next.set(part, next);
          at = next;
        }
        at.ends.push(name);
      }
    }
  }
  return {
    families,
    find: (text) =>
      text.map((word, start) => {
        const found: string[] = [];
        for (let length = Math.min(longest, word.length); length >= shortest; length -= 1)
          found.push(...(stems.next.get(word.slice(0, length))?.ends ?? []));
        let at: Branch | undefined = whole;
        for (let index = start; at && index < text.length; index += 1) {
          at = at.next.get(text[index] ?? "");
          if (at) found.push(...at.ends);
        }
        return found;
      }),
  };
}
