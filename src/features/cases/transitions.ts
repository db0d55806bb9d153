/**
 * What may be done with a request that the team has, and what that makes of it. Pure; the ledger's
 * present state decides, so that of two people who press at once the second learns who was first.
 * Who may do it stands in `permissions.ts`.
 */
import type { RequestKind } from "../../nlu/judge.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import {
  type ApprovalRule,
  type Case,
  type CaseAction,
  type CaseActionType,
  type CaseStatus,
  caseStatuses,
  caseSystemActor,
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
  /** Where it stands then; missing where nothing changes. */
  to?: CaseStatus;
  /**
   * Who is told, besides the cards that show it; `others` are those whose requests became part of
   * this one, where its own requester did it.
   */
  tells: readonly ("requester" | "others" | "team")[];
}

const untaken: readonly CaseStatus[] = ["new", "handed_over"];
const atWork: readonly CaseStatus[] = [...untaken, "accepted"];
const open: readonly CaseStatus[] = [...atWork, "alternative_proposed", "postponed"];

const rules: Record<CaseActionType, Rule> = {
  take: {
    from: [...untaken, "alternative_proposed", "postponed", "declined"],
    to: "accepted",
    tells: ["requester"],
  },
  release: { from: ["accepted"], to: "new", tells: ["requester"] },
  hand: { from: atWork, to: "accepted", tells: ["requester", "team"] },
  ask: { from: [...open, "delivered"], tells: ["requester", "team"] },
  answer: { from: caseStatuses, tells: ["team"] },
  propose: { from: [...atWork, "postponed"], to: "alternative_proposed", tells: ["requester"] },
  decline: { from: open, to: "declined", tells: ["requester"] },
  postpone: { from: [...atWork, "alternative_proposed"], to: "postponed", tells: ["requester"] },
  wake: { from: ["postponed"], to: "new", tells: ["requester", "team"] },
  accept: { from: offerStatuses, tells: ["others", "team"] },
  object: { from: offerStatuses, to: "new", tells: ["others", "team"] },
  withdraw: { from: open, to: "cancelled", tells: ["team"] },
  disown: { from: open, to: "not_a_request", tells: ["team"] },
  restore: { from: ["cancelled", "not_a_request"], to: "new", tells: ["team"] },
  merge: { from: open, to: "merged", tells: ["requester"] },
  part: { from: ["merged"], to: "new", tells: ["requester", "team"] },
  person: { from: caseStatuses, tells: ["team"] },
  stream: { from: [...open, "delivered", "outcome_known"], tells: [] },
  factory: { from: open, tells: ["requester"] },
  yield: { from: ["accepted"], tells: ["requester", "team"] },
  free: { from: ["accepted"], tells: ["requester", "team"] },
  deliver: { from: ["accepted"], to: "delivered", tells: ["requester"] },
  reopen: { from: ["delivered", "outcome_known"], to: "accepted", tells: ["requester"] },
  outcome: { from: ["delivered"], to: "outcome_known", tells: ["team"] },
  evidence: { from: ["delivered", "outcome_known"], tells: ["team"] },
  add: { from: caseStatuses, tells: ["team"] },
  approve: { from: atWork, tells: ["team"] },
  please_change: { from: atWork, tells: ["requester", "team"] },
};

/** Why a deed is not done. `who` and `at` tell who was first. */
export type CaseRefusal =
  | { why: "stale"; status: CaseStatus; who?: Person; at?: Date }
  | { why: "taken"; who: Person; at: Date }
  | { why: "yours" }
  | { why: "once" }
  | { why: "no_alternative" }
  | { why: "unapproved"; missing: readonly string[] }
  /** It is not for them to do. */
  | { why: Exclude<AccessDenial, "unknown"> }
  | { why: "itself" }
  /** What it should become part of, or what should wait for it, has moved on. */
  | { why: "gone"; number: number; status: CaseStatus }
  /** Words, a date or a name are missing, as when a form did not open. */
  | { why: "incomplete"; act: CaseActionType }
  /** As many are in hand as the team said it can carry: what will wait? */
  | { why: "full"; capacity: number; act: CaseActionType };

export interface CaseTransition {
  status: CaseStatus;
  owner?: Person | null;
  kind?: RequestKind;
  outcome?: OutcomeVerdict;
  notifies: Rule["tells"];
}

/**
 * What an act is nothing without. A decline, a postponement and a proposal need an alternative
 * besides.
 */
const needs: Partial<Record<CaseActionType, readonly (keyof CaseAction)[]>> = {
  ...{
    ask: ["why"],
    answer: ["why"],
    object: ["why"],
    please_change: ["why"],
    evidence: ["why"],
    add: ["why"],
    decline: ["why"],
    postpone: ["why", "until"],
  },
  ...{
    hand: ["to"],
    merge: ["into"],
    stream: ["stream"],
    outcome: ["verdict"],
    yield: ["into"],
    free: ["into"],
  },
};

const isBlank = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every((span) => typeof span === "string" && span.trim() === "")
    : value === undefined || value === "";

/**
 * What a workspace has settled for all its requests, and what else the ledger knows of the deed.
 */
export interface TransitionTerms {
  approval?: ApprovalRule | undefined;
  /** How many requests the team can carry at once, once that many are in hand. */
  full?: number | undefined;
  /** The request that it is to become part of, or that is to wait for it. */
  other?: Pick<Case, "request" | "number" | "status"> | undefined;
}

/** What a deed makes of a request, or why it makes nothing. */
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
  if ((act === "decline" || act === "postpone" || act === "propose") && isBlank(action.alternative))
    return { why: "no_alternative" };
  if (needs[act]?.some((key) => isBlank(action[key]))) return { why: "incomplete", act };
  if (act === "object" && one.history.some(({ act: done }) => done === "object"))
    return { why: "once" };
  if (act === "accept" && hasAccepted(one)) return { why: "stale", status: one.status };
  if (act === "merge" && !open.includes(other?.status ?? "merged")) return gone(act, other);
  if (act === "take" || act === "hand") {
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
    ...(act === "factory" && { kind: "factory_issue" as const }),
    ...(act === "outcome" && isFirstWord(one, action) && { outcome: action.verdict! }),
  };
}

const gone = (act: CaseActionType, other: TransitionTerms["other"]): CaseRefusal =>
  other ? { why: "gone", number: other.number, status: other.status } : { why: "incomplete", act };

/** The offer that stands was taken up already. */
const hasAccepted = ({ history }: Case): boolean =>
  history
    .slice(history.findLastIndex(({ alternative }) => alternative !== undefined) + 1)
    .some(({ act }) => act === "accept");

/** Somebody who was asked says it late, or after another who asked for the same. */
const isLateWord = (one: Case, { act, by }: CaseAction): boolean =>
  act === "outcome" &&
  one.status === "outcome_known" &&
  by.id !== caseSystemActor.id &&
  !listVerdicts(one).some((step) => step.by.id === by.id);

/** It counts as the outcome: the requester's own word, or the first. */
const isFirstWord = (one: Case, { by, verdict }: CaseAction): boolean =>
  verdict !== "too_early" && (by.id === one.requester.id || listVerdicts(one).length === 0);

/** Who moved it on, unless it was the clock or they themselves. */
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

export const isCaseRefusal = (decision: CaseTransition | CaseRefusal): decision is CaseRefusal =>
  "why" in decision;

function taken({ owner, history }: Case): CaseRefusal {
  const step = history.findLast(
    ({ act }) => act === "take" || act === "hand" || act === "accept" || act === "reopen",
  );
  return owner && step
    ? { why: "taken", who: owner, at: step.at }
    : { why: "stale", status: "accepted" };
}

/** An alternative that was taken up is in hand at once, unless somebody has to agree first. */
function next({ status }: Case, { act, verdict }: CaseAction, agreed: boolean): CaseStatus {
  if (act === "outcome" && verdict === "too_early") return status; // asked again later
  if (act === "accept")
    return status === "alternative_proposed" ? (agreed ? "accepted" : "new") : status;
  return rules[act].to ?? status;
}

/** Who has it then; null where nobody does. */
function ownership(
  one: Case,
  { act, by, to }: CaseAction,
  agreed: boolean,
): Pick<CaseTransition, "owner"> {
  switch (act) {
    case "take":
    case "reopen":
      return { owner: by };
    case "hand":
      return { owner: to ?? by };
    case "accept":
      return one.status === "alternative_proposed"
        ? { owner: agreed ? (findStandingOffer(one)?.by ?? null) : null }
        : {};
    case "release":
    case "object":
    case "wake":
    case "restore":
    case "part":
      return { owner: null };
    default:
      return {};
  }
}

/** What the team can do with a request now, most likely first. */
export const possibleTeamActions = (status: CaseStatus): CaseActionType[] =>
  (
    [
      "take",
      "deliver",
      "wake",
      "ask",
      "propose",
      "decline",
      "reopen",
      "postpone",
      "hand",
      "merge",
      "part",
      "stream",
      "factory",
      "release",
    ] as const
  ).filter((act) => rules[act].from.includes(status));

/** Returns the case after an action that was decided. `entry` has the names of its people. */
export const applyCaseTransition = (
  one: Case,
  { act, stream, into }: CaseAction,
  { status, owner, kind = one.kind }: CaseTransition,
  entry: HistoryEntry,
): Case => ({
  ...one,
  status,
  kind,
  owner:
    owner === undefined
      ? one.owner
      : ([entry.to, entry.by].find((person) => person?.id === owner?.id) ?? owner ?? undefined),
  stream: act === "stream" ? stream : one.stream,
  mergedInto: act === "merge" ? into : act === "part" ? undefined : one.mergedInto,
  deliveredAt: act === "deliver" ? entry.at : one.deliveredAt,
  history: [...one.history, entry],
});
