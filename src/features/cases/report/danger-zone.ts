/**
 * Danger zone ("Customers or partners?"): declines whose alternative was refused, a free choice
 * followed by a demand on IT, and two engagement models at once.
 */

import type { RichText } from "../../../platform/rich-text.ts";
import { and, asc, eq, gte, inArray } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { engagementModels } from "../../workspace/settings.ts";
import { needText } from "../similar/need-embedding.ts";
import { findSimilarRequests } from "../similar/similar-requests.ts";
import { parseStoredInterview } from "../stored-interview.ts";

interface Named {
  number: number;
  title: string;
}

export interface DangerZone {
  /** Declined requests whose alternative was refused, with the requester's reason. */
  refusedAlternatives: (Named & { reason: RichText })[];
  /** Requesters who went their own way and later asked IT for something similar. */
  demandsAfterSelfService: { free: Named; demand: Named }[];
  /** Engagement models of the period, oldest first, if there were several. */
  models: string[];
}

/** Entries shown of each kind. */
const maxShown = 10;

/** Reads the danger zone since a date, without private requests. */
export async function readDangerZone(
  on: Reader,
  workspace: string,
  since: Date,
): Promise<DangerZone> {
  const { db, t } = on;
  const steps = await db
    .select({
      request: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      requester: t.requests.requester,
      group: t.requests.group,
      talk: t.requests.talk,
      act: t.historyEntries.act,
      why: t.historyEntries.why,
      at: t.historyEntries.at,
    })
    .from(t.historyEntries)
    .innerJoin(t.requests, eq(t.requests.id, t.historyEntries.request))
    .where(
      and(
        eq(t.historyEntries.workspace, workspace),
        eq(t.requests.secluded, false),
        inArray(t.historyEntries.act, ["decline", "object", "accept"]),
        gte(t.historyEntries.at, since),
      ),
    )
    .orderBy(asc(t.historyEntries.at), asc(t.historyEntries.id));
  const declined = new Set<string>();
  const refused: DangerZone["refusedAlternatives"] = [];
  const free: typeof steps = [];
  for (const step of steps) {
    if (step.act === "decline") declined.add(step.request);
    else if (!declined.delete(step.request)) continue;
    else if (step.act === "object")
      refused.push({ number: step.number, title: step.title ?? "", reason: step.why ?? [] });
    else free.push(step);
  }
  const demands: DangerZone["demandsAfterSelfService"] = [];
  for (const { request, number, title, requester, group, at, talk } of free.slice(-maxShown)) {
    const filed = parseStoredInterview(talk);
    const near = await findSimilarRequests(
      on,
      workspace,
      { request, ...(filed ? needText(filed) : { text: title ?? "" }) },
      { limit: maxShown },
    );
    const later = near.filter(
      (other) =>
        other.createdAt > at &&
        (other.requester === requester || (group !== null && other.group === group)),
    );
    for (const demand of later)
      demands.push({
        free: { number, title: title ?? "" },
        demand: { number: demand.number, title: demand.title },
      });
  }
  return {
    refusedAlternatives: refused.slice(-maxShown),
    demandsAfterSelfService: demands.slice(0, maxShown),
    models: await modelsSince(on, workspace, since),
  };
}

async function modelsSince({ db, t }: Reader, workspace: string, since: Date): Promise<string[]> {
  const changes = await db
    .select({ before: t.auditEntries.before, after: t.auditEntries.after })
    .from(t.auditEntries)
    .where(
      and(
        eq(t.auditEntries.workspace, workspace),
        eq(t.auditEntries.what, "model"),
        gte(t.auditEntries.at, since),
      ),
    )
    .orderBy(asc(t.auditEntries.at));
  const [first] = changes;
  const found = [...(first ? [first.before] : []), ...changes.map(({ after }) => after)];
  return found.filter((model): model is string => engagementModels.some((each) => each === model));
}
