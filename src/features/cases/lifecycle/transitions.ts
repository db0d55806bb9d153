/**
 * Transition rules: possible actions on a request and their results. Pure; the stored state
 * decides, so that the second of two concurrent people learns who was first. Permissions are in
 * `permissions.ts`.
 */
import type { RequestKind } from "../../../nlu/judge.ts";
import { saysNothing } from "../../../nlu/rules/answers/empty-words.ts";
import { withCorrections } from "../../../nlu/rules/requests/request-title.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import {
  type ApprovalRule,
  type Case,
  type CaseAction,
  type CaseActionType,
  type CaseStatus,
  caseStatuses,
  caseSystemActor,
  findSolved,
  findStandingOffer,
  type HistoryEntry,
  listMissingApprovers,
  listVerdicts,
  type OutcomeVerdict,
  offerStatuses,
} from "./case.ts";
import type { AccessDenial } from "./permissions.ts";

interface Rule {
  from: readonly CaseStatus[];
  /** Resulting status; missing if unchanged. */
  to?: CaseStatus;
  /**
   * People to notify, besides updated cards; `others` are requesters of merged requests, when the
   * request's own requester acts.
   */
  tells: readonly ("requester" | "others" | "team")[];
}

const untaken: readonly CaseStatus[] = ["new", "handed_over"];
const atWork: readonly CaseStatus[] = [...untaken, "accepted"];
const open: readonly CaseStatus[] = [...atWork, "alternative_proposed", "postponed"];
/** Statuses in which the team says what a request belongs to. */
const sortable: readonly CaseStatus[] = [...open, "delivered", "outcome_known"];

const rules: Record<CaseActionType, Rule> = {
  take: {
    from: [...untaken, "alternative_proposed", "postponed", "declined"],
    to: "accepted",
    tells: ["requester"],
  },
  release: { from: ["accepted"], to: "new", tells: ["requester"] },
  assign: { from: atWork, to: "accepted", tells: ["requester", "team"] },
  ask: { from: [...open, "delivered"], tells: ["requester", "team"] },
  answer: { from: caseStatuses, tells: ["team"] },
  propose: { from: [...atWork, "postponed"], to: "alternative_proposed", tells: ["requester"] },
  decline: { from: open, to: "declined", tells: ["requester"] },
  postpone: { from: [...atWork, "alternative_proposed"], to: "postponed", tells: ["requester"] },
  reactivate: { from: ["postponed"], to: "new", tells: ["requester", "team"] },
  accept: { from: offerStatuses, tells: ["others", "team"] },
  object: { from: offerStatuses, to: "new", tells: ["others", "team"] },
  withdraw: { from: open, to: "cancelled", tells: ["team"] },
  dismiss: { from: open, to: "not_a_request", tells: ["team"] },
  restore: { from: ["cancelled", "not_a_request"], to: "new", tells: ["team"] },
  merge: { from: open, to: "merged", tells: ["requester"] },
  unmerge: { from: ["merged"], to: "new", tells: ["requester", "team"] },
  ask_for_person: { from: caseStatuses, tells: ["team"] },
  set_stream: { from: sortable, tells: [] },
  set_service: { from: sortable, tells: [] },
  confirm_service: { from: sortable, tells: [] },
  mark_as_fault: { from: open, tells: ["requester"] },
  wait_for: { from: ["accepted"], tells: ["requester", "team"] },
  stop_waiting: { from: ["accepted"], tells: ["requester", "team"] },
  deliver: { from: ["accepted"], to: "delivered", tells: ["requester"] },
  reopen: { from: ["delivered", "outcome_known"], to: "accepted", tells: ["requester"] },
  outcome: { from: ["delivered"], to: "outcome_known", tells: ["team"] },
  evidence: { from: ["delivered", "outcome_known"], tells: ["team"] },
  add: { from: caseStatuses, tells: ["team"] },
  solve: { from: caseStatuses, tells: ["team"] },
  close: { from: open, to: "cancelled", tells: ["requester"] },
  approve: { from: atWork, tells: ["team"] },
  please_change: { from: atWork, tells: ["requester", "team"] },
};

/** Reason for a refusal. `who` and `at` tell who was first. */
export type CaseRefusal =
  | { why: "stale"; status: CaseStatus; who?: Person; at?: Date }
  | { why: "taken"; who: Person; at: Date }
  | { why: "yours" }
  | { why: "once" }
  | { why: "no_alternative" }
  | { why: "unapproved"; missing: readonly string[] }
  /** The person is not allowed to. */
  | { why: Exclude<AccessDenial, "unknown"> }
  | { why: "itself" }
  /** The other request (merge target or waiting one) has changed. */
  | { why: "gone"; number: number; status: CaseStatus }
  /** Text, a date or a name is missing, as without a form. */
  | { why: "incomplete"; act: CaseActionType }
  /** The team's capacity is used up: what waits? */
  | { why: "full"; capacity: number; inHand?: number; act: CaseActionType };

/** What an action changes. */
export interface CaseTransition {
  status: CaseStatus;
  owner?: Person | null;
  kind?: RequestKind;
  outcome?: OutcomeVerdict;
  /** The title, if the action corrects a name, a number or a day in it. */
  title?: string;
  notifies: Rule["tells"];
}

/** Required keys of each action. A decline, postponement or proposal also needs an alternative. */
const needs: Partial<Record<CaseActionType, readonly (keyof CaseAction)[]>> = {
  ask: ["why"],
  answer: ["why"],
  object: ["why"],
  please_change: ["why"],
  evidence: ["why"],
  add: ["why"],
  solve: ["why"],
  decline: ["why"],
  postpone: ["why", "until"],
  assign: ["to"],
  merge: ["into"],
  set_stream: ["stream"],
  outcome: ["verdict"],
  wait_for: ["into"],
  stop_waiting: ["into"],
};

const isBlank = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every((span) => typeof span === "string" && span.trim() === "")
    : value === undefined || value === "";

/** Terms of the workspace, and further stored facts about the action. */
export interface TransitionTerms {
  approval?: ApprovalRule | undefined;
  /** Capacity of the team, if it is used up. */
  full?: number | undefined;
  /** Merge target, or request that is to wait. */
  other?: Pick<Case, "request" | "number" | "status"> | undefined;
}

/** Decides on an action: the resulting transition, or the refusal. */
export function decideCaseAction(
  one: Case,
  action: CaseAction,
  { approval, full, other }: TransitionTerms = {},
): CaseTransition | CaseRefusal {
  const { act, by, into, waits } = action;
  const rule = rules[act];
  if (act === "take" && one.status === "accepted")
    return one.owner?.id === by.id ? { why: "yours" } : taken(one);
  if (!rule.from.includes(one.status) && !isLateWord(one, action)) return stale(one, by);
  if (into !== undefined && into === one.request) return { why: "itself" };
  if (
    (act === "decline" || act === "postpone" || act === "propose") &&
    saysNothing(toPlainText(action.alternative ?? []))
  )
    return { why: "no_alternative" };
  if (needs[act]?.some((key) => isBlank(action[key]))) return { why: "incomplete", act };
  if (act === "object" && one.history.some(({ act: done }) => done === "object"))
    return { why: "once" };
  if (act === "accept" && hasAccepted(one)) return { why: "stale", status: one.status };
  if (act === "close" && !findSolved(one)) return stale(one, by);
  if (act === "confirm_service" && one.isAboutConfirmed)
    return { why: "stale", status: one.status };
  if (act === "set_service" && isBlank(action.service) && isBlank(action.customer))
    return { why: "incomplete", act };
  if (act === "merge" && !open.includes(other?.status ?? "merged")) return gone(act, other);
  if (act === "take" || act === "assign") {
    const missing = listMissingApprovers(one, approval);
    if (missing.length > 0) return { why: "unapproved", missing };
    if (full !== undefined && !waits && one.status !== "accepted")
      return { why: "full", capacity: full, act };
    if (waits?.request !== undefined && other?.status !== "accepted") return gone(act, other);
  }
  const agreed = listMissingApprovers(one, approval).length === 0;
  return {
    status: next(one, action, agreed),
    notifies: rule.tells,
    ...ownership(one, action, agreed),
    kind: act === "mark_as_fault" ? "factory_issue" : undefined,
    outcome: act === "outcome" && isFirstWord(one, action) ? action.verdict! : undefined,
    title: act === "add" ? correctedTitle(one, action) : undefined,
  };
}

/** Returns the title with what its requester corrects in it; `undefined` if nothing. */
function correctedTitle({ title, requester }: Case, { by, why }: CaseAction): string | undefined {
  if (by.id !== requester.id || !why) return undefined;
  const corrected = withCorrections(title, `\n${toPlainText(why)}`);
  return corrected === title ? undefined : corrected;
}

const gone = (act: CaseActionType, other: TransitionTerms["other"]): CaseRefusal =>
  other ? { why: "gone", number: other.number, status: other.status } : { why: "incomplete", act };

/** Returns whether the open offer was already accepted. */
const hasAccepted = ({ history }: Case): boolean =>
  history
    .slice(history.findLastIndex(({ alternative }) => alternative !== undefined) + 1)
    .some(({ act }) => act === "accept");

/** Returns whether an answer comes late, or after another requester's. */
const isLateWord = (one: Case, { act, by }: CaseAction): boolean =>
  act === "outcome" &&
  one.status === "outcome_known" &&
  by.id !== caseSystemActor.id &&
  !listVerdicts(one).some((step) => step.by.id === by.id);

/** Returns whether a verdict counts as the outcome: the requester's own, or the first. */
const isFirstWord = (one: Case, { by, verdict }: CaseAction): boolean =>
  verdict !== "too_early" && (by.id === one.requester.id || listVerdicts(one).length === 0);

/**
 * Returns the refusal with the person who changed the status, unless that was a job or the same
 * person.
 */
function stale({ status, history }: Case, by: Person): CaseRefusal {
  const last = history.findLast(
    (step, index, all) => step.act !== undefined && step.status !== all[index - 1]?.status,
  );
  return {
    why: "stale",
    status,
    ...(last &&
      last.by.id !== by.id &&
      last.by.id !== caseSystemActor.id && { who: last.by, at: last.at }),
  };
}

/** Returns whether an action was refused. */
export const isCaseRefusal = (decision: CaseTransition | CaseRefusal): decision is CaseRefusal =>
  "why" in decision;

function taken({ owner, history }: Case): CaseRefusal {
  const step = history.findLast(
    ({ act }) => act === "take" || act === "assign" || act === "accept" || act === "reopen",
  );
  return owner && step
    ? { why: "taken", who: owner, at: step.at }
    : { why: "stale", status: "accepted" };
}

/** An accepted alternative is in progress at once, unless an approval is missing. */
function next({ status }: Case, { act, verdict }: CaseAction, agreed: boolean): CaseStatus {
  if (act === "outcome" && verdict === "too_early") return status; // asked again later
  if (act === "accept")
    return status === "alternative_proposed" ? (agreed ? "accepted" : "new") : status;
  return rules[act].to ?? status;
}

/** Returns the resulting owner; null for none. */
function ownership(
  one: Case,
  { act, by, to }: CaseAction,
  agreed: boolean,
): Pick<CaseTransition, "owner"> {
  switch (act) {
    case "take":
    case "reopen":
      return { owner: by };
    case "assign":
      return { owner: to ?? by };
    case "accept":
      return one.status === "alternative_proposed"
        ? { owner: agreed ? (findStandingOffer(one)?.by ?? null) : null }
        : {};
    case "release":
    case "object":
    case "reactivate":
    case "restore":
    case "unmerge":
      return { owner: null };
    default:
      return {};
  }
}

/** Returns the team's possible actions, most likely first. */
export const possibleTeamActions = (one: Pick<Case, "status" | "history">): CaseActionType[] =>
  (
    [
      "close",
      "take",
      "deliver",
      "reactivate",
      "ask",
      "propose",
      "decline",
      "reopen",
      "postpone",
      "assign",
      "merge",
      "unmerge",
      "set_stream",
      "set_service",
      "mark_as_fault",
      "release",
    ] as const
  ).filter((act) => rules[act].from.includes(one.status) && (act !== "close" || findSolved(one)));

/** Returns the case after an action that was decided. `entry` has the names of its people. */
export const applyCaseTransition = (
  one: Case,
  { act, stream, service, customer, into }: CaseAction,
  { status, owner, kind = one.kind, title = one.title }: CaseTransition,
  entry: HistoryEntry,
): Case => ({
  ...one,
  status,
  kind,
  title,
  owner:
    owner === undefined
      ? one.owner
      : ([entry.to, entry.by].find((person) => person?.id === owner?.id) ?? owner ?? undefined),
  stream: act === "set_stream" ? stream : one.stream,
  ...(act === "set_service" && {
    service: service ?? one.service,
    customer: customer ?? one.customer,
  }),
  isAboutConfirmed: one.isAboutConfirmed || act === "set_service" || act === "confirm_service",
  mergedInto: act === "merge" ? into : act === "unmerge" ? undefined : one.mergedInto,
  deliveredAt: act === "deliver" ? entry.at : one.deliveredAt,
  history: [...one.history, entry],
});
