/** Waits for conditions, with one time limit for all tests. */
import { vi } from "vitest";
import { limitsFor } from "./speed.ts";

const slowness = Number(process.env.TEST_SLOWNESS ?? 1);

/** Time limit (ms) for something that is certain to happen; only a hang reaches it. */
export const patienceMs = limitsFor(slowness).conditionMs;

/** Resolves with the result of `condition` as soon as it no longer throws. */
export const eventually = <T>(condition: () => T | Promise<T>, intervalMs = 20): Promise<T> =>
  vi.waitFor(condition, { timeout: patienceMs, interval: intervalMs });

/** Scales a duration (ms) that a test depends on to the speed of this machine. */
export const scaledMs = (ms: number): number => Math.round(ms * slowness);

/**
 * Processor time (ms) that `work` takes in this process. Other processes on the machine do not
 * count.
 */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
