/**
 * This process's clocks, timers and randomness, taken over: whatever the code that runs in it does,
 * it does the same again for the same seed.
 * It is done here, beneath the house, so that no line of the house has to ask for it, and none can
 * get round it. What is really asynchronous besides (the network, files) does not happen in a
 * simulation.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { RandomSource } from "./random-source.ts";
import type { SimulatedTime } from "./simulated-time.ts";

const real = { immediate: timers.setImmediate, date: Date };

/**
 * Immediates that the house waits for: it commits what arrives in one turn of the event loop
 * together.
 */
let pending = 0;

let time: SimulatedTime | undefined;
let dice: RandomSource | undefined;

/**
 * Resolves once nothing moves any more but by the simulated clock: the last immediate has been seen
 * off, and with it every promise.
 */
export async function eventLoopIdle(): Promise<void> {
  do await real.immediate();
  while (pending > 0);
}

/** From now on this process lives by `newTime` and `newDice`. */
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
