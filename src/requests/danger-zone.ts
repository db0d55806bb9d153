/** The danger zone ("Customers or partners?"): a plain no whose alternative was refused, a free choice followed by a demand on IT, and two engagement models at once. */
import { models } from "../organisation/settings.ts";
import { and, asc, eq, gte, inArray } from "../storage/drizzle.ts";
import type { Reader } from "../storage/store.ts";
import type { Prose } from "../surface/prose.ts";
import { similarTo } from "./similar.ts";

interface Named {
  number: number;
  title: string;
}

export interface DangerZone {
  /** Declined, and the alternative turned down, with the requester's reason. */
  refused: (Named & { reason: Prose })[];
  /** They went their own way, and asked IT for something close to it later. */
  demands: { free: Named; demand: Named }[];
  /** The engagement models that were in force, oldest first, where it was more than one. */
  models: string[];
}

/** So many of each are shown. */
const most = 10;

/** What happened in it since then. Secluded requests stay out of it. */
export async function dangerZone(on: Reader, workspace: string, since: Date): Promise<DangerZone> {
  const { db, t } = on;
  const steps = await db
    .select({
      request: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      requester: t.requests.requester,
      group: t.requests.group,
      act: t.steps.act,
      why: t.steps.why,
      at: t.steps.at,
    })
    .from(t.steps)
    .innerJoin(t.requests, eq(t.requests.id, t.steps.request))
    .where(and(eq(t.steps.workspace, workspace), eq(t.requests.secluded, false), inArray(t.steps.act, ["decline", "object", "accept"]), gte(t.steps.at, since)))
    .orderBy(asc(t.steps.at), asc(t.steps.id));
  const declined = new Set<string>();
  const refused: DangerZone["refused"] = [];
  const free: typeof steps = [];
  for (const step of steps) {
    if (step.act === "decline") declined.add(step.request);
    else if (!declined.delete(step.request)) continue;
    else if (step.act === "object") refused.push({ number: step.number, title: step.title ?? "", reason: step.why ?? [] });
    else free.push(step);
  }
  const demands: DangerZone["demands"] = [];
  for (const { request, number, title, requester, group, at } of free.slice(-most)) {
    const near = await similarTo(on, workspace, { request, text: title ?? "" }, { limit: most });
    const later = near.filter((other) => other.createdAt > at && (other.requester === requester || (group !== null && other.group === group)));
    for (const demand of later) demands.push({ free: { number, title: title ?? "" }, demand: { number: demand.number, title: demand.title } });
  }
  return { refused: refused.slice(-most), demands: demands.slice(0, most), models: await modelsSince(on, workspace, since) };
}

async function modelsSince({ db, t }: Reader, workspace: string, since: Date): Promise<string[]> {
  const changes = await db
    .select({ before: t.changes.before, after: t.changes.after })
    .from(t.changes)
    .where(and(eq(t.changes.workspace, workspace), eq(t.changes.what, "model"), gte(t.changes.at, since)))
    .orderBy(asc(t.changes.at));
  const [first] = changes;
  const found = [...(first ? [first.before] : []), ...changes.map(({ after }) => after)];
  return found.filter((model): model is string => models.some((each) => each === model));
}
