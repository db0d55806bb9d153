/** What the parts of a board are made of. */
import type { Button, CardElement } from "../../../platform/card.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { type Board, minAnonymousWriters, noteWriters } from "../board/board.ts";
import { type BoardView, boardButton } from "./builders.ts";

export const retroButtonRow = (...all: (Button | false | undefined)[]): CardElement => ({
  kind: "buttons",
  buttons: all.filter((one) => typeof one === "object"),
});
export const retroTextElement = (prose: RichText): CardElement => ({ kind: "text", text: prose });
export const retroNoteElement = (prose: RichText): CardElement => ({ kind: "note", text: prose });
export const retroBoldText = (words: RichText): RichText =>
  words.map((span) => (typeof span === "string" ? { bold: span } : span));

/** Where nobody else is, nobody joins, looks on or takes over. */
export const isSoloBoard = ({ home }: Pick<Board, "home">): boolean => home.includes("/dm/");

/** Whether so few have written that a reveal may give an author away. */
export function exposesAuthors(board: Board): boolean {
  const written = noteWriters(board).size;
  return (
    !isSoloBoard(board) && board.naming !== "named" && written > 0 && written < minAnonymousWriters
  );
}
export const unlessSoloBoard = (view: BoardView, ...own: Button[]): Button[] =>
  isSoloBoard(view.board) ? [] : own;

export const facilitatorButtonRow = (
  view: BoardView,
  ...own: (Button | false | undefined)[]
): CardElement =>
  retroButtonRow(...own, ...unlessSoloBoard(view, boardButton(view, "take_over", "take_over")));
