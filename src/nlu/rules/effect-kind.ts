/**
 * What an effect on the customer is about: something they get that they had not, how it goes, or
 * how they feel about it ("Who is your customer?").
 */
import type { EffectKind } from "../judge.ts";
import { foldText } from "../text/normalise.ts";

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
