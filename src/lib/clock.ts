/**
 * Clock that is passed in, never global: tests set it, and `serve --now … --speed …` changes its
 * speed.
 */

/** Source of time; tests, the simulation and `--now` replace it. */
export interface Clock {
  now(): Date;
  /** Converts a duration of this clock to real time (ms). */
  toRealMs(ms: number): number;
  /** Resolves after `ms` of this clock, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Returns the system clock, or one that starts at `from` and runs `speed` times as fast. */
export function systemClock(from?: Date, speed = 1): Clock {
  const origin = Date.now();
  const start = from?.getTime() ?? origin;
  return {
    now: () => new Date(start + (Date.now() - origin) * speed),
    toRealMs: (ms) => ms / speed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = setTimeout(done, Math.min(ms / speed, 2 ** 31 - 1));
        function done() {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          resolve();
        }
        signal?.addEventListener("abort", done);
      }),
  };
}

/** A clock that can be wound forward, to see what happens later. */
export interface WindableClock extends Clock {
  /** Time (ms) by which it is ahead of the clock below it. */
  readonly aheadMs: number;
  /** Moves it to a later instant, from which it runs on; an earlier one changes nothing. */
  windTo(instant: Date): void;
}

/** Returns a clock that runs like another one until it is wound. */
export function windableClock(clock: Clock): WindableClock {
  let aheadMs = 0;
  const now = (): Date => new Date(clock.now().getTime() + aheadMs);
  return {
    ...clock,
    now,
    get aheadMs() {
      return aheadMs;
    },
    windTo(instant) {
      aheadMs += Math.max(0, instant.getTime() - now().getTime());
    },
  };
}

/** Returns the delay (ms) after a number of earlier delays: doubles from `firstMs` to `maxMs`. */
export const backoffMs = (
  firstMs: number,
  earlierDelays: number,
  maxMs = Number.POSITIVE_INFINITY,
): number => Math.min(firstMs * 2 ** earlierDelays, maxMs);

/** Settles as `work` does, or resolves with `fallback` after `limitMs`; the work continues. */
export async function withTimeLimit<T>(limitMs: number, work: Promise<T>, fallback: T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(late.resolve, limitMs, fallback);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
