/** Public holidays of a country or region. */
import { createRequire } from "node:module";
import type Holidays from "date-holidays";

/** Loaded when the first region is set: takes 70 ms and 26 MB (measured). */
const load = createRequire(import.meta.url);
const open = (country = "", state = "", part = ""): Holidays =>
  new (load("date-holidays") as typeof Holidays)(country, state, part, { types: ["public"] });

/** Returns whether a region is known: a country, state or part of it (`DE`, `DE-BY`, `DE-BY-A`). */
export function isHolidayRegion(region: string): boolean {
  const [country = "", state, part, ...more] = region.split("-");
  const all = open();
  return (
    more.length === 0 &&
    Object.hasOwn(all.getCountries(), country) &&
    (state === undefined || Object.hasOwn(all.getStates(country) ?? {}, state)) &&
    (part === undefined || Object.hasOwn(all.getRegions(country, state ?? "") ?? {}, part))
  );
}

/** Holidays by region and year (`DE-BY 2027`), about 15 dates each. */
const holidaysByYear = new Map<string, ReadonlySet<string>>();

/** Returns whether the afternoon of an ISO date is a public holiday. */
export function isPublicHoliday(date: string, region: string): boolean {
  const year = date.slice(0, 4);
  return holidaysByYear
    .getOrInsertComputed(`${region} ${year}`, () => holidays(region, Number(year)))
    .has(date);
}

/**
 * Returns the dates of a year's holidays. One may start at noon, last several days, or start in the
 * year before.
 */
function holidays(region: string, year: number): ReadonlySet<string> {
  const dates = new Set<string>();
  if (!isHolidayRegion(region)) return dates;
  const rules = open(...region.split("-"));
  for (const { date, start, end } of [...rules.getHolidays(year - 1), ...rules.getHolidays(year)]) {
    const begins = Temporal.PlainDateTime.from(date.slice(0, 19));
    const ends = begins.add({ milliseconds: end.getTime() - start.getTime() });
    for (
      let afternoon = begins.withPlainTime("15:00");
      Temporal.PlainDateTime.compare(afternoon, ends) < 0;
      afternoon = afternoon.add({ days: 1 })
    )
      dates.add(afternoon.toPlainDate().toString());
  }
  return dates;
}
