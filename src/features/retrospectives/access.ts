/**
 * Access to retrospectives: for people in a conversation of the board, and for its participants.
 */

import type { Feature } from "../../core/feature.ts";
import {
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import { and, eq, notInArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { notifyAboutBlockedChannel } from "../workspace/blocked-channel.ts";
import { isBoardOver } from "./board/board.ts";

/** Encodes a home for a button as `channel:C1`, without the platform. */
export const encodeBoardHome = ({ kind, id }: ConversationRef): string => `${kind}:${id}`;

/** Returns the channel of a board. */
export function decodeBoardHome(
  carried: string | undefined,
  { platform }: ConversationRef,
): ConversationRef | undefined {
  const [, kind, id] = /^(personal|group|channel):(.+)$/s.exec(carried ?? "") ?? [];
  return kind && id ? { platform, kind: kind as ConversationRef["kind"], id } : undefined;
}

/** Person with the places of their action and of their last typed command. */
export interface BoardAsker {
  person: string;
  places: readonly ConversationRef[];
}

/**
 * Returns the asker of an action.
 * @param home encoded channel of the last typed command, which Slack answers in direct messages
 */
export function boardAskerOf(
  person: string,
  here: ConversationRef,
  home: string | undefined,
): BoardAsker {
  const typedIn = decodeBoardHome(home, here);
  return { person, places: [withoutThread(here), ...(typedIn ? [typedIn] : [])] };
}

/** Returns whether a person acts in the board's channel. */
export const isPresentAt = ({ places }: BoardAsker, home: string): boolean =>
  places.some((place) => conversationKey(place) === home);

/**
 * Returns whether a person has access to a retrospective. A finished one is also open to
 * participants of others of the same home.
 */
export async function isBoardOpenTo(
  { db, t }: Reader,
  workspace: string,
  id: string,
  asker: BoardAsker,
): Promise<boolean> {
  const { retrospectives, retroPeople } = t;
  const [row] = await db
    .select({
      home: retrospectives.home,
      cards: retrospectives.cards,
      phase: retrospectives.phase,
      facilitator: retrospectives.facilitator,
    })
    .from(retrospectives)
    .where(and(eq(retrospectives.workspace, workspace), eq(retrospectives.id, id)));
  if (!row) return false;
  if (
    row.facilitator === asker.person ||
    [row.home, ...row.cards.map(({ place }) => conversationKey(place))].some((home) =>
      isPresentAt(asker, home),
    )
  )
    return true;
  const [takesPart] = await db
    .select({ person: retroPeople.person })
    .from(retroPeople)
    .innerJoin(retrospectives, eq(retrospectives.id, retroPeople.retrospective))
    .where(
      and(
        eq(retrospectives.workspace, workspace),
        eq(retroPeople.person, asker.person),
        isBoardOver(row.phase) ? eq(retrospectives.home, row.home) : eq(retrospectives.id, id),
      ),
    )
    .limit(1);
  return takesPart !== undefined;
}

// Channel of a board that takes no messages: its facilitator hears, and can have it opened again.

/** Notes when a board's channel takes no messages any more. */
export const watchBoardChannel: NonNullable<Feature["onDeliveryChange"]> = async (
  ctx,
  row,
  change,
) => {
  if (change.is !== "blocked") return;
  const { retrospectives } = ctx.w.t;
  const facilitators = await ctx.w.db
    .select({ id: retrospectives.facilitator })
    .from(retrospectives)
    .where(
      and(
        eq(retrospectives.workspace, ctx.workspace),
        eq(retrospectives.home, conversationKey(withoutThread(row.place))),
        notInArray(retrospectives.phase, ["closed", "cancelled"]),
      ),
    );
  await notifyAboutBlockedChannel(ctx, row, change, facilitators);
};
