/** What is to happen later because of a board: its deadline and who is reminded before it, the end of a topic's time, and the owners of actions halfway and on the day. */
import { aWorkdayMorning } from "../working-time.ts";
import { type Board, isOver, isRevealed, keptOf } from "./board.ts";
import { name } from "./errand.ts";
import { type Room, todayIn, zoneOf } from "./room.ts";

const day = 86_400_000;

/** The kind of a duty, which comes back as its path. */
export const dutyOf = (what: string): string => `${name}/${what}`;

/** A day before the end; halfway where there is less time than two days. */
const remindAt = (now: Date, deadline: Date): Date => new Date(Math.max(deadline.getTime() - day, now.getTime() + (deadline.getTime() - now.getTime()) / 2));

export async function planBoard({ office, forget }: Room, before: Board, after: Board): Promise<void> {
  const isOpened = before.sealed.length > 0 && after.sealed.length === 0 && (isRevealed(after.phase) || isOver(after.phase));
  if (isOpened || (before.votes.length > 0 && after.votes.length === 0)) forget();
  const { id, conversation } = after;
  const collecting = after.phase === "opening" || after.phase === "collect";
  const plan = (what: string, dueAt: Date) => office.plan({ kind: dutyOf(what), subject: id, dueAt, conversation });
  const strike = (what: string) => office.strike(dutyOf(what), id);
  if (after.deadline && collecting && after.deadline.getTime() !== before.deadline?.getTime()) {
    await plan("deadline", after.deadline);
    await plan("remind", remindAt(office.at, after.deadline));
  } else if (before.deadline && !(after.deadline && collecting)) {
    await strike("deadline");
    await strike("remind");
  }
  if (after.until && after.until.getTime() !== before.until?.getTime()) await plan("timer", after.until);
  else if (before.until && !after.until) await strike("timer");
  if (isOver(after.phase)) await planActions(office, after);
  for (const action of after.old)
    if (action.state !== "kept" && before.old.some((old) => old.id === action.id && old.state === "kept")) await strikeAction(office, action.id);
}

async function planActions(office: Room["office"], board: Board): Promise<void> {
  const zone = await zoneOf(office.w, board.workspace, board.facilitator);
  const today = Temporal.PlainDate.from(todayIn(zone, office.at));
  for (const { id, due } of keptOf(board)) {
    if (!due) continue;
    const { conversation } = board;
    const days = today.until(Temporal.PlainDate.from(due), { largestUnit: "days" }).days;
    const plan = (what: string, date: string) => office.plan({ kind: dutyOf(what), subject: id, dueAt: aWorkdayMorning(date, zone), conversation });
    if (days >= 4) await plan("midway", today.add({ days: Math.floor(days / 2) }).toString());
    if (days >= 0) await plan("due", due);
  }
}

export async function strikeAction(office: Room["office"], action: string): Promise<void> {
  await office.strike(dutyOf("midway"), action);
  await office.strike(dutyOf("due"), action);
}
