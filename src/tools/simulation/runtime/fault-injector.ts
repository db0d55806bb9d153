/** Plans the faults of a day: crashes, outages, lost calls, clock steps. */

import type { InvariantMonitor } from "../invariants/monitor.ts";
import type { FaultConditions } from "../platforms/event-delivery.ts";
import type { SimulationWorld } from "../world.ts";
import type { ReplicaStep, SimulatedReplica } from "./simulated-replica.ts";

const minute = 60_000;
const steps: readonly ReplicaStep[] = ["write", "write", "write", "send", "send", "judge"];

interface Setting {
  world: SimulationWorld;
  watch: InvariantMonitor;
  weather: FaultConditions;
  replicas(): readonly SimulatedReplica[];
  /** Shuts a replica down in good order and starts another in its place. */
  renew(replica: SimulatedReplica): Promise<void>;
}

/** Share of calls that are lost at any time of a day with faults. */
const usualLossRate = 0.04;
/** Maximum duration of a fault. */
const maxFaultMs = 300 * minute;

export function createFaultInjector({ world, watch, weather, replicas, renew }: Setting) {
  const { time, dice } = world;
  const any = (): SimulatedReplica | undefined => {
    const up = replicas().filter((replica) => replica.isUp());
    return up.length > 0 ? dice.pick(up) : undefined;
  };
  const change = (to: Partial<FaultConditions>): void => void Object.assign(weather, to);
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
    /** The replica dies at one of its next steps. */
    end() {
      any()?.endAt({
        step: dice.pick(steps),
        nth: dice.between(1, 4),
        when: dice.pick(["before", "after"]),
      });
    },
    rough: () =>
      lasts(
        "rough spells",
        dice.between(20, 240) * minute,
        () => change({ lossRate: 0.15 + dice.next() / 3 }),
        () => change({ lossRate: usualLossRate }),
      ),
    down: () =>
      lasts(
        "outages of the platforms",
        dice.between(2, 40) * minute,
        () => change({ isPlatformDown: true }),
        () => change({ isPlatformDown: false }),
      ),
    deaf: () =>
      lasts(
        "half-open connections",
        dice.between(1, 8) * minute,
        () => change({ isUnreachable: true }),
        () => change({ isUnreachable: false }),
      ),
    database: () => {
      const [most, share] = dice.pick([
        [4, 1],
        [300, 0.4],
      ] as const);
      lasts(
        "outages of the database",
        dice.between(1, most) * minute,
        () => change({ databaseFailureRate: share }),
        () => change({ databaseFailureRate: 0 }),
      );
    },
    /** The replica is suspended, declared dead by the others, and resumed. */
    stand: () => {
      const replica = any();
      if (!replica) return;
      lasts(
        "processes that stood still",
        dice.between(1, 20) * minute,
        () => replica.stand(),
        () => replica.goOn(),
      );
      time.after(20_000, () => time.age(25_000));
    },
    clock: () => {
      const replica = any();
      const off = Math.round((dice.next() - 0.5) * 240) * minute;
      lasts(
        "clock steps",
        dice.between(5, 120) * minute,
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
      if (dice.chance(0.35)) return;
      watch.unsettled(until - from);
      time.at(from, () => change({ lossRate: usualLossRate }));
      time.at(until, () => {
        change({ lossRate: 0 });
        for (const replica of replicas()) replica.unplan();
      });
      for (let faults = dice.between(2, 8); faults > 0; faults--)
        time.at(dice.between(from, until - maxFaultMs), () => {
          watch.unsettled(6 * 60 * minute);
          kinds[
            dice.weigh({
              crash: 2,
              end: 12,
              rough: 4,
              down: 1,
              deaf: 2,
              database: 5,
              stand: 2,
              clock: 2,
              renew: 1,
            })
          ]!();
        });
    },
  };
}
