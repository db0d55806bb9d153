/** Recurrence of meetings: every number of weeks, on a weekday, at a local time. Pure. */
import { zonedDateTimeAt } from "../../../lib/dates/calendar-dates.ts";
import { type WorkCalendar, weekCalendar } from "../../../lib/dates/work-calendar.ts";
import { workdayFrom } from "../../../lib/dates/working-time.ts";

/** When a series repeats. */
export interface Recurrence {
  weeks: number;
  /** ISO: 1 is Monday. */
  weekday: number;
  /** Local time, `14:00`. */
  time: string;
  /** IANA. */
  zone: string;
  /** ISO date of a meeting, from which the weeks are counted. */
  anchor: string;
}

/** Limit between two meetings. */
const maxWeeks = 26;

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Returns the name of an ISO weekday. */
export const weekdayName = (weekday: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(
    new Date(Date.UTC(2027, 2, Math.min(Math.max(weekday, 1), 7))),
  ); // 1 March 2027 is a Monday

const localDate = (at: Date, zone: string): Temporal.PlainDate =>
  zonedDateTimeAt(at, zone).toPlainDate();

/** Returns the instant of a local time: the end of a gap, and the earlier of two. */
const instantAt = (
  date: Temporal.PlainDate,
  { time, zone }: Pick<Recurrence, "time" | "zone">,
): Date => new Date(date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds);

/** Returns the first regular meeting after an instant. */
export function nextMeeting(recurrence: Recurrence, after: Date): Date {
  const anchor = Temporal.PlainDate.from(recurrence.anchor);
  const step = 7 * Math.min(Math.max(recurrence.weeks, 1), maxWeeks);
  const passed = anchor.until(localDate(after, recurrence.zone), { largestUnit: "days" }).days;
  let date = anchor.add({ days: Math.floor(passed / step) * step });
  while (instantAt(date, recurrence) <= after) date = date.add({ days: step });
  return instantAt(date, recurrence);
}

/**
 * Returns the meeting itself, or the same local time of the next working day where its day is a
 * public holiday or a day off. A meeting on a weekend stays: it was chosen.
 */
export function meetingOnWorkday(
  meeting: Date,
  recurrence: Recurrence,
  calendar: WorkCalendar,
): Date {
  const date = localDate(meeting, recurrence.zone);
  const isUsual = weekCalendar(recurrence.zone).isWorkday(date.toString());
  return isUsual ? instantAt(workdayFrom(date, calendar), recurrence) : meeting;
}

/** Moves a meeting by days, at the same local time. */
export const shiftMeeting = (meeting: Date, byDays: number, { time, zone }: Recurrence): Date =>
  instantAt(localDate(meeting, zone).add({ days: byDays }), { time, zone });

/** Parses `2 weeks friday 14:00`, `other friday 14:00`, `week monday 10` or `friday 2pm`. */
export function parseRecurrence(text: string, zone: string, now: Date): Recurrence | undefined {
  const said = text.toLowerCase();
  const day = /\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b/.exec(said)?.[1];
  const [, hour, minute = "00", half] =
    /\b(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|h|o'clock)?\s*$/.exec(
      said.replace(/\bweeks?\b.*?(?=[a-z]{3})/, ""),
    ) ?? [];
  if (!day || !hour) return undefined;
  const clock = half === "pm" && Number(hour) < 12 ? Number(hour) + 12 : Number(hour);
  if (clock > 23 || Number(minute) > 59) return undefined;
  const weeks = /\bother\b|\bsecond\b|\bfortnight/.test(said)
    ? 2
    : Number(/\b(\d{1,2})\s*weeks?\b/.exec(said)?.[1] ?? (/\bmonth/.test(said) ? 4 : 1));
  if (weeks < 1 || weeks > maxWeeks) return undefined;
  const weekday = days.indexOf(day) + 1;
  const today = localDate(now, zone);
  const recurrence = { weeks, weekday, time: `${String(clock).padStart(2, "0")}:${minute}`, zone };
  let first = today.add({ days: (weekday - today.dayOfWeek + 7) % 7 });
  if (instantAt(first, recurrence) <= now) first = first.add({ days: 7 });
  return { ...recurrence, anchor: first.toString() };
}

/** Returns 17:00 local time of an ISO date. */
export const endOfWorkday = (date: string, zone: string): Date =>
  new Date(
    Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: "17:00" })
      .epochMilliseconds,
  );
