/** Public holidays, by country or a part of it. */
import { createRequire } from "node:module";
import type Holidays from "date-holidays";

/** Loaded once somebody has a region, and not at start: that takes 70 ms and 26 MB (measured). */
const load = createRequire(import.meta.url);
const open = (country = "", state = "", part = ""): Holidays =>
  new (load("date-holidays") as typeof Holidays)(country, state, part, { types: ["public"] });

/**
 * Whether the public holidays of a region are known: a country, a state of it, or a part of that
 * (`DE`, `DE-BY`, `DE-BY-A`).
 */
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

/** A year of a region, by `DE-BY 2027`: some 15 dates, of which a house needs few. */
const years = new Map<string, ReadonlySet<string>>();

/** Whether the afternoon of an ISO date is a public holiday. */
export function isPublicHoliday(date: string, region: string): boolean {
  const year = date.slice(0, 4);
  return years
    .getOrInsertComputed(`${region} ${year}`, () => holidays(region, Number(year)))
    .has(date);
}

/**
 * A holiday lasts from its own local midnight, or from noon, for a day or for several; one may
 * begin in the year before.
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
