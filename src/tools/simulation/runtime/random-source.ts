/** Seeded pseudo-random numbers. */

/** Returns a generator of numbers from 0 to 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type RandomSource = ReturnType<typeof createRandomSource>;

export function createRandomSource(seed: number) {
  const next = seededRandom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (likelihood: number): boolean => next() < likelihood,
    between: (from: number, to: number): number => from + below(to - from + 1),
    pick: <T>(all: readonly T[]): T => all[below(all.length)]!,
    /** Picks a key by weight; keys of weight 0 are never picked. */
    weigh<K extends string>(weights: Partial<Record<K, number>>): K {
      const entries = Object.entries(weights) as [K, number][];
      let rest = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [key, weight] of entries) {
        rest -= weight;
        if (rest < 0) return key;
      }
      return entries.at(-1)![0];
    },
    shuffled<T>(all: readonly T[]): T[] {
      const mixed = [...all];
      for (let last = mixed.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
      }
      return mixed;
    },
    bytes: (count: number): Uint8Array => Uint8Array.from({ length: count }, () => below(256)),
  };
}
