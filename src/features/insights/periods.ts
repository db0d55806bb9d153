/** Periods in addresses: a month (`2026-11`), or days from and to (`2026-11-02..2026-11-30`). */
import { addDays, localDateAt } from "../../lib/dates/calendar-dates.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";

/** Instants from the start of the first day to the start of the day after the last. */
export interface Period {
  from: Date;
  /** Missing: still running. */
  until?: Date;
}

/** Returns whether a text is a month (`2026-11`). */
export const isMonth = (text: string): boolean => isIsoDate(`${text}-01`);

const startOf = (date: string, zone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);

/** Returns the period of its notation, in a time zone; `undefined` if it is none. */
export function parsePeriod(text: string, zone: string): Period | undefined {
  if (isMonth(text)) {
    const first = `${text}-01`;
    return { from: startOf(first, zone), until: startOf(`${monthAfter(text)}-01`, zone) };
  }
  const [from = "", to = ""] = text.split("..");
  if (!isIsoDate(from) || (to !== "" && !isIsoDate(to))) return undefined;
  return { from: startOf(from, zone), until: to ? startOf(addDays(to, 1), zone) : undefined };
}

/** Returns the month that is some months after another. */
export const monthAfter = (month: string, months = 1): string =>
  Temporal.PlainYearMonth.from(month).add({ months }).toString();

/** Returns the month of an instant in a time zone. */
export const monthAt = (instant: Date, zone: string): string =>
  localDateAt(instant, zone).slice(0, 7);

/** Returns the notation of the days since a number of days ago. */
export const sinceDays = (days: number, now: Date, zone: string): string =>
  `${addDays(localDateAt(now, zone), -days)}..`;

/** Returns the notation of the quarter of an instant, or of one before it. */
export function quarterAt(instant: Date, zone: string, before = 0): string {
  const month = Temporal.PlainYearMonth.from(monthAt(instant, zone));
  const first = month.subtract({ months: ((month.month - 1) % 3) + 3 * before });
  return `${first}-01..${first.add({ months: 3 }).toPlainDate({ day: 1 }).subtract({ days: 1 })}`;
}

/** Formats a month in a language: "November 2026". */
export const monthName = (month: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-15T12:00:00Z`),
  );

/** Returns the months of the year until an instant, oldest first. */
export const lastMonths = (now: Date, zone: string): string[] =>
  Array.from({ length: 12 }, (_, index) => monthAfter(monthAt(now, zone), index - 11));
