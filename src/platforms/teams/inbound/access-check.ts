/**
 * Access check of incoming Teams activities. Outsiders who address the bot get one answer; nothing
 * else of theirs is processed or stored.
 */
import { wordsFor } from "../../../lib/i18n.ts";
import type { Core, Membership, NamedPeople } from "../../../platform/adapter.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import { type InboundEvent, mentionedIn } from "../../../platform/event.ts";
import type { Connector } from "../workspace/connector.ts";
import { requestConversationMembers } from "../workspace/members.ts";
import {
  decideRosterMembership,
  isFromOtherTenant,
  isSharedChannel,
  RosterEntry,
} from "../workspace/membership.ts";
import { activityReference, isColleagueChat } from "../workspace/references.ts";
import type { Activity } from "./activity.ts";
import { readActivityText } from "./activity-text.ts";
import { outsiderInvokeResponse, type TeamsResponse } from "./invoke.ts";
import type { ActivityContext } from "./to-inbound-events.ts";

/** Decides on people by Teams' rosters. */
export interface TeamsMembershipLookup {
  /** Returns the sender's membership, or `undefined` if no roster tells. */
  senderMembership(activity: Activity): Promise<Membership | undefined>;
  /** Returns the membership of a person named in an activity, or `undefined` if no roster tells. */
  namedMembership(activity: Activity, person: string): Promise<Membership | undefined>;
  /** Returns the last known membership (`PlatformAdapter.membershipOf`). */
  cachedMembership(workspace: string, person: string): Membership | undefined;
  /** Finds known outsiders in events, and senders about whom Teams did not respond. */
  peopleIn(events: readonly InboundEvent[]): NamedPeople;
}

/** Age (ms) from which a cached membership is looked up again: people are invited and leave. */
const membershipMaxAgeMs = 10 * 60_000;
/** The same if no roster told; that of another conversation may. */
const unknownMembershipMaxAgeMs = 60_000;
const maxCachedPeople = 50_000;

/** Opens look-ups whose answers are remembered for a while. */
export function openTeamsMembershipLookup(
  connector: Connector,
  now: () => number = () => performance.now(),
): TeamsMembershipLookup {
  const lookups = new Map<string, { answer: Promise<Membership | undefined>; until: number }>();
  const lastKnown = new Map<string, Membership>();
  const unanswered = new Set<string>();
  const keyOf = (workspace: string, person: string): string => `${workspace}/${person}`;

  async function lookUp(
    activity: Activity,
    id: string,
    key: string,
  ): Promise<Membership | undefined> {
    if (isColleagueChat(activity.conversation.id)) return undefined; // the bot is no member there
    const called = await requestConversationMembers(connector, activity, id);
    const isAnswered =
      called.kind === "done" || (called.kind === "refused" && !called.retryAfterMs);
    unanswered[isAnswered ? "delete" : "add"](key);
    const { data } = RosterEntry.safeParse(called.kind === "done" ? called.body : undefined);
    return data && decideRosterMembership(activity.tenant, data);
  }

  /** Looks a person up on the roster of the activity's conversation; `id` is the id used there. */
  async function onRoster(
    activity: Activity,
    person: string,
    id: string,
  ): Promise<Membership | undefined> {
    const key = keyOf(activity.workspace, person);
    const last = lookups.get(key);
    if (last && now() < last.until) return last.answer;
    if (lookups.size >= maxCachedPeople) {
      lookups.clear();
      lastKnown.clear();
      unanswered.clear();
    }
    const lookup = { answer: lookUp(activity, id, key), until: now() + membershipMaxAgeMs };
    lookups.set(key, lookup);
    const answer = await lookup.answer;
    if (answer) lastKnown.set(key, answer);
    else lookup.until = now() + unknownMembershipMaxAgeMs;
    return answer;
  }

  return {
    async senderMembership(activity) {
      if (isFromOtherTenant(activity)) return "outsider";
      const membership = await onRoster(activity, activity.sender.id, activity.from.id);
      return (
        membership ??
        (isSharedChannel(activity) && !activity.from.tenantId ? "outsider" : undefined)
      );
    },
    namedMembership: (activity, person) => onRoster(activity, person, person),
    cachedMembership: (workspace, person) => lastKnown.get(keyOf(workspace, person)),
    peopleIn(events) {
      const named = events.flatMap((event) =>
        [event.by.id, ...mentionedIn(event)].map((id) => ({
          id,
          key: keyOf(event.workspace, id),
        })),
      );
      const those = (filter: (key: string) => boolean) =>
        new Set(named.filter(({ key }) => filter(key)).map(({ id }) => id));
      return {
        outsiders: those((key) => lastKnown.get(key) === "outsider"),
        unanswered: those((key) => unanswered.has(key) && !lastKnown.has(key)),
      };
    },
  };
}

/**
 * Returns the thread to answer in. A personal chat is named by its conversation, so that no
 * outsider's id is stored.
 */
function threadOf(activity: Activity): ConversationRef {
  const { place } = activity;
  return place.kind === "personal"
    ? { platform: "teams", kind: "group", id: activity.conversation.id }
    : place;
}

const isAddressed = (activity: Activity): boolean =>
  activity.type === "message" &&
  (activity.place.kind === "personal" ||
    readActivityText(activity).mentioned ||
    activity.card !== undefined);

/** Answers an outsider who addressed the bot: in the thread, or in reply to an invoke. */
export async function rejectTeamsOutsider(
  core: Core,
  activity: Activity,
  delivery: ActivityContext,
): Promise<TeamsResponse> {
  const { workspace, sender } = activity;
  if (activity.type === "invoke")
    return outsiderInvokeResponse(
      activity,
      wordsFor(await core.languageFor({ workspace, by: sender }))("membership.outsider.teams"),
    );
  if (isAddressed(activity))
    await core.replyToOutsider({
      workspace,
      place: threadOf(activity),
      address: activityReference(activity, delivery),
    });
  return { status: 200 };
}
