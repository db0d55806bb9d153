/** Days on which nobody is asked: public holidays, and the organisation's own. */
import { isPublicHoliday } from "../../../lib/dates/public-holidays.ts";
import { inArray } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import type { IsDayOff } from "./timetable.ts";

/**
 * The days off of some workspaces, as their people gave them, besides the public holidays. A day
 * off in `DE` is one in `DE-BY` too.
 */
export async function readDayOffCalendars(
  { db, t }: Reader,
  workspaces: readonly string[],
): Promise<(workspace: string) => IsDayOff> {
  const rows =
    workspaces.length === 0
      ? []
      : await db
          .select()
          .from(t.daysOff)
          .where(inArray(t.daysOff.workspace, [...workspaces]));
  const regions = new Map<string, string[]>();
  for (const { workspace, date, region } of rows)
    regions.getOrInsertComputed(`${workspace} ${date}`, () => []).push(region);
  return (workspace) => (date, region) =>
    (regions
      .get(`${workspace} ${date}`)
      ?.some((off) => off === "" || `${region}-`.startsWith(`${off}-`)) ??
      false) ||
    (region !== null && isPublicHoliday(date, region));
}
