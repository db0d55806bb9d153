/** What a platform of the simulation has to do with the world around it. */
import type { Deliver, Weather } from "./delivery.ts";
import type { Message, Tenant } from "./screen.ts";
import type { World } from "./world.ts";

export interface Side {
  world: World;
  tenant: Tenant;
  deliver: Deliver;
  weather: Weather;
  /** The bot's message stands there, new or changed. */
  shown(message: Message, kind: "post" | "revise" | "home"): void;
  /** The bot cannot tell whether what it posted arrived. */
  blind(outbox: string): void;
}
