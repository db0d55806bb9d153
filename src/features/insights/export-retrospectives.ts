/**
 * Retrospectives in the export: what is on the boards and what was decided. Not who took part, who
 * wrote (unless they signed) or who voted for what; and nothing of what is not revealed yet.
 */
import { and, asc, eq, ne } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";

export interface RetrospectiveExportLine {
  type: "retrospective" | "retrospective_note" | "retrospective_action";
  workspace: string;
  [field: string]: string | number | boolean | null;
}

/** Oldest first; notes in the order of their random ids. */
export async function* exportRetrospectiveLines(
  { db, t }: Reader,
  workspace: string,
): AsyncGenerator<RetrospectiveExportLine> {
  const all = await db
    .select()
    .from(t.retrospectives)
    .where(eq(t.retrospectives.workspace, workspace))
    .orderBy(asc(t.retrospectives.startedAt), asc(t.retrospectives.id));
  for (const { id, title, template, naming, phase, startedAt, closedAt } of all) {
    const common = { workspace, retrospective: id };
    const day = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null;
    yield {
      type: "retrospective",
      ...common,
      title,
      kind: template,
      naming,
      status: phase,
      at: day(startedAt),
      closed_at: day(closedAt),
    };
    const topics = await db.select().from(t.retroTopics).where(eq(t.retroTopics.retrospective, id));
    const topic = new Map(topics.map((one) => [one.id, one]));
    const notes = await db
      .select()
      .from(t.retroNotes)
      .where(eq(t.retroNotes.retrospective, id))
      .orderBy(asc(t.retroNotes.id));
    for (const { column, text, by, topic: of } of notes) {
      const { number = null, title: name = null, votes = null } = topic.get(of) ?? {};
      yield {
        type: "retrospective_note",
        ...common,
        column,
        text,
        by,
        topic: number,
        topic_title: name,
        votes: phase === "closed" ? votes : null,
      };
    }
    const actions = await db
      .select()
      .from(t.retroActions)
      .where(and(eq(t.retroActions.retrospective, id), ne(t.retroActions.state, "proposed")))
      .orderBy(asc(t.retroActions.rank));
    for (const { text, owner, due, state } of actions)
      yield { type: "retrospective_action", ...common, text, owner, due, status: state };
  }
}
