/**
 * The state of the conversations about requests: what the pure dialogue works on, kept as JSON with
 * its conversation.
 */
import type {
  BriefDraft,
  ConversationControl,
  CustomerReading,
  StatedAnswers,
} from "../../nlu/judge.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { InterviewFacts, InterviewQuestion } from "./questions.ts";

/**
 * `waiting` for its turn behind another, `parked` until somebody comes back to it, `done` once it
 * left this conversation (logged, cancelled, handed over).
 */
export type InterviewPhase = "waiting" | "asking" | "confirming" | "parked" | "done";

/** The request's status while it is talked about. */
export type InterviewStatus =
  | Exclude<InterviewPhase, "done">
  | "new"
  | "cancelled"
  | "not_a_request"
  | "handed_over";

export interface Interview extends InterviewFacts {
  /** The request's id. */
  request: string;
  /** R-… , given at the commit that opens it. */
  number?: number;
  requester: Person;
  raisedBy?: Person;
  text: RichText;
  /** The platform's id of the message that began it. */
  message?: string;
  /** True where the words are of a person outside the workspace. */
  outside?: true;
  subject?: string;
  phase: InterviewPhase;
  /** How it left the conversation. */
  ended?: InterviewStatus;
  /**
   * The team has its brief: from then on where the request stands is the team's doing, and this
   * talk only mends the brief.
   */
  filed?: true;
  /** Its requester wants it kept private. */
  secluded?: boolean;
  /** Its brief went to the team without the requester's last word. */
  unconfirmed?: true;
  pending?: InterviewQuestion;
  /** What the first message answers already, until the kind tells which questions there are. */
  said?: { words: StatedAnswers; judge: string; customer?: CustomerReading };
  /** What was wished for when it turned out that something is broken. */
  wish?: RichText;
  /**
   * The brief's title and summary, worded by a model for the requester to confirm, from the answers
   * that stand.
   */
  worded?: BriefDraft;
  /** Requests with a similar need, likest first, as they were when the brief went to the team. */
  alike?: string[];
  /**
   * When somebody was last waited for, in milliseconds since 1970, once a look at the silence is
   * planned.
   */
  waitingSince?: number;
  /** The one reminder was sent. */
  reminded: boolean;
  /** The button pressed last, so that a double click counts once. */
  lastPress?: string;
  /** Words for a correction, waiting for the tap that says which answer they replace. */
  draft?: { text: RichText; message?: string; by: Person };
}

/** A message that may or may not be what it looks like, kept until a tap decides. */
interface Doubt {
  text: RichText;
  message: string;
  by: Person;
  /** The request whose question it may answer. */
  request?: string;
  /** What else it may have meant. */
  meant?: ConversationControl;
}

/**
 * Something that the requester was asked about a request that the team has; words written in its
 * place answer it.
 */
export interface OpenQuestion {
  request: string;
  number: number;
  asks: "relay" | "offer" | "outcome" | "evidence";
  /** Whose answer it is; others talk past it. */
  of: string;
  /** When it was asked, in milliseconds since 1970. */
  askedAt?: number;
  /** The step that asks. */
  step?: string;
  /**
   * What was written, waiting for the tap that says what to make of it; `by` is missing in older
   * ones, which are the requester's.
   */
  words?: { text: RichText; message: string; by?: Person };
  /** The one reminder was sent. */
  again?: true;
  /** From then on words are about something else; in milliseconds since 1970. */
  until?: number;
}

export interface InterviewConversation {
  /**
   * Oldest first. A talk that is done is filed with its request, and taken out again when something
   * is said about it.
   */
  talks: Interview[];
  doubt?: Doubt;
  /** Oldest first. */
  open?: OpenQuestion[];
  /** Its person has opened the bot's home page, which is kept up to date from then on. */
  home?: true;
}

export const emptyInterviewConversation: InterviewConversation = { talks: [] };

/** The talk whose question stands in the room. */
export const currentInterview = ({ talks }: InterviewConversation): Interview | undefined =>
  talks.find(({ phase }) => phase === "asking" || phase === "confirming");
