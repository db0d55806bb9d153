/** Business groups in the database: members, advocate and strategy. */

import type { GroupPlatform, Person } from "../../platform/conversation-ref.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import { readPersonNames, upsertPerson } from "../../storage/directory.ts";
import { and, asc, eq, inArray, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Reader, Writer } from "../../storage/store.ts";

/** Source of members: a stored list, or a platform's own group by its id. */
export type MemberSource = { kind: "list" } | { kind: GroupPlatform; id: string };

/** A business group. */
export interface Group {
  id: string;
  name: string;
  advocate?: Person | undefined;
  strategy?: RichText | undefined;
  source: MemberSource;
}

type Row = Pick<Group, "id" | "name" | "source"> & {
  advocate: string | null;
  strategy: RichText | null;
};

const groupOfRow = (
  { id, name, advocate, strategy, source }: Row,
  person: (id: string) => Person,
): Group => ({
  id,
  name,
  source,
  advocate: advocate ? person(advocate) : undefined,
  strategy: strategy && toPlainText(strategy).trim() ? strategy : undefined,
});

const advocatesOf = (rows: readonly Row[]): string[] =>
  rows.flatMap(({ advocate }) => (advocate ? [advocate] : []));

/** Returns all groups by name, each with the number of its members. */
export async function readGroups(
  reader: Reader,
  workspace: string,
): Promise<(Group & { members: number })[]> {
  const { db, t } = reader;
  const rows = await db
    .select()
    .from(t.groups)
    .where(eq(t.groups.workspace, workspace))
    .orderBy(asc(t.groups.name));
  const person = await readPersonNames(reader, workspace, advocatesOf(rows));
  const counts = await db
    .select({ group: t.members.group, count: sql<number>`count(*)` })
    .from(t.members)
    .where(eq(t.members.workspace, workspace))
    .groupBy(t.members.group);
  const members = new Map(counts.map(({ group, count }) => [group, Number(count)]));
  return rows.map((row) => ({ ...groupOfRow(row, person), members: members.get(row.id) ?? 0 }));
}

/** Returns a group by its id, or by its name in any case. */
export async function readGroup(
  reader: Reader,
  workspace: string,
  idOrName: string,
): Promise<Group | undefined> {
  const { db, t } = reader;
  const rows = await db
    .select()
    .from(t.groups)
    .where(
      and(
        eq(t.groups.workspace, workspace),
        sql`(${t.groups.id} = ${idOrName} or lower(${t.groups.name}) = ${idOrName.trim().toLowerCase()})`,
      ),
    );
  const row = rows.find(({ id }) => id === idOrName) ?? rows[0];
  return row && groupOfRow(row, await readPersonNames(reader, workspace, advocatesOf([row])));
}

/** Reads the members that were added by hand. */
export async function readGroupMembers(
  reader: Reader,
  workspace: string,
  group: string,
): Promise<Person[]> {
  const { db, t } = reader;
  const rows = await db
    .select({ id: t.members.person })
    .from(t.members)
    .where(and(eq(t.members.workspace, workspace), eq(t.members.group, group)))
    .orderBy(asc(t.members.person));
  const ids = rows.map(({ id }) => id);
  return ids.map(await readPersonNames(reader, workspace, ids));
}

const byMember = prepared("group_of", ({ db, t }: Reader) =>
  db
    .select({ id: t.groups.id })
    .from(t.members)
    .innerJoin(t.groups, eq(t.groups.id, t.members.group))
    .where(
      and(
        eq(t.members.workspace, sql.placeholder("workspace")),
        eq(t.members.person, sql.placeholder("person")),
      ),
    )
    .orderBy(asc(t.groups.name))
    .limit(1),
);

/** Returns the group of a person; of several the first by name. */
export async function readGroupOfPerson(
  reader: Reader,
  workspace: string,
  person: string,
): Promise<string | undefined> {
  const [row] = await byMember(reader, { workspace, person });
  return row?.id;
}

/** Stores a group, or changes it. */
export async function writeGroup(
  { db, t }: Writer,
  workspace: string,
  { id, name, advocate, strategy, source }: Group,
  at: Date,
): Promise<void> {
  const set = { name, advocate: advocate?.id ?? null, strategy: strategy ?? null, source };
  await db
    .insert(t.groups)
    .values({ id, workspace, ...set, createdAt: at })
    .onConflictDoUpdate({ target: t.groups.id, set });
}

/** Deletes a group with its members, and removes it from requests. */
export async function deleteGroup(
  { db, t }: Writer,
  workspace: string,
  group: string,
): Promise<void> {
  await db
    .delete(t.members)
    .where(and(eq(t.members.workspace, workspace), eq(t.members.group, group)));
  await db.delete(t.groups).where(and(eq(t.groups.workspace, workspace), eq(t.groups.id, group)));
  await db
    .update(t.requests)
    .set({ group: null })
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.group, group)));
}

const maxRowsPerStatement = 500;

/** Adds members. */
export async function addGroupMembers(
  { db, t }: Writer,
  workspace: string,
  group: string,
  people: readonly string[],
): Promise<void> {
  const rows = [...new Set(people)].map((person) => ({ workspace, group, person }));
  for (let at = 0; at < rows.length; at += maxRowsPerStatement)
    await db
      .insert(t.members)
      .values(rows.slice(at, at + maxRowsPerStatement))
      .onConflictDoNothing();
}

/** Removes members. */
export async function removeGroupMembers(
  { db, t }: Writer,
  workspace: string,
  group: string,
  people: readonly string[],
): Promise<void> {
  for (let at = 0; at < people.length; at += maxRowsPerStatement)
    await db
      .delete(t.members)
      .where(
        and(
          eq(t.members.workspace, workspace),
          eq(t.members.group, group),
          inArray(t.members.person, people.slice(at, at + maxRowsPerStatement)),
        ),
      );
}

/** Replaces the members by those of a platform's group, and stores the names that it gave. */
export async function replaceGroupMembers(
  w: Writer,
  workspace: string,
  group: string,
  people: readonly Person[],
): Promise<void> {
  const ids = people.map(({ id }) => id);
  const current = new Set(ids);
  const removed = (await readGroupMembers(w, workspace, group))
    .map(({ id }) => id)
    .filter((id) => !current.has(id));
  await removeGroupMembers(w, workspace, group, removed);
  await addGroupMembers(w, workspace, group, ids);
  const known = await readPersonNames(w, workspace, ids);
  for (const person of people)
    if (person.name && known(person.id).name !== person.name)
      await upsertPerson(w, workspace, person);
}
