import { localDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  buttonRow,
  type Card,
  type CardElement,
  cardHasAction,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { personMention, toPlainText } from "../../../platform/rich-text.ts";
import { readPersonZone, upsertPerson } from "../../../storage/directory.ts";
import { outboxRowByMessage } from "../../../storage/queue/outbox.ts";
import { parseTopicNumbers, type RetroCommand, retroActions } from "../actions.ts";
import {
  type Board,
  type BoardOperation,
  type BoardRefusal,
  isBoardRefusal,
  isSoloBoard,
  votesOfPerson,
} from "../board/board.ts";
import { boardOperationsOf } from "../board/command-operations.ts";
import { applyBoardOperation } from "../board/machine.ts";
import { lockBoard, saveBoard } from "../board-store.ts";
import { boardCard } from "../cards/board-card.ts";
import { boardButton } from "../cards/board-view.ts";
import {
  createOperationContext,
  postRetroReply,
  type RetroContext,
  readBoardCard,
  readBoardView,
  retroDirectMessages,
  reviseBoardCards,
} from "../context.ts";
import { scheduleBoardJobs } from "../schedule/jobs.ts";
import { isPressOnBoard, replyToCommand } from "./reply.ts";

/** Time (ms) for a facilitator to answer a person who offers to take over. */
export const takeOverAnswerMs = 10 * 60_000;

/**
 * Runs a command on a retrospective.
 *
 * @param draftedSummary - A model's summary for the close.
 */
export async function runBoardCommand(
  context: RetroContext,
  id: string,
  command: RetroCommand,
  draftedSummary?: string,
): Promise<void> {
  const { ctx, cipher, by } = context;
  const { w, workspace, words, at } = ctx;
  const before = await lockBoard(w, cipher, workspace, id);
  if (!before) return postRetroReply(context, [textElement(words("retro.gone"))]);
  if (before.locked && command.args[0] !== "cancelled")
    return postRetroReply(context, [textElement(words("retro.locked"))]);
  const zone = await readPersonZone(w, workspace, by.id);
  const operations =
    boardOperationsOf(command, before, {
      person: by.id,
      token: cipher.authorToken(id, by.id),
      today: localDateAt(at, zone),
      zone,
    }) ?? [];
  if (command.verb === "page" && !(await isPressOnBoard(context, before)))
    return turnPage(context, before, parseTopicNumbers(command.args[0] ?? "")[0] ?? 0);
  const after = applyOperations(before, operations, context);
  if (isBoardRefusal(after))
    return command.source?.edited ? undefined : refuse(context, before, after);
  const closes = after.phase === "closed" && before.phase !== "closed";
  const now = command.verb === "adopt" ? await adoptSummary(context, after) : after;
  if (now !== before) {
    await saveBoard(w, cipher, before, now);
    if (command.source && now.sealed.some(({ by: signer }) => signer === by.id))
      await upsertPerson(w, workspace, by);
    await scheduleBoardJobs(context, before, now);
    if (closes && !isSoloBoard(now)) await postClosedBoard(context, now);
    else await reviseBoardCards(context, now);
  }
  await replyToCommand(context, before, now, command);
  if (closes && draftedSummary)
    postRetroReply(context, summarySuggestionCard(now, draftedSummary, words), { secret: true });
}

/** Posts the closed board as a new message; the former one points to it. */
async function postClosedBoard(context: RetroContext, board: Board): Promise<void> {
  const { ctx, cipher } = context;
  const card = await readBoardCard(context, board);
  const cards: Board["cards"] = [];
  for (const { id, place } of board.cards) {
    await ctx.revise(id, [card[0]!, textElement(ctx.workspaceWords("retro.closed.below"))]);
    cards.push({ place, id: ctx.post({ card, place }) });
  }
  await saveBoard(ctx.w, cipher, board, { ...board, cards });
}

const applyOperations = (
  board: Board,
  operations: readonly BoardOperation[],
  { by, ctx }: RetroContext,
): Board | BoardRefusal => {
  let now = board;
  for (const operation of operations) {
    const next = applyBoardOperation(now, operation, createOperationContext(by.id, ctx.at));
    if (isBoardRefusal(next)) return next;
    now = next;
  }
  return now;
};

/** Turns the page of a copy of the board. */
async function turnPage(context: RetroContext, board: Board, page: number): Promise<void> {
  const { ctx, event } = context;
  const pressed = event.kind === "press" ? await ctx.actionMessageId(event) : undefined;
  const view = await readBoardView(ctx.w, ctx.words, ctx.at, { ...board, page: Math.max(0, page) });
  if (pressed) await ctx.revise(pressed, boardCard(view));
}

/** Tells a person why an operation was refused; asks the facilitator to hand over. */
async function refuse(context: RetroContext, board: Board, refusal: BoardRefusal): Promise<void> {
  const { ctx, by } = context;
  const { words } = ctx;
  const view = await readBoardView(ctx.w, words, ctx.at, board);
  const values = {
    facilitator: personMention(view.person(board.facilitator)),
    phase: words.plain(`retro.phase.${board.phase}`),
    budget: board.voteBudget,
    left: board.voteBudget - votesOfPerson(board, by.id).length,
  };
  const more: CardElement[] =
    refusal === "only_facilitator" ? [buttonRow(boardButton(view, "take_over", "take_over"))] : [];
  postRetroReply(context, [textElement(words(`retro.refused.${refusal}`, values)), ...more], {
    secret: true,
  });
  if (refusal !== "facilitator_is_here") return;
  const place = retroDirectMessages(context.event.place, board.facilitator);
  const facilitatorWords = await ctx.wordsAt(place);
  const ask = facilitatorWords("retro.asked.to_yield", {
    who: personMention(by),
    title: board.title,
  });
  const buttons = [
    {
      label: facilitatorWords.plain("retro.button.hand_over"),
      press: retroActions.encode("hand_over", board.id, by.id),
    },
    {
      label: facilitatorWords.plain("retro.button.stay"),
      press: retroActions.encode("stay", board.id),
    },
  ];
  ctx.post({ card: [textElement(ask), buttonRow(...buttons)], place });
  const dueAt = new Date(ctx.at.getTime() + takeOverAnswerMs);
  await ctx.scheduleJob({
    kind: retroActions.encode("yield"),
    subject: `${board.id}/${by.id}`,
    dueAt,
    conversation: board.conversation,
  });
}

const adoptPath = ({ id }: Board): string => retroActions.encode("adopt", id);

/** Suggests a model's summary to the facilitator. */
const summarySuggestionCard = (board: Board, summary: string, words: Words): Card => [
  textElement(words("retro.suggested")),
  quoteElement([summary]),
  buttonRow({ label: words.plain("retro.button.adopt"), press: adoptPath(board) }),
];

/**
 * Returns the board with the suggested summary, read from the sent card because a button carries no
 * text.
 */
async function adoptSummary({ ctx, event, by }: RetroContext, board: Board): Promise<Board> {
  if (
    event.kind !== "press" ||
    !event.card ||
    board.phase !== "closed" ||
    board.facilitator !== by.id
  )
    return board;
  const sent = await outboxRowByMessage(ctx.w, ctx.workspace, event.place, event.card);
  if (!sent || !cardHasAction(sent.card, adoptPath(board))) return board;
  const quote = sent.card.find((element) => element.kind === "quote");
  if (quote?.kind !== "quote") return board;
  await ctx.resolveCard(event);
  return { ...board, summary: toPlainText(quote.text) };
}
