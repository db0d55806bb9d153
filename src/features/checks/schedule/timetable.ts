/** Due times of a person's checks, in their own time zone. Pure. */

import { localDateAt, zonedDateTimeAt } from "../../../lib/dates/calendar-dates.ts";
import type { IsDayOff } from "../../../lib/dates/work-calendar.ts";

/** Maximum delay (ms) of a check after an outage. */
export const lateCheckGraceMs = 2 * 60 * 60 * 1_000;
/** Local time after which no late check is sent. */
const latestLateTime = "18:00";
/** Minimum time in which all checks of one instant can be sent, also late in the day. */
export const minSendWindowMs = 10 * 60 * 1_000;
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
export function snoozeUntil(
  length: "hour" | "afternoon",
  zone: string,
  now: Date,
): Date | undefined {
  const local = zonedDateTimeAt(now, zone);
  const soonest = local.add({ minutes: length === "hour" ? 60 : 30 });
  const ends =
    length === "hour" ? [soonest] : ["14:00", "16:30"].map((time) => local.withPlainTime(time));
  const end = ends.find((time) => Temporal.ZonedDateTime.compare(time, soonest) >= 0);
  return end?.toPlainDate().equals(local.toPlainDate())
    ? new Date(end.epochMilliseconds)
    : undefined;
}

/** Returns until when a check that was snoozed until an instant may be sent. */
export function snoozedCheckExpiry(zone: string, snoozedUntil: Date): Date {
  const midnight = zonedDateTimeAt(snoozedUntil, zone)
    .toPlainDate()
    .add({ days: 1 })
    .toZonedDateTime(zone);
  return new Date(
    Math.min(snoozedUntil.getTime() + lateCheckGraceMs, midnight.epochMilliseconds - 1),
  );
}
