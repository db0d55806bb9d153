/** Splitting of a text into sentences and list items. */
import { foldText } from "./normalise.ts";

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
