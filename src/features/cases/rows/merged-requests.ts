/** Merged requests: their targets and their requesters. */

import { type ConversationRef, isErasedId } from "../../../platform/conversation-ref.ts";
import { and, asc, eq, inArray, sql } from "../../../storage/drizzle.ts";
import { preparedList } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import type { Case } from "../lifecycle/case.ts";

/** Returns the final target of a request; the request itself if it was not merged. */
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

/** Returns the requests merged directly into this one. */
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

/** Requester of a case, with their conversation. */
export interface CaseListener {
  request: string;
  conversation: string;
  requester: string;
  raisedBy: string;
  place: ConversationRef;
}

const mergedInto = preparedList("merged_into", ({ db, t: { requests } }: Reader, targets) =>
  db
    .select({
      request: requests.id,
      conversation: requests.conversation,
      requester: requests.requester,
      raisedBy: requests.raisedBy,
      place: requests.place,
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, sql.placeholder("workspace")),
        eq(requests.status, "merged"),
        inArray(requests.mergedInto, targets),
      ),
    ),
);

/**
 * Returns the requests merged into this one, directly or indirectly, with their requesters'
 * conversations.
 */
export async function listMergedRequests(
  on: Reader,
  workspace: string,
  request: string,
): Promise<CaseListener[]> {
  const found = new Map<string, CaseListener>();
  let next = [request];
  while (next.length > 0) {
    const rows = await mergedInto(on, next, { workspace });
    const fresh = rows.filter((row) => row.request !== request && !found.has(row.request));
    for (const row of fresh) found.set(row.request, row);
    next = fresh.map((row) => row.request);
  }
  return [...found.values()];
}

/**
 * Lists the requesters of a case and of its merged requests, its own first, without erased people.
 */
export const listCaseListeners = (
  { request, conversation, requester, place }: Case,
  merged: readonly CaseListener[],
): Omit<CaseListener, "raisedBy">[] =>
  [{ request, conversation, requester: requester.id, place }, ...merged].filter(
    ({ place: { kind, id } }) => kind !== "personal" || !isErasedId(id),
  );
