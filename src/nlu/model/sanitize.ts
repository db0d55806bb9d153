/**
 * Sanitizing of a model's texts: verbatim quotes of the message, and plain sentences without links,
 * mentions or parts of the prompt.
 */

import { foldText } from "../text/normalise.ts";

const collapseSpaces = (text: string) => text.replace(/\s+/g, " ").trim();

const maxQuoteLength = 1_000;

/**
 * Returns the matching part of the text, ignoring white space, case and accents; undefined if the
 * text does not contain the quote.
 */
export function findVerbatimQuote(
  text: string,
  quote: string | null | undefined,
): string | undefined {
  const wanted = collapseSpaces((quote ?? "").slice(0, 2 * maxQuoteLength));
  if (wanted.length === 0 || wanted.length > maxQuoteLength) return undefined;
  const whole = collapseSpaces(text);
  const [where, what] = [foldText(whole), foldText(wanted)];
  const at = where.indexOf(what);
  if (at < 0) return undefined;
  if (where.length === whole.length) return whole.slice(at, at + what.length);
  return whole.includes(wanted) ? wanted : undefined;
}

/** Number of consecutive words shared with the prompt from which a sentence leaks it. */
const leakingWords = 7;

function leaks(sentence: string, secret: string): boolean {
  const all = foldText(sentence).match(/\p{L}+/gu) ?? [];
  const hidden = ` ${(foldText(secret).match(/\p{L}+/gu) ?? []).join(" ")} `;
  return all.some(
    (_, start) =>
      start + leakingWords <= all.length &&
      hidden.includes(` ${all.slice(start, start + leakingWords).join(" ")} `),
  );
}

/** Matches credentials that a model must not ask for in a chat, in folded text. */
const credential =
  /\b(?:password|passwort|kennwort|passcode|pass ?phrase|pin|cvv|iban|mot de passe|contrasena|credit card|kreditkarte|carte bancaire|tarjeta de credito)\b/;

/**
 * Returns whether a sentence asks for a credential. Statements may mention one that the person
 * wrote about; questions may not.
 */
const asksForCredential = (sentence: string, own: string): boolean =>
  credential.test(foldText(sentence)) &&
  (sentence.includes("?") || !credential.test(foldText(own)));

/** Maximum length; a longer text is no sentence and would take long to sanitize. */
const maxLength = 2_000;

/**
 * Returns one or two plain sentences of at most 280 characters, or undefined. Removes links,
 * mentions, markup and line breaks; rejects parts of the prompt.
 * @param secret - the prompt
 * @param own - what the person wrote
 */
export function sanitizeSentence(
  words: string | null | undefined,
  secret: string,
  own = "",
): string | undefined {
  const plain = stripLinks((words ?? "").slice(0, maxLength), own);
  const fits = plain !== undefined && plain.length >= 8 && plain.length <= 280;
  return fits && !leaks(plain, secret) && !asksForCredential(plain, own) ? plain : undefined;
}

/** Removes markup of Slack, Markdown and HTML; keeps labels without their addresses. */
const removeMarkup = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#?\w{1,10};/g, " ")
    .replace(/[*_~`#|<>{}[\]\\]/g, "");

/**
 * Normalises compatibility forms (such as full-width letters) and removes invisible characters.
 * Between CJK letters `。` ends a sentence; elsewhere IDNA treats it as a dot.
 */
const normaliseCharacters = (text: string): string =>
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
 * Matches URL schemes, including defanged ones. The second group are also words, and need something
 * after the colon.
 */
const urlScheme =
  /\/\/|(?<![\p{L}\p{N}])(?:h[tx]{2}ps?|ftps?|sftp|mailto|javascript|vbscript|callto):|(?<![\p{L}\p{N}])(?:tel|sms|data|file|sip|skype|slack|msteams|market|intent|ssh|git|blob):\S/iu;

/** Matches a telephone number with country code, in one or several words. */
const phone = /\+\d[\d\s()./-]{5,}\d/g;

/**
 * Matches IPv6, IPv4, IPv4 in hexadecimal parts, and IPv4 in fewer parts or one number if part of
 * an address follows.
 */
const numericHost =
  /::|(?:[\da-f]{1,4}:){4,}|\d{1,3}(?:\.\d{1,3}){3}|(?<![\p{L}\p{N}])0x[\da-f]+[.:/]|(?<![\p{L}\p{N}])(?:\d+(?:\.\d+)+|\d{8,})(?:\/(?!\d)|:\d)|(?<![\p{L}\p{N}])\d{8,}\//iu;

/** Matches a number long enough to be an address; order numbers can be too. */
const longNumber = /0x[\da-f]{7,}|\d{8,}/i;

/** Matches a host name: any character, a dot and two letters. */
const hostName = /[^\s.]\.(?:[\p{L}\p{M}]{2}|xn--)/u;

/** Matches file extensions and suffixes of product names that are no top-level domains. */
const fileName =
  /^[("'„“«]*[\p{L}\p{N}-]+\.(?:js|jsx|tsx|pdf|docx?|xlsx?|pptx?|csv|txt|xml|json|html?|css|php|exe|dll|log|png|jpe?g|gif|svg|sql|cfg|ini|iso|msi|bat|vsdx?|eml|msg|pst)[)"'“”»]*[.,;:!?…]*$/iu;

/** Matches two sentences without a space between them: "done.Then". */
const missingSpace = /^([^./:]*\p{Ll}{2}[)"“”»]?[.])(\p{Lu}\p{Ll}{2,}[^./:]*[.,;:!?…]*)$/u;
const domains =
  /[.](?:com|net|org|info|biz|zip|mov|app|dev|xyz|top|site|online|shop|live|link|click|page)\b/i;

/** Breaks up links in a word. A domain that the person wrote stays readable, without its dots. */
function unlinkWord(word: string, own: string): string {
  if (word.includes("@") || urlScheme.test(word) || numericHost.test(word)) return "";
  const [, core = "", end = ""] = /^(.*?)([.,;:!?…)]*)$/su.exec(word) ?? [];
  const isOwn = core.length > 0 && own.includes(core.toLowerCase());
  if (longNumber.test(word) && !isOwn) return "";
  if (hostName.test(word) && !fileName.test(word)) {
    const [, before, after] = (!domains.test(word) && missingSpace.exec(word)) || [];
    if (before && after) return `${before} ${after}`;
    return isOwn && !core.includes("/")
      ? `${core.replaceAll(".", " ")}${end}`
      : end.replace(/[^.!?]/g, "");
  }
  return word.replace(/(?<=\p{L}):(?=[\p{L}\p{N}])/gu, ": ");
}

const unlinkWords = (text: string, own: string): string =>
  text
    .split(/\s+/)
    .map((word) => unlinkWord(word, own))
    .filter(Boolean)
    .join(" ")
    .replace(/ ([,.;:!?])(?=\s|$)/g, "$1");

/**
 * Removes links, addresses, telephone numbers, mentions and markup, and joins the lines. Returns
 * undefined if the removal creates new ones.
 * @param own - what the person wrote, whose names may stay
 */
function stripLinks(text: string, own: string): string | undefined {
  const ownText = normaliseCharacters(own).toLowerCase();
  const clean = unlinkWords(
    removeMarkup(normaliseCharacters(text)).replace(phone, " "),
    ownText,
  ).trim();
  return unlinkWords(removeMarkup(normaliseCharacters(clean)), ownText).trim() === clean
    ? clean
    : undefined;
}
