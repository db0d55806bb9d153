/** A turn in the making: the pure dialogue writes the next state, what to say and what to record into it. */
import type { BriefDraft, CustomerReading, Readings, RequestReading } from "../judgement/judge.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Item } from "./catalogue.ts";
import type { Case, Deed } from "./life.ts";
import type { NumberOne } from "./number-ones.ts";
import { type Barred, barred, type Doing, type OfRequest, ofTalk } from "./permissions.ts";
import type { Backlog, Listed, Say } from "./say.ts";
import type { Similar } from "./similar.ts";
import type { Story } from "./story.ts";
import type { Answer, Conversation, Phase, Question, Status, Talk } from "./talk.ts";
import type { Notice } from "./told.ts";

/** What the commit of the turn has to do besides keeping the state. */
export type Effect =
  | { do: "open"; talk: Talk; reading: RequestReading; judge: string }
  | { do: "update"; talk: Talk }
  | { do: "status"; request: string; status: Status; by?: Person; why?: string }
  | { do: "answer"; request: string; question: Question; answer: Answer }
  | { do: "retire"; request: string; question: Question }
  /** A message was edited, or deleted (no text): wherever its words are kept, they change too. */
  | { do: "amend"; message: string; text?: Prose }
  /** Come back a working day after that, in milliseconds since 1970; a later one replaces it. */
  | { do: "remind"; request: string; since: number }
  | { do: "forget"; request: string }
  /** The brief goes to the team, or the one that it has is brought up to date. */
  | { do: "brief"; request: string }
  /** The requester's own copy of the brief is brought up to date. */
  | { do: "rebrief"; request: string }
  /** The buttons of the pressed card go, and it shows what was chosen. */
  | { do: "settle"; card: string; press: string; by: Person }
  /** Something is done with a request that the team has, if it still can be. The pressed card, where there is one, shows that it was. */
  | { do: "act"; deed: Deed; card?: string; press?: string }
  /** The team's card shows every button that there is. */
  | { do: "unfold"; request: string }
  /** What waits for a request that claims to go first, as its requester chose: another request, something in words, or nothing. */
  | { do: "trade"; request: string; by: Person; waits?: string; words?: Prose }
  /** Its requester wants it kept private, or not any more. The pressed button turns into the other. */
  | { do: "seclude"; request: string; secluded: boolean; press: string; card?: string }
  /** Ask for the outcome at that instant, in milliseconds since 1970. */
  | { do: "ask_outcome"; request: string; at: number }
  | { do: "welcome"; person: Person };

/** One request in a message: its own words, and what the judge read in them. */
export interface Part {
  text: Prose;
  reading: RequestReading;
  /** The judge's reading of what the message already says of the customer. */
  customer?: CustomerReading;
  judge: string;
}

/** What a turn knows besides the state and the arrival; everything that had to be looked up or read, beforehand. */
export interface Context {
  newId(): string;
  /** Milliseconds since 1970, by the bot's clock. */
  now: number;
  /** The zone of whoever a duty that came due is about. */
  zone: string;
  /** What the judge read in the arrival's words: in a message under `text`, in a form under each question. */
  readings: { [key in Question | "text"]?: Readings };
  /** The requests in the message, where it may hold any. */
  parts: Part[];
  /** The request under whose message in a direct conversation somebody replied. */
  about?: string;
  /** What goes before everything else already, where somebody claims one more. */
  numberOnes: readonly NumberOne[];
  /** The speaker's own open requests. */
  mine: Listed[];
  found: Listed[];
  /** What the team has, or what of it is broken. */
  work?: Listed[];
  backlog?: Backlog;
  /** The one request that was asked for. */
  story?: Story;
  /** The number that was asked for, under which there is nothing to show. */
  unknown?: number;
  catalogue: readonly Item[];
  /** What is written down for an answer that was tapped. */
  chosen(choice: string): Prose | undefined;
  /** Requests with a need similar to that of the one whose brief goes to the team in this turn, likest first. */
  similar?: readonly Similar[];
  /** Guests of the workspace among the requesters of these and of the one that goes to the team. */
  guests?: readonly string[];
  /** What the groups behind those are called, by id. */
  groups?: Readonly<Record<string, string>>;
  /** The brief that this turn comes to, worded by a model. */
  worded?: BriefDraft;
  /** In the customer model: what colleagues hear who go their own way. */
  ownWay?: string;
  /** They were greeted before. */
  welcomed: boolean;
  /** What the requester is to be told of. */
  notice?: Notice;
  /** The request whose outcome is due. */
  due?: Case;
  /** The arrival comes from where the team reads its briefs. */
  team: boolean;
  /** What the ledger says of the requests talked about here, looked up where others read along. */
  ofRequests?: ReadonlyMap<string, OfRequest>;
  /** It comes from the thread under the team's card of this request. */
  beneath?: Case;
}

export interface Draft {
  conversation: Conversation;
  says: Say[];
  effects: Effect[];
  readonly arrival: Arrival;
  readonly context: Context;
}

export const talkOf = (draft: Draft, request: string): Talk | undefined => draft.conversation.talks.find((talk) => talk.request === request);

/** As much of a turn as tells who does what, where. */
export interface TurnActor {
  readonly conversation: Conversation;
  readonly arrival: Pick<Arrival, "by" | "place" | "guest">;
  readonly context: Pick<Context, "team" | "ofRequests" | "about">;
}

/** Why the person who acts may not do this with a request talked about here; undefined where they may. */
export function barredHere(
  { arrival: { by, place, guest }, context: { team, ofRequests } }: TurnActor,
  talk: OfRequest & Pick<Talk, "request">,
  doing: Doing,
): Barred | undefined {
  return barred(doing, ofTalk(ofRequests?.get(talk.request) ?? talk, place), { person: by.id, place, team, guest });
}

/** Says that something is not theirs to do; of what is not there for them, no more than that. */
export function refuse({ says }: Draft, { request, number = 0 }: Pick<Talk, "request" | "number">, why: Barred): void {
  says.push(why === "unknown" ? { say: "plain", key: "no_form" } : { say: "refused", request, number, refusal: { why } });
}

/** Moves a talk on; its request's status follows. */
export function enter(draft: Draft, talk: Talk, phase: Exclude<Phase, "done">): void {
  if (talk.phase === phase) return;
  talk.phase = phase;
  delete talk.ended;
  if (!talk.filed) draft.effects.push({ do: "status", request: talk.request, status: phase, by: draft.arrival.by });
}

/** What ending the talk about a request that the team has means for the request. */
const ending: Partial<Record<Status, "withdraw" | "disown">> = { cancelled: "withdraw", not_a_request: "disown" };

/** Ends a talk in this conversation; `why` is a word's key for the record. */
export function end(draft: Draft, talk: Talk, status: Status, why?: string): void {
  const { request } = talk;
  const { by } = draft.arrival;
  const act = ending[status];
  talk.phase = "done";
  if (!talk.filed || !act) talk.ended = status; // else the ledger decides whether it is
  delete talk.draft;
  delete talk.waitingSince;
  if (!talk.filed) draft.effects.push({ do: "status", request, status, by, ...(why && { why }) });
  else if (act) draft.effects.push({ do: "act", deed: { request, act, by } });
  if (status === "new" || status === "handed_over") talk.filed = true;
  draft.effects.push({ do: "forget", request });
}

/** Records an answer; an earlier one to the same question is kept in the ledger as retired. */
export function record(draft: Draft, talk: Talk, question: Question, answer: Answer): void {
  if (talk.answers[question]) draft.effects.push({ do: "retire", request: talk.request, question });
  delete talk.worded;
  talk.answers[question] = answer;
  draft.effects.push({ do: "answer", request: talk.request, question, answer });
}

/** Takes an answer back, so that the question is open again. */
export function retract(draft: Draft, talk: Talk, question: Question): void {
  if (!talk.answers[question]) return;
  delete talk.answers[question];
  delete talk.worded;
  draft.effects.push({ do: "retire", request: talk.request, question });
}
