/** Execution of actions on cases: load, check permissions, decide, write, show and notify. */

import type { TurnContext } from "../../../core/feature.ts";
import { noonOf } from "../../../lib/dates/calendar-dates.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { readWorkCalendar } from "../../checks/schedule/calendar.ts";
import type { WorkspaceSettings } from "../../workspace/settings.ts";
import { spellAsBefore } from "../brief/about.ts";
import type { CaseReply } from "../reply.ts";
import { hasReason } from "../requester/open-questions.ts";
import {
  listCaseListeners,
  listDirectlyMerged,
  listMergedRequests,
} from "../rows/merged-requests.ts";
import { lockActionTarget, readCase, recordCaseAction } from "../rows/repository.ts";
import { approvalRequests } from "../team/approvals.ts";
import {
  type CaseFacts,
  postHistoryNote,
  readCaseFacts,
  syncTeamCard,
} from "../team/team-channel.ts";
import { listRequestsWaitingFor, recordTradeOff } from "../team/trade-offs.ts";
import {
  type ApprovalRule,
  type Case,
  type CaseAction,
  caseSystemActor,
  findApprovalRule,
  findBlockingRequest,
  type HistoryEntry,
  isAskedOnce,
  listUnansweredQuestions,
  nextOutcomeDate,
  openQuestionsSettledBy,
} from "./case.ts";
import { casePartiesOf, checkActionAccess } from "./case-access.ts";
import {
  type DoneAction,
  scheduleCaseJobs,
  settleElsewhere,
  storeNotifications,
  tellRequesters,
} from "./notify.ts";
import type { CaseActor } from "./permissions.ts";
import {
  applyCaseTransition,
  type CaseTransition,
  decideCaseAction,
  isCaseRefusal,
} from "./transitions.ts";
import { measureWorkingMinutes } from "./working-minutes.ts";

interface CaseActionResult {
  /** Whether it was done. */
  isDone: boolean;
  /** Whether the person is not allowed to do it. */
  isForbidden?: true;
  replies: readonly CaseReply[];
}

/** Locked case of an action, read for the decision. */
interface LoadedAction extends CaseFacts {
  /** Request that the person named. */
  asked: Case;
  /** Request on which the action is done. */
  one: Case;
  /** Other request named by the action. */
  other?: Case;
}

async function loadAction(ctx: TurnContext, action: CaseAction): Promise<LoadedAction | undefined> {
  const target = await lockActionTarget(ctx.w, ctx.workspace, action);
  return target && { ...target, ...(await readCaseFacts(ctx, target.one)) };
}

/** Returns why the person may not do it, given the places of both requests. */
async function checkAccess(
  { w, workspace }: TurnContext,
  { asked, one, merged, settings: { approvals } }: LoadedAction,
  { act }: CaseAction,
  actor: CaseActor,
): Promise<ReturnType<typeof checkActionAccess>> {
  const parties = casePartiesOf(one, merged, approvals);
  if (asked === one) return checkActionAccess(act, { asked: parties }, actor);
  const joined = await listMergedRequests(w, workspace, asked.request);
  const named = casePartiesOf(asked, joined, approvals);
  return checkActionAccess(act, { asked: named, one: parties }, actor);
}

/**
 * Executes an action, if possible.
 * @param actor missing when no person acts: a job, or a consequence of another action
 */
async function executeCaseAction(
  ctx: TurnContext,
  given: CaseAction,
  actor?: CaseActor,
): Promise<CaseActionResult> {
  const loaded = await loadAction(ctx, given);
  const denial = !loaded ? "unknown" : actor && (await checkAccess(ctx, loaded, given, actor));
  if (!loaded || denial === "unknown")
    return { isDone: false, isForbidden: true, replies: [{ say: "plain", key: "no_form" }] };
  const { asked, one, other, settings, load, merged } = loaded;
  const { request, number } = one;
  const refused = (refusal: Extract<CaseReply, { say: "refused" }>["refusal"]): CaseReply => ({
    say: "refused",
    request,
    number,
    refusal,
  });
  if (denial) return { isDone: false, isForbidden: true, replies: [refused({ why: denial })] };

  const action = completeAction(
    given.act === "set_service" ? await spellAsBefore(ctx.w, ctx.workspace, given) : given,
    one,
  );
  const { capacity } = settings;
  const approval = findApprovalRule(one, settings.approvals);
  const full = capacity !== undefined && load.accepted >= capacity ? capacity : undefined;
  const decision = decideCaseAction(one, action, { approval, full, other });
  if (isCaseRefusal(decision)) {
    // Approvers are notified when the team is blocked by a missing approval.
    if (decision.why === "unapproved")
      await storeNotifications(ctx, approvalRequests(one, approval));
    const isSystem = action.by.id === caseSystemActor.id;
    return {
      isDone: false,
      // an offer that cannot be objected to twice can still be accepted
      isForbidden: decision.why === "once" || undefined,
      replies: isSystem
        ? []
        : [refused(decision.why === "full" ? { ...decision, inHand: load.accepted } : decision)],
    };
  }

  const entry = await write(ctx, one, action, decision, approval);
  const now = applyCaseTransition(one, action, decision, entry);
  await syncTeamCard(ctx, now, { facts: { settings, load, merged } });
  if (decision.notifies.includes("team")) await postHistoryNote(ctx, now, entry);
  const listeners = listCaseListeners(now, merged);
  const done: DoneAction = { one: now, action, entry, listeners, asked: asked.request };
  await tellRequesters(ctx, done, decision);
  if (openQuestionsSettledBy[action.act]) await settleElsewhere(ctx, done);
  await scheduleCaseJobs(ctx, done);
  await followUp(ctx, one, done, settings);
  return { isDone: true, replies: acknowledge(now, action, ctx.at) };
}

/** What came of actions. */
export interface CaseActionsResult {
  /** Whether the first action was done. */
  isFirstDone: boolean;
  isForbidden: boolean;
  replies: readonly CaseReply[];
}

/** Executes actions in order, until one is not allowed. */
export async function executeCaseActions(
  ctx: TurnContext,
  actions: readonly CaseAction[],
  actor: CaseActor | undefined,
): Promise<CaseActionsResult> {
  const replies: CaseReply[] = [];
  let isFirstDone = false;
  for (const [index, action] of actions.entries()) {
    const result = await executeCaseAction(ctx, action, actor);
    replies.push(...result.replies);
    if (index === 0) isFirstDone = result.isDone;
    if (result.isForbidden) return { isFirstDone, isForbidden: true, replies };
  }
  return { isFirstDone, isForbidden: false, replies };
}

/** Adds stored facts to the action: the question that it answers, and its origin. */
function completeAction(given: CaseAction, one: Case): CaseAction {
  const question = listUnansweredQuestions(one).at(-1)?.id;
  return {
    ...given,
    request: one.request,
    ...(given.act === "answer" && { answers: given.answers ?? question }),
    ...(given.act === "unmerge" && { into: one.mergedInto }),
  };
}

/** Writes the action. History entries are ordered by their instants. */
async function write(
  { w, workspace, at: turnAt, newId }: TurnContext,
  { history, requester }: Case,
  action: CaseAction,
  decision: CaseTransition,
  approval: ApprovalRule | undefined,
): Promise<HistoryEntry> {
  const at = new Date(Math.max(turnAt.getTime(), (history.at(-1)?.at.getTime() ?? 0) + 1));
  const times =
    action.act === "deliver"
      ? measureWorkingMinutes(history, {
          end: at,
          calendar: await readWorkCalendar(w, workspace, requester.id),
          approval,
        })
      : undefined;
  return recordCaseAction(w, action, decision, { workspace, at, id: newId(), times });
}

/** Executes the consequences of an action for other requests and approvers. */
async function followUp(
  ctx: TurnContext,
  before: Case,
  { one, action: { act, by, waits, into } }: DoneAction,
  { approvals }: WorkspaceSettings,
): Promise<void> {
  const { w, workspace } = ctx;
  const { request } = one;
  const also = (action: CaseAction) => executeCaseAction(ctx, action);
  /** Unblocks the requests that still wait for it. */
  const release = async (): Promise<void> => {
    for (const waiting of await listRequestsWaitingFor(w, workspace, request)) {
      const held = await readCase(w, workspace, waiting);
      if (held?.status === "accepted" && findBlockingRequest(held) === request)
        await also({ request: waiting, act: "stop_waiting", by: caseSystemActor, into: request });
    }
  };
  switch (act) {
    case "take":
    case "assign": {
      if (!waits) return;
      const { newId, at } = ctx;
      await recordTradeOff(w, {
        id: newId(),
        workspace,
        first: request,
        waits: waits.request,
        words: waits.words,
        side: "team",
        by: by.id,
        at,
      });
      if (waits.request) await also({ request: waits.request, act: "wait_for", by, into: request });
      return;
    }
    case "merge":
    case "unmerge": {
      const lead = into === undefined ? undefined : await readCase(w, workspace, into);
      if (lead) await syncTeamCard(ctx, lead, { facts: await readCaseFacts(ctx, lead) });
      return;
    }
    case "withdraw":
    case "dismiss":
    case "close": // requests merged into it continue
      for (const part of await listDirectlyMerged(w, workspace, request))
        await also({ request: part, act: "unmerge", by });
      return release();
    case "deliver":
    case "decline":
    case "release":
    case "postpone":
      return release();
    case "answer":
      if (listUnansweredQuestions(before).some((asked) => asked.act === "please_change"))
        await storeNotifications(ctx, approvalRequests(one, findApprovalRule(one, approvals)));
      return;
  }
}

/** Replies to the person, if the pressed card does not show enough. */
function acknowledge(
  { request, number, requester, history, interview }: Case,
  { act, verdict, until, answers, by, why = [] }: CaseAction,
  at: Date,
): CaseReply[] {
  const life = (
    key: string,
    values: Extract<CaseReply, { say: "life" }>["values"] = {},
  ): CaseReply[] => [{ say: "life", request, key, values: { number, ...values } }];
  const about = (key: Extract<CaseReply, { say: "about" }>["key"]): CaseReply[] => [
    { say: "about", key, request, number },
  ];
  switch (act) {
    case "answer": {
      const asker = history.find(({ id }) => id === answers)?.by;
      return asker
        ? life("relay.answered", { who: personMention(asker) })
        : life("relay.answered.team");
    }
    case "accept":
      return life("offer.accepted");
    case "object":
      return life("offer.objected");
    case "withdraw":
      return about("cancelled");
    case "dismiss":
      return about("no_request");
    case "restore":
      return about("restored");
    case "ask_for_person":
      return about("person");
    case "outcome": {
      const isEnd = verdict === "yes" && isAskedOnce(interview);
      // a reason comes as evidence too, which has its reply
      const isExplained = !isEnd && verdict !== "too_early" && hasReason(why);
      if (by.id === caseSystemActor.id || isExplained) return [];
      const date = noonOf(nextOutcomeDate(at, until));
      return life(isEnd ? "outcome.yes.routine" : `outcome.${verdict}`, { date });
    }
    case "evidence":
      return life("outcome.evidence");
    case "add":
      return life("added");
    case "solve":
      return life("added.solved");
    case "approve":
      return life("approval.given");
    case "please_change":
      return life("approval.change", { requester: personMention(requester) });
    default:
      return [];
  }
}
