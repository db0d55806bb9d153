/** When the model is left alone: it keeps failing, or the day's budget is spent. Counted for this process; a replica more is a budget more. */
import type { Clock } from "../clock.ts";

export interface Limits {
  /** Tokens a day (UTC), asked and answered; 2 million are some 2,000 messages. */
  tokensPerDay: number;
  /** This many failures in a row open the circuit … */
  failures: number;
  /** … for this long; then one call tries whether the model is back. */
  restMs: number;
}

export const limits: Limits = { tokensPerDay: 2_000_000, failures: 5, restMs: 60_000 };

export interface Guard {
  /** Whether the model may be asked now. After a rest only one caller at a time is told so. */
  mayAsk(): boolean;
  worked(tokens: number): void;
  failed(): void;
}

export function openGuard(clock: Clock, { tokensPerDay, failures, restMs }: Limits = limits): Guard {
  let [day, spent, inARow, restUntil] = ["", 0, 0, 0];
  return {
    mayAsk() {
      const now = clock.now();
      const today = now.toISOString().slice(0, 10);
      if (today !== day) [day, spent] = [today, 0];
      if (spent >= tokensPerDay || now.getTime() < restUntil) return false;
      if (inARow >= failures) restUntil = now.getTime() + restMs;
      return true;
    },
    worked(tokens) {
      spent += tokens;
      [inARow, restUntil] = [0, 0];
    },
    failed() {
      inARow += 1;
      if (inARow >= failures) restUntil = clock.now().getTime() + restMs;
    },
  };
}
