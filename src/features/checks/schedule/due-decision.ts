/** What is to be done about somebody whose time has come. Pure. */
import {
  type DueTime,
  lateCheckGraceMs,
  minSendWindowMs,
  snoozedCheckExpiry,
} from "./timetable.ts";

/**
 * So many days that went by while Entwine was out of order are put on record, the newest; the rest
 * of a long outage is nobody's news.
 */
const mostMissed = 10;
/**
 * Nothing is gone through from longer ago, which has the newest of `mostMissed` even where the
 * check comes once a week. Milliseconds.
 */
const furthestBack = 120 * 24 * 60 * 60_000;
/**
 * No clock that was set back goes by more; dealt with until a later time, somebody would not be
 * asked again. Milliseconds.
 */
const furthestAhead = 2 * 24 * 60 * 60_000;
/** So often in a row a check goes unanswered before it comes once a week only. */
const patience = 3;

/** Where somebody stands. */
export interface EnrolmentStatus {
  zone: string;
  /** All that was due until then is dealt with. */
  through: Date;
  snoozedUntil: Date | null;
  snoozedDate: string | null;
  /** Not to be disturbed until then. */
  quietUntil: Date | null;
  weekly: boolean;
  misses: number;
}

/**
 * A check to be sent: of which date, from when until when; `late` after an outage, `again` after a
 * snooze.
 */
export interface DueCheck {
  date: string;
  from: Date;
  until: Date;
  late: boolean;
  snoozed: boolean;
}

export interface DueDecision {
  ask?: DueCheck;
  skipped: { date: string; why: "missed" | "away" }[];
  through: Date;
}

/**
 * Goes through all that was due since the last time: what still makes sense is asked once, the rest
 * is skipped and on record. `next` is what is due after an instant.
 */
export function decideDueChecks(
  standing: EnrolmentStatus,
  next: (after: Date) => DueTime | undefined,
  now: Date,
): DueDecision {
  const decision: DueDecision = { skipped: [], through: withinReach(standing.through, now) };
  const snoozed = snoozedCheck(standing, now);
  if (snoozed) decision.ask = snoozed;
  for (let due = next(decision.through); due && due.at <= now; due = next(due.at)) {
    decision.through = due.at;
    const from = laterOf(now, standing.quietUntil);
    if (due.until <= now) decision.skipped.push({ date: due.date, why: "missed" });
    else if (from >= due.until) decision.skipped.push({ date: due.date, why: "away" });
    else
      decision.ask ??= {
        date: due.date,
        from,
        until: due.until,
        late: now.getTime() - due.at.getTime() > minSendWindowMs,
        snoozed: false,
      };
  }
  decision.skipped = decision.skipped.slice(-mostMissed);
  return decision;
}

function withinReach(through: Date, now: Date): Date {
  if (through.getTime() > now.getTime() + furthestAhead) return now;
  return new Date(Math.max(through.getTime(), now.getTime() - furthestBack));
}

const laterOf = (now: Date, quietUntil: Date | null): Date =>
  quietUntil && quietUntil > now ? quietUntil : now;

function snoozedCheck(
  { snoozedUntil, snoozedDate, zone }: EnrolmentStatus,
  now: Date,
): DueCheck | undefined {
  if (!snoozedUntil || !snoozedDate || snoozedUntil > now) return undefined;
  const until = snoozedCheckExpiry(zone, snoozedUntil);
  return until > now
    ? { date: snoozedDate, from: now, until, late: false, snoozed: true }
    : undefined;
}

/** Whether the check that is sent now is the one with which it becomes weekly. */
export const becomesWeekly = ({
  weekly,
  misses,
}: Pick<EnrolmentStatus, "weekly" | "misses">): boolean => !weekly && misses >= patience;

/**
 * How far back a change of somebody's time reaches: who moves it to a moment ago is asked at once.
 */
export const changeEffectiveFrom = (through: Date, now: Date): Date =>
  new Date(Math.max(through.getTime(), now.getTime() - lateCheckGraceMs));

/** The earlier of two instants, where there are two. */
export const earlierDate = (one: Date | null, other: Date | null): Date | null =>
  one && other && other < one ? other : (one ?? other);
