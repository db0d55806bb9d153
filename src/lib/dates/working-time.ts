/** Working days and working hours in a time zone. */
import { dayMs } from "./calendar-dates.ts";

/**
 * Whether a text is the ISO date (`2027-03-31`) of an existing day. Temporal alone would accept
 * other notations.
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

const isWorkday = (day: Temporal.ZonedDateTime): boolean => day.dayOfWeek <= 5;

/** Cached for one minute by zone: computing it costs more than a write. */
let cache = { minute: 0, byZone: new Map<string, number>() };

/**
 * Returns the same minute one working day later, moved into working hours: Friday 15:00 becomes
 * Monday 15:00, 22:00 becomes 9:00 of the next working day.
 * @param zone IANA
 */
export function oneWorkingDayAfter(instant: Date, zone: string): Date {
  const minute = Math.floor(instant.getTime() / 60_000);
  if (minute !== cache.minute) cache = { minute, byZone: new Map() };
  return new Date(cache.byZone.getOrInsertComputed(zone, () => nextDay(minute * 60_000, zone)));
}

function nextDay(milliseconds: number, zone: string): number {
  let day = Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone);
  if (day.hour >= endHour) day = day.add({ days: 1 }).with({ hour: startHour, minute: 0 });
  else if (day.hour < startHour) day = day.with({ hour: startHour, minute: 0 });
  while (!isWorkday(day)) day = day.add({ days: 1 });
  do day = day.add({ days: 1 });
  while (!isWorkday(day));
  return day.epochMilliseconds;
}

/** Returns 10:00 of an ISO date, or of the next working day. */
export function workdayMorningOn(date: string, zone: string): Date {
  let day = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: "10:00" });
  while (!isWorkday(day)) day = day.add({ days: 1 });
  return new Date(day.epochMilliseconds);
}

const hourMs = 3_600_000;

/** Duration of a working day. */
export const workingDayMs = (endHour - startHour) * hourMs;

/**
 * Returns the working time since a fixed Monday, by local wall time: it stops at night, over
 * weekends and while a clock is set back.
 */
function workingTimeSinceEpoch(instant: Date, zone: string): number {
  const ms = instant.getTime();
  const wallMs =
    ms +
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  const days = Math.floor(wallMs / dayMs) + 3; // 1970 started on a Thursday
  const weeks = Math.floor(days / 7);
  const today = days - weeks * 7;
  const soFar =
    today < 5
      ? Math.min(
          Math.max(wallMs - Math.floor(wallMs / dayMs) * dayMs - startHour * hourMs, 0),
          workingDayMs,
        )
      : 0;
  return (weeks * 5 + Math.min(today, 5)) * workingDayMs + soFar;
}

/**
 * Returns the working time between two instants (ms).
 * @param zone IANA
 */
export const workingMsBetween = (from: Date, to: Date, zone: string): number =>
  Math.max(0, workingTimeSinceEpoch(to, zone) - workingTimeSinceEpoch(from, zone));
