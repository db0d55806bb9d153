/**
 * Boards in the database: read as a whole, and written by their differences. A board is locked by
 * its row before it is changed.
 */
import { EntwineError } from "../../lib/errors.ts";
import type { Json } from "../../platform/adapter.ts";
import { and, eq, inArray, ne, or } from "../../storage/drizzle.ts";
import type { Tables } from "../../storage/schema.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import type { Board, Participant, RetroAction, RetroVote } from "./board/board.ts";
import { type NoteCipher, readSealedNotes, writeSealedNotes } from "./notes/note-encryption.ts";

const maxRowsPerStatement = 100;

type BoardRow = Tables["retrospectives"]["$inferSelect"];
type VoteRow = Tables["retroVotes"]["$inferSelect"];

const withoutBoard = <T extends { retrospective: string }>({
  retrospective: _,
  ...row
}: T): Omit<T, "retrospective"> => row;

const actionOfRow = <T extends { workspace: string; home: string }>({
  workspace: _,
  home: __,
  ...action
}: T): Omit<T, "workspace" | "home"> => action;

const voteOfRow = ({ person, dot, topic }: VoteRow): RetroVote => ({ person, slot: dot, topic });

/** Reads the parts of a board that other tables hold. */
async function readParts(
  reader: Reader,
  cipher: NoteCipher,
  { box, budget, ...row }: BoardRow,
): Promise<Board> {
  const { db, t } = reader;
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
  return {
    ...row,
    voteBudget: budget,
    people: people.map(withoutBoard),
    ...openSealedNotes(cipher, box),
    notes: notes.map(withoutBoard),
    topics: topics.map(withoutBoard),
    votes: votes.map(voteOfRow),
    actions: actions.map(actionOfRow),
    earlierActions: await readEarlierActions(reader, row),
  };
}

function openSealedNotes(
  cipher: NoteCipher,
  box: string | null,
): Pick<Board, "sealed" | "handledEvents" | "locked"> {
  try {
    return readSealedNotes(cipher, box);
  } catch (error) {
    if (error instanceof EntwineError) return { sealed: [], handledEvents: [], locked: true };
    throw error;
  }
}

/** Reads actions of earlier retrospectives of the same home that are open, or were settled here. */
async function readEarlierActions(
  { db, t }: Reader,
  { id, workspace, home }: Pick<BoardRow, "id" | "workspace" | "home">,
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
  return rows.map(actionOfRow);
}

/** Reads a board; `undefined` if there is none. */
export async function readBoard(
  reader: Reader,
  cipher: NoteCipher,
  workspace: string,
  id: string,
): Promise<Board | undefined> {
  const { db, t } = reader;
  const [row] = await db
    .select()
    .from(t.retrospectives)
    .where(and(eq(t.retrospectives.workspace, workspace), eq(t.retrospectives.id, id)));
  return row && readParts(reader, cipher, row);
}

/** Reads a board, and locks it until the write ends. */
export async function lockBoard(
  w: Writer,
  cipher: NoteCipher,
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
  return row && readParts(w, cipher, row);
}

/** Returns the columns of the board's own row, without the sealed notes. */
function rowOf({
  people,
  sealed,
  handledEvents,
  locked,
  notes,
  topics,
  votes,
  actions,
  earlierActions,
  voteBudget,
  brought,
  ...row
}: Board) {
  return { ...row, budget: voteBudget, brought: brought as Json };
}

/** Stores a new board. */
export async function insertBoard(w: Writer, cipher: NoteCipher, board: Board): Promise<void> {
  await w.db.insert(w.t.retrospectives).values({ ...rowOf(board), box: null });
  const empty: Board = {
    ...board,
    people: [],
    sealed: [],
    handledEvents: [],
    notes: [],
    topics: [],
    votes: [],
    actions: [],
  };
  await saveBoard(w, cipher, empty, board);
}

/** Returns rows that are new, changed and removed. */
function diffRows<T>(before: readonly T[], after: readonly T[], keyOf: (row: T) => string) {
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const keys = new Set(after.map(keyOf));
  return {
    added: after.filter((row) => !old.has(keyOf(row))),
    changed: after.filter((row) => {
      const same = old.get(keyOf(row));
      return same !== undefined && same !== row && JSON.stringify(same) !== JSON.stringify(row);
    }),
    removed: before.filter((row) => !keys.has(keyOf(row))),
  };
}

const batches = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / maxRowsPerStatement) }, (_, index) =>
    rows.slice(index * maxRowsPerStatement, (index + 1) * maxRowsPerStatement),
  );

const idOf = (row: { id: string }): string => row.id;

/** Writes the differences between two states of a board. */
export async function saveBoard(
  w: Writer,
  cipher: NoteCipher,
  before: Board,
  after: Board,
): Promise<void> {
  const { db, t } = w;
  const retrospective = after.id;
  const sealedPart = ({ sealed, handledEvents }: Board) => ({ sealed, handledEvents });
  const isBoxUnchanged =
    !(before.locked && after.phase === "cancelled") &&
    JSON.stringify(sealedPart(before)) === JSON.stringify(sealedPart(after));
  await db
    .update(t.retrospectives)
    .set({
      ...rowOf(after),
      box: isBoxUnchanged ? undefined : writeSealedNotes(cipher, sealedPart(after)),
    })
    .where(eq(t.retrospectives.id, retrospective));

  const people = diffRows(before.people, after.people, ({ person }) => person);
  for (const person of [...people.added, ...people.changed])
    await saveParticipant(w, retrospective, person);

  // A reveal rewrites all rows in their new order, so that older ones cannot be distinguished.
  const isReveal = after.notes.length > before.notes.length;
  const topics = isReveal
    ? { added: after.topics, changed: [], removed: before.topics }
    : diffRows(before.topics, after.topics, idOf);
  const notes = isReveal
    ? { added: after.notes, changed: [], removed: before.notes }
    : diffRows(before.notes, after.notes, idOf);
  for (const rows of batches(topics.removed))
    await db.delete(t.retroTopics).where(inArray(t.retroTopics.id, rows.map(idOf)));
  for (const rows of batches(notes.removed))
    await db.delete(t.retroNotes).where(inArray(t.retroNotes.id, rows.map(idOf)));
  for (const rows of batches(topics.added))
    await db.insert(t.retroTopics).values(rows.map((row) => ({ retrospective, ...row })));
  for (const row of topics.changed)
    await db.update(t.retroTopics).set(row).where(eq(t.retroTopics.id, row.id));
  for (const rows of batches(notes.added))
    await db.insert(t.retroNotes).values(rows.map((row) => ({ retrospective, ...row })));
  for (const { id, topic } of notes.changed)
    await db.update(t.retroNotes).set({ topic }).where(eq(t.retroNotes.id, id));

  const votes = diffRows(
    before.votes,
    after.votes,
    ({ person, slot, topic }) => `${person}/${slot}/${topic}`,
  );
  const isOfBoard = eq(t.retroVotes.retrospective, retrospective);
  if (after.votes.length === 0 && before.votes.length > 0)
    await db.delete(t.retroVotes).where(isOfBoard);
  else
    for (const { person, slot } of votes.removed)
      await db
        .delete(t.retroVotes)
        .where(and(isOfBoard, eq(t.retroVotes.person, person), eq(t.retroVotes.dot, slot)));
  for (const rows of batches(votes.added))
    await db
      .insert(t.retroVotes)
      .values(rows.map(({ slot, ...row }) => ({ retrospective, dot: slot, ...row })));

  const actions = diffRows(
    [...before.actions, ...before.earlierActions],
    [...after.actions, ...after.earlierActions],
    idOf,
  );
  const { workspace, home } = after;
  for (const rows of batches(actions.added))
    await db.insert(t.retroActions).values(rows.map((row) => ({ workspace, home, ...row })));
  for (const row of actions.changed)
    await db.update(t.retroActions).set(row).where(eq(t.retroActions.id, row.id));
}

async function saveParticipant(
  { db, t }: Writer,
  retrospective: string,
  participant: Participant,
): Promise<void> {
  await db
    .insert(t.retroPeople)
    .values({ retrospective, ...participant })
    .onConflictDoUpdate({
      target: [t.retroPeople.retrospective, t.retroPeople.person],
      set: participant,
    });
}
