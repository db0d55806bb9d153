/**
 * States of requests as their status and history give them: what an open one waits for, and how
 * others ended. As conditions of the database.
 */
import type { requestKinds } from "../../nlu/judge.ts";
import { and, eq, inArray, or, type SQL, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { CaseStatus } from "../cases/lifecycle/case.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";

const talking = ["asking", "waiting", "parked", "confirming"] as const;
const withTeam = ["new", "handed_over", "accepted"] as const;
const openStatuses = [...talking, ...withTeam, "alternative_proposed", "postponed"] as const;

/** States of the way to delivery, in its order. */
export const flowSteps = [
  "asking",
  "queue",
  "agreement",
  "requester",
  "held",
  "postponed",
  "hand",
] as const;

/** State on the way to delivery. */
export type FlowStep = (typeof flowSteps)[number];

/** Statuses that a request can have in each of these states. */
const stepStatuses: Record<FlowStep, readonly CaseStatus[]> = {
  asking: talking,
  queue: ["new", "handed_over"],
  agreement: ["new", "handed_over"],
  requester: [...withTeam, "alternative_proposed"],
  held: ["accepted"],
  postponed: ["postponed"],
  hand: ["accepted"],
};

/** Outcomes that a requester stated. */
export const verdicts = ["yes", "partly", "no", "not_needed"] as const;

/** Values of the filter `state`, in the order of a request's life. */
export const ledgerStates = [
  "open",
  ...flowSteps,
  "settling",
  "known",
  "unanswered",
  "declined",
  "cancelled",
  "merged",
] as const;
type LedgerState = (typeof ledgerStates)[number];

/** Returns the newest of some acts of each request. */
const newestAct = ({ t: { requests, historyEntries: steps } }: Reader, acts: string): SQL =>
  sql`(select ${steps.act} from ${steps} where ${steps.request} = ${requests.id} and ${steps.act} in (${sql.raw(acts)}) order by ${steps.at} desc, ${steps.id} desc limit 1)`;

/** Returns the state of the way to delivery of each request; null once it is over. */
export function flowStepOf(on: Reader, viewer: LedgerViewer): SQL<FlowStep> {
  const { status } = on.t.requests;
  const isAsked = sql`coalesce(${newestAct(on, "'ask', 'please_change', 'answer'")}, 'answer') <> 'answer'`;
  const isHeld = sql`coalesce(${newestAct(on, "'wait_for', 'stop_waiting'")}, 'stop_waiting') = 'wait_for'`;
  const withUs = sql`case when ${isAsked} then 'requester' when ${status} <> 'accepted' then case when ${lacksApproval(on, viewer)} then 'agreement' else 'queue' end when ${isHeld} then 'held' else 'hand' end`;
  return sql`case when ${inArray(status, [...talking])} then 'asking' when ${status} = 'postponed' then 'postponed' when ${status} = 'alternative_proposed' then 'requester' when ${inArray(status, [...withTeam])} then ${withUs} end`;
}

/** Returns the condition that a request is in a state. */
export function stateCondition(on: Reader, viewer: LedgerViewer, state: LedgerState): SQL {
  const { status, outcome } = on.t.requests;
  const step = flowSteps.find((each) => each === state);
  if (step)
    return and(inArray(status, [...stepStatuses[step]]), sql`${flowStepOf(on, viewer)} = ${step}`)!;
  const conditions: Record<Exclude<LedgerState, FlowStep>, SQL> = {
    open: inArray(status, [...openStatuses]),
    settling: eq(status, "delivered"),
    known: and(eq(status, "outcome_known"), inArray(outcome, [...verdicts]))!,
    unanswered: and(eq(status, "outcome_known"), eq(outcome, "not_answered"))!,
    declined: eq(status, "declined"),
    cancelled: eq(status, "cancelled"),
    merged: eq(status, "merged"),
  };
  return conditions[state as keyof typeof conditions];
}

/** Returns the condition that approvers of the request's kind have not approved. */
function lacksApproval(
  { t: { requests, historyEntries: steps } }: Reader,
  { approvals }: LedgerViewer,
): SQL {
  const rules = Object.entries(approvals).filter(([, { people }]) => people.length > 0);
  const missing = rules.map(([kind, { people, all }]) => {
    const given = sql`(select count(distinct ${steps.by}) from ${steps} where ${steps.request} = ${requests.id} and ${steps.act} = 'approve' and ${inArray(steps.by, [...people])} and not exists (select 1 from steps as later where later.request = ${requests.id} and later.act = 'please_change' and later.at >= ${steps.at}))`;
    return and(
      eq(requests.kind, kind as (typeof requestKinds)[number]),
      eq(requests.security, false),
      sql`${given} < ${all ? people.length : 1}`,
    );
  });
  return or(...missing) ?? sql`1 = 0`;
}
