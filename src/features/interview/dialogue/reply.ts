/** Replies of a turn, as data; `cards.ts` renders them. */
import type { ConversationControl } from "../../../nlu/judge.ts";
import type { TargetChoice } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { CaseListItem } from "../../cases/queries/case-list-items.ts";
import type { CaseReply } from "../../cases/reply.ts";
import type { InterviewQuestion } from "../model/questions.ts";

/** A button that offers a target. */
export interface TargetOffer {
  name: string;
  target: TargetChoice;
  number?: number;
  title?: string;
}

/** What the dialogue says, as a key and values; cards have the words. */
export type Reply =
  | CaseReply
  /** Tells the request's number, before any question. */
  | { say: "noted"; request: string }
  /** Whether the words asked to keep the request private. */
  | { say: "kept_private"; request: string }
  | { say: "noted_many"; requests: string[] }
  /** `isListed` if the same message lists it by its title. */
  | { say: "next_up"; request: string; isListed?: true }
  | { say: "ask"; request: string; question: InterviewQuestion }
  | { say: "why"; request: string; question: InterviewQuestion }
  /** A number was typed that no button has. */
  | { say: "not_on_offer"; request: string; question: InterviewQuestion }
  /** Acknowledges the answer, before the next question. */
  | { say: "took"; request: string; question: InterviewQuestion }
  /** Tells that an earlier answer was replaced. */
  | { say: "changed"; request: string; question: InterviewQuestion }
  /** Asks to confirm an answer in the first message, or a summary of the need. */
  | { say: "heard"; request: string; question: InterviewQuestion }
  /** Whether the words, and not a button, told of a fault behind a wish. */
  | { say: "breakage"; request: string; isHeard?: true }
  | { say: "brief"; request: string }
  | { say: "which_part"; request: string }
  | {
      say: "logged";
      request: string;
      confirmed: boolean;
      /** Whether it is one of several, named by number. */
      among?: boolean;
    }
  /** Tells that the team has a security incident; the emergency line comes first. */
  | { say: "security"; request: string }
  /** Tells the reporter of an incident what happens next, and what to do until then. */
  | { say: "next_step"; incident: CaseListItem }
  | { say: "reminder"; request: string }
  | { say: "all_at_once"; request: string }
  /** Replies about one request; the key is that of the sentence. */
  | {
      say: "about";
      key:
        | "parked"
        | "resumed"
        | "cancelled"
        | "deleted"
        | "restored"
        | "no_request"
        | "person"
        | "person_team"
        | "first_question"
        | "which_person"
        | "question_added"
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
        | "no_words"
        | "password_hidden"
        | "what_is_it"
        | "who_reads"
        | "in_private"
        | "can_delete"
        | "delete_all"
        | "language"
        | "team_hours"
        | "held_settled"
        | "no_form";
      /** The held row, which a button turns into a request. */
      held?: string;
    }
  /** In the customer model: the catalogue's offer, before any question. */
  | { say: "catalogue"; request: string }
  | { say: "own_way"; request: string }
  | { say: "doubt"; held: string }
  /** Asks whether words mean the message above, whose text it quotes. */
  | { say: "that_message"; held: string; text: RichText }
  /** Asks what a message belongs to. */
  | { say: "which_target"; held: string; text: RichText; offers: readonly TargetOffer[] }
  /** A message was filed under its most probable target, because nobody chose one. */
  | { say: "taken_as"; text: RichText; offer: TargetOffer }
  | { say: "not_meant"; held: string }
  /** Another person has a similar need; without one, nothing is posted. */
  | { say: "company"; request: string }
  /** A control that only a model reads in the message, beside another question. */
  | { say: "or_meant"; request: string; meant: ConversationControl };

/** Questions about the words come below what was done with them, and the way back comes last. */
const ranks: Partial<Record<Reply["say"], number>> = {
  which_verdict: 1,
  which_choice: 1,
  not_meant: 2,
};

/** Compares two replies of a turn by their place in its message. */
export const inReadingOrder = (one: Reply, other: Reply): number =>
  (ranks[one.say] ?? 0) - (ranks[other.say] ?? 0);
