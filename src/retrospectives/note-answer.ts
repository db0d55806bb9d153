/** The answer to the author of a note: whether it is kept, and how to change it. Undefined where another event brought the same. */
import type { Card } from "../surface/card.ts";
import { plain } from "../surface/prose.ts";
import { type Board, writersOf } from "./board.ts";
import { note, tellsOnAuthors } from "./elements.ts";
import type { Errand } from "./errand.ts";
import { type Room, textCard } from "./room.ts";
import { button, opening, type View } from "./view.ts";

export function noteAnswer({ office: { words }, arrival, by, seals }: Room, before: Board, now: Board, errand: Errand, view: View): Card | undefined {
  const { verb, values, source } = errand;
  if (verb === "write" && !values) return undefined;
  const isSecond = source?.message !== undefined && !before.heard?.includes(source.event) && before.heard?.includes(source.message);
  if (source && before === now && (source.edited || isSecond)) return undefined;
  const token = seals.token(now.id, by.id);
  const has = ({ sealed }: Board): boolean => sealed.some((one) => one.token === token);
  if (source?.edited && !has(before) && !has(now)) return undefined;
  const had = has(before);
  const isEmpty = verb === "add" && !source?.edited && plain(errand.text).trim() === "";
  const said = isEmpty ? "refused.empty" : `kept.${has(now) ? (had ? "again" : "first") : had || verb === "write" ? "none" : "there"}`;
  const isPublic = (arrival.kind === "message" || arrival.kind === "command") && arrival.place.kind !== "personal";
  const shown = [
    ...(isPublic ? [note(words("retro.summary.public"))] : []),
    ...(now.notes.length > 0 && tellsOnAuthors(now) ? [note(words("retro.collect.few.since", { count: writersOf(now).size }))] : []),
  ];
  return [...textCard(words(`retro.${said}`)), ...shown, { kind: "buttons", buttons: [opening(button(view, "write", "write"))] }];
}
