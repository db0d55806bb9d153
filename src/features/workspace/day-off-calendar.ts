/** Days off of workspaces, as the daily question and the reminders ask for them. */

import { isPublicHoliday } from "../../lib/dates/public-holidays.ts";
import { type IsDayOff, type WorkCalendar, workCalendar } from "../../lib/dates/work-calendar.ts";
import { inArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";

/**
 * Reads the days off of some workspaces, and adds the public holidays. A day off in `DE` is one in
 * `DE-BY`, too.
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

/** Reads the working days of a workspace in a time zone, with the holidays of its country. */
export const readZoneCalendar = async (
  reader: Reader,
  workspace: string,
  zone: string,
): Promise<WorkCalendar> =>
  workCalendar(zone, null, (await readDayOffCalendars(reader, [workspace]))(workspace));
