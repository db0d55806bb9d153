/** A model's summary of a retrospective: suggested to its facilitator alone, and part of the board once they take it. */
import { byMessage } from "../storage/outbox.ts";
import { type Card, offers } from "../surface/card.ts";
import { plain } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import type { Board } from "./board.ts";
import { pathTo } from "./errand.ts";
import { type Room, textCard } from "./room.ts";

const pressOf = ({ id }: Board): string => pathTo("adopt", id);

/** The suggestion, with the one button that takes it. */
export const suggestionCard = (board: Board, summary: string, words: Words): Card => [
  ...textCard(words("retro.suggested")),
  { kind: "quote", text: [summary] },
  { kind: "buttons", buttons: [{ label: words.label("retro.button.adopt"), press: pressOf(board) }] },
];

/** The board with the summary of the pressed card. It is read from the message that was sent: a press carries no words. */
export async function adopted({ office, arrival, by }: Room, board: Board): Promise<Board> {
  if (arrival.kind !== "press" || !arrival.card || board.phase !== "closed" || board.facilitator !== by.id) return board;
  const sent = await byMessage(office.w, office.workspace, arrival.place, arrival.card);
  if (!sent || !offers(sent.card, pressOf(board))) return board;
  const quote = sent.card.find((element) => element.kind === "quote");
  if (quote?.kind !== "quote") return board;
  await office.settle(arrival);
  return { ...board, summary: plain(quote.text) };
}
