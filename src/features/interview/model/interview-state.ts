/**
 * State of the interview in a conversation, for the pure dialogue, and its parsing from stored
 * JSON; unreadable parts are omitted.
 */

import { z } from "zod";
import {
  type BriefDraft,
  type ConversationControl,
  type CustomerReading,
  requestKinds,
  type StatedAnswers,
} from "../../../nlu/judge.ts";
import type { AnswerForm } from "../../../nlu/rules/answers/answer-forms.ts";
import { Person } from "../../../platform/conversation-ref.ts";
import { RichText } from "../../../platform/rich-text.ts";
import { type InterviewFacts, type InterviewQuestion, interviewQuestions } from "./questions.ts";

/**
 * Phase of an interview: `waiting` behind another, `parked` until a person resumes it, `done` when
 * it has left the conversation (logged, cancelled, passed on).
 */
export type InterviewPhase = "waiting" | "asking" | "confirming" | "parked" | "done";

/** Status of the request during the interview. */
export type InterviewStatus =
  | Exclude<InterviewPhase, "done">
  | "new"
  | "cancelled"
  | "not_a_request"
  | "handed_over";

/** The questions about one request, and the answers so far. */
export interface Interview extends InterviewFacts {
  /** The request's id. */
  request: string;
  /** Number (R-…), assigned when it is opened. */
  number?: number;
  requester: Person;
  raisedBy?: Person;
  text: RichText;
  /** Platform id of the message that started it. */
  message?: string;
  /** Whether the text is by a person outside the workspace. */
  outside?: true;
  subject?: string;
  /** The sentence of the text that asks, if the text says much else. */
  asks?: string;
  phase: InterviewPhase;
  /** Status with which it left the conversation. */
  ended?: InterviewStatus;
  /** The deletion of its message ended it, which restoring the message undoes. */
  deleted?: true;
  /**
   * Whether the team has the brief; then its status belongs to the team, and the interview only
   * corrects the brief.
   */
  filed?: true;
  /** Whether the requester keeps it private. */
  isPrivate?: boolean;
  /** Whether it reports a security incident, which goes to the team without questions. */
  security?: true;
  /** Whether the brief went to the team without the requester's confirmation. */
  unconfirmed?: true;
  pending?: InterviewQuestion;
  /** Answers in the first message, until the kind decides on the questions. */
  said?: { words: StatedAnswers; judge: string; customer?: CustomerReading };
  /** First wish, if something turned out to be broken. */
  wish?: RichText;
  /** Title and summary drafted by a model, for the requester to confirm. */
  worded?: BriefDraft;
  /** Similar requests when the brief went to the team, most similar first. */
  alike?: string[];
  /** Start of the current wait (Unix ms), once a check for silence is scheduled. */
  waitingSince?: number;
  /** The one reminder was sent. */
  reminded: boolean;
  /** It was asked which person of a group is meant; a second answer with a group is taken. */
  askedWho?: true;
  /** Asked which part of the brief to change; "yes" then agrees to nothing. */
  asksPart?: true;
  /** The kind was asked again, because the answer did not tell it. */
  askedKindAgain?: true;
  /** Last pressed button, so that a double click counts once. */
  lastPress?: string;
  /** Text of a correction, until a button says which answer it replaces. */
  draft?: { text: RichText; message?: string; by: Person };
}

/** Ambiguous message as stored by earlier releases; now each one is a row. */
interface Doubt {
  text: RichText;
  message: string;
  by: Person;
  /** Request whose question it may answer. */
  request?: string;
  /** Its other possible meaning. */
  meant?: ConversationControl;
}

/** Question to a requester about a request that is with the team, answered by the next text. */
export interface OpenQuestion {
  request: string;
  number: number;
  asks: "relay" | "offer" | "outcome" | "evidence";
  /** Person whose answer it is; text of others does not count. */
  of: string;
  /** Time of the question (Unix ms). */
  askedAt?: number;
  /** Form of a short answer, if the question's words tell it. */
  form?: AnswerForm;
  /** History entry that asks. */
  step?: string;
  /** Whether its requester has described the outcome in words. */
  hasEvidence?: true;
  /**
   * Text beside it as earlier releases kept it, until a button says what it means; `by` is missing
   * in the oldest, by the requester.
   */
  words?: { text: RichText; message: string; by?: Person };
  /** Whether the outcome of something routine is asked for. */
  isRoutine?: true;
  /** The one reminder was sent. */
  again?: true;
  /** Time (Unix ms) from which text is about something else. */
  until?: number;
}

/** Name of the team's open question among the open things of the interview. */
export const openQuestionId = (request: string, asks: OpenQuestion["asks"]): string =>
  `question/${request}/${asks}`;

/** A message with buttons about something open. */
export interface ShownCard {
  /** Id of its outbox row. */
  message: string;
  /** The request or held message that its buttons are about. */
  subject: string;
  /** What it asks: the pending question or the phase, `team/<question of the team>`, `target`. */
  asks: string;
}

/** State of the interview in a conversation. */
export interface InterviewConversation {
  /**
   * Interviews, oldest first. A finished one is filed with its request, and restored when a message
   * refers to it.
   */
  interviews: Interview[];
  doubt?: Doubt;
  /** The row of the last message, which was read as small talk; "yes" makes it a request. */
  smallTalk?: { held: string; by: Person };
  /** Oldest first. */
  open?: OpenQuestion[];
  /** Messages whose buttons still apply; the newest about each open thing. */
  shown?: ShownCard[];
  /** Whether the person has opened the bot's home page, which is then kept up to date. */
  home?: true;
}

/** State of a conversation without requests. */
export const emptyInterviewConversation: InterviewConversation = { interviews: [] };

/** Returns the interview with the open question. */
export const currentInterview = ({ interviews }: InterviewConversation): Interview | undefined =>
  interviews.find(({ phase }) => phase === "asking" || phase === "confirming");

/** Parses a list without its unreadable items. */
const readable = <T>(shape: z.ZodType<T>) =>
  z.array(z.unknown()).transform((all) =>
    all.flatMap((each): T[] => {
      const read = shape.safeParse(each);
      return read.success ? [read.data] : [];
    }),
  );

const AnswerShape = z.looseObject({
  text: RichText.optional(),
  by: Person,
  message: z.string().optional(),
  date: z.iso.date().optional(),
});

const Answers = z
  .record(z.string(), z.unknown())
  .transform((all) =>
    Object.fromEntries(
      interviewQuestions.flatMap((question) =>
        AnswerShape.safeParse(all[question]).success ? [[question, all[question]]] : [],
      ),
    ),
  );

/** Reads an interview that an earlier release stored, in which a flag was called `secluded`. */
const withFormerFlag = (value: unknown): unknown => {
  const { secluded, ...interview } = Object(value) as Record<string, unknown>;
  return secluded === undefined ? value : { isPrivate: secluded, ...interview };
};

const InterviewShape = z.looseObject({
  request: z.string(),
  number: z.int().optional().catch(undefined),
  requester: Person,
  raisedBy: Person.optional().catch(undefined),
  text: RichText.catch([]),
  message: z.string().optional().catch(undefined),
  phase: z.enum(["waiting", "asking", "confirming", "parked", "done"]),
  pending: z.enum(interviewQuestions).optional().catch(undefined),
  asked: readable(z.enum(interviewQuestions)).catch([]),
  answers: Answers.catch({}),
  claimed: z.boolean().catch(false),
  reminded: z.boolean().catch(false),
  wish: RichText.optional().catch(undefined),
  kind: z.enum(requestKinds).optional().catch(undefined),
  said: z
    .looseObject({ words: z.looseObject({}), judge: z.string() })
    .optional()
    .catch(undefined),
  subject: z.string().optional().catch(undefined),
  asks: z.string().optional().catch(undefined),
  followUp: z.string().optional().catch(undefined),
  alike: readable(z.string()).optional().catch(undefined),
  waitingSince: z.number().optional().catch(undefined),
  draft: z
    .looseObject({ text: RichText, message: z.string().optional(), by: Person })
    .optional()
    .catch(undefined),
  item: z
    .looseObject({ name: z.string(), asks: z.boolean(), outcome: z.string().optional() })
    .optional()
    .catch(undefined),
  worded: z.looseObject({ title: z.string(), summary: z.string() }).optional().catch(undefined),
  ownWay: z.looseObject({ text: z.string() }).optional().catch(undefined),
});

/** Reads a state that an earlier release stored, in which the list was called `talks`. */
const withFormerKeys = (value: unknown): unknown => {
  const { talks, interviews, ...state } = Object(value) as Record<string, unknown>;
  const list = (of: unknown): unknown[] => (Array.isArray(of) ? of : []);
  return { ...state, interviews: [...list(talks), ...list(interviews)] };
};

const ConversationShape = z.looseObject({
  interviews: readable(z.preprocess(withFormerFlag, InterviewShape)).catch([]),
  doubt: z
    .looseObject({
      text: RichText,
      message: z.string(),
      by: Person,
      request: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  smallTalk: z.looseObject({ held: z.string(), by: Person }).optional().catch(undefined),
  open: readable(
    z.looseObject({
      request: z.string(),
      number: z.int(),
      asks: z.enum(["relay", "offer", "outcome", "evidence"]),
      of: z.string(),
    }),
  )
    .optional()
    .catch(undefined),
  shown: readable(z.object({ message: z.string(), subject: z.string(), asks: z.string() }))
    .optional()
    .catch(undefined),
});

/** Parses the interview filed with a request; `undefined` if it is unreadable. */
export const parseStoredInterview = (value: unknown): Interview | undefined =>
  InterviewShape.safeParse(withFormerFlag(value)).data as Interview | undefined;

/** Parses a conversation's state; the state of other features is kept as it is. */
export const parseStoredConversation = (value: unknown): InterviewConversation =>
  (ConversationShape.safeParse(withFormerKeys(value)).data ?? {
    interviews: [],
  }) as InterviewConversation;
