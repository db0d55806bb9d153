/** Admins of a workspace and members of its user groups, if the app's scopes allow it. */
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { SlackWorkspaceClient } from "./clients.ts";
import { isSlackTeamAdmin } from "./membership.ts";

/**
 * Returns whether a person administers the workspace. Calls Slack each time. Needs the optional
 * scope `users:read`.
 */
export async function isSlackAdmin(
  client: WebClient,
  team: string,
  person: string,
): Promise<boolean | undefined> {
  try {
    const { user } = await client.users.info({ user: person });
    return user && isSlackTeamAdmin(team, user);
  } catch {
    return undefined;
  }
}

/** Matches a user group's id, also within a mention: `S0614TZR7`. */
const userGroup = /\bS[A-Z0-9]{5,}\b/;

/**
 * Lists the members of a user group, named by its id or handle. Needs the optional scope
 * `usergroups:read`. Slack reports an empty group as an error.
 * @param team the workspace, which a token of a whole organisation needs
 */
export async function listUserGroupMembers(
  { client, names }: Pick<SlackWorkspaceClient, "client" | "names">,
  team: string,
  group: string,
): Promise<Person[] | undefined> {
  const [id] = userGroup.exec(group) ?? [];
  const usergroup = id ?? (await names.groupIdOf(team, group.trim().replace(/^@/, "")));
  if (!usergroup) return undefined;
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup, team_id: team });
    return users.map((id) => ({ id }));
  } catch (error) {
    return error instanceof WebAPIPlatformError && error.data.error === "subteam_is_empty"
      ? []
      : undefined;
  }
}
