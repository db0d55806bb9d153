/** In whose language a turn speaks: settled here, once, and handed down. */
import { languagesOf } from "../organisation/language.ts";
import { requesterIn } from "../requests/lookups.ts";
import { type Conversation, current } from "../requests/talk.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import { isIntake, type Place, placeKey } from "../surface/place.ts";
import { type Words, wordsFor } from "../words.ts";
import type { Sources } from "./prepare.ts";

export interface Voices {
  /** To whoever reads where the turn is: in direct messages the person, in a channel's thread whoever asked, else everybody. */
  words: Words;
  /** To everybody: the workspace's, on the team's cards and in its channel. */
  common: Words;
  /** To whoever did something. */
  own: Words;
  /** What their platform tells of them, where that is news. */
  locale?: string;
}

export async function voicesOf(
  { read, surfaces, intake }: Pick<Sources, "read" | "surfaces" | "intake">,
  arrival: Arrival,
  { conversation, state }: { conversation: string; state: Conversation },
): Promise<Voices> {
  const { workspace, by, place, kind } = arrival;
  const told = kind === "due" ? undefined : (arrival.locale ?? (await surfaces.get(place.surface)?.localeOf?.(workspace, by.id)));
  const theirs = await languagesOf(read, workspace, by.id, told);
  const reader = await readerOf();
  const here = reader === undefined ? theirs.common : reader === by.id ? theirs.own : (await languagesOf(read, workspace, reader)).own;
  return {
    words: wordsFor(here),
    common: wordsFor(theirs.common),
    own: wordsFor(kind === "due" ? here : theirs.own),
    ...(told && told !== theirs.locale && { locale: told }),
  };

  async function readerOf(): Promise<string | undefined> {
    if (place.kind === "personal") return place.id;
    if (isIntake(intake, workspace, place)) return undefined;
    const requester = current(state)?.requester.id ?? (await requesterIn(read, workspace, conversation));
    return requester ?? (kind === "due" ? undefined : by.id);
  }
}

/** Of whoever reads at a place that a turn speaks to besides its own. */
export async function wordsAt(on: Reader, workspace: string, place: Place): Promise<Words> {
  const reader = place.kind === "personal" ? place.id : place.thread ? await requesterIn(on, workspace, placeKey(place)) : undefined;
  const { own, common } = await languagesOf(on, workspace, reader ?? "");
  return wordsFor(reader === undefined ? common : own);
}
