/** Jobs of retrospectives: deadline, reminders, timer, take-over, and openings of a series. */

import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import {
  asFormButton,
  asPrimaryButton,
  buttonRow,
  type Card,
  textElement,
} from "../../../platform/card.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { and, eq } from "../../../storage/drizzle.ts";
import { type RetroCommand, retroActions, settleMessageMarker } from "../actions.ts";
import { activeParticipants, type Board, isBoardOver, noteWriters } from "../board/board.ts";
import { readRetroAction } from "../board-queries.ts";
import { lockBoard, readBoard } from "../board-store.ts";
import {
  type BoardView,
  boardButton,
  formatLongDate,
  formatMeetingTime,
  retroTopicTitle,
} from "../cards/board-view.ts";
import { applyTimedOperation } from "../commands/create.ts";
import { notifyFacilitator } from "../commands/reply.ts";
import { takeOverAnswerMs } from "../commands/run-command.ts";
import {
  postRetroReply,
  type RetroContext,
  readBoardView,
  retroDirectMessages,
} from "../context.ts";
import { cancelActionJobs, movesByFacilitator, scheduleStalledCheck } from "./jobs.ts";
import { openNextInSeries } from "./series.ts";

/** Does a job of a board. */
export async function runRetroJob(
  context: RetroContext,
  { verb, id = "" }: RetroCommand,
): Promise<void> {
  if (verb === "open") return openNextInSeries(context, id);
  if (verb === "midway" || verb === "due") return remindOwner(context, id, verb);
  const [retrospective = "", person = ""] = id.split("/");
  const { ctx, cipher } = context;
  const board = await lockBoard(ctx.w, cipher, ctx.workspace, retrospective);
  if (!board || board.locked) return;
  const place = board.cards[0]?.place ?? ctx.place;
  const view = await readBoardView(ctx.w, ctx.words, ctx.at, board);
  switch (verb) {
    case "remind":
      return remind(context, board, view, place);
    case "deadline":
      if (
        !board.deadline ||
        board.deadline > ctx.at ||
        (board.phase !== "opening" && board.phase !== "collect")
      )
        return;
      await applyTimedOperation(context, board, { type: "go", to: "group" });
      return void ctx.post({
        card: [
          textElement(
            ctx.words("retro.revealed.by_deadline", {
              count: board.sealed.length + board.notes.length,
            }),
          ),
        ],
        place,
      });
    case "timer":
      return timeIsUp(context, board, view, place);
    case "stalled":
      return askToMoveOn(context, board, view, place);
    case "yield":
      if (
        isBoardOver(board.phase) ||
        board.facilitator === person ||
        ctx.at.getTime() - board.seenAt.getTime() < takeOverAnswerMs
      )
        return;
      await applyTimedOperation(context, board, { type: "facilitate", person });
      return notifyFacilitator(
        ctx,
        retroDirectMessages(place, person),
        (await readBoardView(ctx.w, ctx.words, ctx.at, { ...board, facilitator: person })).person(
          person,
        ),
      );
  }
}

/** Reminds people who have not written, in direct messages. */
async function remind(
  { ctx, cipher }: RetroContext,
  board: Board,
  { zone }: BoardView,
  home: ConversationRef,
): Promise<void> {
  if (!board.deadline || (board.phase !== "opening" && board.phase !== "collect")) return;
  const writers = noteWriters(board);
  for (const { person, ready } of activeParticipants(board)) {
    if (ready || writers.has(cipher.authorToken(board.id, person))) continue;
    const place = retroDirectMessages(home, person);
    const words = await ctx.wordsAt(place);
    const text = words("retro.remind.write", {
      title: board.title,
      when: formatMeetingTime(board.deadline, zone, words),
    });
    const buttons = [
      asPrimaryButton(asFormButton(boardButton({ board, words }, "write", "write"))),
      boardButton({ board, words }, "observe", "observe"),
    ];
    ctx.post({
      card: [textElement(text), buttonRow(...buttons)],
      place,
      unrecorded: true,
    }); // the reminded people reveal who has written
  }
}

/** Days without an act of the facilitator after which a board is not mentioned any more. */
const maxStalledDays = 28;

/**
 * Says where the board is that its facilitator left, and how somebody takes over: after a working
 * day, and then each week.
 */
async function askToMoveOn(
  { ctx }: RetroContext,
  board: Board,
  view: BoardView,
  place: ConversationRef,
): Promise<void> {
  if (!movesByFacilitator(board)) return;
  const idleMs = ctx.at.getTime() - board.seenAt.getTime();
  if (idleMs < dayMs / 2) return scheduleStalledCheck(ctx, board);
  const facilitator = personMention(view.person(board.facilitator));
  const phase = ctx.workspaceWords.plain(`retro.phase.${board.phase}`);
  const text = ctx.workspaceWords("retro.stalled", { title: board.title, phase, facilitator });
  const buttons = [
    boardButton({ board, words: ctx.workspaceWords }, "take_over", "take_over"),
    boardButton({ board, words: ctx.workspaceWords }, "status", "pick"),
  ];
  ctx.post({ card: [textElement(text), buttonRow(...buttons)], place });
  if (idleMs < maxStalledDays * dayMs)
    await ctx.scheduleJob({
      kind: retroActions.encode("stalled"),
      subject: board.id,
      dueAt: new Date(ctx.at.getTime() + 7 * dayMs),
      conversation: board.conversation,
    });
}

function timeIsUp(
  { ctx }: RetroContext,
  board: Board,
  view: BoardView,
  place: ConversationRef,
): void {
  const topic = board.topics.find(({ id }) => id === board.topic);
  if (!topic || board.phase !== "discuss" || !board.until || board.until > ctx.at) return;
  const until = Math.round(ctx.at.getTime() / 1_000);
  const more = boardButton(view, "extend", "extend", until, 5, settleMessageMarker);
  const card: Card = [
    textElement(ctx.words("retro.discuss.time", { title: retroTopicTitle(board, topic) })),
    buttonRow(
      asPrimaryButton(boardButton(view, "turn", "turn", topic.number, settleMessageMarker)),
      more,
    ),
  ];
  ctx.post({ card, place });
}

async function remindOwner(
  { ctx, cipher }: RetroContext,
  id: string,
  verb: "midway" | "due",
): Promise<void> {
  const { w, workspace } = ctx;
  const action = await readRetroAction(w, workspace, id);
  if (action?.state !== "kept" || !action.owner || !action.due) return;
  const board = await readBoard(w, cipher, workspace, action.retrospective);
  const place = retroDirectMessages(board?.cards[0]?.place ?? ctx.place, action.owner);
  const words = await ctx.wordsAt(place);
  const text = words(`retro.${verb}`, {
    text: [action.text],
    due: formatLongDate(action.due, words),
  });
  const answer = (label: string, state: "done" | "kept" | "dropped") => ({
    label: words.plain(`retro.button.${label}`),
    press: retroActions.encode("did", id, state),
  });
  ctx.post({
    card: [
      textElement(text),
      buttonRow(answer("done", "done"), answer("still", "kept"), answer("drop", "dropped")),
    ],
    place,
  });
}

/** Records an owner's report on an action. */
export async function reportRetroAction(
  context: RetroContext,
  { id = "", args: [state] }: RetroCommand,
): Promise<void> {
  const { ctx, event, by } = context;
  const { w, workspace, words } = ctx;
  const action = await readRetroAction(w, workspace, id);
  if (action && action.owner !== by.id)
    return postRetroReply(context, [textElement(words("retro.did.gone"))]);
  if (event.kind === "press") await ctx.resolveCard(event);
  if (action?.state !== "kept")
    return postRetroReply(context, [textElement(words("retro.did.gone"))]);
  if (state !== "done" && state !== "dropped")
    return postRetroReply(context, [textElement(words("retro.did.kept"))]);
  await w.db
    .update(w.t.retroActions)
    .set({ state })
    .where(and(eq(w.t.retroActions.workspace, workspace), eq(w.t.retroActions.id, id)));
  await cancelActionJobs(ctx, id);
  postRetroReply(context, [textElement(words(`retro.did.${state}`))]);
}
