/**
 * Circuit breaker and daily token budget of the model. Counted in each process: two replicas have
 * twice the budget.
 */

import type { Clock } from "../../lib/clock.ts";
import { utcDateAt } from "../../lib/dates/calendar-dates.ts";

/** Limits of the model's use. */
export interface ModelLimits {
  /** Tokens a day (UTC), in both directions. 2 million are about 2,000 messages. */
  tokensPerDay: number;
  /** Consecutive failures that open the circuit. */
  maxConsecutiveFailures: number;
  /** Time (ms) that the circuit stays open before one call probes the model. */
  cooldownMs: number;
}

/** Limits unless the settings give others. */
export const defaultModelLimits: ModelLimits = {
  tokensPerDay: 2_000_000,
  maxConsecutiveFailures: 5,
  cooldownMs: 60_000,
};

/** Decides whether the model may be called, by its budget and its latest failures. */
export interface ModelCircuitBreaker {
  /**
   * Returns whether the model may be called now. After a cool-down only one caller at a time gets
   * true.
   */
  mayAsk(): boolean;
  recordSuccess(tokens: number): void;
  recordFailure(): void;
}

/** Creates the circuit breaker of one process; its counters are not stored. */
export function createModelCircuitBreaker(
  clock: Clock,
  { tokensPerDay, maxConsecutiveFailures, cooldownMs }: ModelLimits = defaultModelLimits,
): ModelCircuitBreaker {
  let [day, tokensSpent, consecutiveFailures, openUntil] = ["", 0, 0, 0];
  return {
    mayAsk() {
      const now = clock.now();
      const today = utcDateAt(now);
      if (today !== day) [day, tokensSpent] = [today, 0];
      if (tokensSpent >= tokensPerDay || now.getTime() < openUntil) return false;
      if (consecutiveFailures >= maxConsecutiveFailures) openUntil = now.getTime() + cooldownMs;
      return true;
    },
    recordSuccess(tokens) {
      tokensSpent += tokens;
      [consecutiveFailures, openUntil] = [0, 0];
    },
    recordFailure() {
      consecutiveFailures += 1;
      if (consecutiveFailures >= maxConsecutiveFailures)
        openUntil = clock.now().getTime() + cooldownMs;
    },
  };
}
