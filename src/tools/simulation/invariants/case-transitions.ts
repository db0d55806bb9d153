/**
 * Invariant: requests change only by allowed transitions. The table deliberately repeats the
 * product's instead of importing it.
 */
import type { InvariantContext, InvariantObserver } from "./observer.ts";

const untaken = ["new", "handed_over"];
const atWork = [...untaken, "accepted"];
const open = [...atWork, "alternative_proposed", "postponed"];
const offered = ["alternative_proposed", "declined", "postponed"];
/** States during the interview, and the transitions out of it. */
const interviewStates = [
  "asking",
  "waiting",
  "parked",
  "confirming",
  "new",
  "cancelled",
  "not_a_request",
  "handed_over",
];

/** States before and after each action; without `to` the state does not change. */
const allowedTransitions: Record<string, { from?: readonly string[]; to?: readonly string[] }> = {
  take: { from: [...untaken, ...offered], to: ["accepted"] },
  release: { from: ["accepted"], to: ["new"] },
  assign: { from: atWork, to: ["accepted"] },
  ask: { from: [...open, "delivered"] },
  answer: {},
  add: {},
  solve: {},
  close: { from: open, to: ["cancelled"] },
  propose: { from: [...atWork, "postponed"], to: ["alternative_proposed"] },
  decline: { from: open, to: ["declined"] },
  postpone: { from: [...atWork, "alternative_proposed"], to: ["postponed"] },
  reactivate: { from: ["postponed"], to: ["new"] },
  accept: { from: offered, to: ["accepted", "new", "declined", "postponed"] },
  object: { from: offered, to: ["new"] },
  withdraw: { from: open, to: ["cancelled"] },
  dismiss: { from: open, to: ["not_a_request"] },
  restore: { from: ["cancelled", "not_a_request"], to: ["new"] },
  merge: { from: open, to: ["merged"] },
  unmerge: { from: ["merged"], to: ["new"] },
  ask_for_person: {},
  set_stream: { from: [...open, "delivered", "outcome_known"] },
  set_service: { from: [...open, "delivered", "outcome_known"] },
  confirm_service: { from: [...open, "delivered", "outcome_known"] },
  mark_as_fault: { from: open },
  wait_for: { from: ["accepted"] },
  stop_waiting: { from: ["accepted"] },
  deliver: { from: ["accepted"], to: ["delivered"] },
  reopen: { from: ["delivered", "outcome_known"], to: ["accepted"] },
  outcome: { from: ["delivered", "outcome_known"], to: ["delivered", "outcome_known"] },
  evidence: { from: ["delivered", "outcome_known"] },
  approve: { from: atWork },
  please_change: { from: atWork },
};

export function observeCaseTransitions({ world, database }: InvariantContext): InvariantObserver {
  const known = new Map<string, string>();
  let seen = 0;
  return {
    afterEvent() {
      for (const { rowid, request, act, status, by, number } of database.rows(
        "select steps.rowid, steps.request, steps.act, steps.status, steps.by, requests.number from steps join requests on requests.id = steps.request where steps.rowid > ? order by steps.rowid",
        seen,
      )) {
        seen = Number(rowid);
        const [before, now] = [known.get(String(request)), String(status)];
        known.set(String(request), now);
        const rule =
          act === null
            ? { from: interviewStates, to: interviewStates }
            : allowedTransitions[String(act)];
        const holds =
          rule !== undefined &&
          (before === undefined
            ? act === null
            : (rule.from?.includes(before) ?? true) &&
              (rule.to ? rule.to.includes(now) : now === before));
        world.hold(
          "steps",
          holds,
          () => `R-${number} went from ${before} to ${now} by ${act ?? "talking"} of ${by}`,
        );
        world.count("steps of requests");
      }
    },
    onQuiet() {
      for (const { id, number, status } of database.rows(
        "select id, number, status from requests",
      )) {
        const stepped = known.get(String(id));
        world.hold(
          "steps",
          stepped === undefined || stepped === status,
          () => `R-${number} is ${status}, and its last step made it ${stepped}`,
        );
      }
    },
  };
}
