/** The core put together: what arrives is stored, taken, committed and sent, and nothing else happens. */
import { setTimeout as machineSleep } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Feature } from "../feature.ts";
import type { Judge } from "../judgement/judge.ts";
import { languagesOf } from "../organisation/language.ts";
import type { Item } from "../requests/catalogue.ts";
import { type Loop, startLoop } from "../schedule/loop.ts";
import type { Stored } from "../storage/arrivals.ts";
import type { Replica } from "../storage/replicas.ts";
import type { RowKey } from "../storage/set-aside.ts";
import type { Store } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Intake, Place } from "../surface/place.ts";
import type { Core, Outcome, Surface } from "../surface/surface.ts";
import { wordsFor } from "../words.ts";
import { openAccept } from "./accept.ts";
import { openCircuit } from "./circuit.ts";
import { openConfidential } from "./confidential.ts";
import { openDelivery } from "./deliver.ts";
import { openForms } from "./forms.ts";
import { openMail } from "./mail.ts";
import { openOutsiders } from "./outsiders.ts";
import { isConfidential } from "./route.ts";
import { openTake } from "./take.ts";
import { openUnrecorded } from "./unrecorded.ts";

export interface Parts {
  store: Store;
  clock: Clock;
  judge: Judge;
  catalogue: readonly Item[];
  surfaces: readonly Surface[];
  /** What Entwine does besides requests. */
  features: readonly Feature[];
  intake: Intake;
  replica: Replica;
  newId(): string;
  /** What a platform makes us wait passes by the machine's time, whatever clock the bot runs on. */
  machine?: Machine;
  /** How it waits until it looks again at what is due, where that is not for the machine's timer to say. Never rejects. */
  rest?(ms: number, signal: AbortSignal): Promise<void>;
  /** What an operator wants to know; nothing in it holds people's words. */
  watch: {
    /** Milliseconds that a turn took. */
    turned?(ms: number): void;
    turnFailed(stored: Stored, error: unknown, givenUp: boolean): void;
    deliveryFailed(error: unknown): void;
    loopFailed(error: unknown): void;
    /** A row could not be dealt with, and is left out. */
    aside?(row: RowKey, error: unknown): void;
    ended(surface: Place["surface"], outcome: Outcome): void;
    /** A platform does not answer any more, or does again. */
    down?(surface: Place["surface"], isDown: boolean): void;
    buried(what: object): void;
  };
}

interface Machine {
  /** Milliseconds, from whenever. */
  now(): number;
  /** Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const thisMachine: Machine = {
  now: () => performance.now(),
  sleep: (ms, signal) => machineSleep(ms, undefined, { signal }).catch(() => {}),
};

export interface House extends Core {
  /** Resolves once nothing is in work: everything said has had its answer sent. */
  settled(): Promise<void>;
  /** One look at what is due and at what nobody holds. */
  look(): Promise<void>;
  /** Finishes what is in work, and leaves what would have to wait to the next who looks. Surfaces are to be stopped before. */
  stop(): Promise<void>;
}

export async function openCore({
  store,
  clock,
  judge,
  catalogue,
  surfaces,
  features,
  intake,
  replica,
  newId,
  machine = thisMachine,
  rest,
  watch,
}: Parts): Promise<House> {
  const byName = new Map<string, Surface>(surfaces.map((surface) => [surface.name, surface]));
  const now = clock.now;
  const { sleep } = machine;
  const ended = ({ place }: { place: Place }, outcome: Outcome): void => watch.ended(place.surface, outcome);
  const circuits = new Map(
    surfaces.map(({ name, bulkPerSecond }) => [
      name as string,
      openCircuit({ gap: bulkPerSecond ? 1_000 / bulkPerSecond : 0, now: machine.now, changed: (isDown) => watch.down?.(name, isDown) }),
    ]),
  );
  const delivery = openDelivery({ store, holder: replica.id, surfaces: byName, circuits, now, sleep, ended, failed: watch.deliveryFailed });
  const { deliver, stateFor } = delivery;
  const many = features.flatMap(({ name, bulk }) => (bulk ? [{ name, ...bulk }] : []));
  const mail = openMail({
    ...{ store, holder: replica.id, surfaces: byName, circuits, now, machine, ended, failed: watch.deliveryFailed },
    async unsaid(w, row) {
      await many.find(({ name }) => row.question?.startsWith(`${name}/`))?.unsaid?.(w, row);
    },
  });
  const sources = { read: store.read, judge, catalogue, surfaces: byName, intake, features, newId, now };
  const desk = { intake, features, now, newId, holder: replica.id, stateFor };
  const unrecorded = openUnrecorded({ read: store.read, surfaces: byName, sleep, ended, failed: watch.deliveryFailed });
  const { tell } = unrecorded;
  const taking = openTake({ store, sources, desk, deliver, tell, turned: watch.turned, failed: watch.turnFailed, sleep });
  const reach = surfaces.map(({ name }) => name);
  const confidential = openConfidential({ store, desk, deliver, tell, failed: watch.turnFailed, sleep });
  const withoutSecrets = (arrival: Arrival): Arrival =>
    arrival.kind === "pointed" && arrival.text && isConfidential(features, arrival.text) ? { ...arrival, text: [] } : arrival;
  const conceal = (arrival: Arrival): Arrival => features.reduce((kept, feature) => feature.conceal?.(kept) ?? kept, withoutSecrets(arrival));
  let stopping = false;
  let foreseeing: Promise<unknown> | undefined;

  function foresee(): void {
    foreseeing ??= Promise.all(many.map((bulk) => bulk.foresee?.({ store, surfaces: byName, now })))
      .catch(watch.loopFailed)
      .finally(() => {
        foreseeing = undefined;
      });
  }

  const busy = (): number => (stopping ? Number.POSITIVE_INFINITY : taking.busy() + delivery.busy());
  const loop: Loop = await startLoop({
    store,
    clock,
    replica,
    reach,
    take: taking.take,
    deliver,
    sweeps: many.map((bulk) => ({
      due: (at) => bulk.due(store.read, reach, at),
      keys: (round) => bulk.keys(store.read, reach, round),
      sweep: (w, round) => bulk.sweep(w, { ...round, reach, words: wordsFor, newId }),
    })),
    async drain() {
      foresee();
      await mail.drain();
    },
    busy,
    inHand: () => ({ arrivals: taking.inHand(), outbox: [...delivery.inHand(), ...mail.inHand()] }),
    rest: rest ?? sleep,
    failed: watch.loopFailed,
    aside: (row, error) => watch.aside?.(row, error),
    buried: watch.buried,
  });

  async function settled(): Promise<void> {
    while (taking.busy() + delivery.busy() > 0) {
      await taking.settled();
      await delivery.settled();
    }
    await mail.settled();
    await unrecorded.settled();
  }

  return {
    accept: openAccept({ store, holder: replica.id, now, conceal, confidential, take: taking.take }),
    tellOutsider: openOutsiders({ store, holder: replica.id, now, stateFor, deliver }),
    ...openForms(sources),
    language: async ({ workspace, by }) => (await languagesOf(store.read, workspace, by.id)).own,
    settled,
    look: loop.look,
    async stop() {
      stopping = true; // the loop takes up nothing more, and goes on beating: whoever is off the list while it works is taken for dead
      await taking.stop();
      await delivery.stop();
      await mail.stop();
      await unrecorded.stop();
      await foreseeing;
      await loop.stop();
    },
  };
}
