/**
 * Delivers events to the bot, once or repeatedly and in any order, until one delivery is
 * acknowledged.
 */
import type { SimulatedReplica } from "../runtime/simulated-replica.ts";
import type { SimulationWorld } from "../world.ts";

/** Current faults around the bot. */
export interface FaultConditions {
  /** Probability that a message of the bot fails, and that an event to it is lost. */
  lossRate: number;
  /** The platform has an outage. */
  isPlatformDown: boolean;
  /** Events do not arrive, as far as the platform can tell. */
  isUnreachable: boolean;
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
  /** The bot has acknowledged the event and is responsible for it. */
  acknowledged: boolean;
  value?: T;
}

const silent = Symbol("silent");

export type DeliverEvent = <T>(parcel: Parcel<T>) => Promise<Delivered<T>>;

export function createEventDelivery({
  world,
  replicas,
  weather,
}: {
  world: SimulationWorld;
  replicas(): readonly SimulatedReplica[];
  weather: FaultConditions;
}): DeliverEvent {
  const { time, dice } = world;

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
      if (up.length === 0 || weather.isUnreachable || dice.chance(weather.lossRate)) {
        world.count("deliveries lost");
        return false;
      }
      const replica = dice.pick(up);
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
                `${what} was refused by a bot that was well: ${error instanceof Error ? error.stack : error}`,
            );
          return silent;
        },
      );
      if (
        (await Promise.race([taken, time.sleep(acknowledgeTimeoutMs).then(() => silent)])) ===
        silent
      )
        return false;
      if (!dice.chance(weather.lossRate)) return true;
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
    if (again.length > 0 && dice.chance(0.03 + weather.lossRate / 4)) {
      world.count("duplicates");
      void time.sleep(dice.between(50, 90_000)).then(attempt);
    }
    return delivered;
  };
}
