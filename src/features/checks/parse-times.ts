/** Reads times, weekdays and dates as people write them. */
import { addDays } from "../../lib/dates/calendar-dates.ts";
import { isIsoDate } from "../../lib/dates/working-time.ts";
import { readDateExpression } from "../../nlu/text/date-expressions.ts";
import { foldText } from "../../nlu/text/normalise.ts";

/** Parses a time of day such as `15:30`, `15.30`, `15h30`, `3pm` or `15`, and returns `15:30`. */
export function parseTimeOfDay(text: string): string | undefined {
  const [, hour = "", minute = "0", half] =
    /^(?:at\s+)?(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(?:h|uhr|o'clock)?\s?([ap]\.?m\.?)?$/.exec(
      foldText(text.trim()),
    ) ?? [];
  if (hour === "" || (half && (Number(hour) < 1 || Number(hour) > 12))) return undefined;
  const hours = half ? (Number(hour) % 12) + (half.startsWith("p") ? 12 : 0) : Number(hour);
  if (hours > 23 || Number(minute) > 59) return undefined;
  return `${String(hours).padStart(2, "0")}:${minute.padStart(2, "0")}`;
}

const weekdays = [
  ["mon", "mo", "montag", "lun", "lundi", "lunes"],
  ["tue", "tues", "di", "dienstag", "mar", "mardi", "martes"],
  ["wed", "mi", "mittwoch", "mer", "mercredi", "mie", "miercoles"],
  ["thu", "thur", "thurs", "do", "donnerstag", "jeu", "jeudi", "jue", "jueves"],
  ["fri", "fr", "freitag", "ven", "vendredi", "vie", "viernes"],
  ["sat", "sa", "samstag", "sam", "samedi", "sab", "sabado"],
  ["sun", "so", "sonntag", "dim", "dimanche", "dom", "domingo"],
];

const dayOf = (word: string): number =>
  weekdays.findIndex(
    (names) =>
      names.includes(word) ||
      names.includes(word.replace(/(?:s|days?|sdays?|nesdays?|rsdays?|urdays?)$/, "")),
  ) + 1;

/**
 * Parses weekdays such as "mon-fri", "Monday, Wednesday and Friday" or "weekdays", and returns ISO
 * weekdays in ascending order (`12345`).
 */
export function parseWeekdays(text: string): string | undefined {
  const said = foldText(text.trim())
    .replace(/^(?:from|von|du|de)\s/, "")
    .replace(/\s*[-–—]\s*|\s(?:to|till|through|bis|au|a)\s/g, "-");
  if (/^(?:weekdays|working days|workdays)$/.test(said)) return "12345";
  if (/^(?:every ?day|daily|all|all days)$/.test(said)) return "1234567";
  const days = new Set<number>();
  for (const part of said
    .split(/[,;/+&\s]+(?:and\s+|und\s+|et\s+|y\s+)?/)
    .filter((word) => word !== "" && !/^(?:and|und|et|y)$/.test(word))) {
    const [first = "", last = first, ...more] = part.split("-");
    const [from, to] = [dayOf(first), dayOf(last)];
    if (from === 0 || to === 0 || more.length > 0) return undefined;
    for (let day = from; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === to) break;
    }
  }
  return days.size > 0 ? [...days].sort().join("") : undefined;
}

/** Splits a range of two dates: "between 1 March and 12 March". */
export const splitDateRange = (text: string): [string, string] | undefined => {
  const [, from, to] =
    /^(?:between|from|since)?\s*(.+?)\s+(?:and|to|until|till|–|-)\s+(.+)$/i.exec(text.trim()) ?? [];
  return from && to ? [from, to] : undefined;
};

/**
 * Parses a date in the past: a date without a year is the last one before today, a weekday one of
 * the last seven days.
 */
export function parsePastDate(text: string, today: string): string | undefined {
  if (isIsoDate(text)) return text;
  if (/^(?:today|yesterday)$/i.test(text)) return addDays(today, /^t/i.test(text) ? 0 : -1);
  return readDateExpression(
    text,
    /\d/.test(text)
      ? Temporal.PlainDate.from(today).subtract({ years: 1 }).toString()
      : addDays(today, -7),
  );
}

/** Parses the end of a pause, as a date or a duration; `undefined` where it is not after today. */
export function parsePauseEnd(text: string, today: string): string | undefined {
  const end = text.trim();
  const isDuration =
    /^\d+|^(?:an?|one|two|three|four|five|six)\s/i.test(end) && /\b(?:day|week|month)/i.test(end);
  const date = isIsoDate(end) ? end : readDateExpression(isDuration ? `in ${text}` : text, today);
  return date && date > today ? date : undefined;
}
