/** What the dialogue wants said, as data: `cards.ts` finds the words and the buttons. */
import type { ConversationControl } from "../../nlu/judge.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { RequesterNotice } from "./cards/requester-notice.ts";
import type { OpenQuestion } from "./interview-state.ts";
import type { CaseDetail } from "./queries/case-detail.ts";
import type { CaseListItem, FactoryBacklog } from "./queries/case-list-items.ts";
import type { InterviewQuestion } from "./questions.ts";
import type { CaseRefusal } from "./transitions.ts";

export type Reply =
  /** A request got its number, before anything is asked. */
  | { say: "noted"; request: string }
  | { say: "noted_many"; requests: string[] }
  | { say: "next_up"; request: string }
  | { say: "ask"; request: string; question: InterviewQuestion }
  | { say: "why"; request: string; question: InterviewQuestion }
  /** A few words on the answer just given, before the next question. */
  | { say: "took"; request: string; question: InterviewQuestion }
  /**
   * What the first message said already, or the need put in one sentence, for a one-tap
   * confirmation.
   */
  | { say: "heard"; request: string; question: InterviewQuestion }
  | { say: "breakage"; request: string }
  | { say: "brief"; request: string }
  | { say: "which_part"; request: string }
  | {
      say: "logged";
      request: string;
      confirmed: boolean /** One of several, to be told by its number. */;
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
      /** Where its talk is not at hand. */
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
        | "no_form"
        | "not_yours";
    }
  /** In the customer model: what the catalogue has, before anything is asked. */
  | { say: "catalogue"; request: string }
  | { say: "own_way"; request: string }
  | { say: "doubt" }
  /** Something happened to a request that the team has. */
  | { say: "told"; request: string; notice: RequesterNotice }
  | {
      say: "outcome";
      request: string;
      number: number;
      hoped: RichText;
      measured: boolean;
      again: boolean;
    }
  | { say: "which_reply"; request: string; number: number; asks: OpenQuestion["asks"] }
  /** A word on what was just done; the key is the word's. */
  | {
      say: "life";
      request: string;
      key: string;
      values: Record<string, RichText | string | number | Date>;
    }
  /** Somebody else asked for something close; nothing is said where nobody did. */
  | { say: "company"; request: string }
  /** It could not be done, and why. */
  | { say: "refused"; request: string; number: number; refusal: CaseRefusal }
  | { say: "is_it_this"; request: string }
  /** An answer, or a word about the conversation, as a model alone reads it. */
  | { say: "is_it_meant"; request: string; meant: ConversationControl }
  /** The same beside another question about the words. */
  | { say: "or_meant"; request: string; meant: ConversationControl }
  /** With the backlog it is a page of its own, and else the answer to a question. */
  | { say: "mine"; requests: CaseListItem[]; backlog?: FactoryBacklog }
  /** What the team has, or only what of it is broken. */
  | { say: "work"; of: "team" | "backlog"; requests: CaseListItem[]; backlog?: FactoryBacklog }
  | { say: "story"; request: string; story: CaseDetail }
  /** There is none of that number, or none to be shown here. */
  | { say: "no_story"; number: number }
  /** It is kept private from now on, or not any more. */
  | { say: "secluded"; request: string; number: number; secluded: boolean }
  | { say: "found"; requests: CaseListItem[]; words: RichText };
