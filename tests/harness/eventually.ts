/** Waits for conditions, with one time limit for all tests. */
import { vi } from "vitest";
import { limitsFor } from "./speed.ts";

const slowness = Number(process.env.TEST_SLOWNESS ?? 1);

/** How long (ms) a test may wait for something that is sure to happen. A limit for what hangs. */
export const patienceMs = limitsFor(slowness).conditionMs;

/** Resolves with what `condition` returns once it no longer throws, however late that is. */
export const eventually = <T>(condition: () => T | Promise<T>, intervalMs = 20): Promise<T> =>
  vi.waitFor(condition, { timeout: patienceMs, interval: intervalMs });

/** A time (ms) that is part of what a test says, as long as this machine needs for it. */
export const scaledMs = (ms: number): number => Math.round(ms * slowness);

/**
 * Processor time (ms) that `work` takes in this process: other work on the machine is no part of
 * it.
 */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
