/**
 * In which zone somebody's day passes: their own word, what the platform tells of them, where their
 * group's advocate is, where the workspace is, UTC.
 */

import { normaliseTimeZone } from "../../../lib/dates/time-zone.ts";
import { and, inArray, isNotNull } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";

interface Somebody {
  workspace: string;
  person: string;
  zone: string | null;
  group: string | null;
}

const distinct = (all: readonly (string | null)[]): string[] => [
  ...new Set(all.filter((one) => one !== null)),
];

/** Looks up the zones of some people at once. */
export async function readTimeZones(
  on: Reader,
  people: readonly Somebody[],
): Promise<(somebody: Somebody) => string> {
  const { db, t } = on;
  const workspaces = distinct(people.map(({ workspace }) => workspace));
  const groups = distinct(people.map(({ group }) => group));
  const advocates = new Map<string, string>();
  if (groups.length > 0) {
    const rows = await db
      .select({ id: t.groups.id, advocate: t.groups.advocate })
      .from(t.groups)
      .where(and(inArray(t.groups.id, groups), isNotNull(t.groups.advocate)));
    for (const { id, advocate } of rows) if (advocate !== null) advocates.set(id, advocate);
  }
  const zones = new Map<string, string | null>();
  const ids = distinct([
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
  const ofWorkspace = new Map(
    settings.map(({ id, settings }) => [id, normaliseTimeZone(settings.zone)]),
  );

  return ({ workspace, person, zone, group }) => {
    const advocate = group === null ? undefined : advocates.get(group);
    return (
      zone ??
      zones.get(`${workspace} ${person}`) ??
      zones.get(`${workspace} ${advocate}`) ??
      ofWorkspace.get(workspace) ??
      "UTC"
    );
  };
}
