/** Where somebody looks without doing anything: help, history, and the last one where none is under way. */
import type { Card } from "../surface/card.ts";
import { placeKey } from "../surface/place.ts";
import { carriedHome } from "./access.ts";
import { boardTurn } from "./board-turn.ts";
import { type Errand, pathTo } from "./errand.ts";
import { historyCard } from "./history.ts";
import { lastHome, pastOf, readBoard } from "./records.ts";
import { hereOf, type Room, reply, textCard, viewOf } from "./room.ts";
import { mention } from "./view.ts";

/** There is more than one that somebody may mean. */
export async function which({ office, seals }: Room, ids: readonly string[]): Promise<Card> {
  const { w, workspace, words, at } = office;
  const boards = (await Promise.all(ids.slice(0, 5).map((id) => readBoard(w, seals, workspace, id)))).filter((board) => board !== undefined);
  const items = await Promise.all(
    boards.map(async (board) => {
      const view = await viewOf(w, words, at, board);
      const note = [...words(`retro.phase.${board.phase}`), ", ", ...mention(view.person(board.facilitator))];
      return { kind: "item" as const, text: [board.title], note, button: { label: words.label("retro.button.status"), press: pathTo("pick", board.id) } };
    }),
  );
  return [...textCard(words("retro.which")), ...items];
}

/** What was, and what can be done now. */
export async function look(room: Room, verb: string, id: string | undefined): Promise<void> {
  const { office, by, seals } = room;
  const { w, workspace, words, at } = office;
  const board = id ? await readBoard(w, seals, workspace, id) : undefined;
  const home =
    board?.home ??
    (room.arrival.place.kind === "personal" && placeKey(hereOf(room)) === placeKey(room.arrival.place) ? await lastHome(w, workspace, by.id) : undefined) ??
    placeKey(hereOf(room));
  if (verb === "history") return reply(room, await historyCard(w, words, workspace, home, await pastOf(w, workspace, home, 10)));
  const lines: Card = ["start", "run", "take_part", "look", "series"].map((key) => ({ kind: "text", text: words(`retro.help.${key}`) }));
  const begin = { label: words.label("retro.button.start.form"), press: pathTo("start", carriedHome(hereOf(room))), opensForm: true as const };
  const buttons = board
    ? [
        { label: words.label("retro.button.status"), press: pathTo("pick", board.id) },
        { label: words.label("retro.button.actions"), press: pathTo("actions", board.id) },
      ]
    : [begin];
  const now = board
    ? [
        {
          kind: "note" as const,
          text: [
            ...words("retro.board.title", { title: board.title }),
            ", ",
            ...words(`retro.phase.${board.phase}`),
            ", ",
            ...mention((await viewOf(w, words, at, board)).person(board.facilitator)),
          ],
        },
      ]
    : [];
  reply(room, [...textCard(words("retro.help")), ...now, { kind: "buttons", buttons }, ...lines]);
}

/** Of the last one that is over, where none is under way. */
export async function lookBack(room: Room, errand: Errand): Promise<void> {
  const { office, by } = room;
  const { w, workspace, words } = office;
  const here = placeKey(hereOf(room));
  const homes = [here, await lastHome(w, workspace, by.id)];
  for (const home of homes) {
    const [last] = home ? await pastOf(w, workspace, home, 1) : [];
    if (last) return boardTurn(room, last.id, errand);
  }
  reply(room, textCard(words("retro.history.none")));
}
