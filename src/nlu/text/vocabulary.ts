/**
 * Word families of `prompts/vocabulary/*.md`, which tell the rules that "Bildschirm", "écran" and
 * "monitor" mean the same.
 */
import { readMarkdownFiles, splitSections } from "../../lib/markdown.ts";
import { tokenizeWords } from "./normalise.ts";

const folder = new URL("../../../prompts/vocabulary/", import.meta.url);

/** Node of a trie of words or letters. `ends` are the families whose phrase or stem ends here. */
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

function insert(root: TrieNode, parts: string[], family: string): void {
  let at = root;
  for (const part of parts) at = at.next.getOrInsertComputed(part, createNode);
  at.ends.push(family);
}

/**
 * Loads every file of a folder: headings are families, with comma-separated phrases below. A
 * heading in two files is one family, so that an organisation's own file adds to ours.
 */
export function loadVocabulary(from = folder): Vocabulary {
  const families: string[] = [];
  /** Phrases by their words, and words of any ending (`crash*`) by their letters. */
  const [phrases, stems] = [createNode(), createNode()];
  for (const { text } of readMarkdownFiles(from)) {
    for (const { heading: name, body } of splitSections(text).sections) {
      if (!families.includes(name)) families.push(name);
      for (const phrase of body.split(",")) {
        const parts = tokenizeWords(phrase);
        const [word, ...others] = parts;
        if (word === undefined) continue;
        if (phrase.trim().endsWith("*") && others.length === 0) insert(stems, word.split(""), name);
        else insert(phrases, parts, name);
      }
    }
  }
  return {
    families,
    find: (text) =>
      text.map((word, start) => {
        const found: string[] = [];
        let at: TrieNode | undefined = stems;
        for (let index = 0; index < word.length; index += 1) {
          at = at.next.get(word[index]!);
          if (!at) break;
          // the longest stem comes first
          if (at.ends.length > 0) found.unshift(...at.ends);
        }
        at = phrases;
        for (let index = start; index < text.length; index += 1) {
          at = at.next.get(text[index]!);
          if (!at) break;
          if (at.ends.length > 0) found.push(...at.ends);
        }
        return found;
      }),
  };
}
