/**
 * Case: a request whose brief is with the team, with its statuses, actions and history.
 * `transitions.ts` decides which actions are possible. Pure.
 */
import { dayMs, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { RequestKind } from "../../../nlu/judge.ts";
import type { ConversationRef, Person } from "../../../platform/conversation-ref.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { Interview, OpenQuestion } from "../../interview/model/interview-state.ts";
import type { EffortBand } from "./effort.ts";

/** Statuses of a request in the order of its life; those before `new` belong to the interview. */
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

/** Status of a request. */
export type CaseStatus = (typeof caseStatuses)[number];

/** Stored outcomes: whether the request achieved what its requester hoped for. */
export const caseOutcomes = ["yes", "partly", "no", "not_needed", "not_answered"] as const;

/** Actions that change a case; they are stored in its history. */
export const caseActionTypes = [
  "take",
  "release",
  "assign",
  "ask",
  "answer",
  "propose",
  "decline",
  "postpone",
  "reactivate",
  "accept",
  "object",
  "withdraw",
  "dismiss",
  "restore",
  "merge",
  "unmerge",
  "ask_for_person",
  "set_stream",
  "set_service",
  "confirm_service",
  "mark_as_fault",
  "wait_for",
  "stop_waiting",
  "deliver",
  "reopen",
  "outcome",
  "evidence",
  "add",
  "solve",
  "close",
  "approve",
  "please_change",
] as const;

/** Action that changes a case. */
export type CaseActionType = (typeof caseActionTypes)[number];

/** Verdicts that a requester can give. */
export const outcomeVerdicts = [
  "yes",
  "partly",
  "no",
  "too_early",
  "not_needed",
  "not_answered",
] as const;
/** Requester's verdict on the outcome; "too early" postpones the question. */
export type OutcomeVerdict = (typeof outcomeVerdicts)[number];

/** Actor of jobs. */
export const caseSystemActor: Person = { id: "entwine" };

/** Action on a request. Each key but the first three belongs to some actions only. */
export interface CaseAction {
  request: string;
  act: CaseActionType;
  by: Person;
  /** Text: the reason, question or answer. */
  why?: RichText;
  alternative?: RichText;
  /** ISO date. */
  until?: string;
  to?: Person;
  /** Merge target. */
  into?: string;
  stream?: string;
  service?: string | undefined;
  customer?: string | undefined;
  verdict?: OutcomeVerdict;
  brought?: "team" | "requested";
  effort?: EffortBand | undefined;
  /** History entry that it answers. */
  answers?: string;
  /** Request, or text, that waits for this one. */
  waits?: { request?: string; words?: RichText };
  message?: string;
}

/** Stored action. */
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
  service?: string;
  customer?: string;
  answers?: string;
  verdict?: OutcomeVerdict;
}

/** Request as the team works on it. */
export interface Case {
  request: string;
  number: number;
  title: string;
  status: CaseStatus;
  kind?: RequestKind;
  requester: Person;
  owner?: Person;
  stream?: string;
  /** Service that it is about. */
  service?: string;
  /** Paying customer: a name, or one of `customerValues`. */
  customer?: string;
  /** Whether the team confirmed both; until then they are proposals. */
  isAboutConfirmed?: boolean;
  mergedInto?: string;
  isPrivate: boolean;
  /** Whether the text is by a person outside the workspace. */
  outside?: true;
  /** Whether it reports a security incident. */
  security?: true;
  group?: string;
  deliveredAt?: Date;
  place: ConversationRef;
  conversation: string;
  /** Oldest first. */
  history: HistoryEntry[];
  /** Brief as it was filed. */
  interview: Interview;
}

/** Approvers of whom one, or all, must approve before the team starts. */
export interface ApprovalRule {
  people: readonly string[];
  all: boolean;
}

/** Finds the approval rule of a request; a security incident waits for no approval. */
export const findApprovalRule = (
  { kind, security }: Pick<Case, "kind" | "security">,
  approvals: Partial<Record<RequestKind, ApprovalRule>>,
): ApprovalRule | undefined => (kind && !security ? approvals[kind] : undefined);

/**
 * Returns the approvers who have not approved yet; none if no approval is needed. After a requested
 * change approvals start again.
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

/** Returns the newest offered alternative. */
export const findStandingOffer = ({ history }: Pick<Case, "history">): HistoryEntry | undefined =>
  history.findLast(({ alternative }) => alternative !== undefined);

/** Returns the request that it waits for, as the team decided. */
export function findBlockingRequest({ history }: Pick<Case, "history">): string | undefined {
  const last = history.findLast(({ act }) => act === "wait_for" || act === "stop_waiting");
  return last?.act === "wait_for" ? last.into : undefined;
}

/** Returns the team's unanswered questions. */
export const listUnansweredQuestions = ({ history }: Pick<Case, "history">): HistoryEntry[] =>
  history
    .slice(history.findLastIndex(({ act }) => act === "answer") + 1)
    .filter(({ act }) => act === "ask" || act === "please_change");

/** Returns the requester's last word if it says that the request is solved. */
export function findSolved({ history }: Pick<Case, "history">): HistoryEntry | undefined {
  const last = history.findLast(
    ({ act, why }) =>
      act === "reopen" || act === "restore" || (why && (act === "add" || act === "solve")),
  );
  return last?.act === "solve" ? last : undefined;
}

/** Actions that a requester of a merged request does on its target. */
export const actionsCarriedToMergeTarget: ReadonlySet<CaseActionType> = new Set<CaseActionType>([
  "answer",
  "ask_for_person",
  "outcome",
  "evidence",
  "add",
  "solve",
]);

/** Returns the verdicts since the delivery. */
export const listVerdicts = ({ history }: Pick<Case, "history">): HistoryEntry[] =>
  history
    .slice(history.findLastIndex(({ act }) => act === "deliver") + 1)
    .filter(
      ({ act, verdict }) =>
        act === "outcome" && verdict !== "too_early" && verdict !== "not_answered",
    );

/** Statuses with an open offer. */
export const offerStatuses: readonly CaseStatus[] = [
  "alternative_proposed",
  "declined",
  "postponed",
];

/** Returns whether the owner still works on it: also while an alternative waits for its answer. */
export const isOwned = (status: CaseStatus): boolean =>
  status === "accepted" || status === "alternative_proposed";

/** Returns whether a status has an open offer. */
export const isOfferStatus = (status: CaseStatus): boolean => offerStatuses.includes(status);

/**
 * Days from delivery to the question about the outcome without a named date, and from "too early"
 * to the next question.
 */
const outcomeAfterDays = 30;

/**
 * Returns the ISO date of the question about the outcome: the measure's date if it is after
 * delivery, the next day for a fault or something routine, else `outcomeAfterDays` later.
 */
export function outcomeDate({
  interview,
  deliveredAt,
}: Pick<Case, "interview" | "deliveredAt">): string {
  const delivered = utcDateAt(deliveredAt ?? new Date(0));
  const measured = interview.answers.measure?.date;
  const days = isAskedOnce(interview) ? 1 : outcomeAfterDays;
  return measured && measured > delivered
    ? measured
    : utcDateAt(new Date(Date.parse(delivered) + days * dayMs));
}

/**
 * Returns whether the outcome is asked for once, without why: whether a fault is repaired, or
 * something routine works.
 */
export const isAskedOnce = ({ kind }: Pick<Interview, "kind">): boolean =>
  kind === "standard_service" || kind === "factory_issue";

/** Returns the verdicts that are offered as buttons: of something routine, whether it works. */
export const offeredVerdicts = (isRoutineRequest: boolean): readonly OutcomeVerdict[] =>
  isRoutineRequest ? ["yes", "no"] : ["yes", "partly", "no", "too_early", "not_needed"];

/** Returns whether its catalogue item says that nobody is asked for the outcome. */
export const hasNoOutcomeQuestion = ({ kind, item }: Pick<Interview, "kind" | "item">): boolean =>
  isAskedOnce({ kind }) && item?.outcome === noOutcomeQuestion;

/** Value of a catalogue item's `outcome` without a question. */
const noOutcomeQuestion = "none";

/**
 * Returns the ISO date on which the outcome is asked for again after an answer "too early": the one
 * that the answer names, if it is to come.
 */
export const nextOutcomeDate = (at: Date, until?: string): string =>
  until !== undefined && until > utcDateAt(at)
    ? until
    : utcDateAt(new Date(at.getTime() + outcomeAfterDays * dayMs));

/** Open questions of a requester that each of their actions settles. */
export const openQuestionsSettledBy: Partial<
  Record<CaseActionType, readonly OpenQuestion["asks"][]>
> = {
  answer: ["relay"],
  accept: ["offer"],
  object: ["offer"],
  outcome: ["outcome"],
  withdraw: ["relay", "offer"],
  dismiss: ["relay", "offer"],
  close: ["relay", "offer"],
};
