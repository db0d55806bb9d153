/** Platform adapters of a simulated replica, one for all tenants of a platform. */
import type { PlatformAdapter } from "../../../platform/adapter.ts";
import type { SimulationWorld } from "../world.ts";
import type { SlackTenant } from "./slack-tenant.ts";
import type { TeamsTenant } from "./teams-tenant.ts";

export function createSimulatedSlackAdapter(
  tenants: ReadonlyMap<string, SlackTenant>,
  world: SimulationWorld,
): PlatformAdapter {
  const of = (workspace: string): SlackTenant | undefined => tenants.get(workspace);
  return {
    name: "slack",
    async send(message) {
      const tenant = of(message.workspace);
      world.hold(
        "tenants",
        tenant !== undefined,
        () =>
          `a message was sent to the workspace ${message.workspace}, which does not exist on Slack`,
      );
      return tenant ? tenant.send(message) : { kind: "refused", code: "uninstalled" };
    },
    findSentMessage: async (message) => of(message.workspace)?.find(message),
    readMessage: async (workspace, place, message) => of(workspace)?.quote(place, message),
    isAdmin: async (workspace, person) => of(workspace)?.isAdmin(person),
    membersOf: async (workspace, group) => of(workspace)?.membersOf(group),
    presence: async (workspace, people, at) =>
      (await of(workspace)?.presence(people, at)) ?? new Map(),
    bulkPerSecond: 6,
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  };
}

export function createSimulatedTeamsAdapter(
  tenants: ReadonlyMap<string, TeamsTenant>,
  world: SimulationWorld,
): PlatformAdapter {
  return {
    name: "teams",
    bulkPerSecond: 10,
    async send(message) {
      const tenant = tenants.get(message.workspace);
      world.hold(
        "tenants",
        tenant !== undefined,
        () =>
          `a message was sent to the workspace ${message.workspace}, which does not exist in Teams`,
      );
      return tenant ? tenant.send(message) : { kind: "refused", code: "tenant_not_allowed" };
    },
    findSentMessage: async (message) => tenants.get(message.workspace)?.find(message),
    start: async () => {},
    stop: async () => {},
    isReady: () => true,
  };
}
