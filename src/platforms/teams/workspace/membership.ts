/** Membership in a tenant, decided from an activity and the roster of its conversation. Pure. */
import { z } from "zod";
import type { Membership } from "../../../platform/adapter.ts";
import type { Activity } from "../inbound/activity.ts";

const name = z.string().nullish().catch(undefined);

/** Fields of a roster entry that determine membership. */
export const RosterEntry = z.object({
  tenantId: name,
  userRole: name,
  userPrincipalName: name,
  properties: z.object({ tenantId: name, userRole: name }).nullish().catch(undefined),
});
type RosterEntry = z.infer<typeof RosterEntry>;

/**
 * Returns whether a claimed tenant is this one, or either is unknown (as on a developer's machine).
 */
const matchesTenant = (tenant: string | undefined, claim: string | null | undefined): boolean =>
  !tenant || !claim || claim.toLowerCase() === tenant.toLowerCase();

/** Decides membership from a roster entry. Returns `undefined` if it does not tell. */
export function decideRosterMembership(
  tenant: string | undefined,
  { tenantId, userRole, userPrincipalName, properties }: RosterEntry,
): Membership | undefined {
  const homeTenant = tenantId ?? properties?.tenantId;
  const role = (userRole ?? properties?.userRole)?.toLowerCase();
  if (!matchesTenant(tenant, homeTenant) || role === "anonymous") return "outsider";
  // Entra marks invited guests by the role or by `#EXT#` in the name.
  if (role === "guest" || userPrincipalName?.toUpperCase().includes("#EXT#")) return "guest";
  return homeTenant || role || userPrincipalName ? "member" : undefined;
}

/** Returns whether an activity's sender belongs to another tenant than its conversation. */
export function isFromOtherTenant(activity: Activity): boolean {
  const { tenant, channelData, from } = activity;
  return !(matchesTenant(tenant, channelData?.tenant?.id) && matchesTenant(tenant, from.tenantId));
}

/** Returns whether an activity comes from a channel that may be shared with other tenants. */
export const isSharedChannel = ({ channelData }: Activity): boolean =>
  channelData?.channel?.type?.toLowerCase() === "shared";

/** User identity types of Microsoft Graph that belong to the tenant's own directory. */
const directoryIdentityTypes = new Set(["aadUser", "onPremiseAadUser"]);

/** Author of the message on which an action was used, as described by Microsoft Graph. */
export const GraphAuthor = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userIdentityType: name,
  tenantId: name,
});

/** Returns whether an author certainly belongs to another organisation. */
export const isOutsideAuthor = (
  tenant: string | undefined,
  { userIdentityType, tenantId }: z.infer<typeof GraphAuthor>,
): boolean =>
  !matchesTenant(tenant, tenantId) ||
  Boolean(userIdentityType && !directoryIdentityTypes.has(userIdentityType));
