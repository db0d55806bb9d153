/**
 * What the ledger holds on one person's part in retrospectives. A note without a name is nobody's
 * here, and neither is whether somebody wrote one.
 */
import { and, asc, eq, isNotNull, or } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { columnContains, escapedInJson, type PersonalDataLine } from "./export-lines.ts";

const day = (date: Date): string => date.toISOString().slice(0, 10);

export async function* personalRetrospectiveLines(
  { db, t }: Reader,
  workspace: string,
  person: string,
): AsyncGenerator<PersonalDataLine> {
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
      at: day(at),
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
      stopped_at: stoppedAt?.toISOString() ?? null,
    };
}
