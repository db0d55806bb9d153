/** Waiting by condition, with the one time limit that all tests share. */
import { vi } from "vitest";
import { limitsFor } from "./speed.ts";

const slowness = Number(process.env.TEST_SLOWNESS ?? 1);

/** How long (ms) a test may wait for something that is sure to happen. A limit for what hangs. */
const patienceMs = limitsFor(slowness).conditionMs;

/** Resolves with what `condition` returns once it no longer throws, however late that is. */
export const eventually = <T>(condition: () => T | Promise<T>, intervalMs = 20): Promise<T> =>
  vi.waitFor(condition, { timeout: patienceMs, interval: intervalMs });
