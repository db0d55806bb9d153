/**
 * What goes before everything else already: a group's open number ones, shown to whoever claims one
 * more.
 */

import type { RichText } from "../../../platform/rich-text.ts";
import { and, desc, eq, isNotNull, notInArray, or } from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";

export interface TopPriority {
  request: string;
  number: number;
  title: string;
  secluded?: boolean;
}

/** Requests that are over, or done, claim nothing. */
const over = [
  "delivered",
  "outcome_known",
  "declined",
  "merged",
  "cancelled",
  "not_a_request",
] as const;

/** So many are shown: as many as anybody weighs against one another. */
const most = 5;

/**
 * The open requests that claim to go first, of the requester's business group where there is one,
 * else of the requester; newest first. Private ones show to their requester, where nobody else
 * reads: `alone` is the person whose direct messages they stand in.
 */
export async function listTopPriorities(
  { db, t }: Reader,
  workspace: string,
  requester: string,
  alone?: string,
): Promise<TopPriority[]> {
  const groups = db
    .select({ group: t.members.group })
    .from(t.members)
    .where(and(eq(t.members.workspace, workspace), eq(t.members.person, requester)));
  const rows = await db
    .select({
      request: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      group: t.requests.group,
      requester: t.requests.requester,
      raisedBy: t.requests.raisedBy,
      secluded: t.requests.secluded,
    })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        eq(t.requests.priority, true),
        notInArray(t.requests.status, [...over]),
        or(eq(t.requests.requester, requester), isNotNull(t.requests.group)),
      ),
    )
    .orderBy(desc(t.requests.number))
    .limit(200);
  const theirs = new Set((await groups).map(({ group }) => group));
  return rows
    .filter((row) => row.requester === requester || (row.group !== null && theirs.has(row.group)))
    .filter((row) => !row.secluded || row.requester === alone || row.raisedBy === alone)
    .slice(0, most)
    .map(({ request, number, title, secluded }) => ({
      request,
      number,
      title: title ?? "",
      secluded,
    }));
}

/** How one is called in a line. */
export const topPriorityLabel = ({ number, title }: TopPriority): RichText => [
  `R-${number} ${title}`.trim(),
];

/** How one is called in an answer, which everybody can read. */
export const topPriorityPublicLabel = (one: TopPriority): RichText =>
  topPriorityLabel(one.secluded ? { ...one, title: "" } : one);
