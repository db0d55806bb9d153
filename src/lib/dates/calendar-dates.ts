/** Calendar dates as ISO strings (`2027-03-31`), without a time and without a time zone. */

/** Milliseconds of an hour. */
export const hourMs = 60 * 60 * 1_000;

/** Milliseconds of 24 hours. */
export const dayMs = 24 * hourMs;

/** Returns the date and time that an instant has in an IANA time zone. */
export const zonedDateTimeAt = (instant: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);

/** The last day that was asked for in each zone, mostly today; Temporal needs 3 µs for it. */
const lastDays = new Map<string, { from: number; until: number; date: string }>();

/** Returns the ISO date of an instant in an IANA time zone. */
export function localDateAt(instant: Date, zone: string): string {
  const time = instant.getTime();
  const last = lastDays.get(zone);
  if (last && time >= last.from && time < last.until) return last.date;
  const day = zonedDateTimeAt(instant, zone).startOfDay();
  const date = day.toPlainDate().toString();
  const until = day.add({ days: 1 }).startOfDay().epochMilliseconds;
  lastDays.set(zone, { from: day.epochMilliseconds, until, date });
  return date;
}

/** Returns the ISO date of an instant in UTC. */
export const utcDateAt = (instant: Date): string => instant.toISOString().slice(0, 10);

/** Returns the ISO date a number of days later; earlier for a negative number. */
export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** Returns the number of days from one date to another; negative where the other is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days;

/** Returns the Monday of a date's week. */
export const mondayOf = (date: string): string =>
  addDays(date, 1 - Temporal.PlainDate.from(date).dayOfWeek);

/** Returns noon of a date by the clock of this machine, which sentences format as that date. */
export const noonOf = (date: string): Date => new Date(`${date}T12:00:00`);

/** Returns the instant a number of days earlier. */
export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

/** Returns the instant a number of calendar years earlier, in UTC. */
export const yearsBefore = (now: Date, years: number): Date =>
  new Date(zonedDateTimeAt(now, "UTC").subtract({ years }).epochMilliseconds);

/** Returns the ISO date a number of calendar months earlier, in UTC. */
export const dateMonthsBefore = (now: Date, months: number): string =>
  zonedDateTimeAt(now, "UTC").toPlainDate().subtract({ months }).toString();
