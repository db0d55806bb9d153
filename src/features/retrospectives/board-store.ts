/**
 * Boards in the ledger: read whole, and written by what differs. Whoever changes one holds its row
 * until the write ends.
 */
import { EntwineError } from "../../lib/errors.ts";
import { conversationKey } from "../../platform/conversation-ref.ts";
import { and, desc, eq, inArray, ne, notInArray, or } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import type { Board, Participant, RetroAction } from "./board/board.ts";
import type { NoteCipher } from "./note-encryption.ts";
import { readSealedNotes, writeSealedNotes } from "./sealed-notes.ts";

/** Rows of one statement. */
const batch = 100;

type Row = Omit<
  Board,
  "people" | "sealed" | "heard" | "locked" | "notes" | "topics" | "votes" | "actions" | "old"
> & { box: string | null };

const bare = <T extends { retrospective: string }>({
  retrospective: _,
  ...row
}: T): Omit<T, "retrospective"> => row;
const plainAction = <T extends { workspace: string; home: string }>({
  workspace: _,
  home: __,
  ...action
}: T): Omit<T, "workspace" | "home"> => action;

/** Not over yet. */
const open = ({ t }: Reader) => notInArray(t.retrospectives.phase, ["closed", "cancelled"]);

async function fill(on: Reader, seals: NoteCipher, { box, ...row }: Row): Promise<Board> {
  const { db, t } = on;
  const { id } = row;
  const people = await db
    .select()
    .from(t.retroPeople)
    .where(eq(t.retroPeople.retrospective, id))
    .orderBy(t.retroPeople.person);
  const notes = await db
    .select()
    .from(t.retroNotes)
    .where(eq(t.retroNotes.retrospective, id))
    .orderBy(t.retroNotes.id);
  const topics = await db
    .select()
    .from(t.retroTopics)
    .where(eq(t.retroTopics.retrospective, id))
    .orderBy(t.retroTopics.number);
  const votes = await db
    .select()
    .from(t.retroVotes)
    .where(eq(t.retroVotes.retrospective, id))
    .orderBy(t.retroVotes.person, t.retroVotes.dot);
  const actions = await db
    .select()
    .from(t.retroActions)
    .where(eq(t.retroActions.retrospective, id))
    .orderBy(t.retroActions.rank);
  const old = await openActions(on, row);
  return {
    ...row,
    people: people.map(bare),
    ...opened(seals, box),
    notes: notes.map(bare),
    topics: topics.map(bare),
    votes: votes.map(bare),
    actions: actions.map(plainAction),
    old,
  };
}

function opened(seals: NoteCipher, box: string | null): Pick<Board, "sealed" | "heard" | "locked"> {
  try {
    return readSealedNotes(seals, box);
  } catch (error) {
    if (error instanceof EntwineError) return { sealed: [], locked: true };
    throw error;
  }
}

/**
 * What earlier retrospectives of the same home kept, if it is open still or was settled by this
 * one.
 */
async function openActions(
  { db, t }: Reader,
  { id, workspace, home }: Pick<Row, "id" | "workspace" | "home">,
): Promise<RetroAction[]> {
  const rows = await db
    .select()
    .from(t.retroActions)
    .where(
      and(
        eq(t.retroActions.workspace, workspace),
        eq(t.retroActions.home, home),
        ne(t.retroActions.retrospective, id),
        or(eq(t.retroActions.state, "kept"), eq(t.retroActions.lookedAt, id)),
      ),
    )
    .orderBy(t.retroActions.due, t.retroActions.rank);
  return rows.map(plainAction);
}

export async function readBoard(
  on: Reader,
  seals: NoteCipher,
  workspace: string,
  id: string,
): Promise<Board | undefined> {
  const { db, t } = on;
  const [row] = await db
    .select()
    .from(t.retrospectives)
    .where(and(eq(t.retrospectives.workspace, workspace), eq(t.retrospectives.id, id)));
  return row && fill(on, seals, row);
}

/** Reads a board to change it: nobody else does until the write ends. */
export async function lockBoard(
  w: Writer,
  seals: NoteCipher,
  workspace: string,
  id: string,
): Promise<Board | undefined> {
  const { db, t, lock } = w;
  const [row] = await lock(
    db
      .select()
      .from(t.retrospectives)
      .where(and(eq(t.retrospectives.workspace, workspace), eq(t.retrospectives.id, id))),
  );
  return row && fill(w, seals, row);
}

/** The board's own row. */
function headOf({
  people,
  sealed,
  heard,
  locked,
  notes,
  topics,
  votes,
  actions,
  old,
  ...head
}: Board) {
  return head;
}

export async function insertBoard(w: Writer, seals: NoteCipher, board: Board): Promise<void> {
  await w.db.insert(w.t.retrospectives).values({ ...headOf(board), box: null });
  await saveBoard(
    w,
    seals,
    { ...board, people: [], sealed: [], heard: [], notes: [], topics: [], votes: [], actions: [] },
    board,
  );
}

/** What is new, what is other than it was, and what is gone. */
function differing<T>(before: readonly T[], after: readonly T[], key: (row: T) => string) {
  const old = new Map(before.map((row) => [key(row), row]));
  const now = new Set(after.map(key));
  return {
    fresh: after.filter((row) => !old.has(key(row))),
    changed: after.filter(
      (row) =>
        old.has(key(row)) &&
        old.get(key(row)) !== row &&
        JSON.stringify(old.get(key(row))) !== JSON.stringify(row),
    ),
    gone: before.filter((row) => !now.has(key(row))),
  };
}

const batches = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / batch) }, (_, index) =>
    rows.slice(index * batch, (index + 1) * batch),
  );

const id = (row: { id: string }): string => row.id;

/** Writes what `after` has otherwise than `before`. */
export async function saveBoard(
  w: Writer,
  seals: NoteCipher,
  before: Board,
  after: Board,
): Promise<void> {
  const { db, t } = w;
  const retrospective = after.id;
  const boxOf = ({ sealed, heard = [] }: Board) => ({ sealed, heard });
  const sameBox =
    !(before.locked && after.phase === "cancelled") &&
    JSON.stringify(boxOf(before)) === JSON.stringify(boxOf(after));
  const box = sameBox ? {} : { box: writeSealedNotes(seals, boxOf(after)) };
  await db
    .update(t.retrospectives)
    .set({ ...headOf(after), ...box })
    .where(eq(t.retrospectives.id, retrospective));

  const people = differing(before.people, after.people, ({ person }) => person);
  for (const person of [...people.fresh, ...people.changed])
    await savePerson(w, retrospective, person);

  // A reveal writes all of them anew, in their new order: what was there before must not lie apart
  // from the rest.
  const revealed = after.notes.length > before.notes.length;
  const topics = revealed
    ? { fresh: after.topics, changed: [], gone: before.topics }
    : differing(before.topics, after.topics, id);
  const notes = revealed
    ? { fresh: after.notes, changed: [], gone: before.notes }
    : differing(before.notes, after.notes, id);
  for (const rows of batches(topics.gone))
    await db.delete(t.retroTopics).where(inArray(t.retroTopics.id, rows.map(id)));
  for (const rows of batches(notes.gone))
    await db.delete(t.retroNotes).where(inArray(t.retroNotes.id, rows.map(id)));
  for (const rows of batches(topics.fresh))
    await db.insert(t.retroTopics).values(rows.map((row) => ({ retrospective, ...row })));
  for (const row of topics.changed)
    await db.update(t.retroTopics).set(row).where(eq(t.retroTopics.id, row.id));
  for (const rows of batches(notes.fresh))
    await db.insert(t.retroNotes).values(rows.map((row) => ({ retrospective, ...row })));
  for (const { id: note, topic } of notes.changed)
    await db.update(t.retroNotes).set({ topic }).where(eq(t.retroNotes.id, note));

  const votes = differing(
    before.votes,
    after.votes,
    ({ person, dot, topic }) => `${person}/${dot}/${topic}`,
  );
  const ofOne = eq(t.retroVotes.retrospective, retrospective);
  if (after.votes.length === 0 && before.votes.length > 0)
    await db.delete(t.retroVotes).where(ofOne);
  else
    for (const { person, dot } of votes.gone)
      await db
        .delete(t.retroVotes)
        .where(and(ofOne, eq(t.retroVotes.person, person), eq(t.retroVotes.dot, dot)));
  for (const rows of batches(votes.fresh))
    await db.insert(t.retroVotes).values(rows.map((row) => ({ retrospective, ...row })));

  const actions = differing(
    [...before.actions, ...before.old],
    [...after.actions, ...after.old],
    id,
  );
  const { workspace, home } = after;
  for (const rows of batches(actions.fresh))
    await db.insert(t.retroActions).values(rows.map((row) => ({ workspace, home, ...row })));
  for (const row of actions.changed)
    await db.update(t.retroActions).set(row).where(eq(t.retroActions.id, row.id));
}

async function savePerson(
  { db, t }: Writer,
  retrospective: string,
  person: Participant,
): Promise<void> {
  await db
    .insert(t.retroPeople)
    .values({ retrospective, ...person })
    .onConflictDoUpdate({
      target: [t.retroPeople.retrospective, t.retroPeople.person],
      set: person,
    });
}

/**
 * Retrospectives under way that somebody may mean: first those that live here, then those that they
 * take part in and the one they wrote for (`also`), the newest first.
 */
export async function findOpenBoards(
  { db, t }: Reader,
  workspace: string,
  { home, person, also }: { home?: string | undefined; person: string; also?: string | undefined },
): Promise<string[]> {
  const { retrospectives, retroPeople } = t;
  const rows = await db
    .select({ id: retrospectives.id, cards: retrospectives.cards, person: retroPeople.person })
    .from(retrospectives)
    .leftJoin(
      retroPeople,
      and(eq(retroPeople.retrospective, retrospectives.id), eq(retroPeople.person, person)),
    )
    .where(and(eq(retrospectives.workspace, workspace), open({ db, t })))
    .orderBy(desc(retrospectives.startedAt));
  const isHere = ({ cards }: (typeof rows)[number]): boolean =>
    cards.some(({ place }) => conversationKey(place) === home);
  return [
    ...rows.filter(isHere),
    ...rows.filter((row) => !isHere(row) && (row.person !== null || row.id === also)),
  ].map(({ id }) => id);
}

/** Those of a home that are over, newest first. */
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

/** The retrospective under way at a home. */
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
        open({ db, t }),
      ),
    )
    .limit(1);
  return row?.id;
}

/** The home of the last retrospective that somebody took part in. */
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

/** An action that was kept, wherever its retrospective is. */
export async function readRetroAction({ db, t }: Reader, workspace: string, action: string) {
  const [row] = await db
    .select()
    .from(t.retroActions)
    .where(and(eq(t.retroActions.workspace, workspace), eq(t.retroActions.id, action)));
  return row;
}
