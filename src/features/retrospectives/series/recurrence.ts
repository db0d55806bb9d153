/** When a retrospective comes again: every so many weeks, on a weekday, at a time of the wall. */

export interface Recurrence {
  weeks: number;
  /** ISO: 1 is Monday. */
  weekday: number;
  /** `14:00` on the wall. */
  time: string;
  /** IANA. */
  zone: string;
  /** ISO date of one of them, from which the weeks are counted. */
  anchor: string;
}

/** Between two of them. */
const mostWeeks = 26;

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** The weekday's name. */
export const weekdayName = (weekday: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(
    new Date(Date.UTC(2027, 2, Math.min(Math.max(weekday, 1), 7))),
  ); // 1 March 2027 is a Monday

const localDate = (at: Date, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate();

/**
 * A time that does not exist in spring is the first one after the gap; of two in autumn the earlier
 * counts.
 */
const at = (date: Temporal.PlainDate, { time, zone }: Pick<Recurrence, "time" | "zone">): Date =>
  new Date(date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds);

/** The first regular one after an instant. */
export function nextMeeting(rhythm: Recurrence, after: Date): Date {
  const anchor = Temporal.PlainDate.from(rhythm.anchor);
  const step = 7 * Math.min(Math.max(rhythm.weeks, 1), mostWeeks);
  const passed = anchor.until(localDate(after, rhythm.zone), { largestUnit: "days" }).days;
  let date = anchor.add({ days: Math.floor(passed / step) * step });
  while (at(date, rhythm) <= after) date = date.add({ days: step });
  return at(date, rhythm);
}

/** The same wall time so many days later. */
export const shiftMeeting = (meeting: Date, byDays: number, { time, zone }: Recurrence): Date =>
  at(localDate(meeting, zone).add({ days: byDays }), { time, zone });

/**
 * `2 weeks friday 14:00`, `other friday 14:00`, `week monday 10`, `friday 2pm`; the first one is
 * after `now`.
 */
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
  if (weeks < 1 || weeks > mostWeeks) return undefined;
  const weekday = days.indexOf(day) + 1;
  const today = localDate(now, zone);
  const rhythm = { weeks, weekday, time: `${String(clock).padStart(2, "0")}:${minute}`, zone };
  let first = today.add({ days: (weekday - today.dayOfWeek + 7) % 7 });
  if (at(first, rhythm) <= now) first = first.add({ days: 7 });
  return { ...rhythm, anchor: first.toString() };
}

/** Five in the afternoon of an ISO date. */
export const endOfWorkday = (date: string, zone: string): Date =>
  new Date(
    Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: "17:00" })
      .epochMilliseconds,
  );
