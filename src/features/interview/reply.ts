/** Replies of a turn, as data; `cards.ts` renders them. */
import type { ConversationControl } from "../../nlu/judge.ts";
import type { InterviewQuestion } from "../cases/questions.ts";
import type { CaseReply } from "../cases/reply.ts";

export type Reply =
  | CaseReply
  /** A request got its number, before any question. */
  | { say: "noted"; request: string }
  /** The words asked to keep the request private. */
  | { say: "kept_private"; request: string }
  | { say: "noted_many"; requests: string[] }
  /** `isListed` if the same message lists it by its title. */
  | { say: "next_up"; request: string; isListed?: true }
  | { say: "ask"; request: string; question: InterviewQuestion }
  | { say: "why"; request: string; question: InterviewQuestion }
  /** A number was said that no button has. */
  | { say: "not_on_offer"; request: string; question: InterviewQuestion }
  /** Acknowledges the answer, before the next question. */
  | { say: "took"; request: string; question: InterviewQuestion }
  /** Asks to confirm an answer in the first message, or a summary of the need. */
  | { say: "heard"; request: string; question: InterviewQuestion }
  | { say: "breakage"; request: string }
  | { say: "brief"; request: string }
  | { say: "which_part"; request: string }
  | {
      say: "logged";
      request: string;
      confirmed: boolean;
      /** Whether it is one of several, named by number. */
      among?: boolean;
    }
  /** A security incident is with the team; the emergency line comes first. */
  | { say: "security"; request: string }
  | { say: "reminder"; request: string }
  | { say: "all_at_once"; request: string }
  /** Replies about one request; the key is that of the sentence. */
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
      /** Number, if its interview is not loaded. */
      number?: number;
    }
  /** Replies about no request. */
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
  /** In the customer model: the catalogue's offer, before any question. */
  | { say: "catalogue"; request: string }
  | { say: "own_way"; request: string }
  | { say: "doubt" }
  /** Offers an introduction; nothing without a similar request. */
  | { say: "company"; request: string }
  | { say: "is_it_this"; request: string }
  /** Asks whether a control phrase that only a model detected was meant. */
  | { say: "is_it_meant"; request: string; meant: ConversationControl }
  /** The same next to another question about the text. */
  | { say: "or_meant"; request: string; meant: ConversationControl };
