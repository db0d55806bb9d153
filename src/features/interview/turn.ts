/** Write of an interview's turn: performs the effects and posts the replies in its transaction. */
import type { TurnContext } from "../../core/feature.ts";
import { utcDateAt } from "../../lib/dates/calendar-dates.ts";
import type { Card } from "../../platform/card.ts";
import { briefChannelOf, type ConversationRef } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { listBlockedMessages } from "../../storage/queue/blocked-messages.ts";
import type { CaseAction } from "../cases/lifecycle/case.ts";
import { executeCaseActions } from "../cases/lifecycle/execute.ts";
import { postHomePage } from "../cases/lifecycle/notify.ts";
import { type Asked, settleShownCards } from "../cases/requester/shown-cards.ts";
import { fileInterview } from "../cases/rows/request-rows.ts";
import { settleRequestCard } from "../cases/team/team-channel.ts";
import { workspaceActions } from "../workspace/actions.ts";
import { claimWordingHint, usesProviderLanguage } from "../workspace/preferences.ts";
import { renderReplies } from "./cards/interview-cards.ts";
import { askedIn, saidButton } from "./cards/shown-replies.ts";
import { inReadingOrder } from "./dialogue/reply.ts";
import type { InterviewEffect } from "./dialogue/turn-draft.ts";
import type { InterviewConversation } from "./model/interview-state.ts";
import { type InterviewWrite, performEffect } from "./perform-effects.ts";
import type { InterviewLookups, PreparedInterview } from "./prepare.ts";

/** Effects after which an opened home page is updated. */
const showsAtHome = new Set<InterviewEffect["do"]>(["open", "status"]);

/** Writes the turn and resolves with the conversation's next state. */
export async function commitInterviewTurn(
  ctx: TurnContext,
  event: InboundEvent,
  { before, known, turn }: PreparedInterview,
): Promise<InterviewConversation> {
  const { place } = ctx;
  const channel = briefChannelOf(ctx.briefChannels, ctx.workspace, place.platform);
  const blocked = channel && (await listBlockedMessages(ctx.w, ctx.workspace, channel));
  const write: InterviewWrite = {
    ctx,
    event,
    before,
    conversation: turn.conversation,
    replies: [...turn.replies],
    filed: new Set(),
    view: () => ({
      conversation: write.conversation,
      introductionOffers: turn.introductionOffers,
      knownAnswers: turn.knownAnswers,
      words: ctx.words,
      catalogue: known.catalogue,
      numberOnes: known.numberOnes,
      place,
      reachesTeamChannel: blocked?.length === 0,
    }),
  };
  for (const effect of turn.effects) await performEffect(write, effect);
  await actOnCases(write, turn.caseActions, known.team);
  write.replies.sort(inReadingOrder);
  const posted = await postReplies(write, known.team);
  const { shown: _, ...state } = write.conversation;
  const { shown } = await settleShownCards(ctx, event, {
    before,
    after: write.conversation,
    posted,
    chosen: turn.effects.find((effect) => effect.do === "settle_held")?.held.id,
    said: saidButton(known.target, before.interviews, ctx.words),
  });
  if (write.replies.length > 0) await offerWordingHint(ctx, event, known);
  const isChange =
    event.kind === "due" ||
    turn.caseActions.length > 0 ||
    turn.effects.some(({ do: what }) => showsAtHome.has(what));
  if (state.home && isChange && !opensHome(event)) await postHomePage(ctx, write.view());
  await fileEnded(write);
  return { ...state, shown, interviews: state.interviews.filter(({ phase }) => phase !== "done") };
}

const opensHome = (event: InboundEvent): boolean => event.kind === "opened" && event.tab === "home";

/** Executes actions on requests that the team has; a forbidden one answers no question. */
async function actOnCases(
  write: InterviewWrite,
  actions: readonly CaseAction[],
  team: boolean,
): Promise<void> {
  const { ctx, event, before } = write;
  const { by, place, guest } = event;
  const actor = event.kind === "due" ? undefined : { person: by.id, place, team, guest };
  const done = await executeCaseActions(ctx, actions, actor);
  write.replies.push(...done.replies);
  if (done.isForbidden) write.conversation = { ...write.conversation, open: before.open ?? [] };
  if (done.isFirstDone && event.kind === "press") await settleRequestCard(ctx, event);
}

/** Posts the replies as one card. Returns its message, and what it asks. */
async function postReplies(
  { ctx, event, conversation, replies, view }: InterviewWrite,
  team: boolean,
): Promise<{ message: string; card: Card; asks: Asked[] } | undefined> {
  const card = renderReplies(replies, view());
  if (card.length === 0) return undefined;
  const subject = replies.findLast((say) => "request" in say);
  const request = subject && "request" in subject ? subject.request : undefined;
  const asks = askedIn(replies);
  const isAsking = asks.some((each) => each.of === "interview" && each.request === request);
  const pending = conversation.interviews.find(
    ({ phase }) => phase === "asking" || phase === "confirming",
  );
  const question = replies.some(({ say }) => say === "brief")
    ? "brief"
    : isAsking && pending?.request === request
      ? pending?.pending
      : undefined;
  const isHome = opensHome(event);
  const message = ctx.post({
    kind: isHome ? "home" : "post",
    place: replyPlace(ctx, event, team),
    conversation: ctx.conversation,
    card: isHome ? [...card, ...(await ctx.readHomeSections(event.by.id))] : card,
    request,
    question,
  });
  return { message, card, asks };
}

/** Returns where the person acted: in the team's channel, the thread of the pressed card. */
function replyPlace({ place }: TurnContext, event: InboundEvent, team: boolean): ConversationRef {
  if (event.kind === "due") return place;
  const under = team && event.kind === "press" ? event.card : undefined;
  return under && !event.place.thread ? { ...event.place, thread: under } : event.place;
}

/** Files the interviews that have ended, and opens those again that were taken up. */
async function fileEnded({ ctx, before, conversation, filed }: InterviewWrite): Promise<void> {
  const ended = new Set(
    before.interviews.filter(({ phase }) => phase === "done").map(({ request }) => request),
  );
  for (const interview of conversation.interviews) {
    const { request, phase } = interview;
    if (filed.has(request)) continue;
    if (phase === "done") await fileInterview(ctx.w, request, interview, ctx);
    else if (ended.has(request) && !interview.filed) await fileInterview(ctx.w, request, null, ctx);
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
