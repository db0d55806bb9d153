/** What uneasy answers are about, by families of words: no model, and never anybody's own words. */
import { words } from "../judgement/text.ts";
import { loadVocabulary, type Vocabulary } from "../judgement/vocabulary.ts";

let opened: Vocabulary | undefined;

/** The themes of a text, by their names in `prompts/themes`. */
export function themesOf(text: string): Set<string> {
  if (text.trim() === "") return new Set();
  opened ??= loadVocabulary(new URL("../../prompts/themes/", import.meta.url));
  return new Set(opened.find(words(text)).flat());
}
