/**
 * Requests that a person's next message may be about: their own that the team has, or that wait for
 * their interview.
 */
import type { MessageAuthor, OpenThing, RecentRequest } from "../../../core/message-target.ts";
import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import { splitReference } from "../../../nlu/rules/references/reference.ts";
import { type RichText, toPlainText } from "../../../platform/rich-text.ts";
import { and, desc, eq, inArray, isNull, ne, type SQL, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader } from "../../../storage/store.ts";
import { interviewActions } from "../../interview/model/actions.ts";
import { openQuestionId } from "../../interview/model/interview-state.ts";
import { requestNumberIn } from "../brief/request-title.ts";
import { teamCaseStatuses } from "./case-lists.ts";
import { findBestTitleMatch } from "./status-queries.ts";

/** Maximum number of requests considered, newest first. */
const maxRequests = 10;
/** Days for which a message may still be about a finished request. */
const doneMaxAgeDays = 14;

const done = ["delivered", "outcome_known"] as const;

/** One query per role, because each has its own index; they run with every message. */
const newestOf = (name: string, isTheirs: (requests: Tables["requests"]) => SQL | undefined) =>
  prepared(name, ({ db, t }: Reader) => {
    const { id, number, status, kind, text, title, isPrivate, security, conversation, updatedAt } =
      t.requests;
    return db
      .select({
        id,
        number,
        status,
        kind,
        text,
        title,
        isPrivate,
        security,
        conversation,
        updatedAt,
      })
      .from(t.requests)
      .where(
        and(
          eq(t.requests.workspace, sql.placeholder("workspace")),
          isTheirs(t.requests),
          inArray(status, [...teamCaseStatuses, ...done, "waiting"]),
          isNull(t.requests.mergedInto),
        ),
      )
      .orderBy(desc(updatedAt))
      .limit(maxRequests);
  });

const person = sql.placeholder("person");
const newestRequested = newestOf("recent_requested", ({ requester }) => eq(requester, person));
const newestRaised = newestOf("recent_raised", ({ requester, raisedBy }) =>
  and(eq(raisedBy, person), ne(raisedBy, requester)),
);

/**
 * Lists the author's requests that the team has or delivered lately, and those that wait in this
 * conversation. A private one is listed in direct messages and in its own conversation alone.
 */
export async function listRecentRequests(
  on: Reader,
  { workspace, person, place, conversation: here, now }: MessageAuthor,
  said: string,
): Promise<RecentRequest[]> {
  const named = requestNumberIn(said);
  const { matter } = splitReference(said);
  const rows = [
    ...(await newestRequested(on, { workspace, person })),
    ...(await newestRaised(on, { workspace, person })),
  ];
  const newest = rows.toSorted((one, other) => other.updatedAt.getTime() - one.updatedAt.getTime());
  const found = newest.slice(0, maxRequests).flatMap((row): RecentRequest[] => {
    const { id, number, status, kind, text, title, isPrivate, conversation, updatedAt } = row;
    const isClosed = done.some((each) => each === status);
    const isWaiting = status === "waiting";
    if (isWaiting && conversation !== here) return [];
    if (isPrivate && place.kind !== "personal" && conversation !== here) return [];
    if (isClosed && now.getTime() - updatedAt.getTime() > doneMaxAgeDays * dayMs) return [];
    return [
      {
        request: id,
        isNamed: number === named || undefined,
        isHere: conversation === here || undefined,
        text: `${title ?? ""} ${toPlainText(text)}`,
        saidAt: updatedAt.getTime(),
        isClosed: isClosed || undefined,
        outcome: status === "delivered" ? outcomeOf(id, person, row) : undefined,
        isWaiting: isWaiting || undefined,
        isIncident: row.security || undefined,
        isWish: isWish(kind),
      },
    ];
  });
  const meant = matter === undefined || named !== undefined ? [] : namedByMatter(matter, found);
  return found.map((each) => (meant.includes(each) ? { ...each, isNamed: true } : each));
}

/** The question whether a delivered request helped, before it is asked. */
const outcomeOf = (
  request: string,
  requester: string,
  {
    title,
    text,
    kind,
    updatedAt,
  }: { title: string | null; text: RichText; kind: string | null; updatedAt: Date },
): OpenThing => ({
  feature: interviewActions.feature,
  id: openQuestionId(request, "outcome"),
  request,
  about: title ?? toPlainText(text),
  isWish: isWish(kind),
  asked: [requester],
  askedAt: updatedAt.getTime(),
  answers: "outcome",
  isOffer: true,
  isUnasked: true,
});

/** Returns whether a request of a kind is known to report no fault. */
export const isWish = (kind: string | null | undefined): boolean =>
  kind === "new_solution" || kind === "standard_service" || kind === "advice";

/** Returns, as a list, the only request whose text has a word of the subject. */
function namedByMatter(matter: string, found: readonly RecentRequest[]): RecentRequest[] {
  const best = findBestTitleMatch(
    matter,
    found.map((each) => ({ title: "", text: [each.text], each })),
  );
  return best ? [best.each] : [];
}
