/** Speed of this machine at the start of a run, by which every time limit is scaled. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Measured on two quiet cores; beside one process that burns a core it takes 100 ms. */
const referenceMs = 65;
const slownessMax = 5;

/**
 * Measures how many times slower than the reference this machine is, at least 1; on each core at
 * once, so that other work shows.
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

/** The time limits of a run: they end what hangs, and are far above what anything takes. */
export const limitsFor = (slowness: number) => ({
  testMs: Math.round(120_000 * slowness),
  conditionMs: Math.round(60_000 * slowness),
});
