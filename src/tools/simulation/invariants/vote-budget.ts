/** Invariant: votes stay within their budget, for each person and in total. */
import type { InvariantContext, InvariantObserver } from "./observer.ts";

export function observeVoteBudget({ world, database }: InvariantContext): InvariantObserver & {
  told(retrospective: string, dots: number): void;
  voted(retrospective: string, person: string): void;
} {
  /** Votes that each board said every person has. */
  const budgets = new Map<string, number>();
  const voters = new Map<string, Set<string>>();
  const most = (retrospective: unknown): number =>
    budgets.get(String(retrospective)) ?? Number.POSITIVE_INFINITY;
  return {
    told: (retrospective, dots) => void budgets.set(retrospective, dots),
    voted: (retrospective, person) =>
      void voters.getOrInsertComputed(retrospective, () => new Set()).add(person),
    afterEvent() {
      for (const { retrospective, person, dots } of database.rows(
        "select retrospective, person, count(*) as dots from retrospective_votes group by 1, 2",
      ))
        world.hold(
          "votes",
          Number(dots) <= most(retrospective),
          () => `${person} has ${dots} dots of ${most(retrospective)}`,
        );
    },
    onQuiet() {
      for (const { retrospective, votes } of database.rows(
        "select retrospective, sum(votes) as votes from retrospective_topics group by 1",
      )) {
        const possible =
          (budgets.get(String(retrospective)) ?? 0) *
          (voters.get(String(retrospective))?.size ?? 0);
        world.hold(
          "votes",
          Number(votes) <= possible,
          () => `a retrospective counted ${votes} dots, where ${possible} were given out`,
        );
      }
    },
  };
}
