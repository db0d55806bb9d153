/**
 * Who is who in a conversation. Teams names the sender by their Entra object id, but whom they
 * mention by an id of the bot's own (`29:…`): without this, one person would be two.
 */
import { z } from "zod";
import type { FormOption } from "../../platform/form.ts";
import { type Activity, accountPerson, TeamsAccount } from "./activity.ts";
import type { Connector } from "./connector.ts";
import { decideRosterMembership, RosterEntry } from "./membership.ts";
import { activityReference } from "./references.ts";

/**
 * A roster has the Entra object id as `objectId`; botbuilder's own TeamsInfo takes it from there,
 * too.
 */
export const TeamsMember = TeamsAccount.extend({ objectId: z.string().nullish() }).transform(
  ({ objectId, ...account }): TeamsAccount => ({
    ...account,
    aadObjectId: account.aadObjectId || objectId,
  }),
);

/**
 * Comes before the acknowledgement, so it must not take long, in milliseconds. Whom Teams does not
 * name in time keeps the other id, which also reaches them.
 */
const patience = 2_000;

export const requestConversationMembers = (
  connector: Connector,
  activity: Activity,
  ...one: string[]
) =>
  connector(
    "GET",
    activityReference(activity),
    [activity.conversation.id.split(";")[0]!, "members", ...one],
    { patience },
  );

/** Stands for the id of somebody of another tenant. */
const outside = Symbol("outside");

/**
 * Fills in the Entra object ids of those whom an activity mentions; asks Teams once for each
 * person. A mention of somebody of another tenant is left as their name.
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
    const { data: standing } = RosterEntry.safeParse(body);
    const isOutside = standing && decideRosterMembership(activity.tenant, standing) === "outsider";
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

/**
 * The people of a conversation, to choose from where there is no people picker; none where the host
 * cannot tell.
 */
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
