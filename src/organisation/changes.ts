/** The record of what was done with rights that not everybody has: what it was, what it is, who, when and why. */
import { and, desc, eq } from "../storage/drizzle.ts";
import { namesOf } from "../storage/places.ts";
import type { Reader, Writer } from "../storage/store.ts";
import type { Person } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";

export interface Change {
  id: string;
  workspace: string;
  /** The setting, or the group by its name; an installation, an export and the like. */
  what: string;
  before: Json;
  after: Json;
  /** A person; `entwine` for what happened by itself, `operator` for whoever runs it. */
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

/** The last so many changes, the newest first. */
export async function recentChanges(on: Reader, workspace: string, most: number): Promise<(Omit<Change, "by"> & { by: Person })[]> {
  const { db, t } = on;
  const rows = await db.select().from(t.changes).where(eq(t.changes.workspace, workspace)).orderBy(desc(t.changes.at), desc(t.changes.id)).limit(most);
  const person = await namesOf(
    on,
    workspace,
    rows.map(({ by }) => by),
  );
  return rows.map(({ by, why, ...row }) => ({ ...row, by: person(by), ...(why && { why }) }));
}
