/**
 * Times of checks, and which checks to send or skip for one person, given everything due since the
 * last run. Pure.
 */

import { dayMs, localDateAt, zonedDateTimeAt } from "../../../lib/dates/calendar-dates.ts";
import type { IsDayOff } from "../../../lib/dates/work-calendar.ts";
import { type Snooze, snoozes } from "../check.ts";

/** Maximum delay (ms) of a check after an outage. */
const lateCheckGraceMs = 2 * 60 * 60 * 1_000;
/** Local time after which no late check is sent. */
const latestLateTime = "18:00";
/** Minimum time in which all checks of one instant can be sent, also late in the day. */
const minSendWindowMs = 10 * 60 * 1_000;
/** Limit of the search for the next due day; a longer pause counts as the end. */
const maxSearchDays = 1_200;

/** A person's choice of days and times. */
export interface Timetable {
  /** `15:00`. */
  at: string;
  /** ISO weekdays (`12345`). */
  days: string;
  /** IANA. */
  zone: string;
  /** Region of the public holidays (`DE-BY`). */
  region: string | null;
  /** ISO date on which a pause ends. */
  pausedUntil: string | null;
  /** Whether the check comes on the first due day of each ISO week only. */
  weekly: boolean;
}

/** The check of an ISO date: when it is due, and until when it is worth sending. */
export interface DueTime {
  date: string;
  at: Date;
  until: Date;
}

const isWorkday = (
  day: Temporal.PlainDate,
  { days, region, pausedUntil }: Timetable,
  isDayOff: IsDayOff,
): boolean => {
  const date = day.toString();
  return (
    days.includes(String(day.dayOfWeek)) &&
    (pausedUntil === null || date >= pausedUntil) &&
    !isDayOff(date, region)
  );
};

/** Returns whether the timetable and the days off allow a check on a day. */
export function isDueDay(
  day: Temporal.PlainDate,
  timetable: Timetable,
  isDayOff: IsDayOff,
): boolean {
  if (!isWorkday(day, timetable, isDayOff)) return false;
  if (!timetable.weekly) return true;
  for (let before = 1; before < day.dayOfWeek; before++)
    if (isWorkday(day.subtract({ days: before }), timetable, isDayOff)) return false;
  return true;
}

/**
 * Returns the instant of a local time: the first of two where clocks go back, and the end of the
 * gap where they go forward. Returns `undefined` where a zone has left the date out, as Samoa did
 * with 30 December 2011.
 */
function instantOf(
  day: Temporal.PlainDate,
  time: string,
  zone: string,
): Temporal.Instant | undefined {
  const local = day.toPlainDateTime(time);
  const first = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (first.toPlainDateTime().equals(local)) return first.toInstant();
  const after = first.getTimeZoneTransition("next");
  return after?.toPlainDate().equals(day) ? after.toInstant() : undefined;
}

/**
 * Returns until when a check may be sent: within the grace period and working hours, with at least
 * the send window for checks in the evening, and on its own date.
 */
function sendableUntil(day: Temporal.PlainDate, due: Temporal.Instant, zone: string): Date {
  const at = due.epochMilliseconds;
  const closing = instantOf(day, latestLateTime, zone)?.epochMilliseconds ?? at;
  const midnight = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  return new Date(
    Math.min(
      Math.max(Math.min(at + lateCheckGraceMs, closing), at + minSendWindowMs),
      midnight - 1,
    ),
  );
}

/** Returns the next check that is due after an instant; `undefined` if none is within three years. */
export function nextDueCheck(
  timetable: Timetable,
  isDayOff: IsDayOff,
  after: Date,
): DueTime | undefined {
  const { at, zone, pausedUntil } = timetable;
  let day = Temporal.PlainDate.from(localDateAt(after, zone));
  if (pausedUntil !== null && pausedUntil > day.toString())
    day = Temporal.PlainDate.from(pausedUntil);
  for (let days = 0; days < maxSearchDays; days++, day = day.add({ days: 1 })) {
    if (!isDueDay(day, timetable, isDayOff)) continue;
    const due = instantOf(day, at, zone);
    if (due && due.epochMilliseconds > after.getTime())
      return {
        date: day.toString(),
        at: new Date(due.epochMilliseconds),
        until: sendableUntil(day, due, zone),
      };
  }
  return undefined;
}

/** Returns `nextDueCheck` with a cache, since many people share a timetable. */
export function createNextCheckCache(
  isDayOff: IsDayOff,
): (timetable: Timetable, after: Date) => DueTime | undefined {
  const known = new Map<string, DueTime | undefined>();
  return (timetable, after) => {
    const { at, days, zone, region, pausedUntil, weekly } = timetable;
    const key = `${after.getTime()} ${at} ${days} ${zone} ${region} ${pausedUntil} ${weekly}`;
    if (!known.has(key)) known.set(key, nextDueCheck(timetable, isDayOff, after));
    return known.get(key);
  };
}

/**
 * Returns when a snooze ends: after an hour, or at 14:00 or 16:30. Returns `undefined` where that is
 * not on the same day.
 */
export function snoozeUntil(length: Snooze, zone: string, now: Date): Date | undefined {
  const local = zonedDateTimeAt(now, zone);
  const soonest = local.add({ minutes: length === "hour" ? 60 : 30 });
  const ends =
    length === "hour" ? [soonest] : ["14:00", "16:30"].map((time) => local.withPlainTime(time));
  const end = ends.find((time) => Temporal.ZonedDateTime.compare(time, soonest) >= 0);
  return end?.toPlainDate().equals(local.toPlainDate())
    ? new Date(end.epochMilliseconds)
    : undefined;
}

/** Returns the snoozes that end on the day on which a question is asked. */
export const snoozesAt = (zone: string, asked: Date): Snooze[] =>
  snoozes.filter((length) => snoozeUntil(length, zone, asked));

/** Returns until when a check that was snoozed until an instant may be sent. */
function snoozedCheckExpiry(zone: string, snoozedUntil: Date): Date {
  const midnight = zonedDateTimeAt(snoozedUntil, zone)
    .toPlainDate()
    .add({ days: 1 })
    .toZonedDateTime(zone);
  return new Date(
    Math.min(snoozedUntil.getTime() + lateCheckGraceMs, midnight.epochMilliseconds - 1),
  );
}

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

/** Whether a person is asked now, and when they are due next. */
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
