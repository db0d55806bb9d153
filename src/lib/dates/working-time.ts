/** Working days and working hours by the calendar of a person. */
import { dayMs, hourMs, utcDateAt, zonedDateTimeAt } from "./calendar-dates.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/**
 * Returns whether a text is the ISO date (`2027-03-31`) of an existing day. Temporal alone would
 * accept other notations.
 */
export function isIsoDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text)
  );
}

/** Local hours at which a working day starts and ends. */
const startHour = 9;
const endHour = 17;

/** Duration of a working day. */
export const workingDayMs = (endHour - startHour) * hourMs;

/**
 * Limit of the search for a working day; a calendar without one in so many days counts as if each
 * day were one.
 */
const maxDaysOff = 120;

/** Returns the first working day from a date on. */
export function workdayFrom(date: Temporal.PlainDate, calendar: WorkCalendar): Temporal.PlainDate {
  for (let days = 0; days < maxDaysOff; days++) {
    const day = date.add({ days });
    if (calendar.isWorkday(day.toString())) return day;
  }
  return date;
}

/** Result of the last call of a calendar: computing it costs more than a write. */
const lastResults = new WeakMap<WorkCalendar, { minute: number; due: number }>();

/**
 * Returns the same minute one working day later, moved into working hours: Friday 15:00 becomes
 * Monday 15:00, 22:00 becomes 9:00 of the next working day.
 */
export function oneWorkingDayAfter(instant: Date, calendar: WorkCalendar): Date {
  const minute = Math.floor(instant.getTime() / 60_000);
  const last = lastResults.get(calendar);
  if (last?.minute === minute) return new Date(last.due);
  const due = nextWorkday(new Date(minute * 60_000), calendar);
  lastResults.set(calendar, { minute, due });
  return new Date(due);
}

function nextWorkday(instant: Date, calendar: WorkCalendar): number {
  const { zone } = calendar;
  const local = zonedDateTimeAt(instant, zone);
  const isLate = local.hour >= endHour;
  const date = local.toPlainDate();
  const first = workdayFrom(isLate ? date.add({ days: 1 }) : date, calendar);
  const isMoved = isLate || local.hour < startHour;
  const time = isMoved ? new Temporal.PlainTime(startHour) : local.toPlainTime();
  const day = workdayFrom(first.add({ days: 1 }), calendar);
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

/** Returns 10:00 of an ISO date, or of the next working day. */
export function workdayMorningOn(date: string, calendar: WorkCalendar): Date {
  const day = workdayFrom(Temporal.PlainDate.from(date), calendar);
  const morning = day.toZonedDateTime({ timeZone: calendar.zone, plainTime: "10:00" });
  return new Date(morning.epochMilliseconds);
}

/**
 * Returns the working time between two instants (ms), by local wall time: it stops at night, on
 * days off and while a clock is set back.
 */
export function workingMsBetween(from: Date, to: Date, calendar: WorkCalendar): number {
  const [start, end] = [wallTimeMs(from, calendar.zone), wallTimeMs(to, calendar.zone)];
  let sum = 0;
  for (let day = Math.floor(start / dayMs) * dayMs; day < end; day += dayMs) {
    const worked =
      Math.min(end, day + endHour * hourMs) - Math.max(start, day + startHour * hourMs);
    if (worked > 0 && calendar.isWorkday(utcDateAt(new Date(day)))) sum += worked;
  }
  return sum;
}

/** Returns the local date and time of an instant as if they were in UTC (Unix time, ms). */
const wallTimeMs = (instant: Date, zone: string): number =>
  instant.getTime() + zonedDateTimeAt(instant, zone).offsetNanoseconds / 1e6;
