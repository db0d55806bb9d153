/** Calendar days by month and day, with the rules that find dates in folded text. */

/** A pattern, and the date that its match names relative to `today`. */
export type DateRule = [
  RegExp,
  (found: RegExpExecArray, today: Temporal.PlainDate) => Temporal.PlainDate | undefined,
];

/** Returns the day; the last of the month for a day after it. */
export const plainDate = (year: number, monthOfYear: number, day: number): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year, month: monthOfYear, day }, { overflow: "constrain" });

/** Returns the last day of the month of a day. */
export const lastOfMonth = (day: Temporal.PlainDate): Temporal.PlainDate =>
  day.with({ day: day.daysInMonth });

/** A year in which every month has its most days. */
const leapYear = 2028;

/**
 * Returns the first date on or after `today` with that month and day; undefined for numbers that
 * are no date ("10.0.0.15", "£0.00"), and for a day that the month never has (31 April).
 */
export function nextDate(
  today: Temporal.PlainDate,
  monthOfYear: number,
  day: number | "last",
  year?: number,
): Temporal.PlainDate | undefined {
  if (monthOfYear < 1 || monthOfYear > 12 || Number(day) < 1) return undefined;
  if (Number(day) > plainDate(leapYear, monthOfYear, 1).daysInMonth) return undefined;
  const on = (y: number) =>
    day === "last" ? lastOfMonth(plainDate(y, monthOfYear, 1)) : plainDate(y, monthOfYear, day);
  if (year) return on(year < 100 ? 2000 + year : year);
  const thisYear = on(today.year);
  return Temporal.PlainDate.compare(thisYear, today) < 0 ? on(today.year + 1) : thisYear;
}
