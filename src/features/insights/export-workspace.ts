/** How a workspace works, in the export: its business groups, and every change of its settings. */

import { toPlainText } from "../../platform/rich-text.ts";
import { and, asc, eq } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";

export interface WorkspaceExportLine {
  type: "group" | "change";
  workspace: string;
  [field: string]: string | number | boolean | null;
}

export async function* exportWorkspaceLines(
  { db, t }: Reader,
  workspace: string,
): AsyncGenerator<WorkspaceExportLine> {
  const groups = await db
    .select()
    .from(t.groups)
    .where(eq(t.groups.workspace, workspace))
    .orderBy(asc(t.groups.name));
  for (const { id, name, advocate, strategy, createdAt } of groups) {
    const members = await db.$count(
      t.members,
      and(eq(t.members.workspace, workspace), eq(t.members.group, id)),
    );
    yield {
      type: "group",
      workspace,
      group: name,
      owner: advocate,
      text: strategy && toPlainText(strategy),
      people: members,
      created_at: createdAt.toISOString(),
    };
  }
  const changes = await db
    .select()
    .from(t.auditEntries)
    .where(eq(t.auditEntries.workspace, workspace))
    .orderBy(asc(t.auditEntries.at), asc(t.auditEntries.id));
  for (const { what, before, after, by, at, why } of changes)
    yield {
      type: "change",
      workspace,
      what,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      by,
      at: at.toISOString(),
      why: why && toPlainText(why),
    };
}
