/** Context of a simulated platform. */

import type { SimulatedTenant, VisibleMessage } from "../people/screen.ts";
import type { SimulationWorld } from "../world.ts";
import type { DeliverEvent, FaultConditions } from "./event-delivery.ts";

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
