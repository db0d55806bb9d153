/**
 * Members of a team in Teams. The Bot Connector lists them for a bot in the team, without further
 * permissions.
 */
import { z } from "zod";
import type { Person } from "../../platform/conversation-ref.ts";
import { accountPerson, type TeamsAccount } from "./activity.ts";
import type { Connector } from "./connector.ts";
import { TeamsMember } from "./identity-map.ts";
import { decideRosterMembership, RosterEntry } from "./membership.ts";
import type { TeamsReference } from "./references.ts";

const Listed = z.unknown().transform((member) => ({
  account: TeamsMember.parse(member),
  entry: RosterEntry.parse(member),
}));
const Page = z.object({ members: z.array(Listed), continuationToken: z.string().nullish() });

/**
 * A team's id: the conversation of its first channel, which the team's link contains
 * (`https://teams.microsoft.com/l/team/19%3A…%40thread.tacv2/…`).
 */
const teamConversation = /19:[^/?\s]+@thread\.\w+/;

/** Members per page (Microsoft's maximum), and the maximum number of pages. */
const page = { size: "500", maxCount: 200 };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Lists a team's members (`PlatformAdapter.membersOf`). Returns `undefined` when a page is missing,
 * because a partial list would remove people from their group. Leaves out people of other tenants
 * with whom a channel is shared.
 */
export async function fetchTeamMembers(
  connector: Connector,
  reference: TeamsReference | undefined,
  group: string,
): Promise<Person[] | undefined> {
  const [conversation] = teamConversation.exec(decoded(group)) ?? [];
  if (!conversation || !reference) return undefined;
  const found: TeamsAccount[] = [];
  let continuationToken: string | null | undefined;
  for (let pages = 0; pages < page.maxCount; pages++) {
    const query = { pageSize: page.size, ...(continuationToken && { continuationToken }) };
    const called = await connector("GET", reference, [conversation, "pagedmembers"], { query });
    const { data } = Page.safeParse(called.kind === "done" ? called.body : undefined);
    if (!data) return undefined;
    found.push(
      ...data.members
        .filter(({ entry }) => decideRosterMembership(reference.tenant, entry) !== "outsider")
        .map(({ account }) => account),
    );
    ({ continuationToken } = data);
    if (!continuationToken)
      return found.filter(({ id }) => id !== reference.bot).map(accountPerson);
  }
  return undefined;
}
