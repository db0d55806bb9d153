/** Subject of a message's words, beside that of an open question. */
import type { OpenThing } from "../core/message-target.ts";
import { wordsIn } from "../core/target/shared-words.ts";
import type { Readings } from "../nlu/judge.ts";
import { isCustomerEffect, namesCustomers } from "../nlu/rules/answers/answer-parts.ts";
import { beginsWithPeople, beginsWithTime, isAboutPart } from "../nlu/rules/faults/fault-facts.ts";
import { saysMore } from "../nlu/rules/references/reference.ts";
import { saysPlainFault } from "../nlu/rules/requests/explicit-kinds.ts";
import {
  asksForSomething,
  asksForThing,
  asksOutright,
  passesOnWish,
} from "../nlu/rules/requests/request-opening.ts";
import { foldText, normaliseText, stripMarkup } from "../nlu/text/normalise.ts";

/** Returns whether a text begins with what is asked for: people, a time, what customers notice. */
export const beginsLikeAnswer = (text: string, { answers }: OpenThing): boolean =>
  (answers === "affected" && beginsWithPeople(text)) ||
  (answers === "since" && beginsWithTime(text)) ||
  ((answers === "need" || answers === "customer") && isCustomerEffect(text));

/** Returns whether words say whom something affects, or when, and neither ask nor report a fault. */
export const tellsConsequence = (text: string, { request }: Readings): boolean =>
  (beginsWithPeople(text) || beginsWithTime(text)) &&
  !text.includes("?") &&
  !asksOutright(text) &&
  !passesOnWish(text) &&
  request?.kind.label === "factory_issue" &&
  !saysPlainFault(normaliseText(text));

/** Returns whether a text reports explicitly a fault of something that is not asked about. */
export function isOtherFault(
  text: string,
  { about = "", isOffer }: Pick<OpenThing, "about" | "isOffer">,
): boolean {
  if (isOffer || saysMore(text) || !saysPlainFault(normaliseText(text))) return false;
  return sharesNoWord(text, about);
}

/** Returns whether a text asks for a thing that is not what the open question is about. */
export const isOtherThing = (text: string, { answers, about = "" }: OpenThing): boolean =>
  answers !== "brief" && asksForThing(text) && sharesNoWord(text, about);

/** Returns whether a text asks for a thing that has nothing to do with an earlier request. */
const asksForAnother = (text: string, earlier: string): boolean =>
  asksForSomething(text) && !saysMore(text) && sharesNoWord(text, earlier);

/**
 * Returns whether a text beside an alternative reports a fault of a definite thing that it is not
 * about: "our webshop shows wrong prices".
 */
const isFaultBesideOffer = (
  text: string,
  { answers, wording = "" }: OpenThing,
  { request }: Readings,
  earlier = "",
): boolean =>
  answers === "alternative" &&
  request?.kind.label === "factory_issue" &&
  request.isRequest.label &&
  namesOtherThing(text, `${earlier} ${wording}`);

/** Probability of a fault from which a report beside a wish may be of another thing. */
const minFaultChance = 0.85;

/**
 * Returns whether a text, where a question about a wish is open, reports a fault of a definite thing
 * that the wish does not name. It may be a fault of its own, or what the wish is for.
 */
export function isFaultBesideWish(text: string, thing: OpenThing, { request }: Readings): boolean {
  const plain = foldText(stripMarkup(text)).replace(joined, "");
  return (
    thing.isWish === true &&
    !thing.isOffer &&
    request?.isRequest.label === true &&
    request.kind.label === "factory_issue" &&
    request.kind.confidence >= minFaultChance &&
    !text.includes("?") &&
    namesOtherThing(plain, thing.about) &&
    !namesCustomers(text) &&
    !beginsWithPeople(plain)
  );
}

/** Returns whether a text is a request of its own, beside an offer or after an earlier request. */
export const isOfItsOwn = (
  text: string,
  thing: OpenThing | undefined,
  readings: Readings,
  earlier: string | undefined,
): boolean => {
  if (thing && !thing.isUnasked) return isFaultBesideOffer(text, thing, readings, earlier);
  const before = thing?.about ?? earlier;
  return before !== undefined && asksForAnother(text, before);
};

function sharesNoWord(text: string, about: string): boolean {
  const known = wordsIn(about);
  return [...wordsIn(text)].every((word) => !known.has(word));
}

/** Matches a definite thing at the start: "the validator on car 7". */
const definite =
  /^\W*(?:the|our|my|der|die|das|unser\w*|mein\w*|le|la|les|l'|notre|mon|ma|el|los|las|nuestr\w+|mi) ?\w{4}/;

/** Matches words that join a sentence to what was said before. */
const joined =
  /^\W*(?:(?:oh|ah|ach|uf|puf|ufff?|ay|oups|aie|ups|oops|mist|ok|and|und|et|y|also|auch|ausserdem|aussi|tambien|plus|puis|dann)\b\W*)+/;

/**
 * Returns whether a text adds a fault of another definite thing, so that it may be a fault of its
 * own: "also the printer next to it has gone off". Parts of a thing and people are none.
 */
export function namesFurtherThing(text: string, about: string, { request }: Readings): boolean {
  const plain = foldText(stripMarkup(text));
  const rest = plain.replace(joined, "");
  return (
    rest !== plain &&
    request?.isRequest.label === true &&
    !text.includes("?") &&
    namesOtherThing(rest, about) &&
    !isAboutPart(rest) &&
    !beginsWithPeople(rest)
  );
}

/** Returns whether a text is about a definite thing without a word of what is asked about. */
export const namesOtherThing = (text: string, about = ""): boolean =>
  definite.test(foldText(stripMarkup(text))) && sharesNoWord(text, about);
