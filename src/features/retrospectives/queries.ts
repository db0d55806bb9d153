/**
 * Where somebody looks without doing anything: help, history, and the last one where none is under
 * way.
 */
import { buttonRow, type Card, noteElement, textElement } from "../../platform/card.ts";
import { conversationKey } from "../../platform/conversation-ref.ts";
import { personMention } from "../../platform/rich-text.ts";
import { encodeBoardHome } from "./access.ts";
import { type RetroCommand, retroActions } from "./actions.ts";
import { readClosedBoards, readLastBoardHome } from "./board-queries.ts";
import { readBoard } from "./board-store.ts";
import { postRetroReply, type RetroContext, readBoardView, retroHomeOf } from "./context.ts";
import { retroHistoryCard } from "./history.ts";
import { runBoardCommand } from "./run-command.ts";

/** There is more than one that somebody may mean. */
export async function chooseBoardCard(
  { ctx, cipher }: RetroContext,
  ids: readonly string[],
): Promise<Card> {
  const { w, workspace, words, at } = ctx;
  const boards = (
    await Promise.all(ids.slice(0, 5).map((id) => readBoard(w, cipher, workspace, id)))
  ).filter((board) => board !== undefined);
  const items = await Promise.all(
    boards.map(async (board) => {
      const view = await readBoardView(w, words, at, board);
      const note = [
        ...words(`retro.phase.${board.phase}`),
        ", ",
        ...personMention(view.person(board.facilitator)),
      ];
      return {
        kind: "item" as const,
        text: [board.title],
        note,
        button: {
          label: words.plain("retro.button.status"),
          press: retroActions.encode("pick", board.id),
        },
      };
    }),
  );
  return [textElement(words("retro.which")), ...items];
}

/** What was, and what can be done now. */
export async function runRetroQuery(
  room: RetroContext,
  verb: string,
  id: string | undefined,
): Promise<void> {
  const { ctx, by, cipher } = room;
  const { w, workspace, words, at } = ctx;
  const board = id ? await readBoard(w, cipher, workspace, id) : undefined;
  const home =
    board?.home ??
    (room.event.place.kind === "personal" &&
    conversationKey(retroHomeOf(room)) === conversationKey(room.event.place)
      ? await readLastBoardHome(w, workspace, by.id)
      : undefined) ??
    conversationKey(retroHomeOf(room));
  if (verb === "history")
    return postRetroReply(
      room,
      await retroHistoryCard(
        w,
        words,
        workspace,
        home,
        await readClosedBoards(w, workspace, home, 10),
      ),
    );
  const lines: Card = ["start", "run", "take_part", "look", "series"].map((key) =>
    textElement(words(`retro.help.${key}`)),
  );
  const begin = {
    label: words.plain("retro.button.start.form"),
    press: retroActions.encode("start", encodeBoardHome(retroHomeOf(room))),
    opensForm: true as const,
  };
  const buttons = board
    ? [
        { label: words.plain("retro.button.status"), press: retroActions.encode("pick", board.id) },
        {
          label: words.plain("retro.button.actions"),
          press: retroActions.encode("actions", board.id),
        },
      ]
    : [begin];
  const now = board
    ? [
        noteElement([
          ...words("retro.board.title", { title: board.title }),
          ", ",
          ...words(`retro.phase.${board.phase}`),
          ", ",
          ...personMention((await readBoardView(w, words, at, board)).person(board.facilitator)),
        ]),
      ]
    : [];
  postRetroReply(room, [textElement(words("retro.help")), ...now, buttonRow(...buttons), ...lines]);
}

/** Of the last one that is over, where none is under way. */
export async function runOnLastRetro(room: RetroContext, command: RetroCommand): Promise<void> {
  const { ctx, by } = room;
  const { w, workspace, words } = ctx;
  const here = conversationKey(retroHomeOf(room));
  const homes = [here, await readLastBoardHome(w, workspace, by.id)];
  for (const home of homes) {
    const [last] = home ? await readClosedBoards(w, workspace, home, 1) : [];
    if (last) return runBoardCommand(room, last.id, command);
  }
  postRetroReply(room, [textElement(words("retro.history.none"))]);
}
