/**
 * Delivery of events to the bot, once or repeatedly and in any order, until one delivery is
 * acknowledged.
 */

import type { SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { SimulatedReplica } from "../runtime/simulated-replica.ts";
import type { SimulationWorld } from "../world.ts";

/** Current faults around the bot. */
export interface FaultConditions {
  /** Probability that a message of the bot fails, and that an event to it is lost. */
  lossRate: number;
  /** Whether the platform has an outage. */
  isPlatformDown: boolean;
  /** Whether events do not arrive, from the platform's point of view. */
  isUnreachable: boolean;
  /** Team channels that take no messages, by workspace. */
  closedBriefChannels: Set<string>;
  /** Share of writes that do not reach the database. */
  databaseFailureRate: number;
}

interface Parcel<T> {
  /** `workspace person what`, for the trace. */
  what: string;
  take(replica: SimulatedReplica): Promise<T>;
  /** Delays (ms) of the retries, while nothing is acknowledged. */
  again: readonly number[];
  /** Time (ms) that the platform waits for an acknowledgement. */
  acknowledgeTimeoutMs: number;
}

interface Delivered<T> {
  /** Whether the bot has acknowledged the event and is responsible for it. */
  acknowledged: boolean;
  value?: T;
}

const silent = Symbol("silent");

type DeliverEvent = <T>(parcel: Parcel<T>) => Promise<Delivered<T>>;

export function createEventDelivery({
  world,
  replicas,
  conditions,
}: {
  world: SimulationWorld;
  replicas(): readonly SimulatedReplica[];
  conditions: FaultConditions;
}): DeliverEvent {
  const { time, random } = world;

  /** Resolves when the platform has received the acknowledgement or gives up. */
  return async function deliver<T>({
    what,
    take,
    again,
    acknowledgeTimeoutMs,
  }: Parcel<T>): Promise<Delivered<T>> {
    const delivered: Delivered<T> = { acknowledged: false };

    /** Returns whether the platform received the acknowledgement. */
    async function attempt(): Promise<boolean> {
      const up = replicas().filter((each) => each.isUp());
      if (up.length === 0 || conditions.isUnreachable || random.chance(conditions.lossRate)) {
        world.count("deliveries lost");
        return false;
      }
      const replica = random.pick(up);
      const taken = take(replica).then(
        (value) => {
          world.hold("drained", true, () => "");
          Object.assign(delivered, { acknowledged: true, value });
          return value;
        },
        (error: unknown) => {
          if (replica.isWell())
            world.hold(
              "drained",
              false,
              () =>
                `${what} was refused by a bot without a fault: ${error instanceof Error ? error.stack : error}`,
            );
          return silent;
        },
      );
      if (
        (await Promise.race([taken, time.sleep(acknowledgeTimeoutMs).then(() => silent)])) ===
        silent
      )
        return false;
      if (!random.chance(conditions.lossRate)) return true;
      world.count("acknowledgements lost");
      return false;
    }

    world.tell(what);
    world.acted(what.split(" ", 2).join(" "));
    for (const pause of [0, ...again]) {
      if (pause > 0) await time.sleep(pause);
      if (await attempt()) break;
      if (again.length > 0) world.count("deliveries repeated");
    }
    // Platforms deliver events twice, acknowledged or not.
    if (again.length > 0 && random.chance(0.03 + conditions.lossRate / 4)) {
      world.count("duplicates");
      void time.sleep(random.between(50, 90_000)).then(attempt);
    }
    return delivered;
  };
}

export interface TenantContext {
  world: SimulationWorld;
  tenant: SimulatedTenant;
  deliver: DeliverEvent;
  conditions: FaultConditions;
  /** Called when a message of the bot is displayed, new or changed. */
  shown(message: VisibleMessage, kind: "post" | "revise" | "home"): void;
  /** Called when the bot cannot tell whether its message arrived. */
  unknownFate(outbox: string): void;
}
