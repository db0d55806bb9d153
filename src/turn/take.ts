/** One conversation at a time: arrivals are taken in their order, on however many replicas, and each leaves its whole effect or none. */
import { storedConversation } from "../requests/stored.ts";
import { type Conversation, noConversation } from "../requests/talk.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as conversations from "../storage/conversations.ts";
import { faultOf } from "../storage/failures.ts";
import type { Queued } from "../storage/outbox.ts";
import type { Store } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Outgoing } from "../surface/surface.ts";
import { belonging } from "./accept.ts";
import { apologise } from "./apologise.ts";
import { commit, type Desk, type Done, Overtaken, overtaken } from "./commit.ts";
import { isGuest, isOpenToGuests, membersOnly } from "./guests.ts";
import { type Lanes, openLanes } from "./lanes.ts";
import { withoutOutsiders } from "./named.ts";
import { prepare, type Sources } from "./prepare.ts";
import { recall } from "./recall.ts";
import { featureOf } from "./route.ts";
import { type Voices, voicesOf } from "./voices.ts";

/** So often a turn is tried before its arrival is set aside: it is a bug of ours then, and must not hold up what comes after it. */
const mostTries = 5;
/** How long to wait for a turn of the same conversation on another replica, in milliseconds. */
const patience = 50;
/** How long to wait when something fails that passes, such as a database out of reach, in milliseconds. */
const awhile = 1_000;

/** So many conversations are kept at hand: a few kilobytes each. */
const mostRecent = 1_000;

interface Taker {
  store: Store;
  sources: Sources;
  desk: Omit<Desk, keyof Voices>;
  /** Hands on what is to be sent. */
  deliver(rows: Queued[]): void;
  /** Sends what no row is kept of. Never rejects. */
  tell(messages: readonly Outgoing[]): Promise<void>;
  /** Milliseconds that a turn took. */
  turned?: ((ms: number) => void) | undefined;
  failed(stored: arrivals.Stored, error: unknown, givenUp: boolean): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Taking extends Omit<Lanes<arrivals.Stored>, "add" | "has"> {
  take(stored: arrivals.Stored): void;
}

export function openTake({ store, sources, desk, deliver, tell, turned, failed, sleep }: Taker): Taking {
  /** What the last turns left, so that the next need not read it: the write finds out whether it still stands. */
  const recent = new Map<string, conversations.Remembered>();
  const lanes = openLanes<arrivals.Stored>({ attempt, release: async () => {}, sleep }); // what is held when a replica retires is free

  async function attempt(stored: arrivals.Stored): Promise<number | undefined> {
    const began = performance.now();
    try {
      const done = await turn(stored);
      if (done === overtaken) {
        stored.waited = true;
        return patience;
      }
      turned?.(performance.now() - began);
      deliver(done.queued);
      void tell(done.unrecorded);
      done.arrived.forEach(take);
      return undefined;
    } catch (error) {
      const { seq, arrival } = stored;
      // Expected failures pass; a bug fails again, and is counted.
      const fault = faultOf(error);
      if (fault !== undefined) stored.tries = (stored.tries ?? 0) + 1;
      const already = stored.tries ?? 0;
      const tries =
        fault === undefined
          ? 0
          : await store.write((w) => arrivals.fail(w, arrival.workspace, seq, { code: fault, already, most: mostTries }, desk.now())).catch(() => 0);
      failed(stored, error, tries >= mostTries);
      if (tries >= mostTries) {
        deliver(await store.write((w) => apologise(w, desk, stored)).catch(() => []));
        return undefined;
      }
      return tries === 0 ? awhile : patience * 2 ** tries;
    }
  }

  async function turn(stored: arrivals.Stored): Promise<Done | typeof overtaken> {
    const { conversation, seq } = stored;
    const { workspace, place } = stored.arrival;
    const key = `${workspace}/${conversation}`;
    if (stored.waited) {
      const first = await arrivals.firstUndone(store.read, workspace, conversation);
      if (first !== undefined && first < seq) return overtaken; // before anything is read by a judge, who may be slow and dear
    }
    const remembered = recent.get(key) ?? (await read(workspace, conversation)) ?? { place, state: noConversation, revision: 0 };
    recent.delete(key);
    const standing = stored.arrival.kind === "due" ? undefined : await isGuest(sources, stored.arrival);
    const named = await withoutOutsiders(sources.surfaces.get(stored.arrival.place.surface), stored.arrival);
    const arrival: Arrival = { ...named, ...(standing && { guest: standing.guest }) };
    const { about } = place.thread ? await belonging(store.read, workspace, place) : {};
    const state = await recall(store.read, arrival, conversation, remembered.state as Conversation, about);
    const own = featureOf(arrival, state, sources.features);
    const feature = !arrival.guest || isOpenToGuests(arrival, own) ? own : membersOnly;
    const voices = await voicesOf(sources, arrival, { conversation, state });
    const prepared = { ...sources, judge: sources.judge.forTurn?.() ?? sources.judge, words: voices.words };
    const known = feature
      ? { feature, found: await feature.prepare(prepared, arrival, (state as unknown as Record<string, unknown>)[feature.name]) }
      : { requests: await prepare(prepared, arrival, state, about) };
    try {
      const done = await store.write((w) =>
        commit(w, { ...desk, ...voices, guestNews: standing?.news }, { ...stored, arrival }, { ...remembered, state }, known),
      );
      if (done !== overtaken && done.remembered) keep(key, done.remembered);
      return done;
    } catch (error) {
      if (error instanceof Overtaken) return overtaken;
      throw error;
    }
  }

  async function read(workspace: string, conversation: string): Promise<conversations.Remembered | undefined> {
    const found = await conversations.read(store.read, workspace, conversation);
    return found && { ...found, state: storedConversation(found.state) };
  }

  function take(stored: arrivals.Stored): void {
    lanes.add(`${stored.arrival.workspace}/${stored.conversation}`, stored);
  }

  function keep(key: string, remembered: conversations.Remembered): void {
    recent.set(key, remembered);
    if (recent.size > mostRecent) recent.delete(recent.keys().next().value!);
  }

  return { ...lanes, take };
}
