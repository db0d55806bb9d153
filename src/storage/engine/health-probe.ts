/** Probes whether the database answers, with a time limit and at most one query a second. */
import { withTimeLimit } from "../../lib/clock.ts";

/** Time (ms) to answer a health check. Load balancers usually wait for five seconds. */
export const databaseProbeLimitMs = 2_000;
/** Time (ms) for which an answer is reused. */
const answerMaxAgeMs = 1_000;

/** Returns a probe. Calls that overlap share one query. */
export function createDatabaseProbe(query: () => Promise<void>): () => Promise<boolean> {
  let pending: Promise<boolean> | undefined;
  let answer = { at: Number.NEGATIVE_INFINITY, isAlive: false };

  async function runQuery(): Promise<boolean> {
    const isAlive = await query().then(
      () => true,
      () => false,
    );
    answer = { at: performance.now(), isAlive };
    pending = undefined;
    return isAlive;
  }

  return async () => {
    if (!pending && performance.now() - answer.at < answerMaxAgeMs) return answer.isAlive;
    pending ??= runQuery();
    return withTimeLimit(databaseProbeLimitMs, pending, false);
  };
}
