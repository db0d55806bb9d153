/**
 * Extraction of details from answers about customers: colleagues in between, owner, and kind of
 * effect.
 */

import type { EffectKind } from "../judge.ts";
import { foldText } from "../text/normalise.ts";
import type { Vocabulary } from "../text/vocabulary.ts";

/** Determiners that belong to a group of people ("our night nurses"). */
const determiner =
  /^(?:our|the|my|all|unsere?n?|die|der|das|meine|nos|notre|les|la|le|mes|nuestr[oa]s?|los|las|el|mis)$/;

const connectives = new Set(["and", "or", "und", "et", "y", "e", "in", "of", "from", "at"]);

/**
 * Returns the first words that belong to a vocabulary family, with a preceding determiner,
 * verbatim.
 */
export function quoteVocabularyFamily(
  text: string,
  family: string,
  vocabulary: Vocabulary,
): string | undefined {
  const parts = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
  const words = parts.map(([word]) => foldText(word));
  const found = vocabulary.find(words).findIndex((families) => families.includes(family));
  if (found < 0) return undefined;
  const first = determiner.test(words[found - 1] ?? "")
    ? found - 1
    : determiner.test(words[found - 2] ?? "") && !connectives.has(words[found - 1] ?? "")
      ? found - 2
      : found;
  /**
   * Counts the phrases of the family that begin here, so that the match can be extended: "call
   * centre" instead of "call".
   */
  const phrasesOfLength = (length: number) =>
    vocabulary.find(words.slice(found, found + length))[0]?.filter((name) => name === family)
      .length ?? 0;
  let last =
    found +
    ([3, 2].find((length) => phrasesOfLength(length) > phrasesOfLength(length - 1)) ?? 1) -
    1;
  while (
    last + 1 < words.length &&
    vocabulary.find(words.slice(last + 1, last + 3))[0]?.includes(family)
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

/** Returns who looks after the customer, verbatim. */
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
 * Returns the kind of effect with the most matches; satisfaction takes precedence if feelings are
 * named. Undefined without a match.
 */
export function readEffectKind(text: string): EffectKind | undefined {
  const plain = foldText(text);
  const count = (kind: EffectKind) => plain.match(signs[kind])?.length ?? 0;
  if (count("satisfaction") > 0) return "satisfaction";
  const [valueSigns, experienceSigns] = [count("value_creation"), count("experience")];
  if (valueSigns === 0 && experienceSigns === 0) return undefined;
  return valueSigns > experienceSigns ? "value_creation" : "experience";
}
