/** The outbox goes out: one message at a time to a place, in order; one place that has to wait holds up no other. */
import { addressOf, keepAddress } from "../storage/places.ts";
import * as outbox from "../storage/outbox.ts";
import type { Store } from "../storage/store.ts";
import { type Place, placeKey } from "../surface/place.ts";
import type { Outcome, Outgoing, Surface } from "../surface/surface.ts";

/** So often a message is tried that surely did not go out. */
const mostTries = 8;
/** Sends of unknown fate are looked up, or sent again, once and on record. */
const mostUnknown = 2;
/** Before a send of unknown fate is looked for: a platform needs a moment to show what it took. Milliseconds. */
const lookAfter = 1_500;

/** A row on its way: what was just put there, or found waiting. */
type Parcel = Pick<outbox.Row, "id" | "workspace" | "kind" | "place" | "card" | "target" | "state" | "attempts">;

interface Deliverer {
  store: Store;
  surfaces: ReadonlyMap<string, Surface>;
  now(): Date;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How a send ended, for metrics and logs. */
  ended(parcel: Parcel, outcome: Outcome): void;
}

export interface Delivery {
  deliver(rows: readonly (outbox.NewRow | outbox.Row)[]): void;
  stateFor(row: { workspace: string; place: Place }): "queued" | "sending";
  settled(): Promise<void>;
  /** Lets go of what has to wait, for another replica to take, and waits for the rest. */
  stop(): Promise<void>;
  busy(): number;
}

export function openDelivery({ store, surfaces, now, sleep, ended }: Deliverer): Delivery {
  const lanes = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let waiting = 0;
  const laneOf = ({ workspace, place }: { workspace: string; place: Place }): string => `${workspace}/${placeKey(place)}`;

  async function send(parcel: Parcel): Promise<void> {
    const { workspace, id, place } = parcel;
    const surface = surfaces.get(place.surface);
    if (!surface) return settle(parcel, { kind: "refused", code: "no_surface" });
    let { state, attempts } = parcel;
    for (;;) {
      if (stopping.signal.aborted && state !== "sending") return void (await store.write((w) => outbox.change(w, workspace, id, { holder: null, state, attempts })));
      const outgoing = await prepareOutgoing(parcel);
      if (!outgoing) return settle(parcel, { kind: "refused", code: "no_target" });
      if (state === "unknown") {
        await sleep(lookAfter, stopping.signal);
        if (stopping.signal.aborted) continue;
        const found = await surface.find?.(outgoing);
        if (typeof found === "object") return settle(parcel, { kind: "sent", message: found.message });
        if (attempts >= mostUnknown && found !== "absent") return settle(parcel, { kind: "unknown", code: "never_known" });
        state = "queued";
      }
      if (state === "queued") {
        state = "sending";
        await store.write((w) => outbox.change(w, workspace, id, { state, attempts, notBefore: null }));
      }
      attempts++;
      const outcome = await surface.send(outgoing);
      const again = outcome.kind === "refused" && outcome.again !== undefined && attempts < mostTries ? outcome.again : undefined;
      if (outcome.kind === "sent" || (outcome.kind === "refused" && again === undefined)) return settle(parcel, outcome, attempts);
      ended(parcel, outcome);
      if (outcome.kind === "unknown") {
        state = "unknown";
        if (attempts >= mostTries) return settle(parcel, outcome, attempts);
        await store.write((w) => outbox.change(w, workspace, id, { state, attempts }));
      } else {
        state = "queued";
        const notBefore = new Date(now().getTime() + again!);
        await store.write((w) => outbox.change(w, workspace, id, { state: "queued", attempts, notBefore, code: outcome.code }));
        await sleep(again!, stopping.signal);
      }
    }
  }

  async function prepareOutgoing({ id, workspace, kind, place, card, target }: Parcel): Promise<Outgoing | undefined> {
    const address = await addressOf(store.read, workspace, place);
    const outgoing: Outgoing = { id, workspace, place, kind, card, ...(address !== undefined && { address }) };
    if (kind !== "revise") return outgoing;
    const message = target ? (await outbox.byId(store.read, workspace, target))?.message : undefined;
    return message ? { ...outgoing, target: message } : undefined;
  }

  async function settle(parcel: Parcel, outcome: Outcome, attempts = parcel.attempts): Promise<void> {
    const { workspace, id, place } = parcel;
    ended(parcel, outcome);
    await store.write(async (w) => {
      if (outcome.kind === "sent") {
        await outbox.sent(w, workspace, id, outcome.message ?? null, now());
        if (outcome.address !== undefined) await keepAddress(w, workspace, place, outcome.address, now());
      } else await outbox.change(w, workspace, id, { state: outcome.kind, code: outcome.code, holder: null, attempts });
    });
  }

  return {
    deliver(rows) {
      for (const row of rows) {
        const parcel: Parcel = { target: null, attempts: row.state === "unknown" ? 1 : 0, ...row };
        const lane = laneOf(parcel);
        waiting++;
        const next = (lanes.get(lane) ?? Promise.resolve())
          .then(() => send(parcel))
          .catch(() => {}) // the row stays as it is, and is found again
          .finally(() => {
            waiting--;
            if (lanes.get(lane) === next) lanes.delete(lane);
          });
        lanes.set(lane, next);
      }
    },
    stateFor: (row) => (lanes.has(laneOf(row)) ? "queued" : "sending"),
    async settled() {
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
    async stop() {
      stopping.abort();
      while (lanes.size > 0) await Promise.all(lanes.values());
    },
    busy: () => waiting,
  };
}
