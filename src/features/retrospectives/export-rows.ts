/** Rows of retrospectives in exports. */

import { type ExportRow, isoInstantOrNull, markdownOf } from "../../core/feature-data.ts";
import { utcDateAt } from "../../lib/dates/calendar-dates.ts";
import { and, asc, eq, isNotNull, ne, or } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { columnContains, escapedInJson } from "../../storage/table-rows.ts";

/** Returns the date only: the time of a note could reveal its author. */
const dateOf = (at: Date | null): string | null => at && utcDateAt(at);

/**
 * Yields boards and decisions, oldest first, with notes in the order of their random ids. Leaves
 * out participants, authors of unsigned notes, voters and everything before the reveal.
 */
export async function* exportRetrospectiveRows(
  { db, t }: Reader,
  workspace: string,
): AsyncGenerator<ExportRow> {
  const all = await db
    .select()
    .from(t.retrospectives)
    .where(eq(t.retrospectives.workspace, workspace))
    .orderBy(asc(t.retrospectives.startedAt), asc(t.retrospectives.id));
  for (const { id, title, template, naming, phase, startedAt, closedAt } of all) {
    const common = { workspace, retrospective: id };
    yield {
      type: "retrospective",
      ...common,
      title,
      kind: template,
      naming,
      status: phase,
      at: dateOf(startedAt),
      closed_at: dateOf(closedAt),
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

/**
 * Yields a person's part in retrospectives. Anonymous notes belong to no person, and neither does
 * the fact of having written one.
 */
export async function* personalRetrospectiveRows(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<ExportRow> {
  const {
    retrospectives,
    retroPeople,
    retroNotes,
    retroTopics,
    retroVotes,
    retroActions,
    retroSeries,
  } = t;
  const part = await db
    .select({
      id: retrospectives.id,
      title: retrospectives.title,
      at: retrospectives.startedAt,
      facilitator: retrospectives.facilitator,
      observer: retroPeople.observer,
    })
    .from(retrospectives)
    .leftJoin(
      retroPeople,
      and(eq(retroPeople.retrospective, retrospectives.id), eq(retroPeople.person, person)),
    )
    .where(
      and(
        eq(retrospectives.workspace, workspace),
        or(eq(retrospectives.facilitator, person), isNotNull(retroPeople.person)),
      ),
    )
    .orderBy(asc(retrospectives.startedAt), asc(retrospectives.id));
  for (const { id, title, at, facilitator, observer } of part)
    yield {
      type: "retrospective",
      workspace,
      retrospective: id,
      title,
      at: dateOf(at),
      facilitator: facilitator === person,
      observer,
    };
  const signed = await db
    .select({ note: retroNotes, title: retrospectives.title })
    .from(retroNotes)
    .innerJoin(retrospectives, eq(retrospectives.id, retroNotes.retrospective))
    .where(and(eq(retrospectives.workspace, workspace), eq(retroNotes.by, person)))
    .orderBy(asc(retrospectives.startedAt), asc(retroNotes.id));
  for (const { note, title } of signed)
    yield {
      type: "retrospective_note",
      workspace,
      retrospective: note.retrospective,
      title,
      column: note.column,
      text: note.text,
      by: person,
    };
  const voted = await db
    .select({ retrospective: retroVotes.retrospective, topic: retroTopics.number })
    .from(retroVotes)
    .innerJoin(retrospectives, eq(retrospectives.id, retroVotes.retrospective))
    .innerJoin(retroTopics, eq(retroTopics.id, retroVotes.topic))
    .where(and(eq(retrospectives.workspace, workspace), eq(retroVotes.person, person)));
  for (const { retrospective, topic } of voted)
    yield { type: "retrospective_vote", workspace, retrospective, topic };
  const actions = await db
    .select()
    .from(retroActions)
    .where(and(eq(retroActions.workspace, workspace), eq(retroActions.owner, person)))
    .orderBy(asc(retroActions.due));
  for (const { retrospective, text, due, state } of actions)
    yield {
      type: "retrospective_action",
      workspace,
      retrospective,
      text,
      owner: person,
      due,
      status: state,
    };
  const series = await db
    .select()
    .from(retroSeries)
    .where(
      and(
        eq(retroSeries.workspace, workspace),
        or(
          eq(retroSeries.by, person),
          columnContains(retroSeries.rota, `"${escapedInJson(person)}"`),
        ),
      ),
    );
  for (const { template, by, rota, stoppedAt } of series)
    yield {
      type: "retrospective_series",
      workspace,
      kind: template,
      by: by === person ? person : null,
      in_rota: rota.includes(person),
      stopped_at: isoInstantOrNull(stoppedAt),
    };
}

/** Markdown of the exported rows of retrospectives, by type. */
export const retrospectiveMarkdown = {
  retrospective: (row: ExportRow): string =>
    `\n## ${markdownOf(row.title)}, ${row.at}\n\n${markdownOf(row.status)}, ${markdownOf(row.naming)}\n\n`,
  retrospective_note: (row: ExportRow): string =>
    `- ${markdownOf(row.column)}: ${markdownOf(row.text)}${row.by ? `, ${markdownOf(row.by)}` : ""}\n`,
  retrospective_action: (row: ExportRow): string =>
    `- [${row.status === "done" ? "x" : " "}] ${markdownOf(row.text)}, ${markdownOf(row.owner)}, ${markdownOf(row.due)}${row.status === "dropped" ? " (dropped)" : ""}\n`,
};
