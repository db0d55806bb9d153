/**
 * Membership of a person in a tenant, decided for every kind of activity by what it and the roster
 * of its conversation tell. Pure.
 */
import { z } from "zod";
import type { Membership } from "../../platform/membership.ts";
import type { Activity } from "./activity.ts";

const name = z.string().nullish().catch(undefined);

/** Facts about a person on a roster. */
export const RosterEntry = z.object({
  tenantId: name,
  userRole: name,
  userPrincipalName: name,
  properties: z.object({ tenantId: name, userRole: name }).nullish().catch(undefined),
});
type RosterEntry = z.infer<typeof RosterEntry>;

/** Outside of Teams, as on a developer's machine, there may be no tenant. */
const isOf = (tenant: string | undefined, claim: string | null | undefined): boolean =>
  !tenant || !claim || claim.toLowerCase() === tenant.toLowerCase();

/** Decides on a person on a roster. Returns `undefined` where it tells nothing. */
export function decideRosterMembership(
  tenant: string | undefined,
  { tenantId, userRole, userPrincipalName, properties }: RosterEntry,
): Membership | undefined {
  const home = tenantId ?? properties?.tenantId;
  const role = (userRole ?? properties?.userRole)?.toLowerCase();
  if (!isOf(tenant, home) || role === "anonymous") return "outsider";
  // Entra names the guests that a tenant invited so.
  if (role === "guest" || userPrincipalName?.toUpperCase().includes("#EXT#")) return "guest";
  return home || role || userPrincipalName ? "member" : undefined;
}

/**
 * Tells whether an activity is of a person from another tenant: it happened in the conversation's,
 * and any other that it names is theirs.
 */
export function isFromOtherTenant(activity: Activity): boolean {
  const { tenant, channelData, from } = activity;
  return !(isOf(tenant, channelData?.tenant?.id) && isOf(tenant, from.tenantId));
}

/** Tells whether an activity comes from a channel that may be shared with other tenants. */
export const isSharedChannel = ({ channelData }: Activity): boolean =>
  channelData?.channel?.type?.toLowerCase() === "shared";

/** Microsoft Graph's kinds of people who are in the tenant's own directory. */
const ofDirectory = new Set(["aadUser", "onPremiseAadUser"]);

/** Author of the message that an action was used on, as Microsoft Graph tells. */
export const GraphAuthor = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userIdentityType: name,
  tenantId: name,
});

/** Tells whether such an author is plainly of another organisation. */
export const isOutsideAuthor = (
  tenant: string | undefined,
  { userIdentityType, tenantId }: z.infer<typeof GraphAuthor>,
): boolean =>
  !isOf(tenant, tenantId) || Boolean(userIdentityType && !ofDirectory.has(userIdentityType));
