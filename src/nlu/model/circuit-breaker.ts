/**
 * When the model is left alone: it keeps failing, or the day's budget is spent. Counted for this
 * process; a replica more is a budget more.
 */
import type { Clock } from "../../lib/clock.ts";

export interface ModelLimits {
  /** Tokens a day (UTC), asked and answered; 2 million are some 2,000 messages. */
  tokensPerDay: number;
  /** This many failures in a row open the circuit … */
  maxConsecutiveFailures: number;
  /** … for this long; then one call tries whether the model is back. */
  cooldownMs: number;
}

export const defaultModelLimits: ModelLimits = {
  tokensPerDay: 2_000_000,
  maxConsecutiveFailures: 5,
  cooldownMs: 60_000,
};

export interface ModelCircuitBreaker {
  /** Whether the model may be asked now. After a rest only one caller at a time is told so. */
  mayAsk(): boolean;
  recordSuccess(tokens: number): void;
  recordFailure(): void;
}

export function createModelCircuitBreaker(
  clock: Clock,
  { tokensPerDay, maxConsecutiveFailures, cooldownMs }: ModelLimits = defaultModelLimits,
): ModelCircuitBreaker {
  let [day, spent, inARow, restUntil] = ["", 0, 0, 0];
  return {
    mayAsk() {
      const now = clock.now();
      const today = now.toISOString().slice(0, 10);
      if (today !== day) [day, spent] = [today, 0];
      if (spent >= tokensPerDay || now.getTime() < restUntil) return false;
      if (inARow >= maxConsecutiveFailures) restUntil = now.getTime() + cooldownMs;
      return true;
    },
    recordSuccess(tokens) {
      spent += tokens;
      [inARow, restUntil] = [0, 0];
    },
    recordFailure() {
      inARow += 1;
      if (inARow >= maxConsecutiveFailures) restUntil = clock.now().getTime() + cooldownMs;
    },
  };
}
