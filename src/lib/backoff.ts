/** Exponential back-off between attempts. */

/** Returns the delay (ms) after a number of earlier delays: doubles from `firstMs` to `maxMs`. */
export const backoffMs = (
  firstMs: number,
  earlierDelays: number,
  maxMs = Number.POSITIVE_INFINITY,
): number => Math.min(firstMs * 2 ** earlierDelays, maxMs);
