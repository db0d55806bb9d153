/**
 * Replaces the process's clocks, timers and randomness, so that all code in it is deterministic for
 * a seed. Done beneath the product, so that no line of it has to cooperate and none can bypass it.
 * Other asynchronous work (network, files) does not occur in a simulation.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { RandomSource } from "./random-source.ts";
import type { SimulatedTime } from "./simulated-time.ts";

const real = { immediate: timers.setImmediate, date: Date };

/** Pending immediates: SQLite's group commit waits for them. */
let pending = 0;

let time: SimulatedTime | undefined;
let dice: RandomSource | undefined;

/**
 * Resolves once only the simulated clock can cause progress: no immediate and no promise is
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
  dice = newDice;
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
  const hex = (count: number): string => Buffer.from(dice!.bytes(count)).toString("hex");
  const uuid = (start: string, version: number): string => {
    const rest = hex(16);
    const all = start + rest.slice(start.length);
    return `${all.slice(0, 8)}-${all.slice(8, 12)}-${version}${all.slice(13, 16)}-${"89ab"[dice!.below(4)]}${all.slice(17, 20)}-${all.slice(20)}`;
  };
  Object.assign(crypto, {
    randomUUID: () => uuid("", 4),
    randomUUIDv7: () => uuid(time!.now().toString(16).padStart(12, "0"), 7),
    randomInt: (from: number, to?: number) =>
      to === undefined ? dice!.below(from) : from + dice!.below(to - from),
    randomBytes: (count: number) => Buffer.from(dice!.bytes(count)),
  });
  syncBuiltinESMExports();
}
