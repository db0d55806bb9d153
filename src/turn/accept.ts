/** Stored, then acknowledged: once `accept` resolves, an arrival is on disk and will be dealt with, whatever is killed when. */
import { conversationOf } from "../requests/lookups.ts";
import * as arrivals from "../storage/arrivals.ts";
import { read as remember } from "../storage/conversations.ts";
import { byMessage, recognise } from "../storage/outbox.ts";
import { keepAddress, meetPerson, meetWorkspace } from "../storage/places.ts";
import type { Reader, Store } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import { messageKey, type Place, placeKey, withoutThread } from "../surface/place.ts";
import { normaliseZone } from "../time-zone.ts";
import type { Confidential } from "./confidential.ts";
import { isOfKept } from "./kept-message.ts";

interface Acceptor {
  store: Store;
  holder: string;
  now(): Date;
  /** An arrival as it may be stored. */
  conceal(arrival: Arrival): Arrival;
  confidential: Confidential;
  /** Hands on what was stored. */
  take(stored: arrivals.Stored): void;
}

/** What an arrival belongs to: a conversation, and in a thread under a message of a direct conversation the request that the message is about. */
interface Belonging {
  conversation: string;
  about?: string;
}

/** A thread in somebody's direct messages may hang under a message about a request: it then goes on with that request. */
export async function belonging(read: Reader, workspace: string, place: Place): Promise<Belonging> {
  const conversation = placeKey(place);
  if (place.kind !== "personal" || !place.thread || (await remember(read, workspace, conversation))) return { conversation };
  const under = await byMessage(read, workspace, place, place.thread);
  if (under) return { conversation: under.conversation, ...(under.request && { about: under.request }) };
  const begun = await conversationOf(read, workspace, placeKey(withoutThread(place)), place.thread);
  return begun ? { conversation: begun.conversation, about: begun.request } : { conversation };
}

/** A message is one message, whichever events bring it. */
const onceOf = (arrival: Arrival): string | null => (arrival.kind === "message" ? messageKey(arrival.place, arrival.message) : null);

/** Talk among colleagues that the bot overhears is kept only in conversations that it is part of, or is about to be: the mention that begins one may still be in work. */
async function concernsUs(read: Reader, arrival: Arrival, conversation: string): Promise<boolean> {
  const { kind, place, workspace } = arrival;
  const overheard = (kind === "message" && !arrival.addressed) || kind === "edited" || kind === "deleted";
  if (!overheard || place.kind === "personal") return true;
  if (!(await remember(read, workspace, conversation)) && (await arrivals.firstUndone(read, workspace, conversation)) === undefined) return false;
  const under = place.thread ? await byMessage(read, workspace, place, place.thread) : undefined;
  return under?.question !== "intake"; // what the team says among itself is nobody's
}

/** So long is believed what the database knows: whoever was erased, on whichever replica, is met again after that. Milliseconds. */
const freshness = 60_000;

export function openAccept({ store, holder, now, conceal, confidential, take }: Acceptor): (batch: Arrival[]) => Promise<void> {
  /** What the database knows already, so that it is not written with each arrival. */
  const known = new Map<string, string>();
  let since = performance.now();
  const isNews = (key: string, value: string): boolean => known.get(key) !== value;

  return async (batch) => {
    for (const original of batch) {
      const arrival = conceal(original);
      const { workspace, place, by, address, locale } = arrival;
      const zone = normaliseZone(arrival.zone);
      const { conversation } = await belonging(store.read, workspace, place);
      const ours = await concernsUs(store.read, arrival, conversation);
      if (await confidential.apply(original, conversation, !ours)) continue;
      if (!ours || !(await isOfKept(store.read, arrival, conversation))) continue;
      const names = `${workspace}/${by.id}`;
      const told = `${by.name}/${zone}/${locale}`;
      const ways = `${workspace}/${placeKey(withoutThread(place))}`;
      const way = address === undefined ? undefined : JSON.stringify(address);
      const stored = await store.write(async (w) => {
        if (isNews(workspace, "")) await meetWorkspace(w, workspace, now());
        if ((by.name || zone || locale) && isNews(names, told)) await meetPerson(w, workspace, by, zone, locale);
        if (way !== undefined && isNews(ways, way)) await keepAddress(w, workspace, place, address!, now());
        if (arrival.kind === "press" && arrival.card !== undefined)
          await recognise(w, workspace, { place, card: arrival.card, press: arrival.press, at: now() });
        return arrivals.store(w, arrival, conversation, onceOf(arrival), holder, now());
      });
      known.set(workspace, "");
      known.set(names, told);
      if (way !== undefined) known.set(ways, way);
      if (known.size > 50_000 || performance.now() - since > freshness) {
        known.clear();
        since = performance.now();
      }
      if (stored) take(stored);
    }
  };
}
