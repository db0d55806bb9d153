/**
 * Word families of `prompts/vocabulary/*.md`, which tell the rules that "Bildschirm", "écran" and
 * "monitor" mean the same.
 */
import { readMarkdownFiles, splitSections } from "../../lib/markdown.ts";
import { tokenizeWords } from "./normalise.ts";

const folder = new URL("../../../prompts/vocabulary/", import.meta.url);

/**
 * Node of a trie of phrases, one word each. `ends` are the families whose phrase ends here. Most
 * nodes end a phrase and begin no longer one: maps created for them would take 4 MB.
 */
interface TrieNode {
  next?: Map<string, TrieNode>;
  ends?: string[];
}

/** Families of phrases in `prompts/vocabulary`, in all languages. */
export interface Vocabulary {
  families: string[];
  /** Returns, for each word, the families whose phrases begin there. */
  find(text: readonly string[]): string[][];
}

/**
 * Returns the first letters of a word, by which stems are looked up. A shorter stem matches only
 * itself.
 */
const keyOf = (word: string) => word.slice(0, 2);

/**
 * Loads every file of a folder: headings are families, with comma-separated phrases below. A
 * heading in two files is one family, so that an organisation's own file adds to ours.
 */
export function loadVocabulary(from = folder): Vocabulary {
  const families: string[] = [];
  const phrases: TrieNode = {};
  /** Beginnings of words (`crash*`), longest first. */
  const stems = new Map<string, { stem: string; family: string }[]>();
  for (const { text } of readMarkdownFiles(from)) {
    for (const { heading: name, body } of splitSections(text).sections) {
      if (!families.includes(name)) families.push(name);
      for (const phrase of body.split(",")) {
        const parts = tokenizeWords(phrase);
        const [stem, ...others] = parts;
        if (stem === undefined) continue;
        if (phrase.trim().endsWith("*") && others.length === 0) {
          stems.getOrInsertComputed(keyOf(stem), () => []).push({ stem, family: name });
          continue;
        }
        let at = phrases;
        for (const part of parts) {
          at.next ??= new Map();
          at = at.next.getOrInsertComputed(part, () => ({}));
        }
        at.ends = [...(at.ends ?? []), name];
      }
    }
  }
  for (const list of stems.values()) list.sort((one, other) => other.stem.length - one.stem.length);
  return {
    families,
    find: (text) =>
      text.map((word, start) => {
        const found: string[] = [];
        for (const { stem, family } of stems.get(keyOf(word)) ?? [])
          if (word.startsWith(stem)) found.push(family);
        let at: TrieNode | undefined = phrases;
        for (let index = start; at && index < text.length; index += 1) {
          at = at.next?.get(text[index]!);
          if (at?.ends) found.push(...at.ends);
        }
        return found;
      }),
  };
}
