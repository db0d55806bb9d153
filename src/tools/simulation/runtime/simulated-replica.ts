/**
 * Replica with the real core. It can crash before or after any step, be suspended, and lose its
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
  /** Number of the step, counted from now on and starting with 1. */
  nth: number;
  when: "before" | "after";
}

export interface SimulatedReplicaOptions {
  world: SimulationWorld;
  conditions: FaultConditions;
  host: string;
  store: Store;
  judge: Judge;
  features: readonly Feature[];
  adapters: readonly PlatformAdapter[];
  briefChannels: BriefChannels;
  /** Called when the product has acknowledged these events. */
  acknowledged(events: readonly InboundEvent[]): void;
  /** Called for an internal error without an external cause. */
  trouble(error: unknown): void;
}

const never = new Promise<never>(() => {});
/** Every call on it returns a promise that never settles. */
const silence = new Proxy(() => {}, {
  get: (_, name) => (name === "then" ? () => {} : silence),
  apply: () => silence,
}) as never;

export type SimulatedReplica = Awaited<ReturnType<typeof openSimulatedReplica>>;

export async function openSimulatedReplica({
  world,
  conditions,
  host,
  store: real,
  judge,
  features,
  adapters,
  briefChannels,
  acknowledged,
  trouble,
}: SimulatedReplicaOptions) {
  const { time, random } = world;
  let crashed = false;
  let planned: End | undefined;
  let suspension: PromiseWithResolvers<void> | undefined;
  /** Error (ms) of its clock. */
  let skew = 0;

  const die = (why: string): void => {
    if (crashed) return;
    crashed = true;
    world.count("crashes");
    world.disturb();
    world.tell(`${host} dies ${why}`);
  };

  /** Runs a step unless the replica crashes before it; after a crash no call ever returns. */
  async function pass<T>(step: ReplicaStep, work: () => Promise<T>): Promise<T> {
    if (suspension) await suspension.promise;
    if (crashed) return never;
    const end = planned?.step === step && --planned.nth === 0 ? planned : undefined;
    if (end?.when === "before") die(`before a ${step}`);
    if (crashed) return never;
    const result = await work();
    if (end) die(`after a ${step}`);
    if (suspension) await suspension.promise;
    return crashed ? never : result;
  }

  /** Returns a sleep that never ends if the replica crashes during it. */
  const alive = (sleep: Promise<void>): Promise<void> =>
    sleep.then(() => (crashed ? never : undefined));

  async function write<T>(work: Parameters<Store["write"]>[0]): Promise<T> {
    if (!random.chance(conditions.databaseFailureRate)) return real.write(work) as Promise<T>;
    world.count("writes refused by the database");
    world.disturb();
    throw new EntwineError("database_unreachable", "the database cannot be reached");
  }

  const read: Reader = {
    get db() {
      return crashed ? silence : real.read.db;
    },
    t: real.read.t,
  };
  const passes = (error: unknown): boolean =>
    error instanceof EntwineError && error.code === "database_unreachable";
  const failed = (error: unknown): void => void (passes(error) || trouble(error));
  const core = await openCore({
    // another thread's reads would end at a time that no seed decides
    store: {
      ...real,
      read,
      readAside: read,
      write: (work) => pass("write", () => write(work)) as never,
    },
    clock: { now: () => new Date(time.now() + skew), toRealMs: (ms) => ms, sleep: time.sleep },
    openTools: turnTools({ ...judge, read: (ask) => pass("judge", () => judge.read(ask)) }),
    platforms: adapters.map((adapter) => ({
      ...adapter,
      send: (message) => pass("send", () => adapter.send(message)),
    })),
    features,
    briefChannels,
    replica: { id: randomUUID(), host, pid: process.pid },
    newId: randomUUIDv7,
    machine: { now: time.elapsed, sleep: (ms, signal) => alive(time.sleep(ms, signal)) },
    waitBeforePoll: (ms, signal) => alive(time.rest(ms, signal)),
    telemetry: {
      turnFailed: (_, error) => failed(error),
      deliveryFailed: failed,
      schedulerFailed: failed,
    },
  });
  world.tell(`${host} is up`);

  async function accept(events: InboundEvent[]): Promise<void> {
    await core.ingest(events);
    if (!crashed) acknowledged(events);
  }

  return {
    host,
    core: { ...core, accept },
    isUp: () => !crashed,
    /** Returns whether it is running, with its database, and without a planned fault. */
    isWell: () => !crashed && !suspension && !planned && conditions.databaseFailureRate === 0,
    /** Ends the process at this step, as a power failure would. */
    endAt(end: End): void {
      planned = { ...end };
    },
    unplan(): void {
      planned = undefined;
    },
    crash: () => die("at rest"),
    /** Suspends the process long enough for others to take it for ended. */
    suspend(): void {
      world.disturb();
      suspension ??= Promise.withResolvers();
    },
    goOn(): void {
      world.disturb();
      suspension?.resolve();
      suspension = undefined;
    },
    setClock(off: number): void {
      skew = off;
    },
    async retire(): Promise<void> {
      await core.stop();
      crashed = true;
      world.tell(`${host} stops gracefully`);
    },
  };
}
