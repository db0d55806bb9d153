/** Context of a turn about a retrospective, and its ways to reply. */
import { randomInt, randomUUID } from "node:crypto";
import type { TurnContext } from "../../core/feature.ts";
import type { Words } from "../../lib/i18n.ts";
import type { Card } from "../../platform/card.ts";
import {
  type ConversationRef,
  type Person,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { readPersonNames, readPersonZone } from "../../storage/directory.ts";
import type { Reader } from "../../storage/store.ts";
import type { BoardAsker } from "./access.ts";
import type { Board, OperationContext } from "./board/board.ts";
import { boardCard } from "./cards/board-card.ts";
import type { BoardView } from "./cards/board-view.ts";
import type { ReadCheckTrend, TakeCheckNotes } from "./commands/opening-facts.ts";
import type { NoteCipher } from "./notes/note-encryption.ts";
import type { RetroTemplate } from "./templates.ts";

/** Dependencies of the feature. */
export interface RetroServices {
  cipher: NoteCipher;
  templates: readonly RetroTemplate[];
  readTrend?: ReadCheckTrend | undefined;
  takeCheckNotes?: TakeCheckNotes | undefined;
  /** Starts to purge old notes and votes from the database's files, after the turn's write. */
  purgeFiles(): void;
}

/** What the functions of a turn share. */
export interface RetroContext extends RetroServices {
  ctx: TurnContext;
  event: InboundEvent;
  by: Person;
  asker: BoardAsker;
}

/** Fisher-Yates shuffle with cryptographic randomness, so that no order can be reconstructed. */
function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}

/** Ids on a board are random (UUID 4), since a time-ordered id tells when a note was written. */
export const createOperationContext = (by: string, now: Date): OperationContext => ({
  by,
  now,
  newId: randomUUID,
  shuffled,
});

/** Reads what a board's card needs. */
export async function readBoardView(
  reader: Reader,
  words: Words,
  now: Date,
  board: Board,
): Promise<BoardView> {
  const { workspace, facilitator, notes, actions, earlierActions } = board;
  const signed = notes.flatMap(({ by }) => by ?? []);
  const owners = [...actions, ...earlierActions].flatMap(({ owner }) => owner ?? []);
  return {
    board,
    words,
    now,
    person: await readPersonNames(reader, workspace, [facilitator, ...signed, ...owners]),
    zone: await readPersonZone(reader, workspace, facilitator),
  };
}

/** Returns the words of a board: the workspace's, or the person's on a board of one person. */
export const boardWords = ({ words, workspaceWords }: TurnContext, home: string): Words =>
  home.split("/")[1] === "dm" ? words : workspaceWords;

/** Reads a board's card. */
export const readBoardCard = async ({ ctx }: RetroContext, board: Board): Promise<Card> =>
  boardCard(await readBoardView(ctx.w, boardWords(ctx, board.home), ctx.at, board));

/** Revises all messages that show the board. */
export async function reviseBoardCards(context: RetroContext, board: Board): Promise<void> {
  const card = await readBoardCard(context, board);
  for (const { id } of board.cards) await context.ctx.revise(id, card);
}

/** Returns a person's direct messages on the board's platform. */
export const retroDirectMessages = (
  { platform }: ConversationRef,
  person: string,
): ConversationRef => ({ platform, kind: "personal", id: person });

/**
 * Replies to the person who acted: to a button in direct messages, to text where it was written.
 * @param options.secret whether the reply goes to direct messages in any case
 */
export function postRetroReply(
  { ctx, event, by }: RetroContext,
  card: Card,
  { secret = false } = {},
): void {
  const typed = event.kind === "command" || event.kind === "message";
  const near = event.place.kind === "personal" || (typed && !secret);
  ctx.post(near ? { card } : { card, place: retroDirectMessages(event.place, by.id) });
}

/**
 * Returns the place of a new retrospective: where the command was typed, wherever it is answered.
 */
export function retroHomeOf({ event }: Pick<RetroContext, "event">): ConversationRef {
  const typedAt = event.kind === "command" ? event.here : undefined;
  return withoutThread(typedAt ?? event.place);
}
