/**
 * Who belongs to a team in Teams. The Bot Connector tells a bot that is in the team, with no
 * permission beyond that.
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
  standing: RosterEntry.parse(member),
}));
const Page = z.object({ members: z.array(Listed), continuationToken: z.string().nullish() });

/**
 * A team goes by its first channel's conversation, which its link holds:
 * `https://teams.microsoft.com/l/team/19%3A…%40thread.tacv2/…`.
 */
const team = /19:[^/?\s]+@thread\.\w+/;

/** Microsoft's own upper limit of a page; more pages than these are a mistake of somebody's. */
const page = { size: "500", most: 200 };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * See `Surface.membersOf`. All of them or none: a roster of which a page is missing would take
 * people out of their group. Those of other tenants, with whom a channel is shared, are left out.
 */
export async function fetchTeamMembers(
  connector: Connector,
  reference: TeamsReference | undefined,
  group: string,
): Promise<Person[] | undefined> {
  const [conversation] = team.exec(decoded(group)) ?? [];
  if (!conversation || !reference) return undefined;
  const found: TeamsAccount[] = [];
  let continuationToken: string | null | undefined;
  for (let pages = 0; pages < page.most; pages++) {
    const query = { pageSize: page.size, ...(continuationToken && { continuationToken }) };
    const called = await connector("GET", reference, [conversation, "pagedmembers"], { query });
    const { data } = Page.safeParse(called.kind === "done" ? called.body : undefined);
    if (!data) return undefined;
    found.push(
      ...data.members
        .filter(({ standing }) => decideRosterMembership(reference.tenant, standing) !== "outsider")
        .map(({ account }) => account),
    );
    ({ continuationToken } = data);
    if (!continuationToken)
      return found.filter(({ id }) => id !== reference.bot).map(accountPerson);
  }
  return undefined;
}
