/**
 * Simulated clocks, timers and randomness for a whole process, so that all code in it is
 * deterministic for a seed. They replace Node's globals, so that the product needs no changes and
 * cannot bypass them. A sync to disk ends at once; other asynchronous work (network, files) does not occur.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { RandomSource } from "./random-source.ts";
import type { SimulatedTime } from "./simulated-time.ts";

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
