/** The record of what was changed in how a workspace works: what it was, what it is, who, when and why. */
import { and, desc, eq } from "../storage/drizzle.ts";
import { namesOf } from "../storage/places.ts";
import type { Reader, Writer } from "../storage/store.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";

export interface Change {
  id: string;
  workspace: string;
  /** The setting, or the group by its name. */
  what: string;
  before: Json;
  after: Json;
  by: string;
  at: Date;
  why?: Prose | undefined;
}

export async function record({ db, t }: Writer, change: Change): Promise<void> {
  await db.insert(t.changes).values({ ...change, why: change.why ?? null });
}

/** Who changed a setting last, when and why. */
export async function lastChange(on: Reader, workspace: string, what: string): Promise<{ by: Person; at: Date; why: Prose | null } | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select({ by: t.changes.by, at: t.changes.at, why: t.changes.why })
    .from(t.changes)
    .where(and(eq(t.changes.workspace, workspace), eq(t.changes.what, what)))
    .orderBy(desc(t.changes.at), desc(t.changes.id))
    .limit(1);
  return row && { ...row, by: (await namesOf(on, workspace, [row.by]))(row.by) };
}
