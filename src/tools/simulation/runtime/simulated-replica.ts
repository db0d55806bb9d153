/**
 * One replica with the real core. It can die before or after any step, be suspended, and lose its
 * database.
 */

import { randomUUID, randomUUIDv7 } from "node:crypto";
import { turnTools } from "../../../app/turn-tools.ts";
import { openCore } from "../../../core/core.ts";
import type { Feature } from "../../../core/feature.ts";
import { EntwineError } from "../../../lib/errors.ts";
import type { Judge } from "../../../nlu/judge.ts";
import type { PlatformAdapter } from "../../../platform/adapter.ts";
import type { BriefChannels } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { Reader, Store } from "../../../storage/store.ts";
import type { FaultConditions } from "../platforms/event-delivery.ts";
import type { SimulationWorld } from "../world.ts";

/** Steps of a replica that affect the outside world. */
export type ReplicaStep = "write" | "send" | "judge";

interface End {
  step: ReplicaStep;
  /** Which step from now on, starting with 1. */
  nth: number;
  when: "before" | "after";
}

export interface SimulatedReplicaOptions {
  world: SimulationWorld;
  weather: FaultConditions;
  host: string;
  store: Store;
  judge: Judge;
  features: readonly Feature[];
  surfaces: readonly PlatformAdapter[];
  intake: BriefChannels;
  /** The product has acknowledged these events. */
  acknowledged(events: readonly InboundEvent[]): void;
  /** An internal error without an external cause. */
  trouble(error: unknown): void;
}

const never = new Promise<never>(() => {});
/** Object that never answers, whatever is called. */
const silence = new Proxy(() => {}, {
  get: (_, name) => (name === "then" ? () => {} : silence),
  apply: () => silence,
}) as never;

export type SimulatedReplica = Awaited<ReturnType<typeof openSimulatedReplica>>;

export async function openSimulatedReplica({
  world,
  weather,
  host,
  store: real,
  judge,
  features,
  surfaces,
  intake,
  acknowledged,
  trouble,
}: SimulatedReplicaOptions) {
  const { time, dice } = world;
  let dead = false;
  let planned: End | undefined;
  let standing: PromiseWithResolvers<void> | undefined;
  /** Error of its clock (ms). */
  let skew = 0;

  const die = (why: string): void => {
    if (dead) return;
    dead = true;
    world.count("crashes");
    world.disturb();
    world.tell(`${host} dies ${why}`);
  };

  /** Performs a step unless the replica dies before; afterwards nothing ever returns. */
  async function pass<T>(step: ReplicaStep, work: () => Promise<T>): Promise<T> {
    if (standing) await standing.promise;
    if (dead) return never;
    const end = planned?.step === step && --planned.nth === 0 ? planned : undefined;
    if (end?.when === "before") die(`before a ${step}`);
    if (dead) return never;
    const result = await work();
    if (end) die(`after a ${step}`);
    if (standing) await standing.promise;
    return dead ? never : result;
  }

  /** A replica that died while sleeping never wakes. */
  const alive = (sleep: Promise<void>): Promise<void> =>
    sleep.then(() => (dead ? never : undefined));

  async function write<T>(work: Parameters<Store["write"]>[0]): Promise<T> {
    if (!dice.chance(weather.databaseFailureRate)) return real.write(work) as Promise<T>;
    world.count("writes refused by the database");
    world.disturb();
    throw new EntwineError("database_unreachable", "the database cannot be reached");
  }

  const read: Reader = {
    get db() {
      return dead ? silence : real.read.db;
    },
    t: real.read.t,
  };
  const passes = (error: unknown): boolean =>
    error instanceof EntwineError && error.code === "database_unreachable";
  const failed = (error: unknown): void => void (passes(error) || trouble(error));
  const core = await openCore({
    store: { ...real, read, write: (work) => pass("write", () => write(work)) as never },
    clock: { now: () => new Date(time.now() + skew), toRealMs: (ms) => ms, sleep: time.sleep },
    openTools: turnTools({ ...judge, read: (ask) => pass("judge", () => judge.read(ask)) }),
    platforms: surfaces.map((surface) => ({
      ...surface,
      send: (message) => pass("send", () => surface.send(message)),
    })),
    features,
    briefChannels: intake,
    replica: { id: randomUUID(), host, pid: process.pid },
    newId: randomUUIDv7,
    machine: { now: time.elapsed, sleep: (ms, signal) => alive(time.sleep(ms, signal)) },
    waitBeforePoll: (ms, signal) => alive(time.rest(ms, signal)),
    telemetry: {
      turnFailed: (_, error) => failed(error),
      deliveryFailed: failed,
      schedulerFailed: failed,
      sendFinished: () => {},
      workRecovered: () => {},
    },
  });
  world.tell(`${host} is up`);

  async function accept(events: InboundEvent[]): Promise<void> {
    await core.ingest(events);
    if (!dead) acknowledged(events);
  }

  return {
    host,
    core: { ...core, accept },
    isUp: () => !dead,
    /** Alive, running, with its database, and with no fault planned. */
    isWell: () => !dead && !standing && !planned && weather.databaseFailureRate === 0,
    /** Ends the process at this step, like a power failure. */
    endAt(end: End): void {
      planned = { ...end };
    },
    unplan(): void {
      planned = undefined;
    },
    crash: () => die("at rest"),
    /** Suspends the process, long enough for others to declare it dead. */
    stand(): void {
      world.disturb();
      standing ??= Promise.withResolvers();
    },
    goOn(): void {
      world.disturb();
      standing?.resolve();
      standing = undefined;
    },
    setClock(off: number): void {
      skew = off;
    },
    async retire(): Promise<void> {
      await core.stop();
      dead = true;
      world.tell(`${host} stops in good order`);
    },
  };
}
