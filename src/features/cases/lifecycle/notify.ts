/**
 * Notifications of a case: events for its requesters, approvers and the group's advocate, later
 * jobs, and the requester's home page.
 */

import type { TurnContext } from "../../../core/feature.ts";
import { workdayMorningOn } from "../../../lib/dates/working-time.ts";
import type { Card } from "../../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  isErasedId,
  withoutThread,
} from "../../../platform/conversation-ref.ts";
import { personMention, personMentionList } from "../../../platform/rich-text.ts";
import { readPerson, readPersonNames } from "../../../storage/directory.ts";
import { readWorkCalendar } from "../../checks/schedule/calendar.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import { caseActions } from "../actions.ts";
import type { CaseCardContext } from "../cards/case-list-card.ts";
import { renderCaseReplies } from "../cards/reply-card.ts";
import { readOwnCasesPage } from "../queries/case-lists.ts";
import type { CaseReply } from "../reply.ts";
import type { CaseListener } from "../rows/merged-requests.ts";
import { readCase } from "../rows/repository.ts";
import {
  advocateNotifications,
  approvalRequests,
  type CaseNotification,
} from "../team/approvals.ts";
import {
  type Case,
  type CaseAction,
  findApprovalRule,
  type HistoryEntry,
  hasNoOutcomeQuestion,
  nextOutcomeDate,
  outcomeDate,
} from "./case.ts";
import type { CaseTransition } from "./transitions.ts";

/** Stores an event for each person; returns whether any of them is new. */
export async function storeNotifications(
  { enqueueEvent }: TurnContext,
  calls: readonly CaseNotification[],
): Promise<boolean> {
  let isNews = false;
  for (const { id, place, job, subject } of calls)
    isNews = (await enqueueEvent({ id, place, job, subject })) || isNews;
  return isNews;
}

/**
 * Notifies people of a brief that was sent to the team. Returns a reply that tells its requester
 * whose approval it awaits.
 */
export async function notifyAboutNewBrief(ctx: TurnContext, one: Case): Promise<CaseReply[]> {
  const { w, workspace } = ctx;
  const { approvals } = await readWorkspaceSettings(w, workspace);
  const calls = approvalRequests(one, findApprovalRule(one, approvals));
  const isNews = await storeNotifications(ctx, calls);
  await storeNotifications(ctx, await advocateNotifications(w, workspace, one));
  const represented = representedRequester(one);
  if (represented)
    await ctx.enqueueEvent({
      id: `raised:${one.request}`,
      place: represented.place,
      job: caseActions.encode("tell_raised"),
      subject: one.request,
    });
  if (!isNews) return [];
  const ids = calls.map(({ person }) => person);
  const who = personMentionList(ids.map(await readPersonNames(w, workspace, ids)));
  return [{ say: "life", request: one.request, key: "approval.waits", values: { who } }];
}

/** Tells a requester that a colleague asked on their behalf. */
export async function raisedNotice(
  { w, workspace }: TurnContext,
  request: string,
): Promise<CaseReply[]> {
  const one = await readCase(w, workspace, request);
  const { raisedBy } = one?.interview ?? {};
  if (!one || !raisedBy) return [];
  const { number, title } = one;
  const values = { number, title, who: personMention(raisedBy) };
  return [{ say: "life", request, key: "told.raised", values }];
}

type Listener = Omit<CaseListener, "raisedBy">;

/** Returns a requester with their direct messages as the conversation. */
function inDirectMessages(listener: Listener): Listener {
  const { requester: id, place } = listener;
  const direct: ConversationRef = { platform: place.platform, kind: "personal", id };
  return { ...listener, conversation: conversationKey(direct), place: direct };
}

/**
 * Returns the requester of a case for whom a colleague asked in direct messages, and who has to hear
 * too, in their own; `undefined` in other places, which they can read, and if they were erased.
 */
function representedRequester({ interview, ...one }: Case): Listener | undefined {
  const requester = one.requester.id;
  const direct = inDirectMessages({ ...one, requester });
  const isElsewhere = one.place.kind === "personal" && direct.conversation !== one.conversation;
  return interview.raisedBy && isElsewhere && !isErasedId(requester) ? direct : undefined;
}

/**
 * Lists the places for notifying each requester: about a private merge target in their direct
 * messages, and for somebody whom a colleague asked for, there as well.
 */
function placesToTell(one: Case, listeners: readonly Listener[]): Listener[] {
  const places = listeners.flatMap((listener) => {
    if (!one.isPrivate || listener.request === one.request || listener.place.kind === "personal")
      return [listener];
    return isErasedId(listener.requester) ? [] : [inDirectMessages(listener)];
  });
  const represented = representedRequester(one);
  return represented ? [...places, represented] : places;
}

/** Case after an action, with its requesters. */
export interface DoneAction {
  one: Case;
  action: CaseAction;
  entry: HistoryEntry;
  listeners: readonly Listener[];
  /** Request that the person named, possibly merged into this one. */
  asked: string;
}

/** Stores an event for each requester to notify of the action. */
export async function tellRequesters(
  ctx: TurnContext,
  { one, entry, listeners }: DoneAction,
  { notifies }: Pick<CaseTransition, "notifies">,
): Promise<void> {
  for (const { request, conversation, place } of placesToTell(one, listeners)) {
    const isOwn = request === one.request;
    if (!notifies.includes("requester") && (isOwn || !notifies.includes("others"))) continue;
    if (entry.act === "unmerge" && !isOwn) continue; // theirs stays with its merge target
    const subject = `${entry.id}/${request}`;
    const job = caseActions.encode("notify");
    const again = conversation === one.conversation || !isOwn ? "" : "/represented";
    await ctx.enqueueEvent({ id: `told:${subject}${again}`, place, conversation, job, subject });
  }
}

/** Stores an event in every other conversation in which the answered question is open. */
export async function settleElsewhere(
  ctx: TurnContext,
  { one, entry: { id, act }, listeners, asked }: DoneAction,
): Promise<void> {
  for (const { request, conversation, place } of placesToTell(one, listeners)) {
    if (conversation === ctx.conversation && act !== "withdraw" && act !== "dismiss") continue;
    if (act === "outcome" && request !== asked) continue;
    await ctx.enqueueEvent({
      id: `settled:${id}/${request}/${conversation}`,
      place,
      conversation,
      job: caseActions.encode("settle"),
      subject: `${request}/${act}`,
    });
  }
}

/** Kinds of these jobs in release 0.1.0, which may still be due. */
const legacyJobs = { reactivate_due: "wake", ask_outcome: "outcome" } as const;

/** Schedules or cancels later jobs because of the action. */
export async function scheduleCaseJobs(
  ctx: TurnContext,
  { one, action: { act, until, verdict }, listeners, asked }: DoneAction,
): Promise<void> {
  const schedule = async (
    verb: "reactivate_due" | "ask_outcome",
    date: string,
    { request, conversation, requester }: Listener,
  ): Promise<void> => {
    const calendar = await readWorkCalendar(ctx.w, ctx.workspace, requester);
    const dueAt = workdayMorningOn(date, calendar);
    await ctx.cancelJob(legacyJobs[verb], request);
    await ctx.scheduleJob({
      kind: caseActions.encode(verb),
      subject: request,
      conversation,
      dueAt,
    });
  };
  const cancel = async (verb: "reactivate_due" | "ask_outcome", request: string): Promise<void> => {
    await ctx.cancelJob(legacyJobs[verb], request);
    await ctx.cancelJob(caseActions.encode(verb), request);
  };
  if (act === "postpone" && until)
    await schedule("reactivate_due", until, { ...one, requester: one.requester.id });
  else if (one.status !== "postponed") await cancel("reactivate_due", one.request);
  for (const listener of listeners) {
    const { request } = listener;
    const isSpeaking = request === asked;
    if (act === "deliver") {
      const represented = request === one.request ? representedRequester(one) : undefined;
      if (!hasNoOutcomeQuestion(one.interview))
        await schedule("ask_outcome", outcomeDate(one), represented ?? listener);
    } else if (act === "outcome" && verdict === "too_early") {
      if (isSpeaking) await schedule("ask_outcome", nextOutcomeDate(ctx.at, until), listener);
    } else if (
      act === "outcome" ? isSpeaking : one.status !== "delivered" && one.status !== "outcome_known"
    )
      await cancel("ask_outcome", request);
  }
}

/** Reads the home page of the person whose direct messages `view.place` is. */
export async function readHomePage(ctx: TurnContext, view: CaseCardContext): Promise<Card> {
  const { w, workspace, at: now } = ctx;
  const place = withoutThread(view.place);
  const guest = (await readPerson(w, workspace, place.id))?.guest;
  const viewer = { workspace, person: place.id, place, team: false, guest, now };
  const { mine: requests, backlog } = await readOwnCasesPage(w, viewer);
  const card = renderCaseReplies([{ say: "mine", requests, backlog }], view);
  return [...card, ...(await ctx.readHomeSections(place.id))];
}

/**
 * Posts the present home page, because the effect of its buttons is not visible there otherwise.
 */
export async function postHomePage(ctx: TurnContext, view: CaseCardContext): Promise<void> {
  const { conversation } = ctx;
  const card = await readHomePage(ctx, view);
  ctx.post({ kind: "home", place: withoutThread(ctx.place), conversation, card });
}
