/**
 * Danger zone: declined requests whose alternative was refused, requesters who went their own way
 * and came back with something similar, and changes of the engagement model.
 */
import type { RichText } from "../../../platform/rich-text.ts";
import { and, asc, eq, gte, lt, sql } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import { parseStoredInterview } from "../../interview/model/interview-state.ts";
import { engagementModels } from "../../workspace/settings.ts";
import { needText } from "../similar/need-embedding.ts";
import { findSimilarRequests } from "../similar/similar-requests.ts";

interface Period {
  from: Date;
  /** Exclusive; missing if the period goes on. */
  until?: Date | undefined;
}

interface Named {
  number: number;
  title: string;
}

/** Requests that a group has no good way to get done. */
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

/** Reads the danger zone of a period, without private requests. */
export async function readDangerZone(
  on: Reader,
  workspace: string,
  { from: since, until }: Period,
): Promise<DangerZone> {
  const { db, t } = on;
  const steps = await db
    .select({
      request: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      requester: t.requests.requester,
      group: t.requests.group,
      interview: t.requests.interview,
      act: t.historyEntries.act,
      why: t.historyEntries.why,
      at: t.historyEntries.at,
    })
    .from(t.historyEntries)
    .innerJoin(t.requests, eq(t.requests.id, t.historyEntries.request))
    .where(
      and(
        eq(t.historyEntries.workspace, workspace),
        eq(t.requests.isPrivate, false),
        sql`${t.historyEntries.act} in ('decline', 'object', 'accept')`, // as in the partial index
        gte(t.historyEntries.at, since),
        until && lt(t.historyEntries.at, until),
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
  for (const { request, number, title, requester, group, at, interview } of free.slice(-maxShown)) {
    const filed = parseStoredInterview(interview);
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
    models: await modelsOf(on, workspace, { from: since, until }),
  };
}

async function modelsOf(
  { db, t }: Reader,
  workspace: string,
  { from, until }: Period,
): Promise<string[]> {
  const changes = await db
    .select({ before: t.auditEntries.before, after: t.auditEntries.after })
    .from(t.auditEntries)
    .where(
      and(
        eq(t.auditEntries.workspace, workspace),
        eq(t.auditEntries.what, "model"),
        gte(t.auditEntries.at, from),
        until && lt(t.auditEntries.at, until),
      ),
    )
    .orderBy(asc(t.auditEntries.at));
  const [first] = changes;
  const found = [...(first ? [first.before] : []), ...changes.map(({ after }) => after)];
  return found.filter((model): model is string => engagementModels.some((each) => each === model));
}
