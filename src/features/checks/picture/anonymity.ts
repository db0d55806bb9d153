/**
 * Rules for publishing figures about people's answers without revealing any person's answer. Pure.
 *
 * The attacker is a colleague or manager who sees every card, digest, export and page, knows who
 * belongs to which group and who was away, and knows their own answers. The rules:
 *
 * - A figure is about at least five people.
 * - A week is counted once, after its end, for all groups together. The figure never changes
 *   afterwards, so that nobody can observe the effect of a late, changed or erased answer.
 * - Any two figures of the last `figureMemoryWeeks`, of any weeks and groups, are about the same
 *   people, or each is about at least five people who are not in the other. Answers mostly stay the
 *   same from week to week, so the difference of two figures reveals something about the people who
 *   are in only one of them (`publishable`).
 * - Within a week, sums and differences of more than two figures are about at least five people too
 *   (`findExposedPeople`).
 * - Each person has the same weight, however many days they answered. Shares are rounded to steps
 *   not finer than one person in ten, and their ends are open ("80 % or more"), because "all are
 *   happy" would reveal everybody's answer. The number of people is given as a range.
 *
 * Cost: a team of fewer than ten that a person leaves permanently has no figure until a year has
 * passed or five people have joined. Remaining risk: four people who tell each other their answers
 * learn something about the fifth, as with any figure of five; and a change of step between two
 * weeks shows that answers changed, but not whose.
 */
import { createHash } from "node:crypto";

/** A rounded share; with an edge, a lower or an upper bound of it. */
export interface Figure {
  percent: number;
  edge?: "or_more" | "or_less";
}

/** People below which no figure is published. */
export const minFigurePeople = 5;
/** Number of weeks for which figures constrain each other and their counted people are stored. */
export const figureMemoryWeeks = 52;

type People = ReadonlySet<string>;

const groupSizeBands = [5, 10, 20, 50, 100, 200, 500, 1000];

/** Returns the lower end of the band that a number of people is in. */
export const groupSizeBand = (people: number): number =>
  groupSizeBands.findLast((band) => band <= people) ?? 0;

/** Returns the mean of the shares (0 to 1) as it may be shown; `undefined` for too few people. */
export function roundFigure(shares: readonly number[]): Figure | undefined {
  const people = shares.length;
  if (people < minFigurePeople) return undefined;
  const step = people < 10 ? 20 : 10;
  const percent =
    Math.round(((shares.reduce((sum, share) => sum + share, 0) / people) * 100) / step) * step;
  const top = Math.floor(((1 - 1 / people) * 100) / step) * step;
  const bottom = Math.ceil(((1 / people) * 100) / step) * step;
  if (percent >= top) return { percent: top, edge: "or_more" };
  return percent <= bottom ? { percent: bottom, edge: "or_less" } : { percent };
}

/**
 * Returns the people about whom sums and differences of figures of these sets would tell, because
 * they are fewer than five.
 */
export function findExposedPeople(sets: readonly People[]): Set<string> {
  const partOf = new Map<string, string>();
  for (const [index, set] of sets.entries())
    for (const person of set) partOf.set(person, `${partOf.get(person) ?? ""} ${index}`);
  const parts = Map.groupBy(partOf.keys(), (person) => partOf.get(person)!);
  return new Set([...parts.values()].filter((people) => people.length < minFigurePeople).flat());
}

const few = (people: number): boolean => people > 0 && people < minFigurePeople;

/** Published figures, by the people they are about. */
export interface FigureHistory {
  add(people: Iterable<string>): void;
  /**
   * Returns the people of a new figure: as many of those who answered as keep it apart from every
   * figure added so far, or `undefined` where fewer than five would remain.
   */
  publishable(answered: People): People | undefined;
}

/** Order in which people are left out: the same each week, so that the same sets come again. */
const leaveOutOrder = (person: string): string =>
  createHash("sha256").update(person).digest("base64");

/**
 * Creates an empty history. It keeps people as numbers: a year of weeks of 100,000 people takes 20
 * MB instead of 400.
 */
export function createFigureHistory(): FigureHistory {
  const numbers = new Map<string, number>();
  const orders: string[] = [];
  const figures: Set<number>[] = [];
  /** For each person, the figures in which the person was counted. */
  const figuresOf: number[][] = [];

  const numberOf = (person: string): number =>
    numbers.getOrInsertComputed(person, () => {
      figuresOf.push([]);
      return orders.push(leaveOutOrder(person)) - 1;
    });

  /**
   * Counts the people that earlier figures share with a new one. All other figures are about five
   * or more different people.
   */
  function sharedWith(people: Iterable<number>): Map<number, number> {
    const shared = new Map<number, number>();
    for (const person of people)
      for (const figure of figuresOf[person]!) shared.set(figure, (shared.get(figure) ?? 0) + 1);
    return shared;
  }

  /**
   * Leaves people out until no figure is too close: newcomers wait until they are five, and when a
   * few are missing, others are left out with them.
   */
  function cutDown(answered: ReadonlySet<number>, shared: Map<number, number>): Set<number> {
    const counted = new Set(answered);

    function leaveOut(people: Iterable<number>): void {
      for (const person of people) {
        counted.delete(person);
        for (const figure of figuresOf[person]!) shared.set(figure, shared.get(figure)! - 1);
      }
    }

    for (let before = -1; before !== counted.size && counted.size >= minFigurePeople; ) {
      before = counted.size;
      for (const figure of shared.keys()) {
        const people = figures[figure]!;
        const missing = people.size - shared.get(figure)!;
        if (few(counted.size - shared.get(figure)!)) leaveOut(counted.difference(people));
        if (few(missing))
          leaveOut(
            [...people.intersection(counted)]
              .sort((a, b) => (orders[a]! < orders[b]! ? -1 : 1))
              .slice(0, minFigurePeople - missing),
          );
      }
    }
    return counted;
  }

  return {
    add(people) {
      const members = new Set([...people].map(numberOf));
      for (const person of members) figuresOf[person]!.push(figures.length);
      figures.push(members);
    },
    publishable(answered) {
      const people = [...answered];
      const given = new Set(people.map(numberOf));
      const shared = sharedWith(given);
      const again = [...shared].flatMap(([figure, count]) =>
        count === figures[figure]!.size ? [figures[figure]!] : [],
      );
      const largest = [cutDown(given, shared), ...again].reduce((best, each) =>
        each.size > best.size ? each : best,
      );
      return largest.size < minFigurePeople
        ? undefined
        : new Set(people.filter((person) => largest.has(numberOf(person))));
    },
  };
}
