/** Who is meant by a mention. Teams names the sender by their Entra object id, but whom they mention by an id of the bot's own (`29:…`): without this, one person would be two. */
import { z } from "zod";
import type { Activity } from "./activity.ts";
import type { Connector } from "./connector.ts";
import { referenceOf } from "./references.ts";

const Member = z.object({ aadObjectId: z.string().min(1) });

/** Comes before the acknowledgement, so it must not take long, in milliseconds. Whom Teams does not name in time keeps the other id, which also reaches them. */
const patience = 2_000;

/** Fills in the Entra object ids of those whom an activity mentions; asks Teams once for each person. */
export function openColleagues(connector: Connector): (activity: Activity) => Promise<Activity> {
  const known = new Map<string, string>();

  async function entraId(activity: Activity, id: string): Promise<string | undefined> {
    if (known.has(id)) return known.get(id);
    const called = await connector("GET", referenceOf(activity), [activity.conversation.id.split(";")[0]!, "members", id], { patience });
    const found = called.kind === "done" ? Member.safeParse(called.body).data?.aadObjectId : undefined;
    if (found) known.set(id, found);
    return found;
  }

  return async (activity) => {
    const entities = await Promise.all(
      activity.entities.map(async (mention) => {
        const { id, aadObjectId } = mention.mentioned;
        if (aadObjectId || id === activity.recipient.id) return mention;
        return { ...mention, mentioned: { ...mention.mentioned, aadObjectId: await entraId(activity, id) } };
      }),
    );
    return { ...activity, entities };
  };
}
