/** Updates of the stored text of an edited or deleted message. */

import type { Person } from "../../../platform/conversation-ref.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { and, eq, inArray } from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import type { RequestWriteContext } from "./request-rows.ts";

/** Returns whether requests, answers or history contain text of a message. */
export async function isMessageInCases(
  { db, t }: Reader,
  workspace: string,
  message: string,
): Promise<boolean> {
  for (const table of [t.requests, t.answers, t.historyEntries])
    if (
      (await db.$count(table, and(eq(table.workspace, workspace), eq(table.message, message)))) > 0
    )
      return true;
  return false;
}

/** Updates or deletes a message's text wherever this conversation stores it. */
export async function amendRequestMessage(
  { db, t }: Writer,
  message: string,
  text: RichText | undefined,
  { workspace, conversation, at }: RequestWriteContext,
): Promise<void> {
  const requests = await db
    .select({ id: t.requests.id, message: t.requests.message })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.conversation, conversation)));
  const opened = requests.filter((request) => request.message === message).map(({ id }) => id);
  if (opened.length > 0)
    await db
      .update(t.requests)
      .set({
        text: text ?? [],
        updatedAt: at,
        ...(!text && { wish: null, title: null, reading: null }),
      })
      .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.id, opened)));
  if (text || requests.length === 0) return;
  if (opened.length > 0)
    await db
      .delete(t.needEmbeddings)
      .where(
        and(eq(t.needEmbeddings.workspace, workspace), inArray(t.needEmbeddings.request, opened)),
      );
  await db
    .update(t.answers)
    .set({ text: null, restated: null, retiredAt: at })
    .where(
      and(
        eq(t.answers.workspace, workspace),
        eq(t.answers.message, message),
        inArray(
          t.answers.request,
          requests.map(({ id }) => id),
        ),
      ),
    );
}

/**
 * Updates its text in the history of requests of this conversation and of their merge targets.
 * Returns the entries.
 */
export async function amendHistoryMessage(
  { db, t }: Writer,
  message: string,
  by: Person,
  text: RichText | undefined,
  { workspace, conversation }: RequestWriteContext,
): Promise<{ request: string; step: string }[]> {
  const found = new Set<string>();
  let rows = await db
    .select({ request: t.requests.id, into: t.requests.mergedInto })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.conversation, conversation)));
  while (rows.length > 0) {
    for (const { request } of rows) found.add(request);
    const into = rows.flatMap((row) => (row.into && !found.has(row.into) ? [row.into] : []));
    if (into.length === 0) break;
    rows = await db
      .select({ request: t.requests.id, into: t.requests.mergedInto })
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.id, into)));
  }
  if (found.size === 0) return [];
  return db
    .update(t.historyEntries)
    .set({ why: text ?? null })
    .where(
      and(
        eq(t.historyEntries.workspace, workspace),
        inArray(t.historyEntries.request, [...found]),
        eq(t.historyEntries.message, message),
        eq(t.historyEntries.by, by.id),
      ),
    )
    .returning({ request: t.historyEntries.request, step: t.historyEntries.id });
}
