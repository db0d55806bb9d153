/**
 * Decides which checks to send or skip for one person, given everything due since the last run.
 * Pure.
 */
import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import {
  type DueTime,
  lateCheckGraceMs,
  minSendWindowMs,
  snoozedCheckExpiry,
} from "./timetable.ts";

/** Number of checks missed in an outage that are recorded, newest first. */
const maxMissedRecorded = 10;
/** Limit of the search into the past; enough for `maxMissedRecorded` weekly checks. */
const maxLookBackMs = 120 * dayMs;
/**
 * Limit of `through` in the future, reached only when the machine's clock was set back. Without it
 * a person would not be asked until then.
 */
const maxLookAheadMs = 2 * dayMs;
/** Number of unanswered checks in a row after which a daily check becomes weekly. */
const unansweredBeforeWeekly = 3;

/** Fields of an enrolment on which the decision depends. */
export interface EnrolmentStatus {
  zone: string;
  /** All checks due until this instant are handled. */
  through: Date;
  snoozedUntil: Date | null;
  snoozedDate: string | null;
  /** End of a do-not-disturb period or an absence. */
  quietUntil: Date | null;
  weekly: boolean;
  misses: number;
}

/** A check to send. */
export interface DueCheck {
  /** ISO date that it asks about. */
  date: string;
  from: Date;
  until: Date;
  /** Whether it comes late, after an outage. */
  late: boolean;
  snoozed: boolean;
}

export interface DueDecision {
  ask?: DueCheck | undefined;
  skipped: { date: string; why: "missed" | "away" }[];
  through: Date;
}

/**
 * Goes through all checks due since the last run: sends the first that is still useful and records
 * the others as skipped.
 * @param nextAfter returns the next due check after an instant
 */
export function decideDueChecks(
  status: EnrolmentStatus,
  nextAfter: (instant: Date) => DueTime | undefined,
  now: Date,
): DueDecision {
  const decision: DueDecision = {
    ask: snoozedCheck(status, now),
    skipped: [],
    through: clampThrough(status.through, now),
  };
  for (let due = nextAfter(decision.through); due && due.at <= now; due = nextAfter(due.at)) {
    decision.through = due.at;
    const from = laterOf(now, status.quietUntil);
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
  decision.skipped = decision.skipped.slice(-maxMissedRecorded);
  return decision;
}

function clampThrough(through: Date, now: Date): Date {
  if (through.getTime() > now.getTime() + maxLookAheadMs) return now;
  return new Date(Math.max(through.getTime(), now.getTime() - maxLookBackMs));
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

/** Returns whether checks come weekly starting with the one that is sent now. */
export const becomesWeekly = ({
  weekly,
  misses,
}: Pick<EnrolmentStatus, "weekly" | "misses">): boolean =>
  !weekly && misses >= unansweredBeforeWeekly;

/**
 * Returns how far back a change of times applies: a time moved to just before now is asked for at
 * once.
 */
export const changeEffectiveFrom = (through: Date, now: Date): Date =>
  new Date(Math.max(through.getTime(), now.getTime() - lateCheckGraceMs));

/** Returns the earlier of two instants; either may be missing. */
export const earlierDate = (one: Date | null, other: Date | null): Date | null =>
  one && other && other < one ? other : (one ?? other);
