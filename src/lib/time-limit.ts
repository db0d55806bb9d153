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
