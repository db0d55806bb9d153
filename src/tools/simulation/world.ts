/** State shared by all parts of a simulated company: time, randomness, trace and invariants. */
import { createHash } from "node:crypto";
import type { RandomSource } from "./runtime/random-source.ts";
import type { SimulatedTime } from "./runtime/simulated-time.ts";

/** Invariants, by the names in the report. */
export const simulationInvariants = {
  kept: "no acknowledged answer is lost",
  once: "nothing is asked or sent twice",
  daily: "one check per person and local date, at the chosen time",
  steps: "requests change only by allowed transitions",
  votes: "votes stay within their budget",
  tenants: "tenants are apart",
  anonymous: "an anonymous note has no author",
  arrives: "a brief reaches its team in the end, and nobody hears so before",
  drained: "acknowledged events are processed, and the outbox drains",
} as const;
export type SimulationInvariant = keyof typeof simulationInvariants;

export interface InvariantViolation {
  invariant: SimulationInvariant;
  what: string;
}

/** Number of last events shown when an invariant breaks. */
const traceLength = 40;

export type SimulationWorld = ReturnType<typeof createSimulationWorld>;

export function createSimulationWorld(time: SimulatedTime, random: RandomSource) {
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
    random,
    counts,
    checked,
    recent,
    violations,
    events: () => events,
    count(what: string, by = 1): void {
      counts.set(what, (counts.get(what) ?? 0) + by);
    },
    /** Adds an event to the trace, which is used to compare two runs. */
    tell(what: string): void {
      const line = `${new Date(time.now()).toISOString()} ${what}`;
      events++;
      hash.update(line);
      recent.push(line);
      if (recent.length > traceLength) recent.shift();
    },
    /** Records an action, by `workspace person`. */
    acted: (who: string): void => void acts.getOrInsertComputed(who, () => []).push(time.now()),
    /** Counts the actions of a person, or of a workspace, since an instant. */
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
    /** Records a fault, after which a replica may not know what it did. */
    disturb(): void {
      disturbed = time.now();
    },
    disturbedSince: (instant: number): boolean => disturbed >= instant,
    /** Checks an invariant and records a violation. */
    hold(invariant: SimulationInvariant, holds: boolean, what: () => string): void {
      checked.set(invariant, (checked.get(invariant) ?? 0) + 1);
      if (!holds) violations.push({ invariant, what: what() });
    },
    digest: (): string => hash.copy().digest("hex").slice(0, 16),
  };
}
