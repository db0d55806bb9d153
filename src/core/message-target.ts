/** Message target: the open question, request or other subject that a message belongs to. */
import type { ConversationRef } from "../platform/conversation-ref.ts";
import type { InboundEventOf, TargetChoice } from "../platform/event.ts";
import type { RichText } from "../platform/rich-text.ts";

/** Author of a message, with place and time. */
export interface MessageAuthor {
  workspace: string;
  person: string;
  place: ConversationRef;
  /** Key of the conversation. */
  conversation: string;
  now: Date;
}

/** Acts of a message while something is open. */
export const targetActs = [
  "answer",
  "not_known",
  "agreement",
  "refusal",
  "resolved",
  "withdrawn",
  "addition",
  "status",
  "aside",
  "new_request",
  "to_somebody_else",
] as const;

/** What a message does to the thing that it belongs to. */
export type TargetAct = (typeof targetActs)[number];

/** Something that waits for a message: a question, an offer, a brief to confirm. */
export interface OpenThing {
  feature: string;
  /** Its name within its feature. */
  id: string;
  /** The request that it is about. */
  request?: string;
  /** Subject of that request, for reading an answer. */
  about?: string;
  /** Whether that request is known to report no fault, so that nothing of it can work again. */
  isWish?: boolean;
  /** Text of the question or offer, if a person wrote it. */
  wording?: string;
  /** People who were asked. Messages of others count only if they address the bot. */
  asked: readonly string[];
  /** Time of the question (Unix ms). */
  askedAt?: number;
  /** Kind of answer that it expects: `need`, `brief`, `team_question`, `check`, `chain` … */
  answers: string;
  /** Form of a short answer, if it asks for one: `date`, `number`, `name` … */
  form?: string;
  /** Additional readings that its answer needs. */
  reads?: readonly string[];
  /** Whether the answer is only for the bot, or not relevant to the team. */
  isPrivate?: true;
  /** Whether its answer may mention a fault or a wish, which is then offered as a request. */
  mayTellOfProblems?: true;
  /** Whether a request came up in its answer, and its author may still finish the answer. */
  isInterrupted?: true;
  /** Whether the person has parked it. */
  isParked?: true;
  /** Whether an answer may begin with the name of a person. */
  mayBeginWithName?: true;
  /** Whether its answer may begin like a request ("we need to see …"). */
  mayBeginLikeRequest?: true;
  /** Whether it is an offer, which can be accepted or refused. */
  isOffer?: true;
  /** Whether it expects only acceptance or refusal. */
  isChoiceOnly?: true;
  /** Whether nobody has asked yet, but its author may tell by themselves: whether something helped. */
  isUnasked?: true;
}

/** A request that a message may be about: named in it, or a recent one of its author. */
export interface RecentRequest {
  request: string;
  /** Whether the message names it, as in "R-8". */
  isNamed?: true;
  /** Whether the request was made in the conversation of the message. */
  isHere?: true;
  /** Its title and the start of its text. */
  text: string;
  /** Time (Unix ms) of its requester's last message about it. */
  saidAt: number;
  isClosed?: true;
  /** The question whether it helped, if it was delivered and nobody has asked or told yet. */
  outcome?: OpenThing;
  /** Whether its questions come after those about another request. */
  isWaiting?: true;
  /** Whether it is known to report no fault, so that nothing of it can work again. */
  isWish?: boolean;
  /** Whether it reports a security incident. */
  isIncident?: true;
}

/** Something that a message may belong to, as described to the judge. */
export interface OfferedTarget {
  of: OpenThing | RecentRequest;
  /** Its name among the others: `q1` for a question or an offer, `r1` for a request. */
  id: string;
  /** Kind of answer that a question waits for; `request` and `closed_request` wait for none. */
  kind: string;
  question?: string;
  title?: string;
  /** Time since the question, or since the author last wrote about the request. */
  minutesAgo?: number;
  /** Whether the author of the message was asked, and not another person. */
  askedSender?: boolean;
}

/** A target that a reader of the words suggests among those offered. */
export interface TargetSuggestion {
  /** Missing where it belongs to none of them. */
  of?: OpenThing | RecentRequest;
  act: TargetAct;
  /** 0 to 1. */
  confidence: number;
}

/**
 * Classification of a message from its words alone. The composition root adds the judge's readings.
 */
export interface WordsReading {
  /** Probability of each act, given the newest open thing. They sum to 1. */
  acts: Readonly<Record<TargetAct, number>>;
  /** Control of the conversation that is the whole message: `skip`, `later`, `help` … */
  control?: string;
  /** Whether it only asks to keep an earlier request private. */
  isPrivacyWish?: boolean;
  /** Whether it reports a security incident, which is always a new request. */
  isIncident?: boolean;
  /** Whether it only asks for the next step: "what now?". */
  asksNextStep?: boolean;
  /** Forms of a short answer that the message has. */
  forms?: readonly string[];
  /** Whether it only begins to ask for something: "we need". */
  isUnfinished?: boolean;
  /** The question to the bot that it is: `who_reads`, `in_private`. */
  botQuestion?: string | undefined;
  /** Whether it adds to a stored request: "… now too". */
  saysMore?: boolean;
  /** Whether it replaces a detail of what was just said: "sorry, Friday". */
  replacesDetail?: boolean;
  /** Whether it says explicitly that a request is over, and of what: "the printer works again". */
  ending?: { act: "resolved" | "withdrawn"; matter?: string; isFound?: boolean };
  /** Whether it asks for something explicitly: "we need …". */
  asksOutright?: boolean;
  /** Whether it begins like a reply to a question that can be answered by yes or no. */
  beginsLikeReply?: boolean;
  /** Whether it calls a person by name, without a mention: "Tom, get me one too". */
  callsPerson?: boolean;
  /** Whether it reports explicitly a fault of something else than what is asked about. */
  namesOther?: boolean;
  /** Probability that something is broken or unsafe now. */
  urgent: number;
  /** What a model takes the message for; nothing where there is none or it does not know. */
  suggestion?: TargetSuggestion;
}

/** A message's target and its classification. */
export interface HeardMessage {
  target: MessageTarget;
  /** Missing if the message is not for the bot, which does not read it. */
  words?: WordsReading;
  /** Its text, with that of the message that it completes. */
  text?: RichText;
  /** Other probable targets; then the target is uncertain. */
  others?: readonly DecidedTarget[];
}

/** A message with evidence besides its words. */
export interface MessageEvidence
  extends Pick<InboundEventOf<"message">, "text" | "by" | "at" | "addressed" | "place"> {
  /** The request in whose thread it is, or that it names. */
  about?: string;
  /** Whether it consists only of files. */
  isFileAlone?: boolean;
  /** Whether it is in the thread of its author's own request, without an open question. */
  isInOwnThread?: boolean;
  /** Whether it continues an exchange among people. */
  continuesTalk?: boolean;
  /** Whether it names a person of that exchange. */
  namesPartner?: boolean;
  /** Whether another person asked a question immediately before it. */
  followsQuestion?: boolean;
  /** Whether there was a pause before it in that exchange. */
  isAfterPause?: boolean;
}

/** What a message belongs to. */
export type DecidedTarget =
  | {
      is: "answer" | "not_known";
      thing: OpenThing;
      /** Whether the answer may also describe a request. */
      mayBeRequest?: true;
    }
  | { is: "agreement" | "refusal"; thing: OpenThing }
  | { is: "control"; control: string; thing?: OpenThing; request?: string }
  | { is: "resolved" | "withdrawn"; request: string; thing?: OpenThing }
  | { is: "addition" | "keep_private"; request: string }
  | { is: "new_request" | "status" | "aside" | "not_for_bot" };

/** The target of a message, or its possible targets, most probable first. */
export type MessageTarget = DecidedTarget | { is: "unclear"; among: readonly DecidedTarget[] };

// Choice of a target: the stored part of a target until a button, or a day without one, decides.

/** Returns the part of a target that is stored: ids in place of open things. */
export const toTargetChoice = (target: DecidedTarget): TargetChoice => ({
  is: target.is,
  ...("request" in target && { request: target.request }),
  ...("control" in target && { control: target.control }),
  ...("thing" in target &&
    target.thing && {
      feature: target.thing.feature,
      thing: target.thing.id,
      answers: target.thing.answers,
      ...(target.thing.request !== undefined && { request: target.thing.request }),
      ...(target.thing.isPrivate && { isPrivate: true as const }),
    }),
});

/**
 * Returns the chosen target. An answer to a question that was answered meanwhile adds to its
 * request. `undefined` if the target no longer exists.
 */
export function findChosenTarget(
  { is, feature, thing: id, answers, request, control }: TargetChoice,
  things: readonly OpenThing[],
): DecidedTarget | undefined {
  const thing = things.find(
    (each) => each.feature === feature && each.id === id && each.answers === answers,
  );
  switch (is) {
    case "answer":
    case "not_known":
      if (!thing && request !== undefined) return { is: "addition", request };
      return thing && { is, thing };
    case "agreement":
    case "refusal":
      return thing && { is, thing };
    case "control":
      return control === undefined ? undefined : { is, control, ...(thing && { thing }) };
    case "resolved":
    case "withdrawn":
      return request === undefined ? undefined : { is, request, ...(thing && { thing }) };
    case "addition":
    case "keep_private":
      return request === undefined ? undefined : { is, request };
    default:
      return { is };
  }
}
