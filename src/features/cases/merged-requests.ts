/** Requests that became part of others: where they led to, and who asked for each. */

import { type ConversationRef, isErasedId } from "../../platform/conversation-ref.ts";
import { and, asc, eq, inArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { Case } from "./case.ts";

/** The request that this one is part of by now: itself, where it was not merged. */
export async function findMergeTarget(
  on: Reader,
  workspace: string,
  { request, mergedInto: into }: Pick<Case, "request" | "mergedInto">,
): Promise<string> {
  const { db, t } = on;
  let lead = { request, into: into ?? null };
  const seen = new Set<string>();
  while (lead.into && !seen.has(lead.request)) {
    seen.add(lead.request);
    const [row] = await db
      .select({ request: t.requests.id, into: t.requests.mergedInto })
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, lead.into)));
    if (!row) break;
    lead = row;
  }
  return lead.request;
}

/** The requests that were merged right into this one. */
export async function listDirectlyMerged(
  { db, t }: Reader,
  workspace: string,
  request: string,
): Promise<string[]> {
  const rows = await db
    .select({ request: t.requests.id })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        eq(t.requests.status, "merged"),
        eq(t.requests.mergedInto, request),
      ),
    )
    .orderBy(asc(t.requests.number));
  return rows.map((row) => row.request);
}

/** Somebody who asked for it, with where they did. */
export interface CaseListener {
  request: string;
  conversation: string;
  requester: string;
  raisedBy: string;
  place: ConversationRef;
}

/**
 * The requests that were merged into this one, at whatever remove, each with where its requester
 * is.
 */
export async function listMergedRequests(
  { db, t }: Reader,
  workspace: string,
  request: string,
): Promise<CaseListener[]> {
  const found = new Map<string, CaseListener>();
  let next = [request];
  while (next.length > 0) {
    const rows = await db
      .select({
        request: t.requests.id,
        conversation: t.requests.conversation,
        requester: t.requests.requester,
        raisedBy: t.requests.raisedBy,
        place: t.requests.place,
      })
      .from(t.requests)
      .where(
        and(
          eq(t.requests.workspace, workspace),
          eq(t.requests.status, "merged"),
          inArray(t.requests.mergedInto, next),
        ),
      );
    const fresh = rows.filter((row) => row.request !== request && !found.has(row.request));
    for (const row of fresh) found.set(row.request, row);
    next = fresh.map((row) => row.request);
  }
  return [...found.values()];
}

/**
 * Lists the requesters of a case and of the requests that were merged into it, its own first. Those
 * who were erased are left out.
 */
export const listCaseListeners = (
  { request, conversation, requester, place }: Case,
  merged: readonly CaseListener[],
): Omit<CaseListener, "raisedBy">[] =>
  [{ request, conversation, requester: requester.id, place }, ...merged].filter(
    ({ place: { kind, id } }) => kind !== "personal" || !isErasedId(id),
  );
