/** Schedules the jobs of a board: deadline, reminders, timer, and reminders of action owners. */

import { dayMs, localDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { WorkCalendar } from "../../../lib/dates/work-calendar.ts";
import { oneWorkingDayAfter, workdayMorningOn } from "../../../lib/dates/working-time.ts";
import { readPersonZone } from "../../../storage/directory.ts";
import { readZoneCalendar } from "../../workspace/days-off.ts";
import { type RetroVerb, retroActions } from "../actions.ts";
import {
  areNotesRevealed,
  type Board,
  isBoardOver,
  isSoloBoard,
  keptActions,
} from "../board/board.ts";
import type { RetroContext } from "../context.ts";

/** Returns the time of the reminder: a day before the deadline, or halfway if that is later. */
const remindAt = (now: Date, deadline: Date): Date =>
  new Date(
    Math.max(deadline.getTime() - dayMs, now.getTime() + (deadline.getTime() - now.getTime()) / 2),
  );

/** Schedules and cancels the jobs of a board after a change. */
export async function scheduleBoardJobs(
  { ctx, purgeFiles }: RetroContext,
  before: Board,
  after: Board,
): Promise<void> {
  const isOpened =
    before.sealed.length > 0 &&
    after.sealed.length === 0 &&
    (areNotesRevealed(after.phase) || isBoardOver(after.phase));
  if (isOpened || (before.votes.length > 0 && after.votes.length === 0)) purgeFiles();
  const { id, conversation } = after;
  const collecting = after.phase === "opening" || after.phase === "collect";
  const schedule = (verb: RetroVerb, dueAt: Date) =>
    ctx.scheduleJob({ kind: retroActions.encode(verb), subject: id, dueAt, conversation });
  const cancel = (verb: RetroVerb) => ctx.cancelJob(retroActions.encode(verb), id);
  if (after.deadline && collecting && after.deadline.getTime() !== before.deadline?.getTime()) {
    await schedule("deadline", after.deadline);
    await schedule("remind", remindAt(ctx.at, after.deadline));
  } else if (before.deadline && !(after.deadline && collecting)) {
    await cancel("deadline");
    await cancel("remind");
  }
  if (after.until && after.until.getTime() !== before.until?.getTime())
    await schedule("timer", after.until);
  else if (before.until && !after.until) await cancel("timer");
  if (after.phase !== before.phase)
    if (movesByFacilitator(after)) await scheduleStalledCheck(ctx, after);
    else await cancel("stalled");
  if (isBoardOver(after.phase)) await scheduleActionJobs(ctx, after);
  for (const action of after.earlierActions)
    if (
      action.state !== "kept" &&
      before.earlierActions.some((old) => old.id === action.id && old.state === "kept")
    )
      await cancelActionJobs(ctx, action.id);
}

/** Returns whether only the facilitator moves the board on: after the reveal, until its end. */
export const movesByFacilitator = ({ phase, home }: Board): boolean =>
  areNotesRevealed(phase) && !isBoardOver(phase) && !isSoloBoard({ home });

/** Schedules the look at a board that its facilitator may have left, after one working day. */
export async function scheduleStalledCheck(ctx: RetroContext["ctx"], board: Board): Promise<void> {
  const calendar = await readBoardCalendar(ctx, board);
  await ctx.scheduleJob({
    kind: retroActions.encode("stalled"),
    subject: board.id,
    dueAt: oneWorkingDayAfter(ctx.at, calendar),
    conversation: board.conversation,
  });
}

/** Reads the working days of a board's facilitator. */
async function readBoardCalendar(
  { w }: RetroContext["ctx"],
  { workspace, facilitator }: Board,
): Promise<WorkCalendar> {
  const zone = await readPersonZone(w, workspace, facilitator);
  return readZoneCalendar(w, workspace, zone);
}

async function scheduleActionJobs(ctx: RetroContext["ctx"], board: Board): Promise<void> {
  const calendar = await readBoardCalendar(ctx, board);
  const today = Temporal.PlainDate.from(localDateAt(ctx.at, calendar.zone));
  for (const { id, due } of keptActions(board)) {
    if (!due) continue;
    const { conversation } = board;
    const days = today.until(Temporal.PlainDate.from(due), { largestUnit: "days" }).days;
    const schedule = (verb: RetroVerb, date: string) =>
      ctx.scheduleJob({
        kind: retroActions.encode(verb),
        subject: id,
        dueAt: workdayMorningOn(date, calendar),
        conversation,
      });
    if (days >= 4) await schedule("midway", today.add({ days: Math.floor(days / 2) }).toString());
    if (days >= 0) await schedule("due", due);
  }
}

/** Cancels the reminders of an action. */
export async function cancelActionJobs(ctx: RetroContext["ctx"], action: string): Promise<void> {
  await ctx.cancelJob(retroActions.encode("midway"), action);
  await ctx.cancelJob(retroActions.encode("due"), action);
}
