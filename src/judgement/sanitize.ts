/** What a model's words may be before anybody sees them: quotes that are really in the message, and plain sentences without a link, a mention or a piece of the prompt. */
import { folded } from "./text.ts";

const spaced = (text: string) => text.replace(/\s+/g, " ").trim();

/** The quote, where it stands in the text word for word (blanks aside); a model that makes words up has quoted nothing. */
export function quoted(text: string, quote: string | null | undefined): string | undefined {
  const wanted = spaced(quote ?? "");
  return wanted.length > 0 && wanted.length <= 1000 && folded(spaced(text)).includes(folded(wanted)) ? wanted : undefined;
}

/** Words in a row that a sentence may share with the prompt; more is no accident. */
const overlap = 7;

function leaks(sentence: string, secret: string): boolean {
  const all = folded(sentence).match(/\p{L}+/gu) ?? [];
  const hidden = ` ${(folded(secret).match(/\p{L}+/gu) ?? []).join(" ")} `;
  return all.some((_, start) => start + overlap <= all.length && hidden.includes(` ${all.slice(start, start + overlap).join(" ")} `));
}

/** What is longer is no sentence, and would take long to clean. Characters. */
const readable = 2_000;

/** One plain sentence or two, 280 characters at most, or nothing: without links, mentions, markup and line breaks, and nothing of the `secret` prompt. */
export function sentence(words: string | null | undefined, secret: string): string | undefined {
  const plain = spaced(
    (words ?? "")
      .slice(0, readable)
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/<[^>]*>/g, " ")
      .replace(/\b(?:https?|ftp|mailto|javascript|data|tel):\S*/gi, " ")
      .replace(/\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|co|dev|app|info|biz|xyz|ru|cn|de|fr|es|eu|uk)\b(?:\/\S*)?/gi, " ")
      .replace(/@(?=[\p{L}\p{N}])\S+/gu, " ")
      .replace(/[*_~`#|<>{}[\]\\]/g, "")
      .replace(/\p{C}/gu, " "),
  ).replace(/ ([,.;:!?])/g, "$1");
  return plain.length >= 8 && plain.length <= 280 && !leaks(plain, secret) ? plain : undefined;
}
