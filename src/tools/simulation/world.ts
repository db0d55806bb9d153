/**
 * What all parts of a simulated company share: time, chance, what happened, and what must never
 * happen.
 */
import { createHash } from "node:crypto";
import type { RandomSource } from "./runtime/random-source.ts";
import type { SimulatedTime } from "./runtime/simulated-time.ts";

/** What is promised, by the names that the report gives. */
export const simulationInvariants = {
  kept: "no acknowledged answer is lost",
  once: "nothing is asked or sent twice",
  daily: "one check a local date and person, at their own time",
  steps: "requests change by allowed steps only",
  votes: "votes stay within their budget",
  tenants: "tenants are apart",
  anonymous: "an anonymous note has no author",
  drained: "all that was acknowledged is dealt with, and the outbox drains",
} as const;
export type SimulationInvariant = keyof typeof simulationInvariants;

export interface InvariantViolation {
  invariant: SimulationInvariant;
  what: string;
}

/** So many of the last events are shown when something breaks. */
const remembered = 40;

export type SimulationWorld = ReturnType<typeof createSimulationWorld>;

export function createSimulationWorld(time: SimulatedTime, dice: RandomSource) {
  const counts = new Map<string, number>();
  const checked = new Map<SimulationInvariant, number>();
  const recent: string[] = [];
  const hash = createHash("sha256");
  const violations: InvariantViolation[] = [];
  let events = 0;
  const acts = new Map<string, number[]>();
  let disturbed = Number.NEGATIVE_INFINITY;

  return {
    time,
    dice,
    counts,
    checked,
    recent,
    violations,
    events: () => events,
    count(what: string, by = 1): void {
      counts.set(what, (counts.get(what) ?? 0) + by);
    },
    /** Something happened: it is part of what makes two runs the same. */
    tell(what: string): void {
      const line = `${new Date(time.now()).toISOString()} ${what}`;
      events++;
      hash.update(line);
      recent.push(line);
      if (recent.length > remembered) recent.shift();
    },
    /** Somebody does something, by `workspace person`. */
    acted: (who: string): void => void acts.getOrInsertComputed(who, () => []).push(time.now()),
    /** How much somebody, or anybody of a workspace, has done since an instant. */
    acts: (who: string, since: number): number =>
      acts
        .entries()
        .reduce(
          (sum, [key, times]) =>
            key.startsWith(who)
              ? sum + times.length - times.findLastIndex((at) => at < since) - 1
              : sum,
          0,
        ),
    /** A process may have lost track of what it did. */
    disturb(): void {
      disturbed = time.now();
    },
    disturbedSince: (instant: number): boolean => disturbed >= instant,
    /** Holds an invariant to something, and keeps what breaks it. */
    hold(invariant: SimulationInvariant, holds: boolean, what: () => string): void {
      checked.set(invariant, (checked.get(invariant) ?? 0) + 1);
      if (!holds) violations.push({ invariant, what: what() });
    },
    digest: (): string => hash.copy().digest("hex").slice(0, 16),
  };
}
