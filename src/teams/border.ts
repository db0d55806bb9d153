/** Access check on what comes from Teams: outsiders are answered once where they address the bot, and nothing of theirs goes further. */
import type { Membership } from "../surface/membership.ts";
import type { Place } from "../surface/place.ts";
import type { Core } from "../surface/surface.ts";
import { wordsFor } from "../words.ts";
import { type Activity, senderOf, tenantOf, workspaceOf } from "./activity.ts";
import { askMembers } from "./colleagues.ts";
import type { Connector } from "./connector.ts";
import { type Answer, turnedAway } from "./invoke.ts";
import { isForeign, isShared, membershipOnRoster, Standing } from "./membership.ts";
import { carriedBy, type Delivery } from "./receive.ts";
import { isBetweenColleagues, placeOf, referenceOf } from "./references.ts";
import { said } from "./said.ts";

export interface Border {
  /** Decides on the sender of an activity. Returns `undefined` where nothing is told. */
  ofSender(activity: Activity): Promise<Membership | undefined>;
  /** Decides on a person whom an activity names. Returns `undefined` where nothing is told. */
  ofNamed(activity: Activity, person: string): Promise<Membership | undefined>;
  /** Returns what was told last (`Surface.membershipOf`). */
  known(workspace: string, person: string): Membership | undefined;
}

/** Age from which a roster is asked again: people are invited and leave. */
const freshMs = 10 * 60_000;
/** The same where a roster told nothing: another conversation's may. */
const retryMs = 60_000;
const mostPeople = 50_000;

export function openBorder(connector: Connector, now: () => number = () => performance.now()): Border {
  const asked = new Map<string, { answer: Promise<Membership | undefined>; until: number }>();
  const told = new Map<string, Membership>();
  const keyOf = (workspace: string, person: string): string => `${workspace}/${person}`;

  async function ask(activity: Activity, id: string): Promise<Membership | undefined> {
    if (isBetweenColleagues(activity.conversation.id)) return undefined; // the bot is no member there
    const called = await askMembers(connector, activity, id);
    const { data } = Standing.safeParse(called.kind === "done" ? called.body : undefined);
    return data && membershipOnRoster(tenantOf(activity), data);
  }

  /** `id` is any by which the roster of the activity's conversation has them. */
  async function onRoster(activity: Activity, person: string, id: string): Promise<Membership | undefined> {
    const key = keyOf(workspaceOf(activity), person);
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
    async ofSender(activity) {
      if (isForeign(activity)) return "outsider";
      const told = await onRoster(activity, senderOf(activity).id, activity.from.id);
      return told ?? (isShared(activity) && !activity.from.tenantId ? "outsider" : undefined);
    },
    ofNamed: (activity, person) => onRoster(activity, person, person),
    known: (workspace, person) => told.get(keyOf(workspace, person)),
  };
}

/** Returns the thread to answer in. A chat with the bot goes by its conversation, so that no id of an outsider is kept. */
function threadOf(activity: Activity): Place {
  const place = placeOf(activity);
  return place.kind === "personal" ? { surface: "teams", kind: "group", id: activity.conversation.id } : place;
}

const isAddressed = (activity: Activity): boolean =>
  activity.type === "message" && (placeOf(activity).kind === "personal" || said(activity).mentioned || carriedBy(activity) !== undefined);

/** Answers an outsider who addressed the bot: in the thread, or in reply to an invoke. */
export async function turnAway(core: Core, activity: Activity, delivery: Delivery): Promise<Answer> {
  const whose = { workspace: workspaceOf(activity), by: senderOf(activity) };
  if (activity.type === "invoke") return turnedAway(activity, wordsFor(await core.language(whose))("membership.outsider.teams"));
  if (isAddressed(activity)) await core.tellOutsider({ workspace: whose.workspace, place: threadOf(activity), address: referenceOf(activity, delivery) });
  return { status: 200 };
}
