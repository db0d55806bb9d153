/** Dates with a name: seasons, feasts, the turn of the year, the end of a half. Folded text. */
import { nextEaster } from "../../lib/dates/easter.ts";
import { type DateRule, nextDate, plainDate } from "./next-date.ts";

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
