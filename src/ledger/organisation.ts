/** How a workspace works, in the export: its business groups, and every change of its settings. */
import { and, asc, eq } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import { plain } from "../surface/prose.ts";

export interface OrganisationLine {
  type: "group" | "change";
  workspace: string;
  [field: string]: string | number | boolean | null;
}

export async function* organisationOf({ db, t }: Reader, workspace: string): AsyncGenerator<OrganisationLine> {
  const groups = await db.select().from(t.groups).where(eq(t.groups.workspace, workspace)).orderBy(asc(t.groups.name));
  for (const { id, name, advocate, strategy, createdAt } of groups) {
    const members = await db.$count(t.members, and(eq(t.members.workspace, workspace), eq(t.members.group, id)));
    yield { type: "group", workspace, group: name, owner: advocate, text: strategy && plain(strategy), people: members, created_at: createdAt.toISOString() };
  }
  const changes = await db.select().from(t.changes).where(eq(t.changes.workspace, workspace)).orderBy(asc(t.changes.at), asc(t.changes.id));
  for (const { what, before, after, by, at, why } of changes)
    yield { type: "change", workspace, what, before: JSON.stringify(before), after: JSON.stringify(after), by, at: at.toISOString(), why: why && plain(why) };
}
