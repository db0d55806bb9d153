/**
 * A request once its brief is with the team: its states, the actions on it and what its history
 * tells. `transitions.ts` decides which actions are possible. Pure.
 */
import { dayMs, utcDateAt } from "../../lib/dates/calendar-dates.ts";
import type { RequestKind } from "../../nlu/judge.ts";
import type { ConversationRef, Person } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import type { Interview, OpenQuestion } from "./interview-state.ts";

/** The states of a request, in the order of its life; those before `new` are the interview's. */
export const caseStatuses = [
  "asking",
  "waiting",
  "parked",
  "confirming",
  "new",
  "accepted",
  "alternative_proposed",
  "postponed",
  "declined",
  "delivered",
  "outcome_known",
  "merged",
  "cancelled",
  "not_a_request",
  "handed_over",
] as const;
export type CaseStatus = (typeof caseStatuses)[number];

/** The outcomes that a request's row can hold: whether it did what its requester hoped. */
export const caseOutcomes = ["yes", "partly", "no", "not_needed", "not_answered"] as const;

export const caseActionTypes = [
  "take",
  "release",
  "hand",
  "ask",
  "answer",
  "propose",
  "decline",
  "postpone",
  "wake",
  "accept",
  "object",
  "withdraw",
  "disown",
  "restore",
  "merge",
  "part",
  "person",
  "stream",
  "factory",
  "yield",
  "free",
  "deliver",
  "reopen",
  "outcome",
  "evidence",
  "add",
  "approve",
  "please_change",
] as const;
export type CaseActionType = (typeof caseActionTypes)[number];

export const outcomeVerdicts = [
  "yes",
  "partly",
  "no",
  "too_early",
  "not_needed",
  "not_answered",
] as const;
/** What the requester says of the outcome; "too early" puts the question off. */
export type OutcomeVerdict = (typeof outcomeVerdicts)[number];

/** Who does what comes due by itself. */
export const caseSystemActor: Person = { id: "entwine" };

/** Something done with a request. Each key but the first three belongs to some acts only. */
export interface CaseAction {
  request: string;
  act: CaseActionType;
  by: Person;
  /** The reason, the question, the answer: whatever was written. */
  why?: RichText;
  alternative?: RichText;
  /** ISO date. */
  until?: string;
  to?: Person;
  /** The request that it is merged into. */
  into?: string;
  stream?: string;
  verdict?: OutcomeVerdict;
  brought?: "team" | "requested";
  /** The step that it answers. */
  answers?: string;
  /** The requests, or the words, that wait for this one. */
  waits?: { request?: string; words?: RichText };
  message?: string;
}

/** A deed as the ledger keeps it. */
export interface HistoryEntry {
  id: string;
  act?: CaseActionType;
  status: CaseStatus;
  by: Person;
  at: Date;
  why?: RichText;
  alternative?: RichText;
  until?: string;
  to?: Person;
  into?: string;
  stream?: string;
  answers?: string;
  verdict?: OutcomeVerdict;
}

/** A request as the team deals with it. */
export interface Case {
  request: string;
  number: number;
  title: string;
  status: CaseStatus;
  kind?: RequestKind;
  requester: Person;
  owner?: Person;
  stream?: string;
  mergedInto?: string;
  secluded: boolean;
  /** True where the words are of a person outside the workspace, brought by the requester. */
  outside?: true;
  group?: string;
  deliveredAt?: Date;
  place: ConversationRef;
  conversation: string;
  /** Oldest first. */
  history: HistoryEntry[];
  /** The brief, as it was filed. */
  interview: Interview;
}

/** Who has to agree before the team may take it on: one of them, or all. */
export interface ApprovalRule {
  people: readonly string[];
  all: boolean;
}

/**
 * Whom an approval still waits for; nobody where none is needed. What was asked to be changed
 * counts anew.
 */
export function listMissingApprovers(
  { history }: Pick<Case, "history">,
  approval: ApprovalRule | undefined,
): readonly string[] {
  if (!approval || approval.people.length === 0) return [];
  const since = history.findLastIndex(({ act }) => act === "please_change");
  const given = new Set(
    history.slice(since + 1).flatMap(({ act, by }) => (act === "approve" ? [by.id] : [])),
  );
  const missing = approval.people.filter((person) => !given.has(person));
  return approval.all || missing.length === approval.people.length ? missing : [];
}

/** The alternative that stands: the newest that was offered. */
export const findStandingOffer = ({ history }: Pick<Case, "history">): HistoryEntry | undefined =>
  history.findLast(({ alternative }) => alternative !== undefined);

/** The request that it waits for, as the team chose. */
export function findBlockingRequest({ history }: Pick<Case, "history">): string | undefined {
  const last = history.findLast(({ act }) => act === "yield" || act === "free");
  return last?.act === "yield" ? last.into : undefined;
}

/** Questions of the team that nothing was said to since. */
export const listUnansweredQuestions = ({ history }: Pick<Case, "history">): HistoryEntry[] =>
  history
    .slice(history.findLastIndex(({ act }) => act === "answer") + 1)
    .filter(({ act }) => act === "ask" || act === "please_change");

/** What a requester whose request became part of another does with that other one. */
export const actionsCarriedToMergeTarget: ReadonlySet<CaseActionType> = new Set<CaseActionType>([
  "answer",
  "person",
  "outcome",
  "evidence",
  "add",
]);

/** What was said of the outcome since it was delivered. */
export const listVerdicts = ({ history }: Pick<Case, "history">): HistoryEntry[] =>
  history
    .slice(history.findLastIndex(({ act }) => act === "deliver") + 1)
    .filter(
      ({ act, verdict }) =>
        act === "outcome" && verdict !== "too_early" && verdict !== "not_answered",
    );

/** Where an alternative stands. */
export const offerStatuses: readonly CaseStatus[] = [
  "alternative_proposed",
  "declined",
  "postponed",
];

/** What the requester may do where an offer stands. */
export const isOfferStatus = (status: CaseStatus): boolean => offerStatuses.includes(status);

/**
 * Days from delivery to the question about the outcome where the requester named no date, and from
 * an answer "too early" to the next question.
 */
const outcomeAfterDays = 30;

/**
 * Returns the ISO date on which the outcome is asked for: the measure's date if that is still to
 * come at delivery, else `outcomeAfterDays` later.
 */
export function outcomeDate({
  interview,
  deliveredAt,
}: Pick<Case, "interview" | "deliveredAt">): string {
  const delivered = utcDateAt(deliveredAt ?? new Date(0));
  const measured = interview.answers.measure?.date;
  return measured && measured > delivered
    ? measured
    : utcDateAt(new Date(Date.parse(delivered) + outcomeAfterDays * dayMs));
}

/** Returns the ISO date on which the outcome is asked for again after an answer "too early". */
export const nextOutcomeDate = (at: Date): string =>
  utcDateAt(new Date(at.getTime() + outcomeAfterDays * dayMs));

/** Open questions of a requester that each of their actions settles. */
export const openQuestionsSettledBy: Partial<
  Record<CaseActionType, readonly OpenQuestion["asks"][]>
> = {
  answer: ["relay"],
  accept: ["offer"],
  object: ["offer"],
  outcome: ["outcome"],
  withdraw: ["relay", "offer"],
  disown: ["relay", "offer"],
};
