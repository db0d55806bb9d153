/** Message target: the open question, request or other matter that a message belongs to. */
import type { InboundEventOf } from "../platform/event.ts";

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
export type TargetAct = (typeof targetActs)[number];

/** Something that waits for words: a question, an offer, a brief to confirm. */
export interface OpenThing {
  feature: string;
  /** Its name within its feature. */
  id: string;
  /** The request that it is about. */
  request?: string;
  /** Subject of that request, for reading an answer. */
  about?: string;
  /** The question or offer, where somebody worded it. */
  wording?: string;
  /** People who were asked. Messages of others count only when they address the bot. */
  asked: readonly string[];
  /** Time of the question (Unix ms). */
  askedAt?: number;
  /** Kind of answer that it waits for: `need`, `brief`, `team_question`, `check`, `chain` … */
  answers: string;
  /** Form of a short answer to it, where it asks for one: `date`, `number`, `name` … */
  form?: string;
  /** Readings that its answer needs besides. */
  reads?: readonly string[];
  /** Whether the answer is for the bot only, or of no interest to the team. */
  isPrivate?: true;
  /** Its answer may tell of something broken or wanted, which is then offered as a request. */
  mayTellOfProblems?: true;
  /** Put aside by the person. */
  isParked?: true;
  /** An answer may well begin with the name of a person. */
  mayBeginWithName?: true;
  /** Its answer may begin like a request ("we need to see …"). */
  mayBeginLikeRequest?: true;
  /** Offers something that can be agreed to or refused. */
  isOffer?: true;
  /** Waits for agreement or refusal, and for no other words. */
  isChoiceOnly?: true;
}

/** A request that a message may be about: named in it, or a recent one of its author. */
export interface RecentRequest {
  request: string;
  /** The message names it, as in "R-8". */
  isNamed?: true;
  /** Its title and first words. */
  text: string;
  /** Time (Unix ms) of its requester's last message about it. */
  saidAt: number;
  isClosed?: true;
}

/** Something that a message may belong to, as it is told to a reader of its words. */
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
  /** Whether the author of the message was asked, and not somebody else. */
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

/** Reading of the words alone. The composition root adds the judge's readings. */
export interface WordsReading {
  /** Chance of each act, given the newest open thing. The chances sum to 1. */
  acts: Readonly<Record<TargetAct, number>>;
  /** Word about the conversation itself that is the whole message: `skip`, `later`, `help` … */
  control?: string;
  /** Only asks to keep an earlier request private. */
  isPrivacyWish?: boolean;
  /** Reports a security incident, which is a request whatever is open. */
  isIncident?: boolean;
  /** Forms of a short answer that the words have. */
  forms?: readonly string[];
  /** Asks for something in so many words: "we need …". */
  asksOutright?: boolean;
  /** Chance that something is broken or unsafe now. */
  urgent: number;
  /** What a model takes the message for; nothing where there is none or it does not know. */
  suggestion?: TargetSuggestion;
}

/** A message with its target and the reading of its words. */
export interface HeardMessage {
  target: MessageTarget;
  /** Missing where the message is not for the bot, which leaves it unread. */
  words?: WordsReading;
  /** What else it may well belong to: the target is a guess. */
  others?: readonly DecidedTarget[];
}

/** A message with what is known of it besides its words. */
export interface MessageEvidence
  extends Pick<InboundEventOf<"message">, "text" | "by" | "at" | "addressed" | "place"> {
  /** The request in whose thread it stands, or that it names. */
  about?: string;
  /** It goes on with talk among people. */
  continuesTalk?: boolean;
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
  | { is: "control"; control: string; thing?: OpenThing }
  | { is: "resolved" | "withdrawn"; request: string; thing?: OpenThing }
  | { is: "addition" | "keep_private"; request: string }
  | { is: "new_request" | "status" | "aside" | "not_for_bot" };

/** What a message belongs to, or what it may belong to, likeliest first. */
export type MessageTarget = DecidedTarget | { is: "unclear"; among: readonly DecidedTarget[] };
