/**
 * Resolution of a message's target: the targets that need no comparison, else the choice among the
 * claims on the message. Pure. README.md explains the design.
 */
import { dayMs } from "../../lib/dates/calendar-dates.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import type {
  DecidedTarget,
  MessageEvidence,
  MessageTarget,
  OpenThing,
  RecentRequest,
  WordsReading,
} from "../message-target.ts";
import {
  chooseTarget,
  isAlike,
  mergeSuggested,
  rivalsOf,
  type TargetClaim,
  toChances,
} from "./choose-target.ts";
import { findNamed } from "./shared-words.ts";
import { listClaims, withSuggestion } from "./target-evidence.ts";

/** The decision on what a message belongs to, with the claims behind it. */
export interface TargetDecision {
  target: MessageTarget;
  /** Best first. */
  claims: readonly TargetClaim[];
  /** Other targets with a similar score. */
  others: readonly DecidedTarget[];
}

/** Returns whether text begins with the name of a person, or of a group (`@crm-team`). */
function isToSomebody([first, second]: RichText): boolean {
  const opening = typeof first === "string" && first.trim() === "" ? second : first;
  if (typeof opening !== "object") return false;
  return "person" in opening || ("group" in opening && opening.group.startsWith("@"));
}

/**
 * Returns the things that a message may answer: private ones by the people asked, others also by
 * anybody who addresses the bot.
 */
export const answerable = (
  { by, addressed, text, place }: MessageEvidence,
  things: readonly OpenThing[],
): OpenThing[] =>
  things.filter(
    ({ asked, mayBeginWithName, isPrivate }) =>
      (addressed && !isPrivate && place.kind !== "personal") ||
      (asked.includes(by.id) && (addressed || !isToSomebody(text) || mayBeginWithName === true)),
  );

/**
 * Returns whether a message is for the bot: it is addressed, or its author was asked something here
 * and the message is not addressed to another person.
 */
export const concernsBot = (message: MessageEvidence, things: readonly OpenThing[]): boolean =>
  message.addressed || answerable(message, things).length > 0;

/** Time (ms) after a delivery within which words nobody asked for say what became of it. */
const outcomeMs = 7 * dayMs;

/**
 * Returns the question whether something helped that nobody has asked yet: about the request
 * referred to, else the author's latest.
 */
export function unaskedOutcome(
  { about, at }: MessageEvidence,
  requests: readonly RecentRequest[],
): OpenThing | undefined {
  if (about !== undefined) return requests.find(({ request }) => request === about)?.outcome;
  const [latest] = requests.toSorted((one, other) => other.saidAt - one.saidAt);
  return latest && at - latest.saidAt <= outcomeMs ? latest.outcome : undefined;
}

/** Returns the newest thing that is not parked. */
const newestOf = (things: readonly OpenThing[]): OpenThing | undefined =>
  things.findLast(({ isParked, isChoiceOnly }) => !isParked && !isChoiceOnly) ??
  things.findLast(({ isChoiceOnly }) => !isChoiceOnly);

/**
 * Returns the thing as whose answer the words are classified: that of the request referred to, else
 * the newest.
 * @param things - Oldest question first.
 */
export function likeliestThing(
  message: MessageEvidence,
  things: readonly OpenThing[],
): OpenThing | undefined {
  const open = answerable(message, things);
  return (
    (message.about === undefined
      ? undefined
      : newestOf(open.filter(({ request }) => request === message.about))) ?? newestOf(open)
  );
}

/**
 * Returns the target, or a choice if it ends a request that the words do not say is over. Words
 * that may as well add to the request do so, because that loses nothing.
 */
function askBeforeEnd(
  target: MessageTarget,
  claims: readonly TargetClaim[],
  { ending }: WordsReading,
): MessageTarget {
  if ((target.is !== "resolved" && target.is !== "withdrawn") || ending) return target;
  const other = claims.find((claim) => !isAlike(claim.target, target))?.target;
  if (other?.is === "addition" && other.request === target.request) return other;
  return other ? { is: "unclear", among: [target, other] } : target;
}

/** Minimum words of a statement, which may be about something else than the question. */
const minStatementWords = 3;

/**
 * Returns the target, or a choice if the words have another form than the team's question asks for,
 * and name nothing of it.
 */
function askIfUnlike(
  target: MessageTarget,
  message: MessageEvidence,
  requests: readonly RecentRequest[],
  { forms = [] }: WordsReading,
): MessageTarget {
  if (target.is !== "answer" || target.thing.answers !== "team_question") return target;
  const { thing } = target;
  const { form } = thing;
  const said = toPlainText(message.text);
  const fits = (form !== "number" && form !== "date") || forms.includes(form);
  const isStatement = !said.includes("?") && said.trim().split(/\s+/).length >= minStatementWords;
  if (fits || !isStatement || message.about !== undefined) return target;
  return findNamed(message, [thing], requests).size > 0
    ? target
    : { is: "unclear", among: [target, { is: "new_request" }] };
}

/** Time (ms) after its author's words within which a file without words belongs to a request. */
const fileMs = dayMs;

/** Returns the target of files without words: what is asked about, else the author's latest request. */
function targetOfFiles(
  message: MessageEvidence,
  things: readonly OpenThing[],
  requests: readonly RecentRequest[],
): DecidedTarget {
  const thing = likeliestThing(message, things);
  if (thing?.request !== undefined && !thing.isOffer) return { is: "answer", thing };
  const [latest] = requests
    .filter(({ isClosed, saidAt }) => !isClosed && message.at - saidAt <= fileMs)
    .toSorted((one, other) => other.saidAt - one.saidAt);
  const request = message.about ?? thing?.request ?? latest?.request;
  return request === undefined ? { is: "aside" } : { is: "addition", request };
}

/** Returns whether the author's latest subject is a security incident of the last day. */
function followsIncident(
  { at }: MessageEvidence,
  newest: OpenThing | undefined,
  requests: readonly RecentRequest[],
): boolean {
  const [latest] = requests.toSorted((one, other) => other.saidAt - one.saidAt);
  return (
    latest?.isIncident === true &&
    at - latest.saidAt <= dayMs &&
    (newest?.askedAt ?? 0) <= latest.saidAt
  );
}

/**
 * Returns what a control means if nothing is asked: it is about the only open request, or its
 * author sees the state of several.
 */
function aboutRequests(
  target: Extract<DecidedTarget, { is: "control" }>,
  requests: readonly RecentRequest[],
): DecidedTarget {
  const [latest, another] = requests
    .filter(({ isClosed, isWaiting }) => !isClosed && !isWaiting)
    .toSorted((one, other) => other.saidAt - one.saidAt);
  if (!latest) return target;
  switch (target.control) {
    case "cancel":
      return another ? { is: "status" } : { is: "withdrawn", request: latest.request };
    case "resume":
      return { is: "status" };
    case "person":
      return { ...target, request: latest.request };
    default:
      return target;
  }
}

/**
 * Decides what a message belongs to.
 * @param things - What is open in the message's conversation, oldest question first.
 * @param requests - Recent requests of the author.
 */
export function resolveMessageTarget(
  message: MessageEvidence,
  things: readonly OpenThing[],
  requests: readonly RecentRequest[],
  words: WordsReading,
): TargetDecision {
  const decided = (target: DecidedTarget): TargetDecision => ({ target, claims: [], others: [] });
  const isOverheard = !message.isInOwnThread || isToSomebody(message.text);
  if (isOverheard && !concernsBot(message, things)) return decided({ is: "not_for_bot" });
  if (toPlainText(message.text).trim() === "")
    return decided(
      message.isFileAlone ? targetOfFiles(message, things, requests) : { is: "aside" },
    );
  const open = answerable(message, things);
  const newest = likeliestThing(message, things);
  if (words.isIncident && !(message.about && newest?.answers === "team_question"))
    return decided({ is: "new_request" });
  if (words.botQuestion !== undefined) return decided({ is: "aside" });
  if (words.isPrivacyWish) {
    const latest = requests.toSorted((one, other) => other.saidAt - one.saidAt)[0];
    const request = message.about ?? newest?.request ?? latest?.request;
    if (request !== undefined) return decided({ is: "keep_private", request });
  }
  if (words.asksNextStep && followsIncident(message, newest, requests))
    return decided({ is: "status" });
  const { about } = message;
  if (words.control === "cancel" && about && open.every(({ request }) => request !== about))
    return decided({ is: "withdrawn", request: about });
  if (words.control !== undefined) {
    const control = { is: "control", control: words.control, thing: newest } as const;
    return decided(newest ? control : aboutRequests(control, requests));
  }
  if (words.isUnfinished && newest === undefined) return decided({ is: "aside" });

  const scored = listClaims(message, { open, newest, requests }, words);
  const choose = (claims: readonly TargetClaim[]): MessageTarget =>
    keepPublic(
      askIfUnlike(askBeforeEnd(chooseTarget(claims), claims, words), message, requests, words),
      words,
      newest,
    );
  const own = toChances(scored);
  if (message.isInOwnThread && !isForTeam(own, words)) return decided({ is: "not_for_bot" });
  const rivals = rivalsOf(own).map(({ target }) => target);
  if (!words.suggestion) return { target: choose(own), claims: own, others: rivals };
  const claims = toChances(withSuggestion(scored, words.suggestion));
  const target = mergeSuggested(choose(own), choose(claims));
  const others = [own[0]!.target, ...rivals].filter(
    (each) => target.is !== "unclear" && !isAlike(target, each),
  );
  return { target, claims, others };
}

// Adjustment of a target to its audience: answers to private questions, and messages in a thread
// that do not mention the bot. Pure.

/**
 * Probability of a problem from which an answer to a private question is also treated as a problem.
 */
const minUrgentChance = 0.6;

/** Probability from which words without a mention add to the request of their thread. */
const minAdditionChance = 0.6;

/** Returns whether a message in the author's own thread is about the request, and for the team. */
const isForTeam = (claims: readonly TargetClaim[], words: WordsReading): boolean => {
  const [{ target, reasons }] = claims as [TargetClaim, ...TargetClaim[]];
  return (
    target.is === "resolved" ||
    (target.is === "addition" &&
      (reasons.includes("sharedWord") ||
        reasons.includes("corrects") ||
        words.saysMore ||
        words.urgent >= minUrgentChance ||
        words.acts.addition >= minAdditionChance))
  );
};

/**
 * Keeps a problem or a wish in an answer to a private question from being lost, and the answer from
 * being shown to others: it is stored as an answer and offered as a request.
 */
function keepPublic(
  target: MessageTarget,
  words: WordsReading,
  newest: OpenThing | undefined,
): MessageTarget {
  const isProblem = words.urgent >= minUrgentChance || words.acts.new_request >= minUrgentChance;
  if (newest?.mayTellOfProblems) {
    // a problem may describe the person's day; an explicit request is for the team
    if (target.is === "new_request" && (words.urgent >= minUrgentChance || !words.asksOutright))
      return { is: "answer", thing: newest, mayBeRequest: true };
    if (target.is === "unclear" && target.among.some(({ is }) => is === "answer"))
      return { is: "answer", thing: newest, mayBeRequest: isProblem || undefined };
  }
  if (target.is !== "answer" || !target.thing.isPrivate || !isProblem) return target;
  return target.thing.mayTellOfProblems ? { ...target, mayBeRequest: true } : { is: "new_request" };
}
