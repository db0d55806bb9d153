/**
 * Verbatim parts of an answer that name somebody: the colleagues through whom a customer is
 * reached, and who looks after that customer.
 */

import type { EffectKind } from "../judge.ts";
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

const signs: Record<EffectKind, RegExp> = {
  value_creation:
    /\b(?:receives?|gets? (?:the|their|his|her|a|an|what|money|it)|correct|right (?:part|size|amount|article|valve)|fits?|safe\w*|repaired|works|delivered|price|cheaper|pay|fresh|in stock|quality|result|treated|saved?|bekomm\w+|erhalt\w+|richtig\w*|preis|recoi\w+|obtien\w+|prix|correct\w*|recib\w+|precio|encuentr\w+)\b/g,
  experience:
    /\b(?:wait\w*|queue\w*|lines?|quick\w*|fast\w*|sooner|earlier|at once|same day|straight|online|app|see[ns]?|tracks?|call\w*|phone|answer\w*|reply|on time|late|minutes?|hours?|days|weeks|time|easier|without|book\w*|find|warten|wartet|schnell\w*|am selben tag|sofort|uhrzeit|attend\w*|vite|tout de suite|jours|esper\w+|rapido|a tiempo|mismo dia|dias)\b/g,
  satisfaction:
    /\b(?:satisf\w*|happ\w+|pleased|complain\w*|complaints?|trust\w*|loyal\w*|feels?|angry|annoy\w*|disappoint\w*|sleep better|come back|recommend\w*|rating|score|reviews?|walks? (?:away|out)|leave us|zufrieden\w*|beschwer\w*|vertrau\w*|content\w*|confiance|plaign\w*|satisfech\w*|quej\w*|confianza)\b/g,
};

/**
 * The lens with the most signs, satisfaction before the others where people's feelings are named;
 * nothing where there is no sign.
 */
export function readEffectKind(text: string): EffectKind | undefined {
  const plain = foldText(text);
  const count = (lens: EffectKind) => plain.match(signs[lens])?.length ?? 0;
  if (count("satisfaction") > 0) return "satisfaction";
  const [created, lived] = [count("value_creation"), count("experience")];
  if (created === 0 && lived === 0) return undefined;
  return created > lived ? "value_creation" : "experience";
}
