/** What uneasy answers are about, by families of words: no model, and never anybody's own words. */
import { tokenizeWords } from "../../../nlu/text/normalise.ts";
import { loadVocabulary, type Vocabulary } from "../../../nlu/text/vocabulary.ts";

let opened: Vocabulary | undefined;

/** The themes of a text, by their names in `prompts/themes`. */
export function findThemes(text: string): Set<string> {
  if (text.trim() === "") return new Set();
  opened ??= loadVocabulary(new URL("../../../../prompts/themes/", import.meta.url));
  return new Set(opened.find(tokenizeWords(text)).flat());
}
