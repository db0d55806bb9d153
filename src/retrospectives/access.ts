/** Decides who may see and change a retrospective: those who act where its board stands, and those who take part in it. */
import { and, eq } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import { type Place, placeKey, withoutThread } from "../surface/place.ts";
import { isOver } from "./board.ts";

/** A home as it travels in a button: `channel:C1`, on the button's own platform. */
export const carriedHome = ({ kind, id }: Place): string => `${kind}:${id}`;

export function homeIn(carried: string | undefined, { surface }: Place): Place | undefined {
  const [, kind, id] = /^(personal|group|channel):(.+)$/s.exec(carried ?? "") ?? [];
  return kind && id ? { surface, kind: kind as Place["kind"], id } : undefined;
}

/** Somebody, and the places where they are known to be: where they act, and the channel that they typed a command in last. */
export interface BoardAsker {
  person: string;
  places: readonly Place[];
}

/** `home` is the channel that somebody typed a command in last, as a button carries it: on Slack what it opened is in their direct messages. */
export function boardAskerOf(person: string, here: Place, home: string | undefined): BoardAsker {
  const typedIn = homeIn(home, here);
  return { person, places: [withoutThread(here), ...(typedIn ? [typedIn] : [])] };
}

export const isAt = ({ places }: BoardAsker, home: string): boolean => places.some((place) => placeKey(place) === home);

/** Whether a retrospective is there for somebody. One that is over is there too for those who took part in another of the same place. */
export async function isOpenTo({ db, t }: Reader, workspace: string, id: string, asker: BoardAsker): Promise<boolean> {
  const { retrospectives, retroPeople } = t;
  const [row] = await db
    .select({ home: retrospectives.home, cards: retrospectives.cards, phase: retrospectives.phase, facilitator: retrospectives.facilitator })
    .from(retrospectives)
    .where(and(eq(retrospectives.workspace, workspace), eq(retrospectives.id, id)));
  if (!row) return false;
  if (row.facilitator === asker.person || [row.home, ...row.cards.map(({ place }) => placeKey(place))].some((home) => isAt(asker, home))) return true;
  const [takesPart] = await db
    .select({ person: retroPeople.person })
    .from(retroPeople)
    .innerJoin(retrospectives, eq(retrospectives.id, retroPeople.retrospective))
    .where(
      and(
        eq(retrospectives.workspace, workspace),
        eq(retroPeople.person, asker.person),
        isOver(row.phase) ? eq(retrospectives.home, row.home) : eq(retrospectives.id, id),
      ),
    )
    .limit(1);
  return takesPart !== undefined;
}
