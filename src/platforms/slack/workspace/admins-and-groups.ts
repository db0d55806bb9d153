/**
 * Who administers the workspace, and who belongs to a user group, as far as Slack lets the app
 * know.
 */
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Person } from "../../../platform/conversation-ref.ts";
import { isSlackTeamAdmin } from "./membership.ts";

/**
 * See `Surface.isAdmin`. Asked anew each time. Takes the optional scope `users:read`; without it
 * Slack does not tell.
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

/** `S0614TZR7`, as Slack shows it in a user group's menu, or within a mention of one. */
const userGroup = /\bS[A-Z0-9]{5,}\b/;

/**
 * See `Surface.membersOf`. Takes the optional scope `usergroups:read`. A user group of nobody is
 * told as an error by Slack.
 */
export async function listUserGroupMembers(
  client: WebClient,
  group: string,
): Promise<Person[] | undefined> {
  const [usergroup] = userGroup.exec(group) ?? [];
  if (!usergroup) return undefined;
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup });
    return users.map((id) => ({ id }));
  } catch (error) {
    return error instanceof WebAPIPlatformError && error.data.error === "subteam_is_empty"
      ? []
      : undefined;
  }
}
