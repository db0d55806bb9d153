/** Requests that wait for somebody and were not named as waiting yet. */
import { and, asc, eq, gt, inArray, isNull, or } from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { type CaseListItem, type CaseViewer, describeCases } from "./case-list-items.ts";

/** Maximum requests named at once. */
const maxNamed = 100;

/**
 * Lists requests in one status that were not named since their last change, and have waited for
 * `waitedMs` of working time; oldest first.
 */
export async function listUnnamedWaiting(
  on: Reader,
  viewer: CaseViewer,
  status: "new" | "alternative_proposed",
  waitedMs: number,
): Promise<CaseListItem[]> {
  const { requests } = on.t;
  const rows = await on.db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        eq(requests.status, status),
        or(isNull(requests.namedAt), gt(requests.updatedAt, requests.namedAt)),
      ),
    )
    .orderBy(asc(requests.number))
    .limit(maxNamed);
  return (await describeCases(on, viewer, rows)).filter(({ clocks, waitsForChannel }) => {
    const waited = clocks.running && clocks[clocks.running];
    return !waitsForChannel && waited !== undefined && waited >= waitedMs;
  });
}

/** Records that requests were named as waiting. */
export async function markNamed(
  { db, t }: Writer,
  workspace: string,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(t.requests)
    .set({ namedAt: at })
    .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.id, [...ids])));
}
