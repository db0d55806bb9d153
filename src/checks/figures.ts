/**
 * What may be shown of many people's answers without telling one person's.
 *
 * Who attacks: a colleague or a manager who sees every card, digest, export and page, knows who belongs to which group and who was away, and knows their own answers. What holds against it:
 *
 * - Fewer than five people are never a figure.
 * - A week is counted once, after its end, for all groups together, and the figure never changes: an answer that comes later, or is changed or erased, moves nothing that could be watched.
 * - Within a week, whoever adds and subtracts figures gets sums over unions of the sets into which the shown groups cut the people. Each of these sets has five people or none (`revealing`), so that no sum is about fewer. This covers a group inside another, overlaps, and a whole less all of its parts.
 * - Between weeks, people answer anew, but mostly alike: a week that differs from one before by one person tells about that person. So of two weeks that are shown and share people, of whichever groups (one may be founded anew without somebody), those who are only in one are five or more, or none (`near`). Newcomers wait until they are five; when somebody is missing, others drawn by lot stay out with them (`cohort`). What remains too near is not shown.
 * - Each person weighs the same, however many days they answered. Shares are rounded to steps not finer than one person's weight among ten, and their ends stay open ("80 % or more"): else "all are glad" would tell on everybody. The number of people is a band.
 *
 * What remains: four who tell each other their answers and know that there is one more learn something about the fifth, as in any figure of five. A step that is crossed between two weeks tells that answers changed, not whose. After `memory` weeks two pictures are no longer held apart.
 */
import type { Figure } from "../storage/tables/pictures.ts";

/** Of fewer people nothing is said. */
export const fewest = 5;
/** So many weeks a picture is kept apart from those before it. Without an end, a team that somebody left would see nothing until four others did. */
export const memory = 4;

type People = ReadonlySet<string>;

const bands = [5, 10, 20, 50, 100, 200, 500, 1000];

/** The lower end of the band that a number of people is in. */
export const crowdOf = (people: number): number => bands.findLast((band) => band <= people) ?? 0;

/** The mean of each person's own share (0 to 1), as it may be shown; undefined for too few. */
export function figureOf(shares: readonly number[]): Figure | undefined {
  const people = shares.length;
  if (people < fewest) return undefined;
  const step = people < 10 ? 20 : 10;
  const percent = Math.round(((shares.reduce((sum, share) => sum + share, 0) / people) * 100) / step) * step;
  const top = Math.floor(((1 - 1 / people) * 100) / step) * step;
  const bottom = Math.ceil(((1 / people) * 100) / step) * step;
  if (percent >= top) return { percent: top, edge: "or_more" };
  return percent <= bottom ? { percent: bottom, edge: "or_less" } : { percent };
}

/** Whether figures of these sets of people, added and subtracted, tell about fewer than five. */
export function revealing(sets: readonly People[]): boolean {
  const of = new Map<string, string>();
  for (const [index, set] of sets.entries()) for (const person of set) of.set(person, `${of.get(person) ?? ""} ${index}`);
  const parts = new Map<string, number>();
  for (const part of of.values()) parts.set(part, (parts.get(part) ?? 0) + 1);
  return [...parts.values()].some((people) => people < fewest);
}

const few = (people: number): boolean => people > 0 && people < fewest;

/** Whether two pictures of different weeks are of nearly the same people, so that one beside the other tells about those few who are in only one. */
export function near(one: People, other: People): boolean {
  const shared = one.intersection(other).size;
  return shared >= fewest && (few(one.size - shared) || few(other.size - shared));
}

/**
 * Those who count of the ones who answered, or nothing where that is too near to an earlier picture. `last` is the group's own last one: its newcomers wait, and its absent are not alone.
 * Whoever has the lowest `lot` stays out first, and nobody can know it.
 */
export function cohort(
  answered: People,
  { last, before, lot }: { last?: People | undefined; before: readonly People[]; lot: (person: string) => string },
): People | undefined {
  let counted = answered;
  if (last) {
    const joined = answered.difference(last);
    const gone = last.difference(answered).size;
    const withThem = few(gone) ? fewest - gone : 0;
    const stayed = [...answered.intersection(last)].sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).slice(withThem);
    counted = new Set([...stayed, ...(few(joined.size) ? [] : joined)]);
  }
  return counted.size < fewest || before.some((each) => near(each, counted)) ? undefined : counted;
}
