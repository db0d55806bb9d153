/** Queries for the retrospectives to which a command may refer. */

import { conversationKey } from "../../platform/conversation-ref.ts";
import { and, asc, desc, eq, notInArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";

/** Maximum number of a person's retrospectives, and of their actions, on the home page. */
const maxListed = 5;

/** Condition on retrospectives that are not over. */
const isOpen = ({ t }: Reader) => notInArray(t.retrospectives.phase, ["closed", "cancelled"]);

/**
 * Returns open retrospectives, newest first: those of a home, then the conversation's last one
 * (`current`), then those that a person takes part in and the one that they wrote for (`also`).
 */
export async function findOpenBoards(
  { db, t }: Reader,
  workspace: string,
  {
    home,
    current,
    person,
    also,
  }: {
    home?: string | undefined;
    current?: string | undefined;
    person: string;
    also?: string | undefined;
  },
): Promise<string[]> {
  const { retrospectives, retroPeople } = t;
  const rows = await db
    .select({ id: retrospectives.id, cards: retrospectives.cards, person: retroPeople.person })
    .from(retrospectives)
    .leftJoin(
      retroPeople,
      and(eq(retroPeople.retrospective, retrospectives.id), eq(retroPeople.person, person)),
    )
    .where(and(eq(retrospectives.workspace, workspace), isOpen({ db, t })))
    .orderBy(desc(retrospectives.startedAt));
  const isHere = ({ cards }: (typeof rows)[number]): boolean =>
    cards.some(({ place }) => conversationKey(place) === home);
  const elsewhere = rows.filter(
    (row) => !isHere(row) && (row.person !== null || row.id === also || row.id === current),
  );
  return [
    ...rows.filter(isHere),
    ...elsewhere.filter(({ id }) => id === current),
    ...elsewhere.filter(({ id }) => id !== current),
  ].map(({ id }) => id);
}

/** Returns closed retrospectives of a home, newest first. */
export async function readClosedBoards(
  { db, t }: Reader,
  workspace: string,
  home: string,
  limit: number,
) {
  return db
    .select()
    .from(t.retrospectives)
    .where(
      and(
        eq(t.retrospectives.workspace, workspace),
        eq(t.retrospectives.home, home),
        eq(t.retrospectives.phase, "closed"),
      ),
    )
    .orderBy(desc(t.retrospectives.closedAt))
    .limit(limit);
}

/** Returns the open retrospective of a home. */
export async function findOpenBoardAt(
  { db, t }: Reader,
  workspace: string,
  home: string,
): Promise<string | undefined> {
  const [row] = await db
    .select({ id: t.retrospectives.id })
    .from(t.retrospectives)
    .where(
      and(
        eq(t.retrospectives.workspace, workspace),
        eq(t.retrospectives.home, home),
        isOpen({ db, t }),
      ),
    )
    .limit(1);
  return row?.id;
}

/** Returns the home of the last retrospective that a person took part in. */
export async function readLastBoardHome(
  { db, t }: Reader,
  workspace: string,
  person: string,
): Promise<string | undefined> {
  const [row] = await db
    .select({ home: t.retrospectives.home })
    .from(t.retrospectives)
    .innerJoin(t.retroPeople, eq(t.retroPeople.retrospective, t.retrospectives.id))
    .where(and(eq(t.retrospectives.workspace, workspace), eq(t.retroPeople.person, person)))
    .orderBy(desc(t.retrospectives.startedAt))
    .limit(1);
  return row?.home;
}

/** Lists the kept actions that a person owns, those due first. */
export const listOwnRetroActions = ({ db, t }: Reader, workspace: string, person: string) =>
  db
    .select()
    .from(t.retroActions)
    .where(
      and(
        eq(t.retroActions.workspace, workspace),
        eq(t.retroActions.owner, person),
        eq(t.retroActions.state, "kept"),
      ),
    )
    .orderBy(asc(t.retroActions.due))
    .limit(maxListed);

/** Lists the titles of open retrospectives that a person takes part in, newest first. */
export const listOwnBoards = ({ db, t }: Reader, workspace: string, person: string) =>
  db
    .select({
      id: t.retrospectives.id,
      title: t.retrospectives.title,
      phase: t.retrospectives.phase,
    })
    .from(t.retrospectives)
    .innerJoin(t.retroPeople, eq(t.retroPeople.retrospective, t.retrospectives.id))
    .where(
      and(
        eq(t.retrospectives.workspace, workspace),
        eq(t.retroPeople.person, person),
        isOpen({ db, t }),
      ),
    )
    .orderBy(desc(t.retrospectives.startedAt))
    .limit(maxListed);

/** Returns an action by its id. */
export async function readRetroAction({ db, t }: Reader, workspace: string, action: string) {
  const [row] = await db
    .select()
    .from(t.retroActions)
    .where(and(eq(t.retroActions.workspace, workspace), eq(t.retroActions.id, action)));
  return row;
}
