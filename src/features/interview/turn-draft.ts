/**
 * A turn in the making: the pure dialogue writes the next state, what to say and what to record
 * into it.
 */
import type { MessageTarget } from "../../core/message-target.ts";
import type { CustomerReading, Readings, RequestReading } from "../../nlu/judge.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { Case, CaseAction } from "../cases/case.ts";
import type { InterviewAction } from "../cases/interview-actions.ts";
import type {
  Interview,
  InterviewConversation,
  InterviewPhase,
  InterviewStatus,
} from "../cases/interview-state.ts";
import {
  type AccessDenial,
  checkCaseAccess,
  interviewParties,
  type RequestOperation,
  type RequestPeople,
} from "../cases/permissions.ts";
import type { CaseDetail } from "../cases/queries/case-detail.ts";
import type { CaseListItem, FactoryBacklog } from "../cases/queries/case-list-items.ts";
import type { TopPriority } from "../cases/queries/top-priorities.ts";
import type { InterviewAnswer, InterviewQuestion } from "../cases/questions.ts";
import type { CatalogueItem } from "./catalogue.ts";
import type { Reply } from "./reply.ts";

/** What the commit of the turn has to do besides keeping the state. */
export type InterviewEffect =
  | { do: "open"; talk: Interview; reading: RequestReading; judge: string }
  | { do: "update"; talk: Interview }
  | { do: "status"; request: string; status: InterviewStatus; by?: Person; why?: string }
  | { do: "answer"; request: string; question: InterviewQuestion; answer: InterviewAnswer }
  | { do: "retire"; request: string; question: InterviewQuestion }
  /** A message was edited, or deleted (no text): wherever its words are kept, they change too. */
  | { do: "amend"; message: string; text?: RichText }
  /** Come back a working day after that, in milliseconds since 1970; a later one replaces it. */
  | { do: "remind"; request: string; since: number }
  | { do: "forget"; request: string }
  /** Has a model word the brief that is put up for confirmation. */
  | { do: "word_brief"; request: string }
  /** Looks for requests with a similar need, as the brief goes to the team. */
  | { do: "find_similar"; request: string }
  /** The brief goes to the team, or the one that it has is brought up to date. */
  | { do: "brief"; request: string }
  /** The requester's own copy of the brief is brought up to date. */
  | { do: "rebrief"; request: string }
  /** The buttons of the pressed card go, and it shows what was chosen. */
  | { do: "settle"; card: string; press: string; by: Person }
  /**
   * What waits for a request that claims to go first, as its requester chose: another request,
   * something in words, or nothing.
   */
  | { do: "trade"; request: string; by: Person; waits?: string; words?: RichText }
  | { do: "welcome"; person: Person };

/** One request in a message: its own words, and what the judge read in them. */
export interface RequestPart {
  text: RichText;
  reading: RequestReading;
  /** The judge's reading of what the message already says of the customer. */
  customer?: CustomerReading;
  judge: string;
}

/**
 * What a turn knows besides the state and the arrival; everything that had to be looked up or read,
 * beforehand.
 */
export interface InterviewContext {
  newId(): string;
  /** Milliseconds since 1970, by the bot's clock. */
  now: number;
  /** Time zone of the person whom a due job is about. */
  zone: string;
  /**
   * What the judge read in the arrival's words: in a message under `text`, in a form under each
   * question.
   */
  readings: { [key in InterviewQuestion | "text"]?: Readings };
  /** What a message belongs to. */
  target?: MessageTarget | undefined;
  /** The requests in the message, where it may hold any. */
  parts: RequestPart[];
  /** The request under whose message in a direct conversation somebody replied. */
  about?: string;
  /** What goes before everything else already, where somebody claims one more. */
  numberOnes: readonly TopPriority[];
  /** The speaker's own open requests. */
  mine: CaseListItem[];
  found: CaseListItem[];
  /** What the team has, or what of it is broken. */
  work?: CaseListItem[];
  backlog?: FactoryBacklog;
  /** The one request that was asked for. */
  story?: CaseDetail;
  /** The number that was asked for, under which there is nothing to show. */
  unknown?: number;
  catalogue: readonly CatalogueItem[];
  /** What is written down for an answer that was tapped. */
  chosen(choice: string): RichText | undefined;
  /** In the customer model: what colleagues hear who go their own way. */
  ownWay?: string;
  /** They were greeted before. */
  welcomed: boolean;
  /** The arrival comes from where the team reads its briefs. */
  team: boolean;
  /** What the ledger says of the requests talked about here, looked up where others read along. */
  ofRequests?: ReadonlyMap<string, RequestPeople>;
  /** It comes from the thread under the team's card of this request. */
  beneath?: Case;
}

export interface InterviewDraft {
  conversation: InterviewConversation;
  replies: Reply[];
  effects: InterviewEffect[];
  /** Actions on requests that the team has. */
  caseActions: CaseAction[];
  readonly event: InboundEvent;
  /** Of a button, a form or a job. */
  readonly action: InterviewAction | undefined;
  readonly context: InterviewContext;
}

export const findInterview = (draft: InterviewDraft, request: string): Interview | undefined =>
  draft.conversation.talks.find((talk) => talk.request === request);

/** As much of a turn as tells who does what, where. */
export interface InterviewActor {
  readonly conversation: InterviewConversation;
  readonly event: Pick<InboundEvent, "by" | "place" | "guest">;
  readonly context: Pick<InterviewContext, "team" | "ofRequests" | "about">;
}

/**
 * Why the person who acts may not do this with a request talked about here; undefined where they
 * may.
 */
export function checkInterviewAccess(
  { event: { by, place, guest }, context: { team, ofRequests } }: InterviewActor,
  talk: RequestPeople & Pick<Interview, "request">,
  doing: RequestOperation,
): AccessDenial | undefined {
  return checkCaseAccess(doing, interviewParties(ofRequests?.get(talk.request) ?? talk, place), {
    person: by.id,
    place,
    team,
    guest,
  });
}

/** Says that something is not theirs to do; of what is not there for them, no more than that. */
export function refuseAccess(
  { replies }: InterviewDraft,
  { request, number = 0 }: Pick<Interview, "request" | "number">,
  why: AccessDenial,
): void {
  replies.push(
    why === "unknown"
      ? { say: "plain", key: "no_form" }
      : { say: "refused", request, number, refusal: { why } },
  );
}

/** Moves a talk on; its request's status follows. */
export function enterPhase(
  draft: InterviewDraft,
  talk: Interview,
  phase: Exclude<InterviewPhase, "done">,
): void {
  if (talk.phase === phase) return;
  talk.phase = phase;
  delete talk.ended;
  if (!talk.filed)
    draft.effects.push({ do: "status", request: talk.request, status: phase, by: draft.event.by });
}

/** What ending the talk about a request that the team has means for the request. */
const ending: Partial<Record<InterviewStatus, "withdraw" | "disown">> = {
  cancelled: "withdraw",
  not_a_request: "disown",
};

/** Ends a talk in this conversation; `why` is a word's key for the record. */
export function endInterview(
  draft: InterviewDraft,
  talk: Interview,
  status: InterviewStatus,
  why?: string,
): void {
  const { request } = talk;
  const { by } = draft.event;
  const act = ending[status];
  talk.phase = "done";
  if (!talk.filed || !act) talk.ended = status; // else the ledger decides whether it is
  delete talk.draft;
  delete talk.waitingSince;
  if (!talk.filed) draft.effects.push({ do: "status", request, status, by, ...(why && { why }) });
  else if (act) draft.caseActions.push({ request, act, by });
  if (status === "new" || status === "handed_over") talk.filed = true;
  draft.effects.push({ do: "forget", request });
}

/** Records an answer; an earlier one to the same question is kept in the ledger as retired. */
export function recordAnswer(
  draft: InterviewDraft,
  talk: Interview,
  question: InterviewQuestion,
  answer: InterviewAnswer,
): void {
  if (talk.answers[question]) draft.effects.push({ do: "retire", request: talk.request, question });
  delete talk.worded;
  talk.answers[question] = answer;
  draft.effects.push({ do: "answer", request: talk.request, question, answer });
}

/** Takes an answer back, so that the question is open again. */
export function retractAnswer(
  draft: InterviewDraft,
  talk: Interview,
  question: InterviewQuestion,
): void {
  if (!talk.answers[question]) return;
  delete talk.answers[question];
  delete talk.worded;
  draft.effects.push({ do: "retire", request: talk.request, question });
}
