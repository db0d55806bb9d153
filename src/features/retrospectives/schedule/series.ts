/** Series of retrospectives: started, moved, skipped, stopped, and opened by a job. */
import { dayMs, zonedDateTimeAt } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import { buttonRow, type Card, textElement } from "../../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../../platform/conversation-ref.ts";
import { personMention, toPlainText } from "../../../platform/rich-text.ts";
import { readPersonZone } from "../../../storage/directory.ts";
import { and, desc, eq, isNull, type SQL } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { readZoneCalendar } from "../../workspace/days-off.ts";
import { readGroupMembers } from "../../workspace/groups.ts";
import { isPresentAt } from "../access.ts";
import { type RetroCommand, retroActions } from "../actions.ts";
import type { Board } from "../board/board.ts";
import { findOpenBoardAt, readLastBoardHome } from "../board-queries.ts";
import { lockBoard } from "../board-store.ts";
import { formatMeetingTime } from "../cards/board-view.ts";
import { applyTimedOperation, createRetrospective } from "../commands/create.ts";
import { postRetroReply, type RetroContext, retroDirectMessages, retroHomeOf } from "../context.ts";
import {
  meetingOnWorkday,
  nextMeeting,
  parseRecurrence,
  type Recurrence,
  shiftMeeting,
  weekdayName,
} from "./recurrence.ts";

const laterOf = (one: Date, other: Date): Date =>
  new Date(Math.max(one.getTime(), other.getTime()));

/** Returns the first meeting after an instant; one on a day off is on the next working day. */
const readNextMeeting = (
  context: RetroContext,
  recurrence: Recurrence,
  after: Date,
): Promise<Date> => moveToWorkday(context, recurrence, nextMeeting(recurrence, after));

/** Moves a meeting from a day off, by the days off that are known now. */
async function moveToWorkday(
  { ctx }: RetroContext,
  recurrence: Recurrence,
  meeting: Date,
): Promise<Date> {
  const calendar = await readZoneCalendar(ctx.w, ctx.workspace, recurrence.zone);
  return meetingOnWorkday(meeting, recurrence, calendar);
}

async function planOpening(
  { ctx }: RetroContext,
  { id, conversation }: RetroSeries,
  meeting: Date,
): Promise<void> {
  await ctx.scheduleJob({
    kind: retroActions.encode("open"),
    subject: id,
    dueAt: laterOf(new Date(meeting.getTime() - seriesLeadMs), ctx.at),
    conversation,
  });
}

function formatRecurrence({ ctx }: RetroContext, { weeks, weekday, time, zone }: Recurrence) {
  return ctx.words("retro.series.rhythm", {
    weeks,
    day: weekdayName(weekday, ctx.words.locale),
    time,
    zone,
  });
}

/** Starts a series from the form, at the weekday and time of a board. */
export async function startSeries(
  context: RetroContext,
  home: ConversationRef,
  board: Board,
  weeks: number,
): Promise<void> {
  const zone = await readPersonZone(context.ctx.w, context.ctx.workspace, board.facilitator);
  const local = zonedDateTimeAt(board.deadline ?? board.startedAt, zone);
  const time = local.toPlainTime().round("minute").toString({ smallestUnit: "minute" });
  await keepSeries(
    context,
    home,
    { weeks, weekday: local.dayOfWeek, time, zone, anchor: local.toPlainDate().toString() },
    board,
    board.deadline ?? board.startedAt,
  );
}

async function keepSeries(
  context: RetroContext,
  place: ConversationRef,
  recurrence: Recurrence,
  like: Pick<Board, "template" | "naming" | "group" | "people">,
  after: Date,
): Promise<void> {
  const { ctx, by } = context;
  const { w, workspace, conversation } = ctx;
  const before = await readSeriesAt(w, workspace, conversationKey(place));
  const nextAt = await readNextMeeting(context, recurrence, after);
  const { template, naming, group } = like;
  const rota = [
    ...new Set([
      ...like.people.filter(({ observer }) => !observer).map(({ person }) => person),
      by.id,
    ]),
  ];
  const series = {
    id: before?.id ?? ctx.newId(),
    workspace,
    place: withoutThread(place),
    home: conversationKey(place),
    conversation,
    template,
    naming,
    group,
    ...recurrence,
    nextAt,
    rota,
    by: by.id,
    stoppedAt: null,
  };
  if (before) await updateSeries(w, before.id, series);
  else await addSeries(w, series);
  await planOpening(context, series, nextAt);
  postRetroReply(context, [
    textElement(
      ctx.words("retro.series.set", {
        rhythm: formatRecurrence(context, recurrence),
        when: formatMeetingTime(nextAt, recurrence.zone, ctx.words),
      }),
    ),
  ]);
}

/** Runs `/retro every 2 weeks friday 14:00`. */
export async function runEveryCommand(
  context: RetroContext,
  { text }: RetroCommand,
  board: Board | undefined,
): Promise<void> {
  const { ctx, templates, by } = context;
  const zone = await readPersonZone(ctx.w, ctx.workspace, by.id);
  const recurrence = parseRecurrence(toPlainText(text), zone, ctx.at);
  if (!recurrence) return postRetroReply(context, [textElement(ctx.words("retro.series.unread"))]);
  const usual = {
    template: templates[0]?.name ?? "",
    naming: "anonymous" as const,
    group: null,
    people: [],
  };
  await keepSeries(
    context,
    board?.cards[0]?.place ?? retroHomeOf(context),
    recurrence,
    board ?? usual,
    ctx.at,
  );
}

/**
 * Finds the series of a command: by the id on its button, where the person has access; else the one
 * of this place, else that of the person's last retrospective.
 */
async function findSeries(
  context: RetroContext,
  id: string | undefined,
): Promise<RetroSeries | undefined> {
  const { ctx, by, asker } = context;
  const { w, workspace } = ctx;
  if (id) {
    const series = await readSeries(w, workspace, id);
    return series &&
      (series.by === by.id || series.rota.includes(by.id) || isPresentAt(asker, series.home))
      ? series
      : undefined;
  }
  const here = await readSeriesAt(w, workspace, conversationKey(retroHomeOf(context)));
  const last = here ? undefined : await readLastBoardHome(w, workspace, by.id);
  return here ?? (last ? readSeriesAt(w, workspace, last) : undefined);
}

const moveButtons = (words: Words, { id }: RetroSeries): Card[number] =>
  buttonRow(
    { label: words.plain("retro.notice.day"), press: retroActions.encode("move", id, 1) },
    { label: words.plain("retro.notice.week"), press: retroActions.encode("move", id, 7) },
    { label: words.plain("retro.notice.skip"), press: retroActions.encode("skip", id) },
  );

/** Moves, skips or stops the next meeting; the meeting after it keeps its time. */
export async function changeNextMeeting(
  context: RetroContext,
  { verb, id, args, text }: RetroCommand,
): Promise<void> {
  const { ctx, event } = context;
  const { w, words } = ctx;
  const series = await findSeries(context, id);
  if (!series) return postRetroReply(context, [textElement(words("retro.series.none"))]);
  if (verb === "stop") {
    await updateSeries(w, series.id, { stoppedAt: ctx.at });
    await ctx.cancelJob(retroActions.encode("open"), series.id);
    return postRetroReply(context, [textElement(words("retro.series.stopped"))]);
  }
  if (event.kind === "press") await ctx.resolveCard(event);
  const board = await readCollectingBoard(context, series);
  const typed = toPlainText(text).toLowerCase();
  const days = Number(args[0] ?? (/week/.test(typed) ? 7 : (/\d+/.exec(typed)?.[0] ?? 1)));
  const meeting = board?.deadline ?? series.nextAt;
  if (verb === "skip") {
    if (board) await cancelBoard(context, board);
    const nextAt = board ? series.nextAt : await readNextMeeting(context, series, series.nextAt);
    await updateSeries(w, series.id, { nextAt });
    await planOpening(context, series, nextAt);
    return postRetroReply(context, [
      textElement(
        words("retro.skip.confirm", { when: formatMeetingTime(nextAt, series.zone, words) }),
      ),
    ]);
  }
  const meets = shiftMeeting(meeting, days, series);
  if (board) await postpone(context, board, meets);
  else {
    await updateSeries(w, series.id, { nextAt: meets });
    await planOpening(context, series, meets);
  }
  postRetroReply(context, [
    textElement(
      words("retro.move.confirm", { when: formatMeetingTime(meets, series.zone, words) }),
    ),
  ]);
}

/** Returns the board of a series that is collecting notes. */
async function readCollectingBoard(
  { ctx, cipher }: RetroContext,
  { id, home, workspace }: RetroSeries,
): Promise<Board | undefined> {
  const open = await findOpenBoardAt(ctx.w, workspace, home);
  const board = open ? await lockBoard(ctx.w, cipher, workspace, open) : undefined;
  return board?.series === id && (board.phase === "opening" || board.phase === "collect")
    ? board
    : undefined;
}

const postpone = (context: RetroContext, board: Board, at: Date): Promise<void> =>
  applyTimedOperation(context, board, { type: "deadline", at });
const cancelBoard = (context: RetroContext, board: Board): Promise<void> =>
  applyTimedOperation(context, board, { type: "go", to: "cancelled" });

/**
 * Opens the next retrospective of a series for writing, and schedules the one after it. Waits a day
 * where another one is open.
 */
export async function openNextInSeries(context: RetroContext, id: string): Promise<void> {
  const { ctx, templates } = context;
  const { w, workspace, at } = ctx;
  const series = await readSeries(w, workspace, id);
  const template = templates.find(({ name }) => name === series?.template) ?? templates[0];
  if (!series || !template) return;
  const { place, naming, group, zone } = series;
  const nextAt = await moveToWorkday(context, series, series.nextAt);
  const [facilitator = series.by, ...others] = series.rota;
  const theirs = retroDirectMessages(place, facilitator);
  const words = await ctx.wordsAt(theirs);
  if (await findOpenBoardAt(w, workspace, series.home)) {
    await ctx.scheduleJob({
      kind: retroActions.encode("open"),
      subject: id,
      dueAt: new Date(at.getTime() + dayMs),
      conversation: series.conversation,
    });
    return void ctx.post({ card: [textElement(words("retro.start.under_way"))], place: theirs });
  }
  const members = group
    ? (await readGroupMembers(w, workspace, group)).map((one) => one.id)
    : series.rota;
  const deadline = nextAt > at ? nextAt : new Date(at.getTime() + seriesLeadMs);
  const board = await createRetrospective(context, {
    template,
    home: place,
    naming,
    group,
    deadline,
    series: id,
    facilitator,
    people: members,
  });
  const following = await readNextMeeting(context, series, laterOf(nextAt, at));
  await updateSeries(w, id, { nextAt: following, rota: [...others, facilitator] });
  await planOpening(context, series, following);
  const notice = words("retro.notice", {
    title: board.title,
    when: formatMeetingTime(deadline, zone, words),
    who: personMention({ id: facilitator }),
  });
  ctx.post({ card: [textElement(notice), moveButtons(words, series)], place: theirs });
}

type RetroSeries = Tables["retroSeries"]["$inferSelect"];

/** Time (ms) before the meeting at which a board opens for writing. */
const seriesLeadMs = 2 * dayMs;

/** Returns the running series for which `where` holds, the one that meets last first. */
async function readRunningSeries(
  { db, t }: Reader,
  workspace: string,
  where: SQL,
): Promise<RetroSeries | undefined> {
  const { retroSeries } = t;
  const [row] = await db
    .select()
    .from(retroSeries)
    .where(and(eq(retroSeries.workspace, workspace), where, isNull(retroSeries.stoppedAt)))
    .orderBy(desc(retroSeries.nextAt))
    .limit(1);
  return row;
}

/** Returns the running series of a home. */
const readSeriesAt = (on: Reader, workspace: string, home: string) =>
  readRunningSeries(on, workspace, eq(on.t.retroSeries.home, home));

const readSeries = (on: Reader, workspace: string, id: string) =>
  readRunningSeries(on, workspace, eq(on.t.retroSeries.id, id));

const addSeries = async ({ db, t }: Writer, series: RetroSeries): Promise<unknown> =>
  db.insert(t.retroSeries).values(series);

const updateSeries = async (
  { db, t }: Writer,
  id: string,
  to: Partial<RetroSeries>,
): Promise<unknown> => db.update(t.retroSeries).set(to).where(eq(t.retroSeries.id, id));
