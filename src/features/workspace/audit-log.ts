/**
 * The record of what was done with rights that not everybody has: what it was, what it is, who,
 * when and why.
 */

import type { Json } from "../../platform/adapter.ts";
import type { Person } from "../../platform/conversation-ref.ts";
import type { RichText } from "../../platform/rich-text.ts";
import { readPersonNames } from "../../storage/directory.ts";
import { and, desc, eq } from "../../storage/drizzle.ts";
import type { Reader, Store, Writer } from "../../storage/store.ts";

export interface AuditEntry {
  id: string;
  workspace: string;
  /** The setting, or the group by its name; an installation, an export and the like. */
  what: string;
  before: Json;
  after: Json;
  /** A person; `entwine` for what happened by itself, `operator` for whoever runs it. */
  by: string;
  at: Date;
  why?: RichText | undefined;
}

export async function recordAuditEntry({ db, t }: Writer, change: AuditEntry): Promise<void> {
  await db.insert(t.auditEntries).values({ ...change, why: change.why ?? null });
}

/** Records in each workspace concerned what an operator did; `after` must hold nobody's words. */
export const recordByOperator = (
  store: Store,
  {
    workspaces,
    newId,
    ...entry
  }: Pick<AuditEntry, "what" | "after" | "at"> & {
    workspaces: readonly string[];
    newId(): string;
  },
): Promise<void> =>
  store.write(async (w) => {
    for (const workspace of workspaces)
      await recordAuditEntry(w, {
        ...entry,
        id: newId(),
        workspace,
        before: null,
        by: "operator",
      });
  });

/** Who changed a setting last, when and why. */
export async function readLastAuditEntry(
  on: Reader,
  workspace: string,
  what: string,
): Promise<{ by: Person; at: Date; why: RichText | null } | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select({ by: t.auditEntries.by, at: t.auditEntries.at, why: t.auditEntries.why })
    .from(t.auditEntries)
    .where(and(eq(t.auditEntries.workspace, workspace), eq(t.auditEntries.what, what)))
    .orderBy(desc(t.auditEntries.at), desc(t.auditEntries.id))
    .limit(1);
  return row && { ...row, by: (await readPersonNames(on, workspace, [row.by]))(row.by) };
}

/** The last so many changes, the newest first. */
export async function readRecentAuditEntries(
  on: Reader,
  workspace: string,
  most: number,
): Promise<(Omit<AuditEntry, "by"> & { by: Person })[]> {
  const { db, t } = on;
  const rows = await db
    .select()
    .from(t.auditEntries)
    .where(eq(t.auditEntries.workspace, workspace))
    .orderBy(desc(t.auditEntries.at), desc(t.auditEntries.id))
    .limit(most);
  const person = await readPersonNames(
    on,
    workspace,
    rows.map(({ by }) => by),
  );
  return rows.map(({ by, why, ...row }) => ({ ...row, by: person(by), ...(why && { why }) }));
}
