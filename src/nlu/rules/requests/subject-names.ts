/** Names in people's words: the service that a request is about, and its paying customer. */
import { loadVocabulary, type Vocabulary } from "../../text/vocabulary.ts";
import { quoteVocabularyFamily } from "../answers/extract-answers.ts";

let loaded: Vocabulary | undefined;
const vocabulary = (): Vocabulary => (loaded ??= loadVocabulary());

/** An abbreviation such as CRM or S4; ordinary ones, and words in capitals, name no service. */
const abbreviation =
  /(?<![\p{L}\p{N}])(?!(?:ASAP|CEO|CFO|CIO|CTO|EDV|ETA|EU|FAQ|FYI|HR|ID|IT|KPI|OK|PC|PIN|Q\d|TI|TV|UK|US|USA|USB|VIP|ICE|TGV|AVE|ALL|EVERY|FIRST|SECOND|THIRD|NEVER|NOT|NO|NOW|STILL|AGAIN|ONLY|PLEASE|VERY|HELP|ALLE|IMMER|JETZT|KEINE?R?|NICHT|NIE|SCHON|WIEDER|BITTE|HILFE|TOUT|TOUS|PAS|PLUS|JAMAIS|ENCORE|TODO|TODOS|NADA|NUNCA|OTRA|VEZ|POR|FAVOR)(?![\p{L}\p{N}]))\p{Lu}[\p{Lu}\d]{1,5}(?![\p{L}\p{N}])/u;

/** Product names that are ordinary words, written as such: "access to the drive", "la visio". */
const ordinaryWord =
  /(?<![\p{L}\p{N}-])(?:access|word|office|visio|Access(?= (?:to|for|rights)\b))(?![\p{L}\p{N}-])/gu;

/** Determiner before a name. */
const determiner =
  /^(?:our|the|my|all|unser(?:e[nmrs]?)?|die|der|das|den|mein(?:e[nmrs]?)?|nos|notre|les|la|le|mes|mon|ma|nuestr[oa]s?|los|las|el|mis?)\s+/i;

/** Returns a name that was typed in small letters as names are written: Salesforce, SAP. */
const withCapital = (name: string): string =>
  /\p{Lu}/u.test(name)
    ? name
    : name.length <= 3
      ? name.toUpperCase()
      : `${name[0]!.toUpperCase()}${name.slice(1)}`;

/** Returns the product or abbreviation that a text names first, without a determiner. */
export function quoteServiceName(text: string): string | undefined {
  const product = quoteVocabularyFamily(
    text.replace(ordinaryWord, "…"),
    "product-name",
    vocabulary(),
  )?.replace(determiner, "");
  return product ? withCapital(product) : text.match(abbreviation)?.[0];
}

/** Returns the customers that a text names first, without a determiner. */
export const quoteCustomerName = (text: string): string | undefined =>
  quoteVocabularyFamily(text, "customer", vocabulary())?.replace(determiner, "");
