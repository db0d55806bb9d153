/** Names in people's words: the service that a request is about, and its paying customer. */
import { loadVocabulary, type Vocabulary } from "../text/vocabulary.ts";
import { quoteVocabularyFamily } from "./extract-answers.ts";

let loaded: Vocabulary | undefined;
const vocabulary = (): Vocabulary => (loaded ??= loadVocabulary());

/** An abbreviation such as CRM or S4; ordinary ones name no service. */
const abbreviation =
  /(?<![\p{L}\p{N}])(?!(?:ASAP|CEO|CFO|CIO|CTO|EDV|ETA|EU|FAQ|FYI|HR|ID|IT|KPI|OK|PC|PIN|Q\d|TI|TV|UK|US|USA|USB|VIP)(?![\p{L}\p{N}]))\p{Lu}[\p{Lu}\d]{1,5}(?![\p{L}\p{N}])/u;

/** Determiner before a group of people. */
const determiner =
  /^(?:our|the|my|all|unsere?n?|die|der|das|den|meine|nos|notre|les|la|le|mes|nuestr[oa]s?|los|las|el|mis)\s+/i;

/** Returns the product or abbreviation that a text names first, verbatim. */
export const quoteServiceName = (text: string): string | undefined =>
  quoteVocabularyFamily(text, "product-name", vocabulary()) ?? text.match(abbreviation)?.[0];

/** Returns the customers that a text names first, without a determiner. */
export const quoteCustomerName = (text: string): string | undefined =>
  quoteVocabularyFamily(text, "customer", vocabulary())?.replace(determiner, "");
