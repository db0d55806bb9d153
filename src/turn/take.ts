/** One conversation at a time: arrivals are taken in their order, on however many replicas, and each leaves its whole effect or none. */
import { noConversation } from "../requests/talk.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as conversations from "../storage/conversations.ts";
import type { NewRow } from "../storage/outbox.ts";
import type { Store } from "../storage/store.ts";
import { plainCode } from "./code.ts";
import { belonging } from "./accept.ts";
import { commit, type Desk, Overtaken, overtaken } from "./commit.ts";
import { prepare, type Sources } from "./prepare.ts";

/** So often a turn is tried before its arrival is set aside: it is a bug of ours then, and must not hold up what comes after it. */
const mostTries = 5;
/** How long to wait for a turn of the same conversation on another replica, in milliseconds. */
const patience = 50;

interface Taker {
  store: Store;
  sources: Sources;
  desk: Desk;
  /** Hands on what is to be sent. */
  deliver(rows: NewRow[]): void;
  failed(stored: arrivals.Stored, error: unknown, givenUp: boolean): void;
  sleep(ms: number): Promise<void>;
}

export interface Taking {
  take(stored: arrivals.Stored): void;
  /** Resolves when no turn is under way. */
  settled(): Promise<void>;
  /** How many turns are under way or wait for one. */
  busy(): number;
}

export function openTake({ store, sources, desk, deliver, failed, sleep }: Taker): Taking {
  const lanes = new Map<string, Promise<void>>();
  let waiting = 0;

  async function turn(stored: arrivals.Stored): Promise<void> {
    const { arrival, conversation, seq } = stored;
    for (let tries = 1; ; tries++) {
      try {
        const done = await once();
        if (done) return deliver(done);
        tries--;
        await sleep(patience);
      } catch (error) {
        const givenUp = tries >= mostTries;
        failed(stored, error, givenUp);
        await store.write((w) => arrivals.fail(w, arrival.workspace, seq, plainCode(error), givenUp ? desk.now() : undefined)).catch(() => {});
        if (givenUp) return;
        await sleep(patience * 2 ** tries);
      }
    }

    async function once(): Promise<NewRow[] | undefined> {
      const remembered = (await conversations.read(store.read, arrival.workspace, conversation)) ?? { place: arrival.place, state: noConversation, revision: 0 };
      const { about } = arrival.place.thread ? await belonging(store.read, arrival.workspace, arrival.place) : {};
      const known = await prepare(sources, arrival, remembered.state as typeof noConversation, about);
      try {
        const rows = await store.write((w) => commit(w, desk, stored, remembered, known));
        return rows === overtaken ? undefined : rows;
      } catch (error) {
        if (error instanceof Overtaken) return undefined;
        throw error;
      }
    }
  }

  return {
    take(stored) {
      const lane = `${stored.arrival.workspace}/${stored.conversation}`;
      waiting++;
      const next = (lanes.get(lane) ?? Promise.resolve())
        .then(() => turn(stored))
        .finally(() => {
          waiting--;
          if (lanes.get(lane) === next) lanes.delete(lane);
        });
      lanes.set(lane, next);
    },
    async settled() {
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
    busy: () => waiting,
  };
}
