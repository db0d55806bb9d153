/**
 * A retrospective that comes again: begun, moved, left out, stopped, and opened when its time has
 * come.
 */

import type { Words } from "../../../lib/i18n.ts";
import { buttonRow, type Card, textElement } from "../../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../../platform/conversation-ref.ts";
import { personMention, toPlainText } from "../../../platform/rich-text.ts";
import { readGroupMembers } from "../../workspace/groups.ts";
import { isPresentAt } from "../access.ts";
import { type RetroCommand, retroActions } from "../actions.ts";
import { type Board, isBoardRefusal } from "../board/board.ts";
import { applyBoardOperation } from "../board/machine.ts";
import { findOpenBoardAt, readLastBoardHome } from "../board-queries.ts";
import { lockBoard, saveBoard } from "../board-store.ts";
import { formatMeetingTime } from "../cards/board-view.ts";
import {
  createOperationContext,
  postRetroReply,
  type RetroContext,
  readRetroZone,
  retroDirectMessages,
  retroHomeOf,
  reviseBoardCards,
} from "../context.ts";
import { createRetrospective } from "../create.ts";
import { scheduleBoardJobs } from "../jobs.ts";
import {
  nextMeeting,
  parseRecurrence,
  type Recurrence,
  shiftMeeting,
  weekdayName,
} from "./recurrence.ts";
import {
  addSeries,
  type RetroSeries,
  readSeries,
  readSeriesAt,
  seriesLeadMs,
  updateSeries,
} from "./series-store.ts";

const later = (one: Date, other: Date): Date => new Date(Math.max(one.getTime(), other.getTime()));

async function planOpening(
  { ctx }: RetroContext,
  { id, conversation }: RetroSeries,
  meeting: Date,
): Promise<void> {
  await ctx.scheduleJob({
    kind: retroActions.encode("open"),
    subject: id,
    dueAt: later(new Date(meeting.getTime() - seriesLeadMs), ctx.at),
    conversation,
  });
}

function rhythmLine({ ctx }: RetroContext, { weeks, weekday, time, zone }: Recurrence) {
  return ctx.words("retro.series.rhythm", {
    weeks,
    day: weekdayName(weekday, ctx.words.locale),
    time,
    zone,
  });
}

/** From the form: again in so many weeks, at this weekday and hour. */
export async function startSeries(
  room: RetroContext,
  home: ConversationRef,
  board: Board,
  weeks: number,
): Promise<void> {
  const zone = await readRetroZone(room.ctx.w, room.ctx.workspace, board.facilitator);
  const local = Temporal.Instant.fromEpochMilliseconds(
    (board.deadline ?? board.startedAt).getTime(),
  ).toZonedDateTimeISO(zone);
  const time = local.toPlainTime().round("minute").toString({ smallestUnit: "minute" });
  await keepSeries(
    room,
    home,
    { weeks, weekday: local.dayOfWeek, time, zone, anchor: local.toPlainDate().toString() },
    board,
    board.deadline ?? board.startedAt,
  );
}

async function keepSeries(
  room: RetroContext,
  place: ConversationRef,
  rhythm: Recurrence,
  like: Pick<Board, "template" | "naming" | "group" | "people">,
  after: Date,
): Promise<void> {
  const { ctx, by } = room;
  const { w, workspace, conversation } = ctx;
  const before = await readSeriesAt(w, workspace, conversationKey(place));
  const nextAt = nextMeeting(rhythm, after);
  const { template, naming, group } = like;
  const rota = [
    ...new Set([
      ...like.people.filter(({ observer }) => !observer).map(({ person }) => person),
      by.id,
    ]),
  ];
  const series = {
    ...{
      id: before?.id ?? ctx.newId(),
      workspace,
      place: withoutThread(place),
      home: conversationKey(place),
      conversation,
      template,
      naming,
      group,
    },
    ...rhythm,
    nextAt,
    rota,
    by: by.id,
    stoppedAt: null,
  };
  if (before) await updateSeries(w, before.id, series);
  else await addSeries(w, series);
  await planOpening(room, series, nextAt);
  postRetroReply(room, [
    textElement(
      ctx.words("retro.series.set", {
        rhythm: rhythmLine(room, rhythm),
        when: formatMeetingTime(nextAt, rhythm.zone, ctx.words),
      }),
    ),
  ]);
}

/** `/retro every 2 weeks friday 14:00`. */
export async function runEveryCommand(
  room: RetroContext,
  { text }: RetroCommand,
  board: Board | undefined,
): Promise<void> {
  const { ctx, templates, by } = room;
  const zone = await readRetroZone(ctx.w, ctx.workspace, by.id);
  const rhythm = parseRecurrence(toPlainText(text), zone, ctx.at);
  if (!rhythm) return postRetroReply(room, [textElement(ctx.words("retro.series.none"))]);
  const usual = {
    template: templates[0]?.name ?? "",
    naming: "anonymous" as const,
    group: null,
    people: [],
  };
  await keepSeries(
    room,
    board?.cards[0]?.place ?? retroHomeOf(room),
    rhythm,
    board ?? usual,
    ctx.at,
  );
}

/**
 * The series that an errand means: by its id on a button, where it is theirs; else the one here,
 * else that of the last retrospective that somebody took part in.
 */
async function meant(room: RetroContext, id: string | undefined): Promise<RetroSeries | undefined> {
  const { ctx, by, asker } = room;
  const { w, workspace } = ctx;
  if (id) {
    const series = await readSeries(w, workspace, id);
    return series &&
      (series.by === by.id || series.rota.includes(by.id) || isPresentAt(asker, series.home))
      ? series
      : undefined;
  }
  const here = await readSeriesAt(w, workspace, conversationKey(retroHomeOf(room)));
  const last = here ? undefined : await readLastBoardHome(w, workspace, by.id);
  return here ?? (last ? readSeriesAt(w, workspace, last) : undefined);
}

const moveButtons = (words: Words, { id }: RetroSeries): Card[number] =>
  buttonRow(
    { label: words.plain("retro.notice.day"), press: retroActions.encode("move", id, 1) },
    { label: words.plain("retro.notice.week"), press: retroActions.encode("move", id, 7) },
    { label: words.plain("retro.notice.skip"), press: retroActions.encode("skip", id) },
  );

/**
 * The next one a day or a week later, or not at all; the one after that comes when it would have.
 */
export async function changeNextMeeting(
  room: RetroContext,
  { verb, id, args, text }: RetroCommand,
): Promise<void> {
  const { ctx, event } = room;
  const { w, words } = ctx;
  const series = await meant(room, id);
  if (!series) return postRetroReply(room, [textElement(words("retro.series.none"))]);
  if (verb === "stop") {
    await updateSeries(w, series.id, { stoppedAt: ctx.at });
    await ctx.cancelJob(retroActions.encode("open"), series.id);
    return postRetroReply(room, [textElement(words("retro.series.stopped"))]);
  }
  if (event.kind === "press") await ctx.resolveCard(event);
  const board = await boardOf(room, series);
  const words_ = toPlainText(text).toLowerCase();
  const days = Number(args[0] ?? (/week/.test(words_) ? 7 : (/\d+/.exec(words_)?.[0] ?? 1)));
  const meeting = board?.deadline ?? series.nextAt;
  if (verb === "skip") {
    if (board) await callOff(room, board);
    const nextAt = board ? series.nextAt : nextMeeting(series, series.nextAt);
    await updateSeries(w, series.id, { nextAt });
    await planOpening(room, series, nextAt);
    return postRetroReply(room, [
      textElement(
        words("retro.skip.confirm", { when: formatMeetingTime(nextAt, series.zone, words) }),
      ),
    ]);
  }
  const meets = shiftMeeting(meeting, days, series);
  if (board) await putOff(room, board, meets);
  else {
    await updateSeries(w, series.id, { nextAt: meets });
    await planOpening(room, series, meets);
  }
  postRetroReply(room, [
    textElement(
      words("retro.move.confirm", { when: formatMeetingTime(meets, series.zone, words) }),
    ),
  ]);
}

/** The one of the series that is being written for. */
async function boardOf(
  { ctx, cipher }: RetroContext,
  { id, home, workspace }: RetroSeries,
): Promise<Board | undefined> {
  const open = await findOpenBoardAt(ctx.w, workspace, home);
  const board = open ? await lockBoard(ctx.w, cipher, workspace, open) : undefined;
  return board?.series === id && (board.phase === "opening" || board.phase === "collect")
    ? board
    : undefined;
}

async function change(
  room: RetroContext,
  board: Board,
  act: Parameters<typeof applyBoardOperation>[1],
): Promise<void> {
  const after = applyBoardOperation(board, act, createOperationContext("entwine", room.ctx.at));
  if (isBoardRefusal(after)) return;
  await saveBoard(room.ctx.w, room.cipher, board, after);
  await scheduleBoardJobs(room, board, after);
  await reviseBoardCards(room, after);
}

const putOff = (room: RetroContext, board: Board, at: Date): Promise<void> =>
  change(room, board, { type: "deadline", at });
const callOff = (room: RetroContext, board: Board): Promise<void> =>
  change(room, board, { type: "go", to: "cancelled" });

/**
 * Its time has come: it opens for writing, and the next one is planned. Where another one is under
 * way still, it waits a day.
 */
export async function openNextInSeries(room: RetroContext, id: string): Promise<void> {
  const { ctx, templates } = room;
  const { w, workspace, at } = ctx;
  const series = await readSeries(w, workspace, id);
  const template = templates.find(({ name }) => name === series?.template) ?? templates[0];
  if (!series || !template) return;
  const { place, naming, group, zone, nextAt } = series;
  const [facilitator = series.by, ...others] = series.rota;
  const theirs = retroDirectMessages(place, facilitator);
  const words = await ctx.wordsAt(theirs);
  if (await findOpenBoardAt(w, workspace, series.home)) {
    await ctx.scheduleJob({
      kind: retroActions.encode("open"),
      subject: id,
      dueAt: new Date(at.getTime() + 86_400_000),
      conversation: series.conversation,
    });
    return void ctx.post({ card: [textElement(words("retro.start.under_way"))], place: theirs });
  }
  const members = group
    ? (await readGroupMembers(w, workspace, group)).map((one) => one.id)
    : series.rota;
  const deadline = nextAt > at ? nextAt : new Date(at.getTime() + seriesLeadMs);
  const board = await createRetrospective(room, {
    template,
    home: place,
    naming,
    group,
    deadline,
    series: id,
    facilitator,
    people: members,
  });
  const following = nextMeeting(series, later(nextAt, at));
  await updateSeries(w, id, { nextAt: following, rota: [...others, facilitator] });
  await planOpening(room, series, following);
  const notice = words("retro.notice", {
    title: board.title,
    when: formatMeetingTime(deadline, zone, words),
    who: personMention({ id: facilitator }),
  });
  ctx.post({ card: [textElement(notice), moveButtons(words, series)], place: theirs });
}
