/** A time limit on work that cannot be called off. */

/**
 * Resolves or rejects as `work` does, or resolves with `otherwise` after `limitMs`; leaves no timer
 * behind.
 */
export async function withTimeLimit<T>(
  limitMs: number,
  work: Promise<T>,
  otherwise: T,
): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(late.resolve, limitMs, otherwise);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
