/** Shutdown: stops the components in order, within a time limit. */

import { withTimeLimit } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";

/**
 * Limit (ms) for all components. The process ends within 15 seconds; Kubernetes kills it after 30.
 * Unfinished work is on disk, and the next start resumes it.
 */
export const shutdownLimitMs = 12_000;

/**
 * Delay (ms) before a forced exit: a connection to an unreachable server can take 15 minutes to
 * close.
 */
const forcedExitDelayMs = 1_000;

/** Stops the components one after another, even when one fails. Resolves within the limit. */
export async function shutDown(
  components: readonly (() => Promise<unknown>)[],
  log: Log,
): Promise<void> {
  async function stopAll(): Promise<boolean> {
    for (const stop of components)
      await stop().catch((err) => log.error({ err }, "a component failed to stop"));
    return true;
  }
  if (!(await withTimeLimit(shutdownLimitMs, stopAll(), false)))
    log.warn({}, "shutdown timed out; the next start resumes unfinished work");
  setTimeout(() => process.exit(), forcedExitDelayMs).unref();
}
