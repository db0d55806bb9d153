/**
 * Calendars of working days: the weekend of the country that a time zone belongs to, public
 * holidays, and the days off of an organisation.
 */
import { createRequire } from "node:module";
import type * as WindowsZones from "windows-iana";

/** The days on which a person works, in their time zone. */
export interface WorkCalendar {
  /** IANA. */
  readonly zone: string;
  /** @param date ISO date */
  isWorkday(date: string): boolean;
}

/** Returns whether a date is a day off in a region (`DE-BY`); `null` stands for all regions. */
export type IsDayOff = (date: string, region: string | null) => boolean;

/** Loaded on first use: takes 4 ms and 6 MB. */
const load = createRequire(import.meta.url);
let countries: ReadonlyMap<string, string> | undefined;

/** CLDR lists zones by the names that Intl resolves them to (`Asia/Calcutta`). */
const cldrName = (zone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;

/** Returns the country that a time zone belongs to (`DE`), by CLDR; `undefined` for an offset. */
export function countryOfZone(zone: string): string | undefined {
  countries ??= new Map(
    (load("windows-iana") as typeof WindowsZones).WINDOWS_TO_IANA_MAP.filter(
      ({ territory }) => territory !== "001" && territory !== "ZZ",
    ).flatMap(({ territory, iana }) => iana.map((name) => [name, territory] as const)),
  );
  return countries.get(zone) ?? countries.get(cldrName(zone));
}

const commonWeekend: readonly number[] = [6, 7];

/**
 * Returns the ISO weekdays of the weekend: Saturday and Sunday if the country is unknown, or if
 * only Sunday is free by law, as in India, where offices are closed on both days.
 */
function weekendOf(zone: string): readonly number[] {
  const country = countryOfZone(zone);
  const weekend = country ? new Intl.Locale(`und-${country}`).getWeekInfo().weekend : [];
  return weekend.some((day) => day !== 7) ? weekend : commonWeekend;
}

const weekCalendars = new Map<string, WorkCalendar>();

/**
 * Returns the calendar of a time zone that contains only the weekend (Friday and Saturday in
 * `Asia/Riyadh`). Cached, because each turn that asks a question needs one.
 */
export function weekCalendar(zone: string): WorkCalendar {
  return weekCalendars.getOrInsertComputed(zone, () => {
    const weekend = weekendOf(zone);
    const isWorkday = (date: string): boolean =>
      !weekend.includes(Temporal.PlainDate.from(date).dayOfWeek);
    return { zone, isWorkday };
  });
}

/** Returns the ISO weekdays on which people of a time zone work (`12345`, `12347`). */
export const workdaysOfZone = (zone: string): string => {
  const weekend = weekendOf(zone);
  return [1, 2, 3, 4, 5, 6, 7].filter((day) => !weekend.includes(day)).join("");
};

/**
 * Returns a calendar with days off.
 * @param region of the public holidays; without one, those of the time zone's country
 */
export function workCalendar(
  zone: string,
  region: string | null,
  isDayOff: IsDayOff,
): WorkCalendar {
  const week = weekCalendar(zone);
  const where = region ?? countryOfZone(zone) ?? null;
  return { zone, isWorkday: (date) => week.isWorkday(date) && !isDayOff(date, where) };
}
