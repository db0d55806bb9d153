/** What the dialogue wants said, as data: `cards.ts` finds the words and the buttons. */
import type { Prose } from "../surface/prose.ts";
import type { Refusal } from "./life.ts";
import type { Open, Question } from "./talk.ts";
import type { Notice } from "./told.ts";

/** A line of "my requests". */
export interface Listed {
  request: string;
  number: number;
  title: Prose;
  status: string;
  /** Since when it is so. */
  since: Date;
}

export type Say =
  /** A request got its number, before anything is asked. */
  | { say: "noted"; request: string }
  | { say: "noted_many"; requests: string[] }
  | { say: "next_up"; request: string }
  | { say: "ask"; request: string; question: Question }
  | { say: "why"; request: string; question: Question }
  /** A few words on the answer just given, before the next question. */
  | { say: "took"; request: string; question: Question }
  /** What the first message said already, or the need put in one sentence, for a one-tap confirmation. */
  | { say: "heard"; request: string; question: Question }
  | { say: "breakage"; request: string }
  | { say: "brief"; request: string }
  | { say: "which_part"; request: string }
  | { say: "logged"; request: string; confirmed: boolean /** One of several, to be told by its number. */; among?: boolean }
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
        | "unknown_command"
        | "no_form";
    }
  | { say: "doubt" }
  /** Something happened to a request that the team has. */
  | { say: "told"; request: string; notice: Notice }
  | { say: "outcome"; request: string; number: number; hoped: Prose; measured: boolean; again: boolean }
  | { say: "which_reply"; request: string; number: number; asks: Open["asks"] }
  /** A word on what was just done; the key is the word's. */
  | { say: "life"; request: string; key: string; values: Record<string, Prose | string | number | Date> }
  /** It could not be done, and why. */
  | { say: "refused"; request: string; number: number; refusal: Refusal }
  | { say: "is_it_this"; request: string }
  | { say: "mine"; requests: Listed[] }
  | { say: "found"; requests: Listed[]; words: Prose };
