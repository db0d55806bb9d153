/**
 * Notes are written into the box and taken out of it by their authors, and removed by the
 * facilitator once they are read.
 */
import {
  type Board,
  type BoardOperation,
  maxNoteCharacters,
  type OperationContext,
  type SealedNote,
} from "./board.ts";
import type { OperationResult } from "./machine.ts";

type NoteAct = Extract<BoardOperation, { act: "write" | "remove" }>;

type Write = Extract<BoardOperation, { act: "write" }>;

export function applyNoteOperation(
  board: Board,
  act: NoteAct,
  context: OperationContext,
): OperationResult {
  if (act.act === "write") return write(board, act, context);
  const gone = board.notes.find(({ id }) => id === act.note);
  if (!gone) return "no_such_note";
  const notes = board.notes.filter((note) => note !== gone);
  if (notes.some(({ topic }) => topic === gone.topic)) return { ...board, notes };
  return {
    ...board,
    notes,
    topics: board.topics.filter(({ id }) => id !== gone.topic),
    votes: board.votes.filter(({ topic }) => topic !== gone.topic),
    ...(board.topic === gone.topic && { topic: null, until: null }),
  };
}

/** So many events are remembered; no platform delivers one again after so many others. */
const mostHeard = 1_000;

/** Whether this is an event again, or a message that another event brought. */
function isKnown({ sealed, heard = [] }: Board, { token, source }: Write): boolean {
  if (!source) return false;
  if (heard.includes(source.event)) return true;
  if (!source.message || !heard.includes(source.message)) return false;
  return (
    !source.edited ||
    !sealed.some((note) => note.token === token && note.message === source.message)
  );
}

/**
 * Takes out what its author dropped and puts in what is new; the box is in no order. A note that is
 * there already is not there twice.
 */
function write(
  board: Board,
  act: Write,
  { by, newId, shuffled }: OperationContext,
): OperationResult {
  if (isKnown(board, act)) return board;
  const { token, signed, add, drop, source } = act;
  const message = source?.message;
  const isReplaced = (note: SealedNote): boolean =>
    drop.includes(note.id) || (message !== undefined && note.message === message);
  const kept = board.sealed.filter((note) => note.token !== token || !isReplaced(note));
  const revealed = board.notes.map(({ column, text }) => ({ column, text }));
  const fresh: SealedNote[] = [];
  for (const { column, text } of add) {
    const words = text.replace(/\s+/g, " ").trim().slice(0, maxNoteCharacters);
    const own = [...kept, ...fresh].filter((note) => note.token === token);
    const there = [...own, ...(source ? revealed : [])].some(
      (note) => note.column === column && note.text === words,
    );
    if (!words || there || !board.columns.some(({ key }) => key === column)) continue;
    const signs = board.naming === "named" || (board.naming === "choice" && signed);
    fresh.push({
      id: newId(),
      column,
      text: words,
      token,
      ...(signs && { by }),
      ...(message && { message }),
    });
  }
  if (
    add.length > 0 &&
    fresh.length === 0 &&
    drop.length === 0 &&
    add.every(({ text }) => !text.trim())
  )
    return "empty";
  const heard = [
    ...(board.heard ?? []),
    ...(source ? [source.event, ...(message ? [message] : [])] : []),
  ].slice(-mostHeard);
  return { ...board, sealed: shuffled([...kept, ...fresh]), heard: [...new Set(heard)] };
}
