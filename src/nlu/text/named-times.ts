/**
 * Dates with a name: seasons, feasts, the turn of the year, the end of a half, and the next day of
 * a month.
 */

const after = "(?:after|nach|apres|despues del?)";
const daysToPentecost = 49;
/** Days from a holiday on Sunday and Monday to the first working day. */
const daysToTuesday = 2;

const before =
  "(?:before|next|vor(?: dem)?|nachste[rnms]?|avant(?: l['ae])?|antes del?|proxim[oa])";

/**
 * Returns the rule of a season: its end while it is under way, else the end of its first month.
 * @param first - its first month; it has three
 */
const season = (names: string, first: number): DateRule => [
  new RegExp(`(\\b${before} ?(?:the )?)?\\b(?:${names})`),
  ([, isNext], today) => {
    const isUnderWay = !isNext && today.month >= first && today.month < first + 3;
    return nextDate(today, isUnderWay ? first + 2 : first, "last");
  },
];

/** Returns the Friday after the fourth Thursday of November. */
function blackFriday(year: number): Temporal.PlainDate {
  const november = plainDate(year, 11, 1);
  return november.add({ days: ((4 - november.dayOfWeek + 7) % 7) + 22 });
}

/** Rules of dates with a name. */
export const namedTimes: DateRule[] = [
  [
    /\bblack friday\b/,
    (_, today) => {
      const thisYear = blackFriday(today.year);
      return Temporal.PlainDate.compare(thisYear, today) < 0
        ? blackFriday(today.year + 1)
        : thisYear;
    },
  ],
  [
    /\b(?:turn of the year|jahreswechsel|changement d'annee|passage a l'an|cambio de ano)/,
    (_, today) => nextDate(today, 12, 31),
  ],
  [
    /\b(?:end|ende|fin|finales|final) (?:of |of the |of this |du |de ce |des |dieses |del |de este )?(?:semestre|semesters?|halbjahre?s?|half(?:[- ]year)?)\b|\b(?:halbjahresende|semesterende)\b/,
    (_, today) => nextDate(today, today.month > 6 ? 12 : 6, "last"),
  ],
  season("(?:summer|sommer|ete|verano)\\b(?!time)", 6),
  season("(?:autumn|fall|herbst|automne|otono)\\b", 9),
  [
    /\b(?:spring|fruhjahr|fruhling|printemps|primavera)\b(?! (?:clean|roll|water|boot))/,
    (_, today) => nextDate(today, 5, 31),
  ],
  [/\b(?:winter|hiver|invierno)\b/, (_, today) => nextDate(today, 2, "last")],
  [
    new RegExp(`(\\b${after} )?\\b(?:easter|ostern|paques|pascua|semana santa)\\b`),
    ([, isAfter], today) => nextEaster(today, isAfter ? daysToTuesday : 0),
  ],
  [
    new RegExp(`(\\b${after} )?\\b(?:whitsun|pentecost|pfingsten|pentecote|pentecostes)\\b`),
    ([, isAfter], today) => nextEaster(today, daysToPentecost + (isAfter ? daysToTuesday : 0)),
  ],
  [/\b(?:christmas|weihnachten|noel|navidad)\b/, (_, today) => nextDate(today, 12, 24)],
  [
    /\b(?:new year'?s eve|silvester|saint-sylvestre|nochevieja)\b/,
    (_, today) => nextDate(today, 12, 31),
  ],
  [/\b(?:new year|neujahr|nouvel an|ano nuevo)\b/, (_, today) => nextDate(today, 1, 1)],
];

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
