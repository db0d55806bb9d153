/** Replies about cases, as data; `cards/reply-card.ts` renders them. */
import type { RichText } from "../../platform/rich-text.ts";
import type { RequesterNotice } from "./cards/requester-notice.ts";
import type { OpenQuestion } from "./interview-state.ts";
import type { CaseDetail } from "./queries/case-detail.ts";
import type { CaseListItem, FactoryBacklog } from "./queries/case-list-items.ts";
import type { CaseRefusal } from "./transitions.ts";

/** The last part of a `say` of `life` or `about` is a key of `prompts/words`. */
export type CaseReply =
  /** The requester is told of something that happened to the request. */
  | { say: "told"; request: string; notice: RequesterNotice }
  | {
      say: "outcome";
      request: string;
      number: number;
      hoped: RichText;
      measured: boolean;
      again: boolean;
    }
  /** What to make of words that were written where a question is open. */
  | { say: "which_reply"; request: string; number: number; asks: OpenQuestion["asks"] }
  /** A word on what was just done. */
  | {
      say: "life";
      request: string;
      key: string;
      values: Record<string, RichText | string | number | Date>;
    }
  | {
      say: "about";
      request: string;
      key: "cancelled" | "no_request" | "restored" | "person";
      number: number;
    }
  | { say: "plain"; key: "acknowledgement" | "no_form" | "not_yours" | "nothing_open" }
  /** It could not be done, and the reason. */
  | { say: "refused"; request: string; number: number; refusal: CaseRefusal }
  /** With the backlog it is a page of its own, and else the answer to a question. */
  | { say: "mine"; requests: CaseListItem[]; backlog?: FactoryBacklog }
  /** All that the team has, or only what of it is broken. */
  | { say: "work"; of: "team" | "backlog"; requests: CaseListItem[]; backlog?: FactoryBacklog }
  | { say: "found"; requests: CaseListItem[]; words: RichText }
  | { say: "story"; request: string; story: CaseDetail }
  /** There is none of that number, or none that may be shown here. */
  | { say: "no_story"; number: number }
  /** It is kept private from now on, or not any more. */
  | { say: "secluded"; request: string; number: number; secluded: boolean };
