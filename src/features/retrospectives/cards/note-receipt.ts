/**
 * The answer to the author of a note: whether it is kept, and how to change it. Undefined where
 * another event brought the same.
 */
import {
  asFormButton,
  buttonRow,
  type Card,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import type { RetroCommand } from "../actions.ts";
import { type Board, exposesAuthors, noteWriters } from "../board/board.ts";
import type { RetroContext } from "../context.ts";
import { type BoardView, boardButton } from "./board-view.ts";

export function noteReceiptCard(
  { ctx: { words }, event, by, cipher }: RetroContext,
  before: Board,
  now: Board,
  command: RetroCommand,
  view: BoardView,
): Card | undefined {
  const { verb, values, source } = command;
  if (verb === "write" && !values) return undefined;
  const isSecond =
    source?.message !== undefined &&
    !before.handledEvents.includes(source.event) &&
    before.handledEvents.includes(source.message);
  if (source && before === now && (source.edited || isSecond)) return undefined;
  const token = cipher.authorToken(now.id, by.id);
  const has = ({ sealed }: Board): boolean => sealed.some((one) => one.token === token);
  if (source?.edited && !has(before) && !has(now)) return undefined;
  const had = has(before);
  const isEmpty = verb === "add" && !source?.edited && toPlainText(command.text).trim() === "";
  const said = isEmpty
    ? "refused.empty"
    : `kept.${has(now) ? (had ? "again" : "first") : had || verb === "write" ? "none" : "there"}`;
  const isPublic =
    (event.kind === "message" || event.kind === "command") && event.place.kind !== "personal";
  const shown = [
    ...(isPublic ? [noteElement(words("retro.summary.public"))] : []),
    ...(now.notes.length > 0 && exposesAuthors(now)
      ? [noteElement(words("retro.collect.few.since", { count: noteWriters(now).size }))]
      : []),
  ];
  return [
    textElement(words(`retro.${said}`)),
    ...shown,
    buttonRow(asFormButton(boardButton(view, "write", "write"))),
  ];
}
