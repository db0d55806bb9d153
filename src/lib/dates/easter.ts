/** Dates that depend on Easter. */

/** Returns Easter Sunday of a year in the Gregorian calendar (Meeus, Jones and Butcher). */
function easterSunday(year: number): Temporal.PlainDate {
  const cycle = year % 19;
  const [century, rest] = [Math.floor(year / 100), year % 100];
  const skipped = Math.floor((century + 8) / 25);
  const correction = Math.floor((century - skipped + 1) / 3);
  const epact = (19 * cycle + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const late = Math.floor((cycle + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return new Temporal.PlainDate(year, Math.floor(days / 31), (days % 31) + 1);
}

/**
 * Returns the next date, from `today` on, that is a number of days after an Easter Sunday
 * (Pentecost: 49).
 */
export function nextEaster(today: Temporal.PlainDate, days: number): Temporal.PlainDate {
  const thisYear = easterSunday(today.year).add({ days });
  return Temporal.PlainDate.compare(thisYear, today) < 0
    ? easterSunday(today.year + 1).add({ days })
    : thisYear;
}
