/** Requests that a person's next words may be about: those of theirs that the team has. */
import type { MessageAuthor } from "../../../core/feature.ts";
import type { RecentRequest } from "../../../core/message-target.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import { and, desc, eq, inArray, isNull, or, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import { teamCaseStatuses } from "./case-lists.ts";
import { requestNumberIn } from "./status-queries.ts";

/** Requests that are looked at, the newest. */
const maxRequests = 10;
/** Days for which words may still be about a request that is done. */
const doneMaxAgeDays = 14;
const dayMs = 86_400_000;

const done = ["delivered", "outcome_known"] as const;

const newest = prepared("recent_requests", ({ db, t }: Reader) => {
  const { workspace, requester, raisedBy, status, updatedAt, mergedInto } = t.requests;
  const { id, number, text, title, secluded, conversation } = t.requests;
  const person = sql.placeholder("person");
  return db
    .select({ id, number, status, text, title, secluded, conversation, updatedAt })
    .from(t.requests)
    .where(
      and(
        eq(workspace, sql.placeholder("workspace")),
        or(eq(requester, person), eq(raisedBy, person)),
        inArray(status, [...teamCaseStatuses, ...done]),
        isNull(mergedInto),
      ),
    )
    .orderBy(desc(updatedAt))
    .limit(maxRequests);
});

/**
 * Lists the author's requests that the team has or delivered lately. A private one is listed in
 * direct messages and in its own conversation alone.
 */
export async function listRecentRequests(
  on: Reader,
  { workspace, person, place, conversation: here, now }: MessageAuthor,
  said: string,
): Promise<RecentRequest[]> {
  const named = requestNumberIn(said);
  const rows = await newest(on, { workspace, person });
  return rows.flatMap(
    ({ id, number, status, text, title, secluded, conversation, updatedAt }): RecentRequest[] => {
      const isClosed = done.some((each) => each === status);
      if (secluded && place.kind !== "personal" && conversation !== here) return [];
      if (isClosed && now.getTime() - updatedAt.getTime() > doneMaxAgeDays * dayMs) return [];
      return [
        {
          request: id,
          isNamed: number === named || undefined,
          text: `${title ?? ""} ${toPlainText(text)}`,
          saidAt: updatedAt.getTime(),
          isClosed: isClosed || undefined,
        },
      ];
    },
  );
}
