/**
 * Resolution of bot-specific ids (`29:…`), which Teams uses for mentioned people, to Entra object
 * ids, which it uses for senders, so that a person has one id.
 */
import { z } from "zod";
import type { FormOption } from "../../platform/form.ts";
import { type Activity, accountPerson, TeamsAccount } from "./activity.ts";
import type { Connector } from "./connector.ts";
import { decideRosterMembership, RosterEntry } from "./membership.ts";
import { activityReference } from "./references.ts";

/**
 * Member on a roster, which names the Entra object id `objectId` (botbuilder's TeamsInfo reads it
 * there too).
 */
export const TeamsMember = TeamsAccount.extend({ objectId: z.string().nullish() }).transform(
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

/** Marks a person of another tenant. */
const outside = Symbol("outside");

/**
 * Fills in the Entra object ids of mentioned people, with one request per person. A mention of a
 * person of another tenant becomes plain text.
 */
export function openMentionResolver(
  connector: Connector,
): (activity: Activity) => Promise<Activity> {
  const known = new Map<string, string | typeof outside>();

  async function entraId(
    activity: Activity,
    id: string,
  ): Promise<TeamsAccount["aadObjectId"] | typeof outside> {
    if (known.has(id)) return known.get(id);
    const called = await requestConversationMembers(connector, activity, id);
    const body = called.kind === "done" ? called.body : undefined;
    const { data: entry } = RosterEntry.safeParse(body);
    const isOutside = entry && decideRosterMembership(activity.tenant, entry) === "outsider";
    const found = isOutside ? outside : TeamsMember.safeParse(body).data?.aadObjectId;
    if (found) known.set(id, found);
    return found;
  }

  return async (activity) => {
    const entities = await Promise.all(
      activity.entities.map(async (mention) => {
        const { id, aadObjectId } = mention.mentioned;
        if (aadObjectId || id === activity.recipient.id) return [mention];
        const found = await entraId(activity, id);
        return found === outside
          ? []
          : [{ ...mention, mentioned: { ...mention.mentioned, aadObjectId: found } }];
      }),
    );
    return { ...activity, entities: entities.flat() };
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
