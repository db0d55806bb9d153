/** Replies about cases, as data; `cards/reply-card.ts` renders them. */
import type { RichText } from "../../platform/rich-text.ts";
import type { RequesterNotice } from "./cards/requester-notice.ts";
import type { CaseRefusal } from "./lifecycle/transitions.ts";
import type { CaseDetail } from "./queries/case-detail.ts";
import type { CaseListItem, FactoryBacklog } from "./queries/case-list-items.ts";

/** The last part of a `say` of `life` or `about` is a key of `prompts/words`. */
export type CaseReply =
  /** Notice to the requester about their request. */
  | { say: "notice"; request: string; notice: RequesterNotice }
  | {
      say: "outcome";
      request: string;
      number: number;
      hoped: RichText;
      measured: boolean;
      again: boolean;
    }
  /** Asks whether something routine works; without a question of its catalogue item, in general. */
  | {
      say: "routine_outcome";
      request: string;
      number: number;
      title: string;
      question: string | undefined;
    }
  /** Asks what text beside an open question means. */
  | { say: "which_verdict"; request: string; isRoutine?: boolean | undefined }
  /** Asks whether text beside an offer accepts it. */
  | { say: "which_choice"; request: string }
  /** Acknowledges what was just done. */
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
  /** Refusal with its reason. */
  | { say: "refused"; request: string; number: number; refusal: CaseRefusal }
  /** The person's requests: a page with the backlog, or the answer to a question without it. */
  | { say: "mine"; requests: CaseListItem[]; backlog?: FactoryBacklog }
  /** Requests with the team: all, or the broken ones; `from` is the first of a later page. */
  | {
      say: "work";
      of: "team" | "backlog";
      requests: CaseListItem[];
      backlog?: FactoryBacklog;
      from?: number;
    }
  | { say: "closed"; requests: CaseListItem[] }
  | { say: "found"; requests: CaseListItem[]; words: RichText }
  | { say: "detail"; request: string; detail: CaseDetail }
  /** No request with that number is visible here. */
  | { say: "no_story"; number: number }
  /** Confirms that a request is private, or visible again. */
  | { say: "visibility"; request: string; number: number; isPrivate: boolean };
