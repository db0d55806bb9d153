/**
 * Whether the database answers at this moment, told quickly and without asking it more often than
 * it needs.
 */
import { withTimeLimit } from "../../lib/time-limit.ts";

/**
 * From the question to the answer at the latest, in ms: a load balancer usually waits for five
 * seconds.
 */
export const databaseProbeLimitMs = 2_000;
/** How long an answer is good for, in ms. */
const freshMs = 1_000;

/** Asks once at a time; who comes meanwhile waits for the same answer. */
export function createDatabaseProbe(ask: () => Promise<void>): () => Promise<boolean> {
  let asking: Promise<boolean> | undefined;
  let answer = { at: Number.NEGATIVE_INFINITY, isAlive: false };

  async function look(): Promise<boolean> {
    const isAlive = await ask().then(
      () => true,
      () => false,
    );
    answer = { at: performance.now(), isAlive };
    asking = undefined;
    return isAlive;
  }

  return async () => {
    if (!asking && performance.now() - answer.at < freshMs) return answer.isAlive;
    asking ??= look();
    return withTimeLimit(databaseProbeLimitMs, asking, false);
  };
}
