/** Replies of a turn, as data; `cards.ts` renders them. */
import type { ConversationControl } from "../../nlu/judge.ts";
import type { InterviewQuestion } from "../cases/questions.ts";
import type { CaseReply } from "../cases/reply.ts";

export type Reply =
  | CaseReply
  /** A request got its number, before anything is asked. */
  | { say: "noted"; request: string }
  | { say: "noted_many"; requests: string[] }
  /** `isListed` where the same message lists it by its title. */
  | { say: "next_up"; request: string; isListed?: true }
  | { say: "ask"; request: string; question: InterviewQuestion }
  | { say: "why"; request: string; question: InterviewQuestion }
  /** A few words on the answer just given, before the next question. */
  | { say: "took"; request: string; question: InterviewQuestion }
  /**
   * Asks to confirm with one tap: an answer that the first message held, or the need put in one
   * sentence.
   */
  | { say: "heard"; request: string; question: InterviewQuestion }
  | { say: "breakage"; request: string }
  | { say: "brief"; request: string }
  | { say: "which_part"; request: string }
  | {
      say: "logged";
      request: string;
      confirmed: boolean;
      /** One of several, to be told by its number. */
      among?: boolean;
    }
  | { say: "reminder"; request: string }
  | { say: "all_at_once"; request: string }
  /** Plain replies about one request; the key is the word's. */
  | {
      say: "about";
      key:
        | "parked"
        | "resumed"
        | "cancelled"
        | "restored"
        | "no_request"
        | "person"
        | "person_team"
        | "first_question"
        | "nothing_pending"
        | "stale"
        | "closed"
        | "solved"
        | "will_remind"
        | "right";
      request: string;
      /** Where its interview is not at hand. */
      number?: number;
    }
  /** Plain replies about none. */
  | {
      say: "plain";
      key:
        | "greeting"
        | "thanks"
        | "acknowledgement"
        | "feedback"
        | "about_bot"
        | "not_for_it"
        | "other"
        | "help"
        | "nothing_open"
        | "unreadable"
        | "joined"
        | "welcome"
        | "what_is_it"
        | "no_form";
    }
  /** In the customer model: what the catalogue has, before anything is asked. */
  | { say: "catalogue"; request: string }
  | { say: "own_way"; request: string }
  | { say: "doubt" }
  /** Somebody else asked for something close; nothing is said where nobody did. */
  | { say: "company"; request: string }
  | { say: "is_it_this"; request: string }
  /** An answer, or a word about the conversation, as a model alone reads it. */
  | { say: "is_it_meant"; request: string; meant: ConversationControl }
  /** The same beside another question about the words. */
  | { say: "or_meant"; request: string; meant: ConversationControl };
