/**
 * A model's summary of a retrospective: suggested to its facilitator alone, and part of the board
 * once they take it.
 */

import type { Words } from "../../../lib/i18n.ts";
import {
  buttonRow,
  type Card,
  cardHasAction,
  quoteElement,
  textElement,
} from "../../../platform/card.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { outboxRowByMessage } from "../../../storage/queue/outbox.ts";
import { retroActions } from "../actions.ts";
import type { Board } from "../board/board.ts";
import type { RetroContext } from "../context.ts";

const pressOf = ({ id }: Board): string => retroActions.encode("adopt", id);

/** The suggestion, with the one button that takes it. */
export const summarySuggestionCard = (board: Board, summary: string, words: Words): Card => [
  textElement(words("retro.suggested")),
  quoteElement([summary]),
  buttonRow({ label: words.plain("retro.button.adopt"), press: pressOf(board) }),
];

/**
 * The board with the summary of the pressed card. It is read from the message that was sent: a
 * press carries no words.
 */
export async function adoptSummary({ ctx, event, by }: RetroContext, board: Board): Promise<Board> {
  if (
    event.kind !== "press" ||
    !event.card ||
    board.phase !== "closed" ||
    board.facilitator !== by.id
  )
    return board;
  const sent = await outboxRowByMessage(ctx.w, ctx.workspace, event.place, event.card);
  if (!sent || !cardHasAction(sent.card, pressOf(board))) return board;
  const quote = sent.card.find((element) => element.kind === "quote");
  if (quote?.kind !== "quote") return board;
  await ctx.resolveCard(event);
  return { ...board, summary: toPlainText(quote.text) };
}
