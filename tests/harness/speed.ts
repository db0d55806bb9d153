/** Speed of this machine at the start of a run, by which all time limits are scaled. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Measured on two idle cores; with one other process using a core it is 100 ms. */
const referenceMs = 65;
const slownessMax = 5;

/**
 * Measures how many times slower this machine is than the reference, at least 1. Runs on every core
 * at once, so that load from other processes shows.
 */
export async function measureSlowness(): Promise<number> {
  const measureOne = async (): Promise<number> => {
    const [tookMs] = await once(
      new Worker(new URL("speed-process.ts", import.meta.url)),
      "message",
    );
    return tookMs;
  };
  const took = await Promise.all(Array.from({ length: availableParallelism() }, measureOne));
  return Math.min(slownessMax, Math.max(1, Math.max(...took) / referenceMs));
}

/** Time limits of a run. They end hanging tests and are far above what any test takes. */
export const limitsFor = (slowness: number) => ({
  testMs: Math.round(120_000 * slowness),
  conditionMs: Math.round(60_000 * slowness),
});
