/**
 * Access check on what comes from Teams: outsiders are answered once where they address the bot,
 * and nothing of theirs goes further.
 */

import { wordsFor } from "../../lib/i18n.ts";
import type { Core } from "../../platform/adapter.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import type { Membership } from "../../platform/membership.ts";
import type { Activity } from "./activity.ts";
import type { Connector } from "./connector.ts";
import { readActivityText } from "./html-rich-text.ts";
import { requestConversationMembers } from "./identity-map.ts";
import { outsiderInvokeResponse, type TeamsResponse } from "./invoke.ts";
import {
  decideRosterMembership,
  isFromOtherTenant,
  isSharedChannel,
  RosterEntry,
} from "./membership.ts";
import { activityReference, isColleagueChat } from "./references.ts";
import type { ActivityContext } from "./to-inbound-events.ts";

export interface TeamsMembershipLookup {
  /** Decides on the sender of an activity. Returns `undefined` where nothing is told. */
  senderMembership(activity: Activity): Promise<Membership | undefined>;
  /** Decides on a person whom an activity names. Returns `undefined` where nothing is told. */
  namedMembership(activity: Activity, person: string): Promise<Membership | undefined>;
  /** Returns what was told last (`Surface.membershipOf`). */
  cachedMembership(workspace: string, person: string): Membership | undefined;
}

/** Age from which a roster is asked again: people are invited and leave. */
const freshMs = 10 * 60_000;
/** The same where a roster told nothing: another conversation's may. */
const retryMs = 60_000;
const mostPeople = 50_000;

export function openTeamsMembershipLookup(
  connector: Connector,
  now: () => number = () => performance.now(),
): TeamsMembershipLookup {
  const asked = new Map<string, { answer: Promise<Membership | undefined>; until: number }>();
  const told = new Map<string, Membership>();
  const keyOf = (workspace: string, person: string): string => `${workspace}/${person}`;

  async function ask(activity: Activity, id: string): Promise<Membership | undefined> {
    if (isColleagueChat(activity.conversation.id)) return undefined; // the bot is no member there
    const called = await requestConversationMembers(connector, activity, id);
    const { data } = RosterEntry.safeParse(called.kind === "done" ? called.body : undefined);
    return data && decideRosterMembership(activity.tenant, data);
  }

  /** `id` is any by which the roster of the activity's conversation has them. */
  async function onRoster(
    activity: Activity,
    person: string,
    id: string,
  ): Promise<Membership | undefined> {
    const key = keyOf(activity.workspace, person);
    const last = asked.get(key);
    if (last && now() < last.until) return last.answer;
    if (asked.size >= mostPeople) {
      asked.clear();
      told.clear();
    }
    const asking = { answer: ask(activity, id), until: now() + freshMs };
    asked.set(key, asking);
    const answer = await asking.answer;
    if (answer) told.set(key, answer);
    else asking.until = now() + retryMs;
    return answer;
  }

  return {
    async senderMembership(activity) {
      if (isFromOtherTenant(activity)) return "outsider";
      const told = await onRoster(activity, activity.sender.id, activity.from.id);
      return (
        told ?? (isSharedChannel(activity) && !activity.from.tenantId ? "outsider" : undefined)
      );
    },
    namedMembership: (activity, person) => onRoster(activity, person, person),
    cachedMembership: (workspace, person) => told.get(keyOf(workspace, person)),
  };
}

/**
 * Returns the thread to answer in. A chat with the bot goes by its conversation, so that no id of
 * an outsider is kept.
 */
function threadOf(activity: Activity): ConversationRef {
  const { place } = activity;
  return place.kind === "personal"
    ? { surface: "teams", kind: "group", id: activity.conversation.id }
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
