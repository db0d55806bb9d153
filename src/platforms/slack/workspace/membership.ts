/**
 * Membership of a person in a Slack workspace, decided from a payload's claims and `users.info`.
 * Pure. On Enterprise Grid a person of another workspace is an outsider, unless Slack lists them in
 * this one too.
 */
import type { Membership } from "../../../platform/adapter.ts";
import type { SlackProfile } from "./profiles.ts";

/** Claims of a payload about a person. */
export interface SlackMembershipClaims {
  /** Workspaces and organisations that the payload claims for them. */
  teams: readonly string[];
  /** True in a channel that is shared with another organisation. */
  shared: boolean;
}

/**
 * Returns whether a payload alone proves that the person belongs to the workspace, as ordinary
 * messages do.
 */
export const claimsOnlyTeam = (team: string, { teams }: SlackMembershipClaims): boolean =>
  teams.length > 0 && teams.every((each) => each === team);

const alsoOf = (profile: SlackProfile | undefined): readonly string[] =>
  profile ? [...(profile.enterprise_user?.teams ?? []), ...(profile.teams ?? [])] : [];

/** Returns whether a profile belongs to the workspace; `undefined` if it does not tell. */
function isOf(team: string, profile: SlackProfile | undefined): boolean | undefined {
  if (!profile) return undefined;
  if (profile.is_stranger) return false;
  if (profile.team_id === team || alsoOf(profile).includes(team)) return true;
  // `E…` is an organisation, which may include the workspace.
  return profile.team_id === undefined ||
    (profile.team_id.startsWith("E") && !profile.enterprise_user)
    ? undefined
    : false;
}

/**
 * Decides on the author of an event. Without any claim or profile, they are an outsider if the
 * channel is shared with another organisation.
 */
export function decideActorMembership(
  team: string,
  claims: SlackMembershipClaims,
  profile: SlackProfile | undefined,
): Membership {
  const belongs = isOf(team, profile);
  const foreign = claims.teams.some((each) => each !== team);
  const untold = claims.teams.length === 0 && claims.shared && belongs === undefined;
  if (belongs === false || (foreign && !alsoOf(profile).includes(team)) || untold)
    return "outsider";
  return profile?.is_restricted || profile?.is_ultra_restricted ? "guest" : "member";
}

/**
 * Decides on a person named by others; former members and bots count as outsiders. Returns
 * `undefined` if Slack does not tell.
 */
export function decideNamedMembership(
  team: string,
  profile: SlackProfile | undefined,
): Membership | undefined {
  if (profile === undefined) return undefined;
  if (profile.deleted || profile.is_bot) return "outsider";
  return decideActorMembership(team, { teams: [], shared: false }, profile);
}

/**
 * Returns whether a person administers this workspace; admin rights in another one do not count. A
 * profile without a workspace belongs to the workspace that was asked.
 */
export const isSlackTeamAdmin = (team: string, profile: SlackProfile): boolean =>
  (profile.team_id ?? team) === team &&
  decideNamedMembership(team, profile) === "member" &&
  Boolean(profile.is_admin || profile.is_owner);
