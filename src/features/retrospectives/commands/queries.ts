/** Commands that change nothing: help, history, and those on the last closed retrospective. */
import { utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  buttonRow,
  type Card,
  headingElement,
  itemElement,
  noteElement,
  textElement,
} from "../../../platform/card.ts";
import { conversationKey } from "../../../platform/conversation-ref.ts";
import { personMention } from "../../../platform/rich-text.ts";
import { and, eq, inArray, ne, sql } from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader } from "../../../storage/store.ts";
import { encodeBoardHome } from "../access.ts";
import { type RetroCommand, retroActions } from "../actions.ts";
import {
  listOwnBoards,
  listOwnRetroActions,
  readClosedBoards,
  readLastBoardHome,
} from "../board-queries.ts";
import { readBoard } from "../board-store.ts";
import { formatLongDate } from "../cards/board-view.ts";
import { postRetroReply, type RetroContext, readBoardView, retroHomeOf } from "../context.ts";
import { runBoardCommand } from "./run-command.ts";

/** Lists the results of a home's retrospectives. */
async function retroHistoryCard(
  { db, t }: Reader,
  words: Words,
  workspace: string,
  home: string,
  past: readonly Tables["retrospectives"]["$inferSelect"][],
): Promise<Card> {
  if (past.length === 0) return [textElement(words("retro.history.none"))];
  const ids = past.map(({ id }) => id);
  const notes = await db
    .select({ of: t.retroNotes.retrospective, count: sql<number>`count(*)` })
    .from(t.retroNotes)
    .where(inArray(t.retroNotes.retrospective, ids))
    .groupBy(t.retroNotes.retrospective);
  const actions = await db
    .select({ of: t.retroActions.retrospective, state: t.retroActions.state })
    .from(t.retroActions)
    .where(
      and(
        eq(t.retroActions.workspace, workspace),
        eq(t.retroActions.home, home),
        inArray(t.retroActions.retrospective, ids),
        ne(t.retroActions.state, "proposed"),
      ),
    );
  const lines = past.map(({ id, title, closedAt, startedAt }) => {
    const own = actions.filter(({ of }) => of === id);
    const values = {
      title,
      date: formatLongDate(utcDateAt(closedAt ?? startedAt), words),
      notes: Number(notes.find(({ of }) => of === id)?.count ?? 0),
      actions: own.length,
      done: own.filter(({ state }) => state === "done").length,
    };
    return itemElement(words("retro.history.line", values), {
      button: {
        label: words.plain("retro.button.summary"),
        press: retroActions.encode("summary", id),
      },
    });
  });
  return [headingElement(words("retro.history.title")), ...lines];
}

/** Asks which of several retrospectives is meant. */
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
      return itemElement([board.title], {
        note,
        button: {
          label: words.plain("retro.button.status"),
          press: retroActions.encode("pick", board.id),
        },
      });
    }),
  );
  return [textElement(words("retro.which")), ...items];
}

/** Runs `help`, `history`, an unknown command, and `now` without an open retrospective. */
export async function runRetroQuery(
  context: RetroContext,
  verb: string,
  id: string | undefined,
): Promise<void> {
  const { ctx, by, cipher } = context;
  const { w, workspace, words, at } = ctx;
  const board = id ? await readBoard(w, cipher, workspace, id) : undefined;
  const home =
    board?.home ??
    (context.event.place.kind === "personal" &&
    conversationKey(retroHomeOf(context)) === conversationKey(context.event.place)
      ? await readLastBoardHome(w, workspace, by.id)
      : undefined) ??
    conversationKey(retroHomeOf(context));
  if (verb === "history")
    return postRetroReply(
      context,
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
    press: retroActions.encode("start", encodeBoardHome(retroHomeOf(context))),
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
  postRetroReply(context, [
    textElement(words(verb === "unknown" ? "retro.unknown" : "retro.help")),
    ...now,
    buttonRow(...buttons),
    ...lines,
  ]);
}

/** Runs a command on the last closed retrospective, where none is open. */
export async function runOnLastRetro(context: RetroContext, command: RetroCommand): Promise<void> {
  const { ctx, by } = context;
  const { w, workspace, words } = ctx;
  const here = conversationKey(retroHomeOf(context));
  const homes = [here, await readLastBoardHome(w, workspace, by.id)];
  for (const home of homes) {
    const [last] = home ? await readClosedBoards(w, workspace, home, 1) : [];
    if (last) return runBoardCommand(context, last.id, command);
  }
  postRetroReply(context, [textElement(words("retro.history.none"))]);
}

/** Returns a person's open retrospectives and the actions that they agreed to, for the home page. */
export async function retroSection(
  on: Reader,
  { workspace, person }: { workspace: string; person: string },
  words: Words,
): Promise<Card> {
  const boards = await listOwnBoards(on, workspace, person);
  const actions = await listOwnRetroActions(on, workspace, person);
  if (boards.length + actions.length === 0) return [];
  const button = (verb: "pick" | "actions", board: string) => ({
    label: words.plain(`retro.button.${verb === "pick" ? "status" : "actions"}`),
    press: retroActions.encode(verb, board),
  });
  return [
    headingElement(words("retro.home")),
    ...boards.map(({ id, title, phase }) =>
      itemElement([title], { note: words(`retro.phase.${phase}`), button: button("pick", id) }),
    ),
    ...actions.map(({ text, due, retrospective }) =>
      itemElement(words("retro.action.line", { text: [text] }), {
        note: due ? [formatLongDate(due, words)] : words("retro.action.no_date"),
        button: button("actions", retrospective),
      }),
    ),
  ];
}
