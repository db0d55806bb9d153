/** What the parts of a board are made of. */
import type { Button, Element } from "../surface/card.ts";
import type { Prose } from "../surface/prose.ts";
import { type Board, fewWriters, writersOf } from "./board.ts";
import { button, type View } from "./view.ts";

export const buttons = (...all: (Button | false | undefined)[]): Element => ({ kind: "buttons", buttons: all.filter((one) => typeof one === "object") });
export const text = (prose: Prose): Element => ({ kind: "text", text: prose });
export const note = (prose: Prose): Element => ({ kind: "note", text: prose });
export const bold = (words: Prose): Prose => words.map((span) => (typeof span === "string" ? { bold: span } : span));

/** Where nobody else is, nobody joins, looks on or takes over. */
export const isAlone = ({ home }: Pick<Board, "home">): boolean => home.includes("/dm/");

/** Whether so few have written that a reveal may give an author away. */
export function tellsOnAuthors(board: Board): boolean {
  const written = writersOf(board).size;
  return !isAlone(board) && board.naming !== "named" && written > 0 && written < fewWriters;
}
export const forOthers = (view: View, ...own: Button[]): Button[] => (isAlone(view.board) ? [] : own);

export const facilitatorOnly = (view: View, ...own: (Button | false | undefined)[]): Element =>
  buttons(...own, ...forOthers(view, button(view, "take_over", "take_over")));
