/** Times and days as people write them. */
import { foldText } from "../../nlu/text/normalise.ts";

/**
 * `15:30`, `15.30`, `15h30`, `3pm`, `3:30 pm`, `15` as `15:30` and so on; undefined where it is no
 * time of day.
 */
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
 * ISO weekdays, ascending (`12345`), of "mon-fri", "Monday, Wednesday and Friday", "weekdays";
 * undefined where a word is no day.
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

/** Two dates where there are two, in their order: "between 1 March and 12 March". */
export const splitDateRange = (text: string): [string, string] | undefined => {
  const [, from, to] =
    /^(?:between|from|since)?\s*(.+?)\s+(?:and|to|until|till|–|-)\s+(.+)$/i.exec(text.trim()) ?? [];
  return from && to ? [from, to] : undefined;
};
