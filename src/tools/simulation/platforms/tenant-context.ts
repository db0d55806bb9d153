/** What a platform of the simulation has to do with the world around it. */

import type { SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { SimulationWorld } from "../world.ts";
import type { DeliverEvent, FaultConditions } from "./event-delivery.ts";

export interface TenantContext {
  world: SimulationWorld;
  tenant: SimulatedTenant;
  deliver: DeliverEvent;
  weather: FaultConditions;
  /** The bot's message stands there, new or changed. */
  shown(message: VisibleMessage, kind: "post" | "revise" | "home"): void;
  /** The bot cannot tell whether what it posted arrived. */
  unknownFate(outbox: string): void;
}
