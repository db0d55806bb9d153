/** Shutdown: the parts stop in order, within a time limit. */
import type { Log } from "../lib/log.ts";
import { withTimeLimit } from "../lib/time-limit.ts";

/**
 * For all parts together, in ms: with what follows, the process ends within 15 seconds, and
 * Kubernetes kills after 30. What is unfinished then is on disk, and the next start goes on with
 * it.
 */
export const shutdownLimitMs = 12_000;

/**
 * How long a connection may keep the process after that, in ms: a goodbye to a server that is gone
 * without a word takes a quarter of an hour.
 */
const lingerMs = 1_000;

/**
 * Stops one part after another, whether or not the one before it failed. Resolves at the limit at
 * the latest; soon after that the process ends by itself.
 */
export async function shutDown(
  parts: readonly (() => Promise<unknown>)[],
  log: Log,
): Promise<void> {
  async function stopAll(): Promise<boolean> {
    for (const stop of parts)
      await stop().catch((err) => log.error({ err }, "a part did not stop in good order"));
    return true;
  }
  if (!(await withTimeLimit(shutdownLimitMs, stopAll(), false)))
    log.warn({}, "not all that was in work ended in time: the next start goes on with it");
  setTimeout(() => process.exit(), lingerMs).unref();
}
