/**
 * Simulated time that jumps from one event to the next, and the clocks, timers and randomness of
 * Node that follow it, so that all code of a process is deterministic for a seed and cannot bypass
 * them. Other asynchronous work (network, files) does not occur in a simulation.
 */

import crypto from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { RandomSource } from "./random-source.ts";

interface Event {
  at: number;
  order: number;
  run(): void;
}

export type SimulatedTime = ReturnType<typeof createSimulatedTime>;

/**
 * Maximum age (ms) that one jump adds to a heartbeat, so that a healthy replica always has a recent
 * one.
 */
const maxHeartbeatAgeMs = 200;
/** An idle replica skips at least this many jumps, but at most this many milliseconds. */
const rest = { jumps: 60, most: 90 * 60_000 };

export function createSimulatedTime(start: number) {
  /** Binary heap, ordered by time and then by planning order. */
  const heap: Event[] = [];
  const resting = new Set<{ since: number; until: number; jump: number; wake(): void }>();
  let jumps = 0;
  let now = start;
  let machine = start;
  let stirring = false;
  let order = 0;

  const earlier = (a: Event, b: Event): boolean =>
    a.at < b.at || (a.at === b.at && a.order < b.order);

  function swap(one: number, other: number): void {
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  }

  function add(event: Event): void {
    let at = heap.push(event) - 1;
    for (
      let parent = (at - 1) >> 1;
      at > 0 && earlier(heap[at]!, heap[parent]!);
      at = parent, parent = (at - 1) >> 1
    )
      swap(at, parent);
  }

  function take(): Event | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || first === last) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && earlier(heap[child]!, heap[least]!)) least = child;
      if (least === at) return first;
      swap(at, least);
      at = least;
    }
  }

  function at(instant: number, run: () => void): void {
    add({ at: Math.max(now, Math.round(instant)), order: order++, run });
  }

  return {
    /** Wall-clock time (ms since 1970). */
    now: () => now,
    /** Monotonic machine time, which heartbeats use. */
    machine: () => Math.round(machine),
    elapsed: () => now - start,
    at,
    after: (ms: number, run: () => void): void => at(now + ms, run),
    /** Resolves after `ms`, which is never shorter than Node's own timers. */
    sleep: (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const aborted = (): void => at(now, resolve);
        signal?.addEventListener("abort", aborted, { once: true });
        at(now + Math.max(1, ms), () => {
          signal?.removeEventListener("abort", aborted);
          resolve();
        });
      }),
    /** Like `sleep`, but creates no event: wakes with a later event. */
    rest: (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        const one = { since: now, until: now + ms, jump: jumps + rest.jumps, wake };
        function wake(): void {
          resting.delete(one);
          signal?.removeEventListener("abort", wake);
          resolve();
        }
        resting.add(one);
        signal?.addEventListener("abort", wake);
      }),
    /** Wakes all that wait in `rest` at an instant. */
    wake: (instant: number): void =>
      at(instant, () => {
        stirring = true;
      }),
    /** Ages every heartbeat at once: replicas that do not report by then count as ended. */
    age(ms: number): void {
      machine += ms;
    },
    /** Returns the instant of the next event. */
    next: (): number | undefined => heap[0]?.at,
    /** Jumps to the next event. */
    step(): void {
      const event = take();
      if (!event) return;
      machine += Math.min(maxHeartbeatAgeMs, event.at - now);
      now = event.at;
      jumps++;
      event.run();
      for (const one of resting) {
        if (one.until > now || (!stirring && one.jump > jumps && now - one.since < rest.most))
          continue;
        one.wake();
      }
      stirring = false;
    },
  };
}

const real = { immediate: timers.setImmediate, date: Date };

/** Pending immediates: SQLite's group commit waits for them. */
let pending = 0;

let time: SimulatedTime | undefined;
let random: RandomSource | undefined;

/**
 * Resolves when only the simulated clock can cause progress: no immediate and no promise is
 * pending.
 */
export async function eventLoopIdle(): Promise<void> {
  do await real.immediate();
  while (pending > 0);
}

/** Switches this process to `newTime` and `newDice`. */
export function installSimulatedGlobals(newTime: SimulatedTime, newDice: RandomSource): void {
  const first = time === undefined;
  time = newTime;
  random = newDice;
  if (first) replace();
}

function replace(): void {
  globalThis.Date = new Proxy(real.date, {
    construct: (target, values, made) =>
      Reflect.construct(target, values.length > 0 ? values : [time!.machine()], made),
    get: (target, key) => (key === "now" ? () => time!.machine() : Reflect.get(target, key)),
  });
  performance.now = () => time!.elapsed();
  Object.assign(timers, {
    setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      time!.sleep(ms, signal).then(() => value),
    setImmediate: async (value: unknown) => {
      pending++;
      await real.immediate();
      pending--;
      return value;
    },
  });
  const hex = (count: number): string => Buffer.from(random!.bytes(count)).toString("hex");
  const uuid = (start: string, version: number): string => {
    const rest = hex(16);
    const all = start + rest.slice(start.length);
    return `${all.slice(0, 8)}-${all.slice(8, 12)}-${version}${all.slice(13, 16)}-${"89ab"[random!.below(4)]}${all.slice(17, 20)}-${all.slice(20)}`;
  };
  Object.assign(crypto, {
    randomUUID: () => uuid("", 4),
    randomUUIDv7: () => uuid(time!.now().toString(16).padStart(12, "0"), 7),
    randomInt: (from: number, to?: number) =>
      to === undefined ? random!.below(from) : from + random!.below(to - from),
    randomBytes: (count: number) => Buffer.from(random!.bytes(count)),
  });
  Object.assign(fs, { fdatasync: (_file: number, done: () => void) => done() });
  syncBuiltinESMExports();
}
