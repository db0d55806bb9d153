/**
 * Membership of a person in a Slack workspace, decided for every kind of payload by what it and
 * `users.info` tell. Pure.
 * The ledger is a workspace's: on Enterprise Grid a person of another workspace is an outsider,
 * unless Slack says that they are of this one, too.
 */
import { z } from "zod";
import type { Membership } from "../../../platform/membership.ts";
import type { SlackProfile } from "./profiles.ts";

/** Facts about the acting person that stand in a payload. */
export interface SlackMembershipClaims {
  /** Workspaces and organisations that they are said to be of. */
  teams: readonly string[];
  /** True in a channel that is shared with another organisation. */
  shared: boolean;
}

const name = z.string().nullish().catch(undefined);
const said = {
  team: name,
  user_team: name,
  source_team: name,
  user_profile: z.object({ team: name }).nullish().catch(undefined),
};
const Said = z.object(said).nullish().catch(undefined);
type Said = z.infer<typeof Said>;

const Told = z.object({
  event: z
    .object({ ...said, type: z.string(), message: Said, previous_message: Said })
    .nullish()
    .catch(undefined),
  user: z.object({ team_id: name }).nullish().catch(undefined),
  message: Said,
  is_ext_shared_channel: z.boolean().nullish().catch(undefined),
});

const teamsIn = (message: Said): string[] =>
  [message?.team, message?.user_team, message?.source_team, message?.user_profile?.team].filter(
    (team): team is string => typeof team === "string",
  );

const isMessage = (type: string): boolean => type === "message" || type === "app_mention";

/** Reads the facts about the person who did what a payload tells. */
export function readActorClaims(payload: object): SlackMembershipClaims {
  const { event, user, is_ext_shared_channel } = Told.parse(payload);
  // Of an event that is no message, `team` is somebody else's.
  const actor = event && (isMessage(event.type) ? event : { ...event, team: undefined });
  const teams = [actor, event?.message, event?.previous_message].flatMap(teamsIn);
  return {
    teams: user?.team_id ? [...teams, user.team_id] : teams,
    shared: is_ext_shared_channel === true,
  };
}

/** Reads the facts about the author of the message that a shortcut was used on. */
export function readAuthorClaims(payload: object): SlackMembershipClaims {
  const { message, is_ext_shared_channel } = Told.parse(payload);
  return { teams: teamsIn(message), shared: is_ext_shared_channel === true };
}

/**
 * Tells whether a payload alone places the person in the workspace, as that of an ordinary message
 * does.
 */
export const claimsOnlyTeam = (team: string, { teams }: SlackMembershipClaims): boolean =>
  teams.length > 0 && teams.every((each) => each === team);

const alsoOf = (profile: SlackProfile | undefined): readonly string[] =>
  profile ? [...(profile.enterprise_user?.teams ?? []), ...(profile.teams ?? [])] : [];

/** Returns whether Slack places a person in the workspace; `undefined` where it does not tell. */
function isOf(team: string, profile: SlackProfile | undefined): boolean | undefined {
  if (!profile) return undefined;
  if (profile.is_stranger) return false;
  if (profile.team_id === team || alsoOf(profile).includes(team)) return true;
  // `E…` is the organisation, of which the workspace may be.
  return profile.team_id === undefined ||
    (profile.team_id.startsWith("E") && !profile.enterprise_user)
    ? undefined
    : false;
}

/**
 * Decides on the person who did something. Where nothing is told in a channel that is shared with
 * another organisation, they are an outsider.
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
 * Decides on a person whom others name; former colleagues and bots count as outsiders. Returns
 * `undefined` where Slack does not tell.
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
 * Tells whether a person administers this very workspace: their rights in another one do not count.
 * A profile without a workspace is one of the workspace that was asked.
 */
export const isSlackTeamAdmin = (team: string, profile: SlackProfile): boolean =>
  (profile.team_id ?? team) === team &&
  decideNamedMembership(team, profile) === "member" &&
  Boolean(profile.is_admin || profile.is_owner);
