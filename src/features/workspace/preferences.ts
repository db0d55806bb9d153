/** Admins of a workspace, and preferences of people. */

import type { Person } from "../../platform/conversation-ref.ts";
import { upsertPerson } from "../../storage/directory.ts";
import { and, asc, eq } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";

/** Returns the people who may change settings. */
export async function readAdmins({ db, t }: Reader, workspace: string): Promise<Person[]> {
  const rows = await db
    .select({ id: t.people.id, name: t.people.name })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.admin, true)))
    .orderBy(asc(t.people.id));
  return rows.map(({ id, name }) => ({ id, ...(name && { name }) }));
}

export interface PersonPreferences {
  /** When the person last got a hint on the words "internal customer". */
  nudgedAt: Date | null;
  /** Whether the person has turned these hints off. */
  unnudged: boolean;
  /** Whether an advocate has turned the messages about briefs off. */
  unbriefed: boolean;
}

export async function readPreferences(
  { db, t }: Reader,
  workspace: string,
  person: string,
): Promise<PersonPreferences> {
  const [row] = await db
    .select({
      nudgedAt: t.people.nudgedAt,
      unnudged: t.people.unnudged,
      unbriefed: t.people.unbriefed,
    })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.id, person)));
  return row ?? { nudgedAt: null, unnudged: false, unbriefed: false };
}

/** Stores preferences of a person, who need not have written before. */
export async function savePreferences(
  w: Writer,
  workspace: string,
  person: string,
  what: Partial<PersonPreferences> & { admin?: boolean; guest?: boolean; language?: string | null },
): Promise<void> {
  const { db, t } = w;
  await upsertPerson(w, workspace, { id: person });
  await db
    .update(t.people)
    .set(what)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.id, person)));
}
