/** Time zones and days off of the people who are asked, read for many of them at once. */

import { isPublicHoliday } from "../../../lib/dates/public-holidays.ts";
import { normaliseTimeZone } from "../../../lib/dates/time-zone.ts";
import { and, inArray, isNotNull } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import type { IsDayOff } from "./timetable.ts";

/** The part of an enrolment that a time zone depends on. */
interface ZoneOwner {
  workspace: string;
  person: string;
  zone: string | null;
  group: string | null;
}

const withoutNulls = (values: readonly (string | null)[]): string[] => [
  ...new Set(values.filter((value) => value !== null)),
];

/**
 * Reads time zones. In this order they come from the enrolment, the platform, the advocate of the
 * person's group and the workspace; UTC is the default.
 */
export async function readTimeZones(
  { db, t }: Reader,
  people: readonly ZoneOwner[],
): Promise<(person: ZoneOwner) => string> {
  const workspaces = withoutNulls(people.map(({ workspace }) => workspace));
  const groups = withoutNulls(people.map(({ group }) => group));
  const advocates = new Map<string, string>();
  if (groups.length > 0) {
    const rows = await db
      .select({ id: t.groups.id, advocate: t.groups.advocate })
      .from(t.groups)
      .where(and(inArray(t.groups.id, groups), isNotNull(t.groups.advocate)));
    for (const { id, advocate } of rows) if (advocate !== null) advocates.set(id, advocate);
  }
  const zones = new Map<string, string | null>();
  const ids = withoutNulls([
    ...people.filter(({ zone }) => zone === null).map(({ person }) => person),
    ...advocates.values(),
  ]);
  if (ids.length > 0) {
    const rows = await db
      .select({ workspace: t.people.workspace, id: t.people.id, zone: t.people.zone })
      .from(t.people)
      .where(and(inArray(t.people.workspace, workspaces), inArray(t.people.id, ids)));
    for (const { workspace, id, zone } of rows) zones.set(`${workspace} ${id}`, zone);
  }
  const settings = await db
    .select({ id: t.workspaces.id, settings: t.workspaces.settings })
    .from(t.workspaces)
    .where(inArray(t.workspaces.id, workspaces));
  const workspaceZones = new Map(
    settings.map(({ id, settings: { zone } }) => [id, normaliseTimeZone(zone)]),
  );

  return ({ workspace, person, zone, group }) => {
    const advocate = group === null ? undefined : advocates.get(group);
    return (
      zone ??
      zones.get(`${workspace} ${person}`) ??
      zones.get(`${workspace} ${advocate}`) ??
      workspaceZones.get(workspace) ??
      "UTC"
    );
  };
}

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
