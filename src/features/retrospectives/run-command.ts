/**
 * Something is done with a board: decided on it as it stands now, written down, shown, and answered
 * where somebody waits for an answer.
 */

import type { TurnContext } from "../../core/feature.ts";
import {
  asFormButton,
  asPrimaryButton,
  buttonRow,
  type Card,
  type CardElement,
  headingElement,
  textElement,
} from "../../platform/card.ts";
import {
  type ConversationRef,
  conversationKey,
  type Person,
} from "../../platform/conversation-ref.ts";
import { personMention } from "../../platform/rich-text.ts";
import { upsertPerson } from "../../storage/directory.ts";
import {
  parseTopicNumbers,
  type RetroCommand,
  retroActions,
  settleMessageMarker,
} from "./actions.ts";
import {
  areNotesRevealed,
  type Board,
  type BoardOperation,
  type BoardRefusal,
  isBoardOver,
  isBoardRefusal,
  isSoloBoard,
  keptActions,
  noteWriters,
  votesOfPerson,
} from "./board/board.ts";
import { boardOperationsOf } from "./board/command-operations.ts";
import { applyBoardOperation } from "./board/machine.ts";
import { lockBoard, saveBoard } from "./board-store.ts";
import { boardCard, earlierActionLine } from "./cards/board-card.ts";
import { type BoardView, boardButton } from "./cards/board-view.ts";
import { noteReceiptCard } from "./cards/note-receipt.ts";
import {
  renderRetroSummary,
  retroSummaryCards,
  type SummaryFormat,
  summaryFormats,
} from "./cards/summary.ts";
import { adoptSummary, summarySuggestionCard } from "./cards/summary-suggestion.ts";
import { topicListElements } from "./cards/topic-list.ts";
import {
  createOperationContext,
  postRetroReply,
  type RetroContext,
  readBoardCard,
  readBoardView,
  readRetroZone,
  retroDirectMessages,
  retroHomeOf,
  retroToday,
  reviseBoardCards,
} from "./context.ts";
import { scheduleBoardJobs } from "./jobs.ts";

/** How long a facilitator has to answer whoever offers to take over, in milliseconds. */
const patience = 10 * 60_000;

/** After these the pressed message shows the board again, wherever it stands. */
const onBoard = new Set(
  "go settle accept decline join observe ready turn extend keep let_go take_over page".split(" "),
);

/** Does what an errand wants of a retrospective. `drafted` is a model's summary for the close. */
export async function runBoardCommand(
  room: RetroContext,
  id: string,
  command: RetroCommand,
  drafted?: string,
): Promise<void> {
  const { ctx, cipher, by } = room;
  const { w, workspace, words, at } = ctx;
  const before = await lockBoard(w, cipher, workspace, id);
  if (!before) return postRetroReply(room, [textElement(words("retro.gone"))]);
  if (before.locked && command.args[0] !== "cancelled")
    return postRetroReply(room, [textElement(words("retro.locked"))]);
  const zone = await readRetroZone(w, workspace, by.id);
  const acts =
    boardOperationsOf(command, before, {
      person: by.id,
      token: cipher.authorToken(id, by.id),
      today: retroToday(zone, at),
      zone,
    }) ?? [];
  if (command.verb === "page" && !(await stands(room, before)))
    return turnPage(room, before, parseTopicNumbers(command.args[0] ?? "")[0] ?? 0);
  const after = run(before, acts, room);
  if (isBoardRefusal(after))
    return command.source?.edited ? undefined : refuse(room, before, after);
  const closes = after.phase === "closed" && before.phase !== "closed";
  const now = command.verb === "adopt" ? await adoptSummary(room, after) : after;
  if (now !== before) {
    await saveBoard(w, cipher, before, now);
    if (command.source && now.sealed.some(({ by: signer }) => signer === by.id))
      await upsertPerson(w, workspace, by);
    await scheduleBoardJobs(room, before, now);
    if (closes && !isSoloBoard(now)) await sumUp(room, now);
    else await reviseBoardCards(room, now);
  }
  await answer(room, before, now, command);
  if (closes && drafted)
    postRetroReply(room, summarySuggestionCard(now, drafted, words), { secret: true });
}

/**
 * The summary comes as news, at the end of what was said in the channel; the board above it points
 * there.
 */
async function sumUp(room: RetroContext, board: Board): Promise<void> {
  const { ctx, cipher } = room;
  const card = await readBoardCard(room, board);
  const cards: Board["cards"] = [];
  for (const { id, place } of board.cards) {
    await ctx.revise(id, [card[0]!, textElement(ctx.workspaceWords("retro.closed.below"))]);
    cards.push({ place, id: ctx.post({ card, place }) });
  }
  await saveBoard(ctx.w, cipher, board, { ...board, cards });
}

const run = (
  board: Board,
  acts: readonly BoardOperation[],
  { by, ctx }: RetroContext,
): Board | BoardRefusal => {
  let now = board;
  for (const act of acts) {
    const next = applyBoardOperation(now, act, createOperationContext(by.id, ctx.at));
    if (isBoardRefusal(next)) return next;
    now = next;
  }
  return now;
};

/**
 * Whether the press came from the board itself, and not from a copy of it in somebody's direct
 * messages.
 */
async function stands({ ctx, event }: RetroContext, board: Board): Promise<boolean> {
  const pressed = event.kind === "press" ? await ctx.actionMessageId(event) : undefined;
  return pressed === undefined || board.cards.some((card) => card.id === pressed);
}

/** Turns the page of a copy, for whoever reads there. */
async function turnPage(room: RetroContext, board: Board, page: number): Promise<void> {
  const { ctx, event } = room;
  const pressed = event.kind === "press" ? await ctx.actionMessageId(event) : undefined;
  const view = await readBoardView(ctx.w, ctx.words, ctx.at, { ...board, page: Math.max(0, page) });
  if (pressed) await ctx.revise(pressed, boardCard(view));
}

async function refuse(room: RetroContext, board: Board, refusal: BoardRefusal): Promise<void> {
  const { ctx, by } = room;
  const { words } = ctx;
  const view = await readBoardView(ctx.w, words, ctx.at, board);
  const values = {
    facilitator: personMention(view.person(board.facilitator)),
    phase: words.plain(`retro.phase.${board.phase}`),
    budget: board.voteBudget,
  };
  const more: CardElement[] =
    refusal === "only_facilitator" ? [buttonRow(boardButton(view, "take_over", "take_over"))] : [];
  postRetroReply(room, [textElement(words(`retro.refused.${refusal}`, values)), ...more], {
    secret: true,
  });
  if (refusal !== "facilitator_is_here") return;
  const place = retroDirectMessages(room.event.place, board.facilitator);
  const theirs = await ctx.wordsAt(place);
  const ask = theirs("retro.asked.to_yield", { who: personMention(by), title: board.title });
  const buttons = [
    {
      label: theirs.plain("retro.button.hand_over"),
      press: retroActions.encode("hand_over", board.id, by.id),
    },
    { label: theirs.plain("retro.button.stay"), press: retroActions.encode("stay", board.id) },
  ];
  ctx.post({ card: [textElement(ask), buttonRow(...buttons)], place });
  const dueAt = new Date(ctx.at.getTime() + patience);
  await ctx.scheduleJob({
    kind: retroActions.encode("yield"),
    subject: `${board.id}/${by.id}`,
    dueAt,
    conversation: board.conversation,
  });
}

/** A word for whoever acted, where the board does not say enough. */
async function answer(
  room: RetroContext,
  before: Board,
  now: Board,
  command: RetroCommand,
): Promise<void> {
  const { ctx, event, by } = room;
  const { words } = ctx;
  const { verb } = command;
  const secretly = (card: Card): void => postRetroReply(room, card, { secret: true });
  const view = await readBoardView(ctx.w, words, ctx.at, now);
  if (event.kind === "press" && command.args.at(-1) === settleMessageMarker)
    await ctx.resolveCard(event);
  else if (event.kind === "press" && onBoard.has(verb) && !(await stands(room, now))) {
    const pressed = await ctx.actionMessageId(event);
    if (pressed) await ctx.revise(pressed, boardCard(view));
  }
  switch (verb) {
    case "write":
    case "add": {
      const card = noteReceiptCard(room, before, now, command, view);
      return card && secretly(card);
    }
    case "vote": {
      if (now.phase !== "vote" || before.phase !== "vote") return;
      const left = now.voteBudget - votesOfPerson(now, by.id).length;
      return secretly([
        textElement(words("retro.vote.left", { left, budget: now.voteBudget })),
        buttonRow(asFormButton(asPrimaryButton(boardButton(view, "vote", "vote")))),
      ]);
    }
    case "facilitate": {
      if (before.facilitator !== now.facilitator)
        return postRetroReply(room, [
          textElement(
            words("retro.facilitates", { who: personMention(view.person(now.facilitator)) }),
          ),
        ]);
      return postRetroReply(room, whoFacilitates(room, view));
    }
    case "take_over":
    case "hand_over":
      if (event.kind === "press" && verb === "hand_over") await ctx.resolveCard(event);
      if (before.facilitator === now.facilitator) return;
      return notifyFacilitator(
        ctx,
        retroDirectMessages(event.place, now.facilitator),
        view.person(now.facilitator),
      );
    case "stay":
      return stay(room, before);
    case "status":
      return status(room, now, boardCard(view));
    case "now":
    case "pick":
      return postRetroReply(room, boardCard(view));
    case "cancel":
      return postRetroReply(room, cancelCard(view), { secret: true });
    case "group":
      if (before === now && now.topics.length > 0) postRetroReply(room, topicListElements(view, 0));
      return;
    case "action":
      if (before === now) postRetroReply(room, actionsCard(now, view));
      return;
    case "actions":
      return postRetroReply(room, actionsCard(now, view));
    case "summary":
      return sum(room, now, command);
    case "next":
    case "back":
    case "discuss":
      // Typed elsewhere than on the board: what it looks like now.
      if (
        before !== now &&
        now.phase !== before.phase &&
        event.place.kind === "personal" &&
        !now.cards.some(({ place }) => place.id === event.place.id)
      )
        postRetroReply(room, await readBoardCard(room, now));
      return;
  }
}

/**
 * Asked for where others read, it is one more board from then on: several channels can take part in
 * one retrospective.
 */
async function status(room: RetroContext, board: Board, card: Card): Promise<void> {
  const { ctx, event, cipher } = room;
  const here = retroHomeOf(room);
  const isShown = board.cards.some(({ place }) => conversationKey(place) === conversationKey(here));
  if (isShown || isBoardOver(board.phase) || event.place.kind === "personal")
    return postRetroReply(room, card);
  const id = ctx.post({ card });
  await saveBoard(ctx.w, cipher, board, { ...board, cards: [...board.cards, { place: here, id }] });
}

/** What is called off is gone, so that it takes a second word. */
function cancelCard(view: BoardView): Card {
  const { board, words } = view;
  if (isBoardOver(board.phase)) return [textElement(words("retro.refused.over"))];
  const written = noteWriters(board).size;
  return [
    textElement(words("retro.cancel.sure", { title: board.title, written })),
    buttonRow({
      ...boardButton(view, "cancel", "go", "cancelled", settleMessageMarker),
      style: "danger",
    }),
  ];
}

function whoFacilitates({ ctx }: RetroContext, view: BoardView): Card {
  const { board, person, words } = view;
  const others = board.people
    .filter(({ person: one, observer }) => !observer && one !== board.facilitator)
    .map((one) => one.person);
  const next = others.find((one) => one > board.facilitator) ?? others[0];
  const who = personMention(person(board.facilitator));
  const text = next
    ? ctx.words("retro.facilitates.who", { who, next: personMention(person(next)) })
    : words("retro.facilitates.alone", { who });
  return [
    textElement(text),
    buttonRow(
      boardButton(view, "take_over", "take_over"),
      asFormButton(boardButton(view, "hand_over", "facilitate")),
    ),
  ];
}

/** Whoever facilitates now hears of it where nobody else reads. */
export async function notifyFacilitator(
  ctx: TurnContext,
  place: ConversationRef,
  facilitator: Person,
): Promise<void> {
  const words = await ctx.wordsAt(place);
  ctx.post({
    card: [textElement(words("retro.facilitates", { who: personMention(facilitator) }))],
    place,
  });
}

/** The facilitator is there after all. */
async function stay({ ctx, event, cipher, by }: RetroContext, board: Board): Promise<void> {
  if (by.id !== board.facilitator) return;
  if (event.kind === "press") await ctx.resolveCard(event);
  await saveBoard(ctx.w, cipher, board, { ...board, seenAt: ctx.at });
}

function actionsCard(board: Board, view: BoardView): Card {
  const { words } = view;
  const open = [
    ...board.earlierActions.filter(({ state }) => state === "kept"),
    ...keptActions(board).filter(({ state }) => state === "kept"),
  ];
  if (open.length === 0) return [textElement(words("retro.actions.none"))];
  return [
    headingElement(words("retro.actions.title")),
    ...open.map((action): CardElement => textElement(earlierActionLine(action, view))),
  ];
}

/** In as many messages as it takes. */
async function sum(room: RetroContext, board: Board, { text, args }: RetroCommand): Promise<void> {
  const { ctx } = room;
  const { words } = ctx;
  if (!areNotesRevealed(board.phase))
    return postRetroReply(room, [textElement(words("retro.not_revealed"))]);
  const said = (args[0] ?? text.map((span) => (typeof span === "string" ? span : "")).join(""))
    .trim()
    .toLowerCase();
  const format: SummaryFormat = summaryFormats.find((one) => said.startsWith(one)) ?? "md";
  const view = await readBoardView(ctx.w, words, ctx.at, board);
  for (const card of retroSummaryCards(renderRetroSummary(view, format), words))
    postRetroReply(room, card);
}
