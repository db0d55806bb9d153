/**
 * How a platform brings something to the bot: once or again and again, in whatever order, until
 * somebody acknowledges it.
 */
import type { SimulatedReplica } from "../runtime/simulated-replica.ts";
import type { SimulationWorld } from "../world.ts";

/** How things are at the moment, on the way to the bot and around it. */
export interface FaultConditions {
  /**
   * The likelihood that something said by the bot meets trouble, and that something brought to it
   * gets lost.
   */
  lossRate: number;
  /** The platform is out of order. */
  isPlatformDown: boolean;
  /** What is brought goes nowhere, for all that the platform can tell. */
  isUnreachable: boolean;
  /** The share of writes that do not reach the database. */
  databaseFailureRate: number;
}

interface Parcel<T> {
  /** `workspace person what`, for the trace. */
  what: string;
  take(replica: SimulatedReplica): Promise<T>;
  /** After so many milliseconds each it is tried again, as long as nobody has acknowledged it. */
  again: readonly number[];
  /** How long the platform waits, in milliseconds. */
  patience: number;
}

interface Delivered<T> {
  /** The bot has acknowledged it: from then on it answers for it. */
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

  /** Resolves when the platform has its acknowledgement, or gives up. */
  return async function deliver<T>({
    what,
    take,
    again,
    patience,
  }: Parcel<T>): Promise<Delivered<T>> {
    const delivered: Delivered<T> = { acknowledged: false };

    /** Whether the platform has heard that it was taken. */
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
      if ((await Promise.race([taken, time.sleep(patience).then(() => silent)])) === silent)
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
    // Platforms bring things twice, acknowledged or not.
    if (again.length > 0 && dice.chance(0.03 + weather.lossRate / 4)) {
      world.count("duplicates");
      void time.sleep(dice.between(50, 90_000)).then(attempt);
    }
    return delivered;
  };
}
