/** Anonymity of published figures, attacked by a person who sees all of them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createFigureHistory,
  findExposedPeople,
  groupSizeBand,
  minFigurePeople,
  roundFigure,
} from "../../../../src/features/checks/picture/anonymity.ts";

const people = (from: number, to: number): Set<string> =>
  new Set(Array.from({ length: to - from }, (_, index) => `p${from + index}`));
const sometimes = fc
  .uniqueArray(
    fc.integer({ min: 0, max: 30 }).map((index) => `p${index}`),
    { maxLength: 30 },
  )
  .map((all) => new Set(all));

describe("roundFigure", () => {
  it("needs at least five people", () => {
    expect(roundFigure([1, 1, 1, 1])).toBeUndefined();
    expect(roundFigure([1, 0, 1, 0, 1])).toEqual({ percent: 60 });
  });

  it("never says that all, or none, are satisfied", () => {
    for (const size of [5, 7, 9, 10, 24, 100, 5_000]) {
      const all = roundFigure(Array(size).fill(1))!;
      const none = roundFigure(Array(size).fill(0))!;
      expect([all.edge, none.edge]).toEqual(["or_more", "or_less"]);
      expect(all.percent).toBeLessThanOrEqual(90);
      expect(none.percent).toBeGreaterThanOrEqual(10);
      expect(roundFigure([0, ...Array(size - 1).fill(1)])).toEqual(all);
    }
  });

  it("is the same whether five or four agree, so that it exposes nobody", () => {
    for (const four of [
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ])
      expect(roundFigure([...four, 1])).toEqual(roundFigure([...four, 0]));
  });

  it("rounds no finer than one person in ten", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5, maxLength: 60 }),
        (shares) => {
          const { percent } = roundFigure(shares)!;
          expect(percent % (shares.length < 10 ? 20 : 10)).toBe(0);
          expect([5, 10, 20, 50]).toContain(groupSizeBand(shares.length));
        },
      ),
    );
  });
});

/**
 * Least squares would work too, but sums and differences of two or three sets are what people try.
 */
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

describe("findExposedPeople", () => {
  it("finds groups that expose people: nested, overlapping, and parts of each other", () => {
    expect(findExposedPeople([people(0, 10), people(0, 9)])).toEqual(people(9, 10));
    expect(findExposedPeople([people(0, 10), people(6, 16)])).toEqual(people(6, 10));
    expect(findExposedPeople([people(0, 11), people(0, 5), people(5, 10)])).toEqual(people(10, 11));
    expect(findExposedPeople([people(0, 10), people(0, 5), people(10, 20)])).toEqual(new Set());
    expect(findExposedPeople([people(0, 10), people(0, 10)])).toEqual(new Set());
  });

  it("accepts only sets whose sums and differences are about five people or more", () => {
    fc.assert(
      fc.property(fc.array(sometimes, { minLength: 1, maxLength: 3 }), (sets) => {
        fc.pre(findExposedPeople(sets).size === 0);
        for (const weights of combined(sets)) {
          const told = [...weights.values()].filter((weight) => weight !== 0).length;
          expect(told === 0 || told >= minFigurePeople).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Number of people in one set and not in the other, for both. */
const differences = (one: ReadonlySet<string>, other: ReadonlySet<string>): number[] => [
  one.difference(other).size,
  other.difference(one).size,
];
const tooFew = (size: number): boolean => size > 0 && size < minFigurePeople;

describe("createFigureHistory", () => {
  /** Publishes figures one after another. */
  function publishing(...sets: Set<string>[]) {
    const history = createFigureHistory();
    for (const set of sets) history.add(set);
    return history;
  }

  it("never publishes two figures that differ by one to four people", () => {
    let published = 0;
    fc.assert(
      fc.property(fc.array(sometimes, { minLength: 2, maxLength: 20 }), (weeks) => {
        const history = createFigureHistory();
        const shown: ReadonlySet<string>[] = [];
        for (const answered of weeks) {
          const counted = history.publishable(answered);
          if (!counted) continue;
          expect(counted.isSubsetOf(answered)).toBe(true);
          expect(counted.size).toBeGreaterThanOrEqual(minFigurePeople);
          for (const other of shown) expect(differences(counted, other).filter(tooFew)).toEqual([]);
          history.add(counted);
          shown.push(counted);
        }
        published += shown.length;
      }),
      { numRuns: 500 },
    );
    expect(published).toBeGreaterThan(1_000); // else the property proves nothing
  });

  it("does not swap one of five people for another", () => {
    expect(publishing(people(0, 5)).publishable(people(1, 6))).toBeUndefined();
  });

  it("makes newcomers wait until they are five", () => {
    const history = publishing(people(0, 8));
    expect(history.publishable(people(0, 9))).toEqual(people(0, 8));
    expect(history.publishable(people(0, 13))).toEqual(people(0, 13));
  });

  it("leaves out others with a person who is away, and the same ones each week", () => {
    const history = publishing(people(0, 12));
    const counted = history.publishable(people(1, 12))!;
    expect(people(0, 12).difference(counted).size).toBe(minFigurePeople);
    history.add(counted);
    expect(history.publishable(people(1, 12))).toEqual(counted);
    expect(history.publishable(people(0, 12))).toEqual(people(0, 12));
  });

  it("publishes no figure when that leaves too few people", () => {
    expect(publishing(people(0, 8)).publishable(people(1, 8))).toBeUndefined();
  });

  it("keeps apart a group that is created again without one of its members", () => {
    expect(publishing(people(0, 9)).publishable(people(1, 9))).toBeUndefined();
    expect(publishing(people(0, 10)).publishable(people(5, 15))).toEqual(people(5, 15));
  });

  it("still publishes figures in a company where people join and leave", () => {
    const history = createFigureHistory();
    const sizes = Array.from({ length: 52 }, (_, week) => {
      const counted = history.publishable(people(week, 200 + week)) ?? new Set();
      if (counted.size > 0) history.add(counted);
      return counted.size;
    });
    expect(sizes.filter((size) => size > 100).length).toBeGreaterThan(40);
  });
});
