/**
 * What a turn about a retrospective has at hand, and how it speaks: the board in its place, and
 * people where nobody else reads.
 */
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
import { readPerson, readPersonNames } from "../../storage/directory.ts";
import type { Reader } from "../../storage/store.ts";
import type { BoardAsker } from "./access.ts";
import type { Board, OperationContext } from "./board/board.ts";
import { boardCard } from "./cards/board-card.ts";
import type { BoardView } from "./cards/board-view.ts";
import type { NoteCipher } from "./note-encryption.ts";
import type { ReadCheckTrend, TakeCheckNotes } from "./opening-facts.ts";
import type { RetroTemplate } from "./templates.ts";

/** What the feature was opened with. */
export interface RetroServices {
  cipher: NoteCipher;
  templates: readonly RetroTemplate[];
  readTrend?: ReadCheckTrend | undefined;
  takeCheckNotes?: TakeCheckNotes | undefined;
  /**
   * Begins to remove what the files still have of boxes and ballots, once the turn's write is done.
   */
  purgeFiles(): void;
}

export interface RetroContext extends RetroServices {
  ctx: TurnContext;
  event: InboundEvent;
  by: Person;
  asker: BoardAsker;
}

/**
 * Fisher and Yates, with the machine's own randomness: no order is left that anybody could
 * reconstruct.
 */
function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}

/**
 * Ids on a board are random through and through: one that begins with the time tells when a note
 * was written.
 */
export const createOperationContext = (by: string, now: Date): OperationContext => ({
  by,
  now,
  newId: randomUUID,
  shuffled,
});

export const readRetroZone = async (
  on: Reader,
  workspace: string,
  person: string,
): Promise<string> => (await readPerson(on, workspace, person))?.zone ?? "UTC";

/** ISO date where somebody is. */
export const retroToday = (zone: string, now: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();

export async function readBoardView(
  on: Reader,
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
    person: await readPersonNames(on, workspace, [facilitator, ...signed, ...owners]),
    zone: await readRetroZone(on, workspace, facilitator),
  };
}

/** The board is everybody's, save where somebody is alone with it. */
export const boardWords = ({ words, workspaceWords }: TurnContext, home: string): Words =>
  home.split("/")[1] === "dm" ? words : workspaceWords;

export const readBoardCard = async ({ ctx }: RetroContext, board: Board): Promise<Card> =>
  boardCard(await readBoardView(ctx.w, boardWords(ctx, board.home), ctx.at, board));

/** Brings the board's messages to its present state. */
export async function reviseBoardCards(room: RetroContext, board: Board): Promise<void> {
  const card = await readBoardCard(room, board);
  for (const { id } of board.cards) await room.ctx.revise(id, card);
}

/** Somebody's direct messages, on the platform of the board. */
export const retroDirectMessages = (
  { surface }: ConversationRef,
  person: string,
): ConversationRef => ({ surface, kind: "personal", id: person });

/**
 * Says something to whoever acts: a button on the board is answered where nobody else reads, words
 * are answered where they were said, unless it is nobody's business.
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
 * Where a new retrospective would live: where a command was typed, even if it is answered
 * elsewhere.
 */
export function retroHomeOf({ event }: Pick<RetroContext, "event">): ConversationRef {
  const typedAt = event.kind === "command" ? event.here : undefined;
  return withoutThread(typedAt ?? event.place);
}
