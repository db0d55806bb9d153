/** Effects of an interview's turn: what they write, schedule, post and reply. */
import type { TurnContext } from "../../core/feature.ts";
import { weekCalendar } from "../../lib/dates/work-calendar.ts";
import { oneWorkingDayAfter, workdayMorningOn } from "../../lib/dates/working-time.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { markPersonWelcomed, readPersonNames, readPersonZone } from "../../storage/directory.ts";
import * as outbox from "../../storage/queue/outbox.ts";
import { caseActions } from "../cases/actions.ts";
import { briefChangeNote, changedBriefFacts } from "../cases/cards/team-note.ts";
import { type Case, outcomeDate } from "../cases/lifecycle/case.ts";
import { notifyAboutNewBrief } from "../cases/lifecycle/notify.ts";
import { amendHistoryMessage, amendRequestMessage } from "../cases/rows/amend-message.ts";
import { readCase } from "../cases/rows/repository.ts";
import {
  addRequestAnswer,
  createRequest,
  fileInterview,
  recordStatusChange,
  retireRequestAnswer,
  setRequestPrivate,
  setRequestText,
  updateRequestSummary,
} from "../cases/rows/request-rows.ts";
import { needText, saveNeedEmbedding } from "../cases/similar/need-embedding.ts";
import {
  postDeletionNote,
  postTeamNote,
  settleRequestCard,
  syncAmendedHistory,
  syncTeamCard,
} from "../cases/team/team-channel.ts";
import { replaceRequesterTradeOff } from "../cases/team/trade-offs.ts";
import { readWorkCalendar } from "../checks/schedule/calendar.ts";
import { renderReplies } from "./cards/interview-cards.ts";
import type { RequestCardContext } from "./cards/question-card.ts";
import type { Reply } from "./dialogue/reply.ts";
import type { InterviewEffect } from "./dialogue/turn-draft.ts";
import { insertHeldMessage, offerHeldAgain, settleHeldMessage } from "./held/held-messages.ts";
import { isHeardAgain } from "./held/hold-message.ts";
import { interviewActions } from "./model/actions.ts";
import type { Interview, InterviewConversation } from "./model/interview-state.ts";
import { withInterview } from "./turn-lookups.ts";

/** A turn while it is written. Effects change its conversation and add replies. */
export interface InterviewWrite {
  ctx: TurnContext;
  event: InboundEvent;
  before: InterviewConversation;
  conversation: InterviewConversation;
  replies: Reply[];
  /** Requests whose interview has been filed in this turn. */
  filed: Set<string>;
  /** Returns what cards show, as of now. */
  view(): RequestCardContext;
}

const interviewOf = (
  { conversation }: Pick<InterviewWrite, "conversation">,
  request: string,
): Interview | undefined =>
  conversation.interviews.find((interview) => interview.request === request);

const wasFiled = ({ before }: InterviewWrite, request: string): boolean =>
  interviewOf({ conversation: before }, request)?.filed === true;

/** Performs one effect. Those of a turn are performed in order. */
export async function performEffect(turn: InterviewWrite, effect: InterviewEffect): Promise<void> {
  const { ctx, event } = turn;
  const { w, workspace, at } = ctx;
  switch (effect.do) {
    case "open": {
      const interview = interviewOf(turn, effect.interview.request) ?? effect.interview;
      const number = await createRequest(w, { ...effect, interview }, ctx);
      turn.conversation = withInterview(turn.conversation, { ...interview, number });
      return;
    }
    case "update":
      return updateRequestSummary(
        w,
        interviewOf(turn, effect.interview.request) ?? effect.interview,
        { ...ctx, wasFiled: wasFiled(turn, effect.interview.request) },
      );
    case "status":
      return recordStatusChange(w, effect, ctx);
    case "answer":
      return addRequestAnswer(w, effect.request, effect.question, effect.answer, ctx);
    case "retire":
      return retireRequestAnswer(w, effect.request, effect.question, ctx);
    case "amend":
      if (!effect.text) await outbox.clearOutboxCards(w, workspace, ctx.conversation);
      await amendRequestMessage(w, effect.message, effect.text, ctx);
      return syncAmendedHistory(
        ctx,
        await amendHistoryMessage(w, effect.message, event.by, effect.text, ctx),
      );
    case "extend":
      return void (await setRequestText(w, { workspace, at, ...effect }));
    case "remind": {
      const asked = interviewOf(turn, effect.request)?.requester ?? event.by;
      // Days off are looked up when the job comes due, which then waits for them.
      const calendar =
        event.kind === "due"
          ? await readWorkCalendar(w, workspace, asked.id)
          : weekCalendar(await readPersonZone(w, workspace, asked.id));
      return ctx.scheduleJob({
        kind: interviewActions.encode("silence"),
        subject: effect.request,
        dueAt: new Date(effect.at ?? oneWorkingDayAfter(new Date(effect.since), calendar)),
      });
    }
    case "forget":
      return ctx.cancelJob(interviewActions.encode("silence"), effect.request);
    case "brief":
      return brief(turn, effect.request);
    case "tell_deleted":
      return postDeletionNote(ctx, effect.request, event.by);
    case "rebrief":
      return brief(turn, effect.request, true);
    case "settle":
      return settleRequestCard(ctx, { ...effect, place: event.place });
    case "trade": {
      const { request: first, by, waits, words } = effect;
      const id = ctx.newId();
      const tradeOff = { id, workspace, first, waits, words, by: by.id, at };
      return replaceRequesterTradeOff(w, tradeOff);
    }
    case "hide":
      return hide(turn, effect.request);
    case "hold":
      await insertHeldMessage(w, effect.held, ctx);
      if (effect.held.settledAs === null) await settleLater(ctx, effect.held.id, effect.held.by);
      return;
    case "hold_again": {
      await offerHeldAgain(w, workspace, effect.held, effect.targets);
      return settleLater(ctx, effect.held, event.by.id);
    }
    case "settle_held":
      return settleHeld(ctx, effect);
    case "take_back":
      return syncAmendedHistory(
        ctx,
        await amendHistoryMessage(w, effect.message, event.by, undefined, ctx),
      );
    case "welcome":
      await markPersonWelcomed(w, workspace, effect.person, at);
  }
}

/** Makes a request private, and replies so. */
async function hide(turn: InterviewWrite, request: string): Promise<void> {
  const { ctx, event, replies } = turn;
  const { w, workspace } = ctx;
  const done = await setRequestPrivate(w, workspace, request, event.by.id, true);
  if (!done) return void replies.push({ say: "plain", key: "not_yours" });
  const interview = interviewOf(turn, request);
  if (interview)
    turn.conversation = withInterview(turn.conversation, { ...interview, isPrivate: true });
  const one = await readCase(w, workspace, request);
  if (one) await syncTeamCard(ctx, one);
  replies.push({ say: "visibility", request, number: done.number, isPrivate: true });
}

/** Files a held message by itself after a working day of its author. */
async function settleLater(ctx: TurnContext, held: string, person: string): Promise<void> {
  const { w, workspace, at } = ctx;
  const calendar = await readWorkCalendar(w, workspace, person);
  const kind = interviewActions.encode("settle_held");
  await ctx.scheduleJob({ kind, subject: held, dueAt: oneWorkingDayAfter(at, calendar) });
}

/** Files a held message under its target, and has it heard again if that has an effect. */
async function settleHeld(
  ctx: TurnContext,
  { held, as, target, isByDefault }: Extract<InterviewEffect, { do: "settle_held" }>,
): Promise<void> {
  const { w, workspace, at } = ctx;
  await settleHeldMessage(w, workspace, held.id, as, at);
  await ctx.cancelJob(interviewActions.encode("settle_held"), held.id);
  if (!isHeardAgain(target)) return;
  const { message, text } = held;
  const author = (await readPersonNames(w, workspace, [held.by]))(held.by);
  await ctx.hearAgain({
    message,
    text,
    place: held.place,
    at: held.at.getTime(),
    by: author,
    chosen: { held: held.id, target, isByDefault },
  });
}

/** Schedules the question about the outcome on a date, unless that is over. */
async function askOutcomeOn(
  ctx: TurnContext,
  date: string,
  { request, requester }: Case,
): Promise<void> {
  const { w, workspace, at } = ctx;
  const calendar = await readWorkCalendar(w, workspace, requester.id);
  const dueAt = workdayMorningOn(date, calendar);
  if (dueAt > at)
    await ctx.scheduleJob({ kind: caseActions.encode("ask_outcome"), subject: request, dueAt });
}

/** Posts the brief's card in the brief channel, or updates it. */
async function brief(turn: InterviewWrite, request: string, onlyRevise = false): Promise<void> {
  const { ctx, event, replies, filed } = turn;
  const { w, workspace } = ctx;
  const interview = interviewOf(turn, request);
  if (!interview) return;
  if (onlyRevise) {
    const [intro, ...rest] = renderReplies([{ say: "brief", request }], turn.view());
    const card =
      interview.phase === "done"
        ? rest.filter(({ kind }) => kind !== "buttons")
        : [intro!, ...rest];
    await ctx.revise(await outbox.newestRequestMessage(w, workspace, request, "brief"), card);
  }
  if (interview.phase !== "done" && !interview.filed) return;
  const was = wasFiled(turn, request) ? await readCase(w, workspace, request) : undefined;
  await fileInterview(w, request, interview, ctx);
  filed.add(request);
  await saveNeedEmbedding(w, workspace, request, needText(interview));
  const one = was
    ? { ...was, interview: { ...interview, number: was.number } }
    : await readCase(w, workspace, request);
  if (!one) return;
  await syncTeamCard(ctx, one);
  const changed = was?.history.some(({ act: done }) => done !== undefined)
    ? changedBriefFacts(was.interview, interview, ctx.workspaceWords)
    : [];
  if (changed.length > 0)
    await postTeamNote(ctx, request, briefChangeNote(event.by, changed, ctx.workspaceWords));
  if (was && one.status === "delivered" && outcomeDate(one) !== outcomeDate(was))
    await askOutcomeOn(ctx, outcomeDate(one), one);
  if (!onlyRevise) replies.push(...(await notifyAboutNewBrief(ctx, one)));
}
