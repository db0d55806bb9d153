/**
 * Members of a team in Teams, which the Bot Connector lists without further permissions, and the
 * resolution of bot-specific ids (`29:…`), which Teams uses for mentioned people, to Entra object
 * ids, which it uses for senders, so that a person has one id.
 */

import { z } from "zod";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { FormOption } from "../../../platform/form.ts";
import {
  type Activity,
  accountPerson,
  TeamsAccount,
  type TeamsMention,
} from "../inbound/activity.ts";
import type { Connector } from "./connector.ts";
import { decideRosterMembership, RosterEntry } from "./membership.ts";
import { activityReference, isColleagueChat, type TeamsReference } from "./references.ts";

/**
 * Member on a roster, which names the Entra object id `objectId` (botbuilder's TeamsInfo reads it
 * there too).
 */
const TeamsMember = TeamsAccount.extend({ objectId: z.string().nullish() }).transform(
  ({ objectId, ...account }): TeamsAccount => ({
    ...account,
    aadObjectId: account.aadObjectId || objectId,
  }),
);

/**
 * Limit (ms) of a roster request, which precedes the acknowledgement. People who are not resolved
 * in time keep the other id, which also reaches them.
 */
const rosterTimeoutMs = 2_000;

/** Requests a page of the members of a conversation, or one of them. */
export const requestConversationMembers = (
  connector: Connector,
  activity: Activity,
  ...one: string[]
) =>
  connector(
    "GET",
    activityReference(activity),
    [activity.conversation.id.split(";")[0]!, "members", ...one],
    { timeoutMs: rosterTimeoutMs },
  );

/**
 * Returns whether the bot is a member of the activity's conversation. A message extension can be
 * used anywhere, but only members may read the roster; without an answer they count as such.
 */
export async function isBotInConversation(
  connector: Connector,
  activity: Activity,
): Promise<boolean> {
  if (isColleagueChat(activity.conversation.id)) return false;
  const called = await requestConversationMembers(connector, activity, activity.from.id);
  return !(
    called.kind === "refused" &&
    called.retryAfterMs === undefined &&
    called.code !== "MemberNotFoundInConversation"
  );
}

interface Found extends Pick<TeamsMention, "of"> {
  aadObjectId?: string;
}

/**
 * Fills in the Entra object ids of mentioned people, with one request per person. A mention of a
 * person of another tenant becomes plain text, and one that a team's roster does not know is a tag.
 */
export function openMentionResolver(
  connector: Connector,
): (activity: Activity) => Promise<Activity> {
  /** Entra object ids by account. */
  const known = new Map<string, Found>();

  async function lookUp(activity: Activity, id: string): Promise<Found | undefined> {
    if (known.has(id)) return known.get(id);
    const called = await requestConversationMembers(connector, activity, id);
    const body = called.kind === "done" ? called.body : undefined;
    const { data: entry } = RosterEntry.safeParse(body);
    // Teams gives a tag the id of an account, which only the team's roster can refute.
    const isTag =
      activity.place.kind === "channel" &&
      called.kind === "refused" &&
      called.code === "MemberNotFoundInConversation";
    const isOutside = entry && decideRosterMembership(activity.tenant, entry) === "outsider";
    const aadObjectId = TeamsMember.safeParse(body).data?.aadObjectId;
    const found: Found | undefined = isTag
      ? { of: "group" }
      : isOutside
        ? { of: "outsider" }
        : aadObjectId
          ? { of: "person", aadObjectId }
          : undefined;
    if (found) known.set(id, found);
    return found;
  }

  return async (activity) => {
    const mentions = await Promise.all(
      activity.mentions.map(async (mention) => {
        const { mentioned, of } = mention;
        if (mentioned.aadObjectId || of !== "person" || mentioned.id === activity.recipient.id)
          return mention;
        const found = await lookUp(activity, mentioned.id);
        if (!found) return mention;
        const { aadObjectId } = found;
        return { ...mention, of: found.of, mentioned: { ...mentioned, aadObjectId } };
      }),
    );
    return { ...activity, mentions };
  };
}

/** Lists the members of a conversation as options, for hosts without a people picker. */
export async function listConversationMembers(
  connector: Connector,
  activity: Activity,
): Promise<FormOption[]> {
  const called = await requestConversationMembers(connector, activity);
  const members =
    called.kind === "done" ? (z.array(TeamsMember).safeParse(called.body).data ?? []) : [];
  return members
    .filter(({ id }) => id !== activity.recipient.id)
    .map(accountPerson)
    .map(({ id, name = id }) => ({ value: id, label: name }));
}

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
