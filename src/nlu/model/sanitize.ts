/**
 * What a model's words may be before anybody sees them: quotes that are really in the message, and
 * plain sentences without a link, a mention or a piece of the prompt.
 */

import { foldText } from "../text/normalise.ts";
import { stripLinks } from "./links.ts";

const spaced = (text: string) => text.replace(/\s+/g, " ").trim();

/** Characters of the longest quote. */
const longestQuote = 1_000;

/**
 * The quote as it stands in the text, blanks, capitals and accents aside; a model that makes words
 * up has quoted nothing.
 */
export function findVerbatimQuote(
  text: string,
  quote: string | null | undefined,
): string | undefined {
  const wanted = spaced((quote ?? "").slice(0, 2 * longestQuote));
  if (wanted.length === 0 || wanted.length > longestQuote) return undefined;
  const whole = spaced(text);
  const [where, what] = [foldText(whole), foldText(wanted)];
  const at = where.indexOf(what);
  if (at < 0) return undefined;
  if (where.length === whole.length) return whole.slice(at, at + what.length);
  return whole.includes(wanted) ? wanted : undefined;
}

/** Words in a row that a sentence may share with the prompt; more is no accident. */
const overlap = 7;

function leaks(sentence: string, secret: string): boolean {
  const all = foldText(sentence).match(/\p{L}+/gu) ?? [];
  const hidden = ` ${(foldText(secret).match(/\p{L}+/gu) ?? []).join(" ")} `;
  return all.some(
    (_, start) =>
      start + overlap <= all.length &&
      hidden.includes(` ${all.slice(start, start + overlap).join(" ")} `),
  );
}

/** What nobody should be asked for in a chat. Reads folded text. */
const credential =
  /\b(?:password|passwort|kennwort|passcode|pass ?phrase|pin|cvv|iban|mot de passe|contrasena|credit card|kreditkarte|carte bancaire|tarjeta de credito)\b/;

/** A statement may say it back where the person spoke of it; a question may not name it at all. */
const asksForCredential = (sentence: string, own: string): boolean =>
  credential.test(foldText(sentence)) &&
  (sentence.includes("?") || !credential.test(foldText(own)));

/** What is longer is no sentence, and would take long to clean. Characters. */
const readable = 2_000;

/**
 * One plain sentence or two, 280 characters at most, or nothing: without links, mentions, markup
 * and line breaks, and nothing of the `secret` prompt. `own` is what the person wrote.
 */
export function sanitizeSentence(
  words: string | null | undefined,
  secret: string,
  own = "",
): string | undefined {
  const plain = stripLinks((words ?? "").slice(0, readable), own);
  const fits = plain !== undefined && plain.length >= 8 && plain.length <= 280;
  return fits && !leaks(plain, secret) && !asksForCredential(plain, own) ? plain : undefined;
}
