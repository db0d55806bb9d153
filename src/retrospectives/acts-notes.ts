/** Notes are written into the box and taken out of it by their authors, and removed by the facilitator once they are read. */
import { type Act, type Board, type Context, noteLength, type SealedNote } from "./board.ts";
import type { Result } from "./machine.ts";

type NoteAct = Extract<Act, { act: "write" | "remove" }>;

export function noteActs(board: Board, act: NoteAct, context: Context): Result {
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

/** Takes out what its author dropped and puts in what is new; the box is in no order. A note that is there already is not there twice. */
function write(board: Board, { token, signed, add, drop }: Extract<Act, { act: "write" }>, { by, newId, shuffled }: Context): Result {
  const kept = board.sealed.filter((note) => note.token !== token || !drop.includes(note.id));
  const fresh: SealedNote[] = [];
  for (const { column, text } of add) {
    const words = text.replace(/\s+/g, " ").trim().slice(0, noteLength);
    const there = [...kept, ...fresh].some((note) => note.token === token && note.column === column && note.text === words);
    if (!words || there || !board.columns.some(({ key }) => key === column)) continue;
    const signs = board.naming === "named" || (board.naming === "choice" && signed);
    fresh.push({ id: newId(), column, text: words, token, ...(signs && { by }) });
  }
  if (add.length > 0 && fresh.length === 0 && drop.length === 0 && add.every(({ text }) => !text.trim())) return "empty";
  const sealed = shuffled([...kept, ...fresh]);
  const wrote = sealed.some((note) => note.token === token);
  return { ...board, sealed, people: board.people.map((one) => (one.person === by ? { ...one, wrote } : one)) };
}
