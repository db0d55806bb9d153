/** Write of an interview's turn: performs the effects and posts the replies in its transaction. */
import type { TurnContext } from "../../core/feature.ts";
import { utcDateAt } from "../../lib/dates/calendar-dates.ts";
import { weekCalendar } from "../../lib/dates/work-calendar.ts";
import { oneWorkingDayAfter, workdayMorningOn } from "../../lib/dates/working-time.ts";
import { briefChannelOf, type ConversationRef } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { markPersonWelcomed, readPersonNames, readPersonZone } from "../../storage/directory.ts";
import { listBlockedMessages } from "../../storage/queue/blocked-messages.ts";
import * as outbox from "../../storage/queue/outbox.ts";
import { caseActions } from "../cases/actions.ts";
import { briefChangeNote, changedBriefFacts } from "../cases/cards/team-note.ts";
import { type Case, outcomeDate } from "../cases/lifecycle/case.ts";
import { executeCaseActions } from "../cases/lifecycle/execute.ts";
import { notifyAboutNewBrief, postHomePage } from "../cases/lifecycle/notify.ts";
import { settleShownCards } from "../cases/requester/shown-cards.ts";
import { amendHistoryMessage, amendRequestMessage } from "../cases/rows/amend-message.ts";
import { readCase } from "../cases/rows/repository.ts";
import {
  addRequestAnswer,
  createRequest,
  fileInterview,
  type RequestWriteContext,
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
import { workspaceActions } from "../workspace/actions.ts";
import { claimWordingHint, usesProviderLanguage } from "../workspace/preferences.ts";
import { renderReplies } from "./cards/interview-cards.ts";
import { askedIn, saidButton } from "./cards/shown-replies.ts";
import { inReadingOrder } from "./dialogue/reply.ts";
import type { InterviewEffect } from "./dialogue/turn-draft.ts";
import { insertHeldMessage, offerHeldAgain, settleHeldMessage } from "./held/held-messages.ts";
import { isHeardAgain } from "./held/hold-message.ts";
import { interviewActions } from "./model/actions.ts";
import type { Interview, InterviewConversation } from "./model/interview-state.ts";
import type { InterviewLookups, PreparedInterview } from "./prepare.ts";
import { withInterview } from "./turn-lookups.ts";

/** Effects after which an opened home page is updated. */
const showsAtHome = new Set<InterviewEffect["do"]>(["open", "status"]);

/** Writes the turn and resolves with the conversation's next state. */
export async function commitInterviewTurn(
  ctx: TurnContext,
  event: InboundEvent,
  { before, known, turn }: PreparedInterview,
): Promise<InterviewConversation> {
  const { w, workspace, conversation: key, place, at } = ctx;
  let { conversation } = turn;
  const replies = [...turn.replies];
  const writeContext: RequestWriteContext = {
    workspace,
    conversation: key,
    place,
    at,
    newId: ctx.newId,
  };
  const filed = new Set<string>();
  const wasFiled = (request: string): boolean =>
    before.interviews.some(
      (interview) => interview.request === request && interview.filed === true,
    );

  const channel = briefChannelOf(ctx.briefChannels, workspace, place.platform);
  const reachesTeamChannel =
    channel !== undefined && (await listBlockedMessages(w, workspace, channel)).length === 0;

  const view = () => ({
    conversation,
    introductionOffers: turn.introductionOffers,
    words: ctx.words,
    catalogue: known.catalogue,
    numberOnes: known.numberOnes,
    place,
    reachesTeamChannel,
  });

  for (const effect of turn.effects) await perform(effect);
  await actOnCases();

  const { interviews } = conversation;
  const pending = interviews.find(({ phase }) => phase === "asking" || phase === "confirming");
  const subject = replies.findLast((say) => "request" in say);
  const request = subject && "request" in subject ? subject.request : undefined;
  replies.sort(inReadingOrder);
  const card = renderReplies(replies, view());
  const opening = event.kind === "opened" && event.tab === "home";
  const asks = askedIn(replies);
  const isAsking = asks.some((each) => each.of === "interview" && each.request === request);
  let message: string | undefined;
  if (card.length > 0) {
    const question = replies.some(({ say }) => say === "brief")
      ? "brief"
      : isAsking && pending?.request === request
        ? pending?.pending
        : undefined;
    message = ctx.post({
      kind: opening ? "home" : "post",
      place: replyPlace(),
      conversation: key,
      card: opening ? [...card, ...(await ctx.readHomeSections(event.by.id))] : card,
      request,
      question,
    });
  }
  const { shown: _, ...state } = conversation;
  const { shown } = await settleShownCards(ctx, event, {
    before,
    after: conversation,
    posted: message === undefined ? undefined : { message, card, asks },
    chosen: turn.effects.find((effect) => effect.do === "settle_held")?.held.id,
    said: saidButton(known.target, before.interviews, ctx.words),
  });
  if (replies.length > 0) await offerWordingHint(ctx, event, known);
  if (
    conversation.home &&
    !opening &&
    (event.kind === "due" ||
      turn.caseActions.length > 0 ||
      turn.effects.some(({ do: what }) => showsAtHome.has(what)))
  )
    await postHomePage(ctx, view());
  const takenUp = new Set(
    before.interviews.filter(({ phase }) => phase === "done").map(({ request }) => request),
  );
  for (const interview of interviews) {
    if (filed.has(interview.request)) continue;
    if (interview.phase === "done")
      await fileInterview(w, interview.request, interview, writeContext);
    else if (takenUp.has(interview.request) && !interview.filed)
      await fileInterview(w, interview.request, null, writeContext);
  }
  return {
    ...state,
    shown,
    interviews: interviews.filter(({ phase }) => phase !== "done"),
  };

  /** Executes actions on requests that the team has; a forbidden one answers no question. */
  async function actOnCases(): Promise<void> {
    const { by, place: actedAt, guest } = event;
    const actor = { person: by.id, place: actedAt, team: known.team, guest };
    const done = await executeCaseActions(
      ctx,
      turn.caseActions,
      event.kind === "due" ? undefined : actor,
    );
    replies.push(...done.replies);
    if (done.isForbidden) conversation = { ...conversation, open: before.open ?? [] };
    if (done.isFirstDone && event.kind === "press") await settleRequestCard(ctx, event);
  }

  /** Returns where the person acted: in the team's channel, the thread of the pressed card. */
  function replyPlace(): ConversationRef {
    if (event.kind === "due") return place;
    const under = known.team && event.kind === "press" ? event.card : undefined;
    return under && !event.place.thread ? { ...event.place, thread: under } : event.place;
  }

  function interviewOf(request: string): Interview | undefined {
    return conversation.interviews.find((interview) => interview.request === request);
  }

  async function perform(effect: InterviewEffect): Promise<void> {
    switch (effect.do) {
      case "open": {
        const interview = interviewOf(effect.interview.request) ?? effect.interview;
        const number = await createRequest(w, { ...effect, interview }, writeContext);
        conversation = withInterview(conversation, { ...interview, number });
        return;
      }
      case "update":
        return updateRequestSummary(w, interviewOf(effect.interview.request) ?? effect.interview, {
          ...writeContext,
          wasFiled: wasFiled(effect.interview.request),
        });
      case "status":
        return recordStatusChange(w, effect, writeContext);
      case "answer":
        return addRequestAnswer(w, effect.request, effect.question, effect.answer, writeContext);
      case "retire":
        return retireRequestAnswer(w, effect.request, effect.question, writeContext);
      case "amend":
        if (!effect.text) await outbox.clearOutboxCards(w, workspace, key);
        await amendRequestMessage(w, effect.message, effect.text, writeContext);
        return syncAmendedHistory(
          ctx,
          await amendHistoryMessage(w, effect.message, event.by, effect.text, writeContext),
        );
      case "extend":
        return void (await setRequestText(w, { workspace, at, ...effect }));
      case "remind": {
        const asked = interviewOf(effect.request)?.requester ?? event.by;
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
        return brief(effect.request);
      case "tell_deleted":
        return postDeletionNote(ctx, effect.request, event.by);
      case "rebrief":
        return brief(effect.request, true);
      case "settle":
        return settleRequestCard(ctx, { ...effect, place: event.place });
      case "trade": {
        const { request: first, by, waits, words } = effect;
        const id = ctx.newId();
        const tradeOff = { id, workspace, first, waits, words, by: by.id, at };
        return replaceRequesterTradeOff(w, tradeOff);
      }
      case "hide":
        return hide(effect.request);
      case "hold":
        await insertHeldMessage(w, effect.held, writeContext);
        if (effect.held.settledAs === null) await settleLater(effect.held.id, effect.held.by);
        return;
      case "hold_again": {
        await offerHeldAgain(w, workspace, effect.held, effect.targets);
        return settleLater(effect.held, event.by.id);
      }
      case "settle_held":
        return settleHeld(effect);
      case "take_back":
        return syncAmendedHistory(
          ctx,
          await amendHistoryMessage(w, effect.message, event.by, undefined, writeContext),
        );
      case "welcome":
        await markPersonWelcomed(w, workspace, effect.person, at);
    }
  }

  async function hide(request: string): Promise<void> {
    const done = await setRequestPrivate(w, workspace, request, event.by.id, true);
    if (!done) return void replies.push({ say: "plain", key: "not_yours" });
    const interview = interviewOf(request);
    if (interview) conversation = withInterview(conversation, { ...interview, isPrivate: true });
    const one = await readCase(w, workspace, request);
    if (one) await syncTeamCard(ctx, one);
    replies.push({ say: "visibility", request, number: done.number, isPrivate: true });
  }

  async function settleLater(held: string, person: string): Promise<void> {
    const calendar = await readWorkCalendar(w, workspace, person);
    const kind = interviewActions.encode("settle_held");
    await ctx.scheduleJob({ kind, subject: held, dueAt: oneWorkingDayAfter(at, calendar) });
  }

  async function settleHeld({
    held,
    as,
    target,
    isByDefault,
  }: Extract<InterviewEffect, { do: "settle_held" }>): Promise<void> {
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

  async function askOutcomeOn(date: string, { request, requester }: Case): Promise<void> {
    const calendar = await readWorkCalendar(w, workspace, requester.id);
    const dueAt = workdayMorningOn(date, calendar);
    if (dueAt > at)
      await ctx.scheduleJob({ kind: caseActions.encode("ask_outcome"), subject: request, dueAt });
  }

  /** Posts the brief's card in the brief channel, or updates it. */
  async function brief(request: string, onlyRevise = false): Promise<void> {
    const interview = interviewOf(request);
    if (!interview) return;
    if (onlyRevise) {
      const [intro, ...rest] = renderReplies([{ say: "brief", request }], view());
      const card =
        interview.phase === "done"
          ? rest.filter(({ kind }) => kind !== "buttons")
          : [intro!, ...rest];
      await ctx.revise(await outbox.newestRequestMessage(w, workspace, request, "brief"), card);
    }
    if (interview.phase !== "done" && !interview.filed) return;
    const was = wasFiled(request) ? await readCase(w, workspace, request) : undefined;
    await fileInterview(w, request, interview, writeContext);
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
      await askOutcomeOn(outcomeDate(one), one);
    if (!onlyRevise) replies.push(...(await notifyAboutNewBrief(ctx, one)));
  }
}

/** Offers a wording hint to a person who spoke of customers or providers: in private, later. */
async function offerWordingHint(
  ctx: TurnContext,
  { kind, by, place }: InboundEvent,
  { readings, parts }: InterviewLookups,
): Promise<void> {
  // words used with the message action were addressed to others
  if (kind !== "message" && kind !== "submitted" && kind !== "command") return;
  const read = [
    ...Object.values(readings).map(({ request }) => request),
    ...parts.map(({ reading }) => reading),
  ];
  if (!usesProviderLanguage(read)) return;
  if (!(await claimWordingHint(ctx.w, ctx.workspace, by.id, ctx.at))) return;
  await ctx.enqueueEvent({
    id: `nudge:${by.id}/${utcDateAt(ctx.at)}`,
    place: { platform: place.platform, kind: "personal", id: by.id },
    job: workspaceActions.encode("tell"),
    subject: by.id,
  });
}
