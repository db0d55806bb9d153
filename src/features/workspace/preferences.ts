/**
 * What a workspace keeps of its people besides their names: who changes how it works, and what
 * somebody would rather not hear.
 */

import type { Person } from "../../platform/conversation-ref.ts";
import { upsertPerson } from "../../storage/directory.ts";
import { and, asc, eq } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";

/** Those who may change how the workspace works. */
export async function readAdmins({ db, t }: Reader, workspace: string): Promise<Person[]> {
  const rows = await db
    .select({ id: t.people.id, name: t.people.name })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), eq(t.people.admin, true)))
    .orderBy(asc(t.people.id));
  return rows.map(({ id, name }) => ({ id, ...(name && { name }) }));
}

export interface PersonPreferences {
  /** When they were last told of the words "internal customer". */
  nudgedAt: Date | null;
  /** They asked not to be told of those again. */
  unnudged: boolean;
  /** As an advocate they would rather not hear of each brief. */
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

/** Keeps something about a person, who may not have written yet. */
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
