/**
 * Verbatim parts of an answer that name somebody: the colleagues through whom a customer is
 * reached, and who looks after that customer.
 */
import { foldText } from "../text/normalise.ts";
import type { Vocabulary } from "../text/vocabulary.ts";

/** Words that lead up to a group of people and belong to it ("our night nurses"). */
const leading =
  /^(?:our|the|my|all|unsere?n?|die|der|das|meine|nos|notre|les|la|le|mes|nuestr[oa]s?|los|las|el|mis)$/;

const between = new Set(["and", "or", "und", "et", "y", "e", "in", "of", "from", "at"]);

/**
 * The first words of an answer that belong to `family`, with an article or an adjective's worth
 * before them, as they were written.
 */
export function quoteVocabularyFamily(
  text: string,
  family: string,
  vocabulary: Vocabulary,
): string | undefined {
  const parts = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
  const all = parts.map(([word]) => foldText(word));
  const found = vocabulary.find(all).findIndex((families) => families.includes(family));
  if (found < 0) return undefined;
  const first = leading.test(all[found - 1] ?? "")
    ? found - 1
    : leading.test(all[found - 2] ?? "") && !between.has(all[found - 1] ?? "")
      ? found - 2
      : found;
  /**
   * How often the family begins here grows with each phrase that a further word completes: "call
   * centre" is more than "call".
   */
  const begun = (length: number) =>
    vocabulary.find(all.slice(found, found + length))[0]?.filter((name) => name === family)
      .length ?? 0;
  let last = found + ([3, 2].find((length) => begun(length) > begun(length - 1)) ?? 1) - 1;
  while (
    last + 1 < all.length &&
    vocabulary.find(all.slice(last + 1, last + 3))[0]?.includes(family)
  )
    last += 1;
  const end = parts[last];
  return end && text.slice(parts[first]?.index, end.index + end[0].length);
}

const owners = [
  /<@[A-Z0-9]+(?:\|[^>]+)?>/,
  /@\p{Lu}[\p{L}.-]+(?: \p{Lu}[\p{L}.-]+)?/u,
  /\b\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)? (?:from|in|of|aus dem|aus der|aus|vom|du|de la|del?) (?:the |our )?\p{L}+(?: (?:\p{Lu}\p{L}+|team|department|account management|success|care))?/u,
  /(?<=\b(?:looked after by|owned by|managed by|handled by|betreut von|suivis? par|gestionad[oa]s? por) )[\p{L}\s]{2,40}/iu,
  /(?<![\p{L}'’])[\p{L}\s'’]{2,40}(?= (?:looks? after|takes? care of|owns? the (?:relationship|account)|kümmer[nt] sich um|betreu(?:en|t)|s'occupent? d|se ocupan?|lleva) )/iu,
];

/** Who an answer says looks after the customer, as it was written. */
export function quoteCustomerOwner(text: string): string | undefined {
  for (const pattern of owners) {
    const found = pattern.exec(text)?.[0].trim();
    if (found) return found;
  }
  return undefined;
}
