/**
 * Operations on notes: written and withdrawn by their authors before the reveal, removed by the
 * facilitator after it.
 */
import {
  type Board,
  type BoardOperation,
  maxNoteCharacters,
  type OperationContext,
  type OperationResult,
  type SealedNote,
} from "./board.ts";

type WriteOperation = Extract<BoardOperation, { type: "write" }>;
type NoteOperation = Extract<BoardOperation, { type: "write" | "remove" }>;

/** Limit of remembered events; no platform redelivers an event after so many others. */
const maxHandledEvents = 1_000;

export function applyNoteOperation(
  board: Board,
  operation: NoteOperation,
  context: OperationContext,
): OperationResult {
  if (operation.type === "write") return write(board, operation, context);
  const removed = board.notes.find(({ id }) => id === operation.note);
  if (!removed) return "no_such_note";
  const notes = board.notes.filter((note) => note !== removed);
  if (notes.some(({ topic }) => topic === removed.topic)) return { ...board, notes };
  return {
    ...board,
    notes,
    topics: board.topics.filter(({ id }) => id !== removed.topic),
    votes: board.votes.filter(({ topic }) => topic !== removed.topic),
    ...(board.topic === removed.topic && { topic: null, until: null }),
  };
}

/** Whether an event was handled before, or its message came with another event. */
function isHandled({ sealed, handledEvents }: Board, { token, source }: WriteOperation): boolean {
  if (!source) return false;
  if (handledEvents.includes(source.event)) return true;
  if (!source.message || !handledEvents.includes(source.message)) return false;
  return (
    !source.edited ||
    !sealed.some((note) => note.token === token && note.message === source.message)
  );
}

/** Removes notes that an author dropped and adds new ones. Sealed notes have no order. */
function write(
  board: Board,
  operation: WriteOperation,
  { by, newId, shuffled }: OperationContext,
): OperationResult {
  if (isHandled(board, operation)) return board;
  const { token, signed, add, drop, source } = operation;
  const message = source?.message;
  const isReplaced = (note: SealedNote): boolean =>
    drop.includes(note.id) || (message !== undefined && note.message === message);
  const remaining = board.sealed.filter((note) => note.token !== token || !isReplaced(note));
  const revealed = board.notes.map(({ column, text }) => ({ column, text }));
  const added: SealedNote[] = [];
  for (const { column, text: typed } of add) {
    const text = typed.replace(/\s+/g, " ").trim().slice(0, maxNoteCharacters);
    const own = [...remaining, ...added].filter((note) => note.token === token);
    const isThere = [...own, ...(source ? revealed : [])].some(
      (note) => note.column === column && note.text === text,
    );
    if (!text || isThere || !board.columns.some(({ key }) => key === column)) continue;
    const isSigned = board.naming === "named" || (board.naming === "choice" && signed);
    added.push({
      id: newId(),
      column,
      text,
      token,
      ...(isSigned && { by }),
      ...(message && { message }),
    });
  }
  if (
    add.length > 0 &&
    added.length === 0 &&
    drop.length === 0 &&
    add.every(({ text }) => !text.trim())
  )
    return "empty";
  const handledEvents = [
    ...board.handledEvents,
    ...(source ? [source.event, ...(message ? [message] : [])] : []),
  ].slice(-maxHandledEvents);
  return {
    ...board,
    sealed: shuffled([...remaining, ...added]),
    handledEvents: [...new Set(handledEvents)],
  };
}
