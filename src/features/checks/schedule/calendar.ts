/** Time zones and working days of people, read for many of them at once. */

import type { PrepareContext } from "../../../core/feature.ts";
import { normaliseTimeZone } from "../../../lib/dates/time-zone.ts";
import { type WorkCalendar, workCalendar } from "../../../lib/dates/work-calendar.ts";
import type { Presence } from "../../../platform/adapter.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import { and, eq, inArray, isNotNull } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { readDayOffCalendars } from "../../workspace/days-off.ts";

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
 * Reads the calendars by which people of a workspace work: the time zone and the region as for the
 * daily question, and the organisation's days off.
 */
export async function readWorkCalendars(
  reader: Reader,
  workspace: string,
  people: readonly string[],
): Promise<(person: string) => WorkCalendar> {
  const { enrolments } = reader.t;
  const rows = await reader.db
    .select({
      person: enrolments.person,
      zone: enrolments.zone,
      group: enrolments.group,
      region: enrolments.region,
    })
    .from(enrolments)
    .where(and(eq(enrolments.workspace, workspace), inArray(enrolments.person, [...people])));
  const enrolled = new Map(rows.map((row) => [row.person, row]));
  const ownerOf = (person: string) => ({
    workspace,
    ...(enrolled.get(person) ?? { person, zone: null, group: null, region: null }),
  });
  const zoneOf = await readTimeZones(reader, people.map(ownerOf));
  const isDayOff = (await readDayOffCalendars(reader, [workspace]))(workspace);
  return (person) => {
    const owner = ownerOf(person);
    return workCalendar(zoneOf(owner), owner.region, isDayOff);
  };
}

/** Reads the calendar of one person. */
export const readWorkCalendar = async (
  reader: Reader,
  workspace: string,
  person: string,
): Promise<WorkCalendar> => (await readWorkCalendars(reader, workspace, [person]))(person);

/**
 * Asks the platform whether a person can be disturbed now; without an answer they count as present.
 */
export async function readPresence(
  { platforms, now }: Pick<PrepareContext, "platforms" | "now">,
  { workspace, place }: Pick<InboundEvent, "workspace" | "place">,
  person: string,
): Promise<Presence> {
  const known = await platforms.get(place.platform)?.presence?.(workspace, [person], now());
  return known?.get(person) ?? {};
}
