/** The retrospectives that a place has seen, and what became of their actions. */

import type { Words } from "../../lib/i18n.ts";
import { type Card, headingElement, textElement } from "../../platform/card.ts";
import { and, eq, inArray, ne, sql } from "../../storage/drizzle.ts";
import type { Tables } from "../../storage/schema.ts";
import type { Reader } from "../../storage/store.ts";
import { retroActions } from "./actions.ts";
import { formatLongDate } from "./cards/board-view.ts";

export async function retroHistoryCard(
  { db, t }: Reader,
  words: Words,
  workspace: string,
  home: string,
  past: readonly Tables["retrospectives"]["$inferSelect"][],
): Promise<Card> {
  if (past.length === 0) return [textElement(words("retro.history.none"))];
  const ids = past.map(({ id }) => id);
  const notes = await db
    .select({ of: t.retroNotes.retrospective, count: sql<number>`count(*)` })
    .from(t.retroNotes)
    .where(inArray(t.retroNotes.retrospective, ids))
    .groupBy(t.retroNotes.retrospective);
  const actions = await db
    .select({ of: t.retroActions.retrospective, state: t.retroActions.state })
    .from(t.retroActions)
    .where(
      and(
        eq(t.retroActions.workspace, workspace),
        eq(t.retroActions.home, home),
        inArray(t.retroActions.retrospective, ids),
        ne(t.retroActions.state, "proposed"),
      ),
    );
  const lines = past.map(({ id, title, closedAt, startedAt }) => {
    const own = actions.filter(({ of }) => of === id);
    const values = {
      title,
      date: formatLongDate((closedAt ?? startedAt).toISOString().slice(0, 10), words),
      notes: Number(notes.find(({ of }) => of === id)?.count ?? 0),
      actions: own.length,
      done: own.filter(({ state }) => state === "done").length,
    };
    return {
      kind: "item" as const,
      text: words("retro.history.line", values),
      button: {
        label: words.plain("retro.button.summary"),
        press: retroActions.encode("summary", id),
      },
    };
  });
  return [headingElement(words("retro.history.title")), ...lines];
}
