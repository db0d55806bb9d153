/** What may be shown of many, attacked by whoever sees all of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohort, crowdOf, fewest, figureOf, near, revealing } from "../../src/checks/figures.ts";

const people = (from: number, to: number): Set<string> => new Set(Array.from({ length: to - from }, (_, index) => `p${from + index}`));
const sometimes = fc
  .uniqueArray(
    fc.integer({ min: 0, max: 30 }).map((index) => `p${index}`),
    { maxLength: 30 },
  )
  .map((all) => new Set(all));
const lot = (person: string): string => person;

describe("a figure", () => {
  it("is of five people or more", () => {
    expect(figureOf([1, 1, 1, 1])).toBeUndefined();
    expect(figureOf([1, 0, 1, 0, 1])).toEqual({ percent: 60 });
  });

  it("never says that all are glad, or none", () => {
    for (const size of [5, 7, 9, 10, 24, 100, 5_000]) {
      const all = figureOf(Array(size).fill(1))!;
      const none = figureOf(Array(size).fill(0))!;
      expect([all.edge, none.edge]).toEqual(["or_more", "or_less"]);
      expect(all.percent).toBeLessThanOrEqual(90);
      expect(none.percent).toBeGreaterThanOrEqual(10);
      expect(figureOf([0, ...Array(size - 1).fill(1)])).toEqual(all);
    }
  });

  it("is the same whether five agree or four do, so that it tells on nobody who differs", () => {
    for (const four of [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ])
      expect(figureOf([...four, 1])).toEqual(figureOf([...four, 0]));
  });

  it("is rounded to no finer than one person among ten", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 60 }), (shares) => {
        const { percent } = figureOf(shares)!;
        expect(percent % (shares.length < 10 ? 20 : 10)).toBe(0);
        expect([5, 10, 20, 50]).toContain(crowdOf(shares.length));
      }),
    );
  });
});

/** Least squares would do too, but sums and differences of two or three sets are what people try. */
function* combined(sets: readonly ReadonlySet<string>[]): Generator<Map<string, number>> {
  const signs = [-2, -1, 0, 1, 2];
  const [a = new Set(), b = new Set(), c = new Set()] = sets;
  for (const x of signs)
    for (const y of signs)
      for (const z of signs) {
        const weights = new Map<string, number>();
        for (const [set, sign] of [
          [a, x],
          [b, y],
          [c, z],
        ] as const)
          for (const person of set) weights.set(person, (weights.get(person) ?? 0) + sign);
        yield weights;
      }
}

describe("figures of the same week", () => {
  it("of a group in a group, of overlapping groups, and of a whole and its parts are found to tell on somebody", () => {
    expect(revealing([people(0, 10), people(0, 9)])).toBe(true);
    expect(revealing([people(0, 10), people(6, 16)])).toBe(true);
    expect(revealing([people(0, 11), people(0, 5), people(5, 10)])).toBe(true);
    expect(revealing([people(0, 10), people(0, 5), people(10, 20)])).toBe(false);
    expect(revealing([people(0, 10), people(0, 10)])).toBe(false);
  });

  it("that may be shown together give no sum or difference about fewer than five", () => {
    fc.assert(
      fc.property(fc.array(sometimes, { minLength: 1, maxLength: 3 }), (sets) => {
        fc.pre(!revealing(sets));
        for (const weights of combined(sets)) {
          const told = [...weights.values()].filter((weight) => weight !== 0).length;
          expect(told === 0 || told >= fewest).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("figures of two weeks", () => {
  it("are never of nearly the same people, whoever joins, leaves or is away", () => {
    fc.assert(
      fc.property(fc.array(sometimes, { minLength: 2, maxLength: 8 }), (weeks) => {
        const shown: Set<string>[] = [];
        for (const answered of weeks) {
          const counted = cohort(answered, { last: shown[0], before: shown, lot });
          if (!counted) continue;
          expect(counted.isSubsetOf(answered)).toBe(true);
          expect(counted.size).toBeGreaterThanOrEqual(fewest);
          for (const other of shown) {
            const [gone, come] = [other.difference(counted).size, counted.difference(other).size];
            if (other.intersection(counted).size >= fewest) for (const size of [gone, come]) expect(size === 0 || size >= fewest).toBe(true);
          }
          shown.unshift(new Set(counted));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("let newcomers wait until they are five", () => {
    const last = people(0, 8);
    expect(cohort(people(0, 9), { last, before: [last], lot })).toEqual(last);
    expect(cohort(people(0, 13), { last, before: [last], lot })).toEqual(people(0, 13));
  });

  it("leave others out with somebody who is away", () => {
    const last = people(0, 12);
    const counted = cohort(people(1, 12), { last, before: [last], lot })!;
    expect(last.difference(counted).size).toBe(fewest);
    expect(counted.has("p0")).toBe(false);
  });

  it("are not shown where that leaves too few", () => {
    const last = people(0, 8);
    expect(cohort(people(1, 8), { last, before: [last], lot })).toBeUndefined();
  });

  it("do not let a group be founded anew without somebody", () => {
    const old = people(0, 10);
    expect(near(old, people(1, 10))).toBe(true);
    expect(cohort(people(1, 10), { before: [old], lot })).toBeUndefined();
    expect(near(old, people(5, 15))).toBe(false);
  });
});
