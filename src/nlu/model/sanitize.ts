/**
 * What a model's words may be before anybody sees them: quotes that are really in the message, and
 * plain sentences without a link, a mention or a piece of the prompt.
 */

import { foldText } from "../text/normalise.ts";

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

/** Markup of Slack, Markdown and HTML; a label stays where its address goes. */
const unmarked = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#?\w{1,10};/g, " ")
    .replace(/[*_~`#|<>{}[\]\\]/g, "");

/**
 * Full-width and other compatible forms as the characters that they stand for, without what nobody
 * sees. Between CJK letters `。` ends a sentence; elsewhere IDNA reads it as a dot.
 */
const visible = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^…]+/g, (part) => part.normalize("NFKC"))
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu, "")
    .replace(/[\p{C}\p{Z}\uFFFD]/gu, " ")
    .replace(
      /(?<!\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul})。|。(?=[\p{sc=Latin}\d])/gu,
      ".",
    );

/**
 * Schemes with no sense in a sentence, defanged ones included; then those that are words too, with
 * something behind their colon.
 */
const address =
  /\/\/|(?<![\p{L}\p{N}])(?:h[tx]{2}ps?|ftps?|sftp|mailto|javascript|vbscript|callto):|(?<![\p{L}\p{N}])(?:tel|sms|data|file|sip|skype|slack|msteams|market|intent|ssh|git|blob):\S/iu;

/** A country code and a number, in one word or several. */
const phone = /\+\d[\d\s()./-]{5,}\d/g;

/**
 * IPv6, IPv4, IPv4 in hexadecimal parts, and IPv4 in fewer parts or in one number where something
 * of an address follows.
 */
const numericHost =
  /::|(?:[\da-f]{1,4}:){4,}|\d{1,3}(?:\.\d{1,3}){3}|(?<![\p{L}\p{N}])0x[\da-f]+[.:/]|(?<![\p{L}\p{N}])(?:\d+(?:\.\d+)+|\d{8,})(?:\/(?!\d)|:\d)|(?<![\p{L}\p{N}])\d{8,}\//iu;

/** Numbers as long as an address can be in one piece; an order's number is one too. */
const longNumber = /0x[\da-f]{7,}|\d{8,}/i;

/** Anything, a dot, and two letters. */
const host = /[^\s.]\.(?:[\p{L}\p{M}]{2}|xn--)/u;

/** Endings of files and of names of software that are no top-level domains. */
const file =
  /^[("'„“«]*[\p{L}\p{N}-]+\.(?:js|jsx|tsx|pdf|docx?|xlsx?|pptx?|csv|txt|xml|json|html?|css|php|exe|dll|log|png|jpe?g|gif|svg|sql|cfg|ini|iso|msi|bat|vsdx?|eml|msg|pst)[)"'“”»]*[.,;:!?…]*$/iu;

/** A sentence that begins right behind the end of another: "done.Then". */
const joint = /^([^./:]*\p{Ll}{2}[)"“”»]?[.])(\p{Lu}\p{Ll}{2,}[^./:]*[.,;:!?…]*)$/u;
const domains =
  /[.](?:com|net|org|info|biz|zip|mov|app|dev|xyz|top|site|online|shop|live|link|click|page)\b/i;

/**
 * One word without what makes it a link. Of the person's own words a domain stays readable, without
 * its dots.
 */
function unlinked(word: string, own: string): string {
  if (word.includes("@") || address.test(word) || numericHost.test(word)) return "";
  const [, core = "", end = ""] = /^(.*?)([.,;:!?…)]*)$/su.exec(word) ?? [];
  const isOwn = core.length > 0 && own.includes(core.toLowerCase());
  if (longNumber.test(word) && !isOwn) return "";
  if (host.test(word) && !file.test(word)) {
    const [, before, after] = (!domains.test(word) && joint.exec(word)) || [];
    if (before && after) return `${before} ${after}`;
    return isOwn && !core.includes("/")
      ? `${core.replaceAll(".", " ")}${end}`
      : end.replace(/[^.!?]/g, "");
  }
  return word.replace(/(?<=\p{L}):(?=[\p{L}\p{N}])/gu, ": ");
}

const pass = (text: string, own: string): string =>
  text
    .split(/\s+/)
    .map((word) => unlinked(word, own))
    .filter(Boolean)
    .join(" ")
    .replace(/ ([,.;:!?])(?=\s|$)/g, "$1");

/**
 * The words on one line, without links, addresses, telephone numbers, mentions and markup;
 * undefined where taking them out makes new ones. `own` is what the person wrote, whose names may
 * be named.
 */
function stripLinks(text: string, own: string): string | undefined {
  const mine = visible(own).toLowerCase();
  const clean = pass(unmarked(visible(text)).replace(phone, " "), mine).trim();
  return pass(unmarked(clean), mine).trim() === clean ? clean : undefined;
}
