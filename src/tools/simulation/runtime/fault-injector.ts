/** Plan of a day's faults: crashes, outages, lost calls, clock steps. */

import type { InvariantMonitor } from "../invariants/monitor.ts";
import type { FaultConditions } from "../platforms/event-delivery.ts";
import type { SimulationWorld } from "../world.ts";
import type { ReplicaStep, SimulatedReplica } from "./simulated-replica.ts";

const minute = 60_000;
const steps: readonly ReplicaStep[] = ["write", "write", "write", "send", "send", "judge"];

interface Setting {
  world: SimulationWorld;
  watch: InvariantMonitor;
  conditions: FaultConditions;
  replicas(): readonly SimulatedReplica[];
  workspaces: readonly string[];
  /** Tells the bot that the team's channel of a workspace is open again. */
  reopenIntake(workspace: string): void;
  /** Shuts a replica down cleanly and starts another in its place. */
  renew(replica: SimulatedReplica): Promise<void>;
}

/** Share of calls that are lost at any time of a day with faults. */
const usualLossRate = 0.04;
/** Maximum duration of a fault. */
const maxFaultMs = 300 * minute;

export function createFaultInjector({
  world,
  watch,
  conditions,
  replicas,
  workspaces,
  reopenIntake,
  renew,
}: Setting) {
  const { time, random } = world;
  const any = (): SimulatedReplica | undefined => {
    const up = replicas().filter((replica) => replica.isUp());
    return up.length > 0 ? random.pick(up) : undefined;
  };
  const change = (to: Partial<FaultConditions>): void => void Object.assign(conditions, to);
  /** Starts a fault and ends it before the quiet hour at the latest. */
  function lasts(what: string, ms: number, begin: () => void, end: () => void): void {
    world.count(what);
    world.tell(what);
    begin();
    time.after(ms, end);
  }

  const kinds: Record<string, () => void> = {
    crash() {
      any()?.crash();
    },
    /** Crashes a replica at one of its next steps. */
    end() {
      any()?.endAt({
        step: random.pick(steps),
        nth: random.between(1, 4),
        when: random.pick(["before", "after"]),
      });
    },
    rough: () =>
      lasts(
        "rough spells",
        random.between(20, 240) * minute,
        () => change({ lossRate: 0.15 + random.next() / 3 }),
        () => change({ lossRate: usualLossRate }),
      ),
    down: () =>
      lasts(
        "outages of the platforms",
        random.between(2, 40) * minute,
        () => change({ isPlatformDown: true }),
        () => change({ isPlatformDown: false }),
      ),
    deaf: () =>
      lasts(
        "half-open connections",
        random.between(1, 8) * minute,
        () => change({ isUnreachable: true }),
        () => change({ isUnreachable: false }),
      ),
    closed: () => {
      const { closedBriefChannels } = conditions;
      lasts(
        "times of closed team channels",
        random.between(60, 280) * minute,
        () => workspaces.forEach((workspace) => void closedBriefChannels.add(workspace)),
        () => {
          closedBriefChannels.clear();
          workspaces.forEach(reopenIntake);
        },
      );
    },
    database: () => {
      const [most, share] = random.pick([
        [4, 1],
        [300, 0.4],
      ] as const);
      lasts(
        "outages of the database",
        random.between(1, most) * minute,
        () => change({ databaseFailureRate: share }),
        () => change({ databaseFailureRate: 0 }),
      );
    },
    /** Suspends a replica until the others take it for ended, then resumes it. */
    suspend: () => {
      const replica = any();
      if (!replica) return;
      lasts(
        "suspended processes",
        random.between(1, 20) * minute,
        () => replica.suspend(),
        () => replica.goOn(),
      );
      time.after(20_000, () => time.age(25_000));
    },
    clock: () => {
      const replica = any();
      const off = Math.round((random.next() - 0.5) * 240) * minute;
      lasts(
        "clock steps",
        random.between(5, 120) * minute,
        () => replica?.setClock(off),
        () => replica?.setClock(0),
      );
    },
    renew: () => {
      const replica = any();
      if (replica) void renew(replica);
    },
  };

  return {
    /** Plans the faults of one day. */
    day(from: number, until: number): void {
      if (random.chance(0.35)) return;
      watch.unsettled(until - from);
      time.at(from, () => change({ lossRate: usualLossRate }));
      time.at(until, () => {
        change({ lossRate: 0 });
        for (const replica of replicas()) replica.unplan();
      });
      for (let faults = random.between(2, 8); faults > 0; faults--)
        time.at(random.between(from, until - maxFaultMs), () => {
          watch.unsettled(6 * 60 * minute);
          kinds[
            random.weigh({
              crash: 2,
              end: 12,
              rough: 4,
              down: 1,
              deaf: 2,
              closed: 8,
              database: 5,
              suspend: 2,
              clock: 2,
              renew: 1,
            })
          ]!();
        });
    },
  };
}
