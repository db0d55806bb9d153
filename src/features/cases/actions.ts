/** Actions on cases: buttons, forms and jobs of requests that are with the team. */

import { z } from "zod";
import { type ActionIn, defineActions } from "../../core/actions.ts";
import {
  type CaseActionType,
  caseActionTypes,
  type OutcomeVerdict,
  outcomeVerdicts,
} from "./lifecycle/case.ts";

const id = z.string().min(1);
const onRequest = { args: [id] } as const;
/** Opens a form; without one, as on older cards, the reply names the missing text. */
const withForm = { args: [id], opensForm: true } as const;
const job = { jobOnly: true } as const;

/** The actions on cases, with their arguments. */
export const caseActions = defineActions("cases", {
  take: withForm,
  release: onRequest,
  assign: withForm,
  ask: withForm,
  answer: withForm,
  propose: withForm,
  decline: withForm,
  postpone: withForm,
  reactivate: onRequest,
  accept: onRequest,
  object: withForm,
  withdraw: onRequest,
  dismiss: onRequest,
  restore: onRequest,
  merge: withForm,
  unmerge: onRequest,
  ask_for_person: onRequest,
  set_stream: withForm,
  /** Names the service and the paying customer, or confirms the proposed ones. */
  set_service: withForm,
  confirm_service: onRequest,
  mark_as_fault: onRequest,
  wait_for: onRequest,
  stop_waiting: onRequest,
  deliver: withForm,
  reopen: withForm,
  outcome: { args: [id, z.enum(outcomeVerdicts).optional()] },
  evidence: onRequest,
  add: onRequest,
  solve: onRequest,
  close: onRequest,
  approve: onRequest,
  please_change: withForm,
  /** Shows every button of the team's card, or only the most likely ones again. */
  more: onRequest,
  less: onRequest,
  show: onRequest,
  /** Makes a request private, or visible again. */
  hide: onRequest,
  disclose: onRequest,
  /** Uses the stored text as the answer to the team's question. */
  as_answer: onRequest,
  /** The person's own requests, open and closed, and everything that is broken. */
  mine: {},
  closed: {},
  backlog: {},
  /** A later page of the team's requests, or of what is broken: the number of those before it. */
  page: { args: [z.enum(["team", "backlog"]), z.string()] },
  /** Finds requests by the words of a form. */
  find: { opensForm: true },
  /** Notifies a requester of a history entry; the job's subject names it and their request. */
  notify: job,
  /** Closes the open questions that an action settled; the subject is `<request>/<action>`. */
  settle: job,
  /** Ends the postponement of the subject's request. */
  reactivate_due: job,
  /** Asks for the outcome of the subject's request. */
  ask_outcome: job,
  /** Reminds of an offer without an answer; the subject names it and the request. */
  remind_offer: job,
  /** Tells the subject's requester that nobody has taken it yet. */
  tell_untaken: job,
  /** Tells the subject's requester that a colleague asked on their behalf. */
  tell_raised: job,
  /** Tells the requester that the team's card waits, or has arrived; the subject is its outbox id. */
  card_waits: job,
  card_arrived: job,
  /** Posts the team's card again; the subject is the outbox id of the one that it replaces. */
  card_again: job,
});

/** A decoded action on cases. */
export type CasesAction = ActionIn<typeof caseActions>;

/** Button, form or job that changes a case. */
export type CaseActionCall = Extract<CasesAction, { verb: CaseActionType }>;

const types: readonly string[] = caseActionTypes;

/** Returns whether the action changes a case, in contrast to showing something. */
export const isCaseActionCall = (action: CasesAction): action is CaseActionCall =>
  types.includes(action.verb);

const legacyVerbs: Readonly<Record<string, "more" | "show" | "hide" | "disclose" | "as_answer">> = {
  more: "more",
  show: "show",
  seclude: "hide",
  disclose: "disclose",
  as_answer: "as_answer",
};

const legacyPaths: Readonly<Record<string, CasesAction["verb"]>> = {
  mine: "mine",
  backlog: "backlog",
  told: "notify",
  settled: "settle",
  wake: "reactivate_due",
  outcome: "ask_outcome",
};

/** Actions of release 0.1.0 that have another name now. */
const renamedActs: Readonly<Record<string, CaseActionType>> = {
  hand: "assign",
  wake: "reactivate",
  disown: "dismiss",
  part: "unmerge",
  person: "ask_for_person",
  stream: "set_stream",
  factory: "mark_as_fault",
  yield: "wait_for",
  free: "stop_waiting",
};

/**
 * Returns the current path for one of release 0.1.0: `act/<request>/<action>`, `<verb>/<request>`,
 * a list or a job. To be removed 90 days after release 0.2.0.
 */
export function legacyCaseAction(path: string): string | undefined {
  const [first = "", request, name, choice] = path.split("/");
  if (request === undefined)
    return Object.hasOwn(legacyPaths, path) ? `cases/${legacyPaths[path]}` : undefined;
  if (first === "act" && name !== undefined) {
    const act = Object.hasOwn(renamedActs, name) ? renamedActs[name] : name;
    if (act === "outcome")
      return caseActions.encode("outcome", request, choice as OutcomeVerdict | undefined);
    if (types.includes(act ?? ""))
      return caseActions.encode(act as Exclude<CaseActionType, "outcome">, request);
  }
  return Object.hasOwn(legacyVerbs, first) && name === undefined
    ? caseActions.encode(legacyVerbs[first]!, request)
    : undefined;
}
