/**
 * Word families of `prompts/vocabulary/*.md`, which tell the rules that "Bildschirm", "écran" and
 * "monitor" mean the same.
 */
import { readMarkdownFiles, splitSections } from "../../lib/markdown.ts";
import { tokenizeWords } from "./normalise.ts";

const folder = new URL("../../../prompts/vocabulary/", import.meta.url);

/** Node of a trie of phrases, one word each. `ends` are the families whose phrase ends here. */
interface TrieNode {
  next: Map<string, TrieNode>;
  ends: string[];
}

export interface Vocabulary {
  families: string[];
  /** Returns, for each word, the families whose phrases begin there. */
  find(text: string[]): string[][];
}

const createNode = (): TrieNode => ({ next: new Map(), ends: [] });

/**
 * Loads every file of a folder: headings are families, with comma-separated phrases below. A
 * heading in two files is one family, so that an organisation's own file adds to ours.
 */
export function loadVocabulary(from = folder): Vocabulary {
  const families: string[] = [];
  const phrases = createNode();
  const stems = createNode();
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
        let at = stem && parts.length === 1 ? stems : phrases;
        for (const part of parts) {
          const next = at.next.get(part) ?? createNode();
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
        let at: TrieNode | undefined = phrases;
        for (let index = start; at && index < text.length; index += 1) {
          at = at.next.get(text[index] ?? "");
          if (at) found.push(...at.ends);
        }
        return found;
      }),
  };
}
