/**
 * Weeks and dates as the checks count them: ISO dates where the person is, weeks from Monday on,
 * and blocks of four of them that never overlap.
 */

const plain = (date: string): Temporal.PlainDate => Temporal.PlainDate.from(date);

export const addDays = (date: string, days: number): string => plain(date).add({ days }).toString();

/** The Monday of a date's week. */
export const mondayOf = (date: string): string => addDays(date, 1 - plain(date).dayOfWeek);

/** A Monday from which blocks are counted. */
const firstMonday = plain("1970-01-05");

/** The Monday on which a date's block of four weeks begins. */
export function fourWeekBlockOf(date: string): string {
  const weeks = firstMonday.until(plain(mondayOf(date)), { largestUnit: "days" }).days / 7;
  return firstMonday.add({ days: Math.floor(weeks / 4) * 28 }).toString();
}

/** A date as an instant of this machine's day, so that it reads as that date in a sentence. */
export const localNoon = (date: string): Date => new Date(`${date}T12:00:00`);

/**
 * How a date is said beside today: `today`, `yesterday`, a weekday of the last six days, or the day
 * itself.
 */
export function howLongAgo(
  date: string,
  today: string,
): "today" | "yesterday" | "weekday" | "date" {
  const days = plain(date).until(plain(today), { largestUnit: "days" }).days;
  if (days === 0) return "today";
  if (days === 1) return "yesterday";
  return days > 1 && days < 7 ? "weekday" : "date";
}
