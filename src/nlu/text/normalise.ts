/** Normalisation of messages for reading: clipping, markup, case and accents, words. */

/**
 * Maximum length that is read: the middle of a longer text adds time but no meaning. The end is
 * kept, because long e-mails ask there.
 */
export const maxReadLength = 1400;

/** Returns the beginning and end of a text that is too long to be read whole. */
export const clipForReading = (text: string) =>
  text.length <= maxReadLength
    ? text
    : `${text.slice(0, maxReadLength / 2)}\n${text.slice(-maxReadLength / 2)}`;

const markup = /[`<*_~’‘´]|https?:/;

/** Removes mentions, code blocks and the addresses of links, but keeps their labels. */
export function stripMarkup(text: string): string {
  if (!markup.test(text)) return text;
  return text
    .replace(/```[\s\S]*?(```|$)/g, " ")
    .replace(/<[@#!][^>]*>/g, " ")
    .replace(/<(?:https?|mailto|tel):[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<?\bhttps?:\/\/[^\s>]+>?/g, " link ")
    .replace(/(?<![\p{L}\p{N}])[*_~]+|[*_~]+(?![\p{L}\p{N}])/gu, " ")
    .replace(/[’‘`´]/g, "'");
}

/**
 * Returns a text of one byte per character where its characters allow it. V8 compiles a pattern once
 * for such texts and once more for others: several MB for all patterns.
 */
const compact = (text: string): string =>
  /[\u{100}-\u{10ffff}]/u.test(text) ? text : Buffer.from(text, "latin1").toString("latin1");

const marks = /\p{M}+/gu;
const foldLetter = (letter: string): string =>
  letter === "ß" ? "ss" : letter.normalize("NFD").replace(marks, "");

/**
 * Remembers the results for the texts that came last. The readings of one message fold and split the
 * same few texts up to 50 times.
 */
function rememberLast<T>(most: number, compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.size > most) known.clear();
    return known.getOrInsertComputed(text, compute);
  };
}

/** Folds case and accents, so that "Priorité" and "priorite" are equal; `ß` becomes `ss`. */
export const foldText = rememberLast(32, (text) =>
  compact(text.toLowerCase().replace(/[^\p{ASCII}]/gu, foldLetter)),
);

/** Folds like `foldText`, but keeps each character's position: `ß` stays. */
export const foldInPlace = (text: string): string =>
  compact(
    text
      .replace(/[’‘`´]/g, "'")
      .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
      .replace(/[^\p{ASCII}]/gu, (letter) =>
        letter.length > 1 ? letter : (letter.toLowerCase().normalize("NFD")[0] ?? letter),
      ),
  );

/** Splits folded text without markup into words, numbers and emoji names. */
const splitWords = (plain: string): string[] =>
  (plain.includes("'")
    ? plain.replace(/(?<![\p{L}\p{N}])([cdjlmnst]|qu)'(?=\p{L})/gu, "$1 ")
    : plain
  ).match(/:[a-z0-9_+-]*[a-z][a-z0-9_+-]*:|[\p{L}\p{N}]+(?:'[\p{L}]+)*/gu) ?? [];

/** Puts folded text on one line, with single spaces. */
export const toOneLine = (plain: string): string => plain.replace(/\s{2,}|[^\S ]/g, " ").trim();

/** The normalised forms of a text, each computed once. */
export interface NormalisedText {
  text: string;
  /** Without markup. */
  bare: string;
  /** Without markup, folded. */
  plain: string;
  /** `plain` on one line. */
  line: string;
  words: readonly string[];
}

/** Spellings of a negation in a hurry or a dialect: "arent", "nich". */
const spellings =
  /\b(?:(is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should)nt|nich|nischt|nedd?|nit)\b/g;

/** Writes negations as they are usually spelled. */
const respell = (plain: string): string =>
  plain.replace(spellings, (_, verb?: string) => (verb ? `${verb}n't` : "nicht"));

/** Returns the forms of a text that rules and classifiers read; the latest are remembered. */
export const normaliseText = rememberLast(8, (text): NormalisedText => {
  const bare = stripMarkup(text);
  const plain = respell(foldText(bare));
  return { text, bare, plain, line: toOneLine(plain), words: splitWords(plain) };
});

/**
 * Splits into folded words, numbers and emoji names (`:fire:`). "can't" is one word, "l'outil" two.
 */
export const tokenizeWords = (text: string): readonly string[] => normaliseText(text).words;

// Splitting of a text into sentences and list items.

const endingIn = (...alternatives: string[]): RegExp =>
  new RegExp(`(?:^|[\\s("'/])(?:${alternatives.join("|")})\\.$`, "u");

/** A full stop that ends no sentence: "St. Anna", "dra. Ruiz", "z.B.", "zum 1.10." */
const abbreviated = endingIn(
  "(?:\\p{L}\\. ?)*\\p{L}|\\d{1,2}|\\d{1,2}\\.\\d{1,2}",
  "drs?|dras?|prof|profa|mrs?|ms|mx|st|sta|sto|ste|jr|sr|sra|srta|sres|hrn?|fr|frl|mme|mmes|mlle|mgr|ing|dipl",
  "nr|nrs|num|nro|abt|kst|tel|tlf|dept|dpt|dpto|depto|avda|bldg|approx|incl|excl|inkl|exkl|vs",
  "vgl|bzw|evtl|ggf|sog|zzgl|bspw|p\\. ?ej|p\\. ?ex|c\\.-a-d|cf|resp",
);

/** Abbreviations that are also words, or end of one: only before a number, as in "No. 12". */
const abbreviatedBeforeNumber = endingIn("no|art|abs|ca|env|av|ext|max|min|pag|rm|vol|fig|str");

/** Returns whether the sentence goes on behind the full stop. */
const goesOn = (before: string, after: string): boolean => {
  const plain = foldText(before.slice(-24));
  return abbreviated.test(plain) || (/^\d/.test(after) && abbreviatedBeforeNumber.test(plain));
};

/** Splits into sentences and list items, verbatim and trimmed. */
export function splitSentences(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { index, 0: gap } of text.matchAll(
    /(?<=[.!?…])\s+(?=\S)|\n+\s*(?:[-*•]|\d+[.)])?\s*|;\s+/gu,
  )) {
    if (!gap.includes("\n") && goesOn(text.slice(from, index), text.slice(index + gap.length)))
      continue;
    parts.push(text.slice(from, index));
    from = index + gap.length;
  }
  return [...parts, text.slice(from)]
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}
