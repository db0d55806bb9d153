/**
 * Decides who may see and change a retrospective: those who act where its board stands, and those
 * who take part in it.
 */

import {
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import { and, eq } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { isBoardOver } from "./board/board.ts";

/** A home as it travels in a button: `channel:C1`, on the button's own platform. */
export const encodeBoardHome = ({ kind, id }: ConversationRef): string => `${kind}:${id}`;

export function decodeBoardHome(
  carried: string | undefined,
  { surface }: ConversationRef,
): ConversationRef | undefined {
  const [, kind, id] = /^(personal|group|channel):(.+)$/s.exec(carried ?? "") ?? [];
  return kind && id ? { surface, kind: kind as ConversationRef["kind"], id } : undefined;
}

/**
 * Somebody, and the places where they are known to be: where they act, and the channel that they
 * typed a command in last.
 */
export interface BoardAsker {
  person: string;
  places: readonly ConversationRef[];
}

/**
 * `home` is the channel that somebody typed a command in last, as a button carries it: on Slack
 * what it opened is in their direct messages.
 */
export function boardAskerOf(
  person: string,
  here: ConversationRef,
  home: string | undefined,
): BoardAsker {
  const typedIn = decodeBoardHome(home, here);
  return { person, places: [withoutThread(here), ...(typedIn ? [typedIn] : [])] };
}

export const isPresentAt = ({ places }: BoardAsker, home: string): boolean =>
  places.some((place) => conversationKey(place) === home);

/**
 * Whether a retrospective is there for somebody. One that is over is there too for those who took
 * part in another of the same place.
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
