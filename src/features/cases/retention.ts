/** Retention of requests: what is kept how long, and which rows may go. */
import type { RetentionDeclaration } from "../../core/feature-data.ts";
import { daysBefore, yearsBefore } from "../../lib/dates/calendar-dates.ts";
import {
  and,
  eq,
  exists,
  inArray,
  isNull,
  lt,
  notInArray,
  or,
  type SQL,
  sql,
} from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { isRequestMessage } from "../../storage/tables/queue.ts";
import { type CaseStatus, caseStatuses } from "./case.ts";

export const requestRetentionDays = {
  /** An answer that was taken back or corrected: nothing reads it any more. */
  corrected: 7,
  /** A request that turned out to be none: the button under it can restore it. */
  disowned: 90,
} as const;

/** A request goes with its answers and history (300 requests took 80 ms on the build machine). */
const batchWeight = 10;

/** Nobody works on a request any more in these states. */
const over: readonly CaseStatus[] = [
  "delivered",
  "outcome_known",
  "declined",
  "merged",
  "cancelled",
  "not_a_request",
];
const inWork = caseStatuses.filter((status) => !over.includes(status));

/**
 * Requests in one of these states that nothing was done with since, that nothing is planned for,
 * and that no other request depends on. One that was merged into another goes once that one is
 * gone.
 */
function isOverSince(
  { db, t }: Reader,
  workspace: string,
  since: Date,
  statuses: readonly CaseStatus[],
): SQL | undefined {
  const { requests, jobs } = t;
  const planned = db
    .select({ subject: jobs.subject })
    .from(jobs)
    .where(and(eq(jobs.workspace, workspace), isNull(jobs.doneAt)));
  return and(
    inArray(requests.status, [...statuses]),
    lt(requests.updatedAt, since),
    notInArray(requests.id, planned),
    sql`not exists (select 1 from ${requests} as part where part.workspace = ${workspace} and part.merged_into = ${requests.id} and part.updated_at >= ${sql.param(since, requests.updatedAt)})`,
    sql`(${requests.status} <> 'merged' or not exists (select 1 from ${requests} as lead where lead.workspace = ${workspace} and lead.id = ${requests.mergedInto}))`,
  );
}

const withRequest = { after: "its request goes", days: 0 } as const;

export const requestRetention: RetentionDeclaration = {
  subjects: [
    { name: "requests" },
    { name: "disowned", numbers: { days: requestRetentionDays.disowned } },
    { name: "corrected", numbers: { days: requestRetentionDays.corrected } },
  ],
  policy: {
    requests: {
      holds: "words",
      subject: "requests",
      goes: [
        { after: "it was over", days: "chosen" },
        { after: "it turned out to be no request", days: requestRetentionDays.disowned },
      ],
    },
    answers: {
      holds: "words",
      subject: "requests",
      goes: [
        withRequest,
        { after: "it was corrected or taken back", days: requestRetentionDays.corrected },
      ],
    },
    historyEntries: { holds: "words", subject: "requests", goes: [withRequest] },
    tradeOffs: { holds: "words", subject: "requests", goes: [withRequest] },
    needEmbeddings: { holds: "words", subject: "requests", goes: [withRequest] },
    introductions: { holds: "deeds", subject: "requests", goes: [withRequest] },
  },
  rules: [
    (on, { workspace, now }) => ({
      table: "requests",
      key: on.t.requests.id,
      weight: batchWeight,
      when: isOverSince(on, workspace, daysBefore(now, requestRetentionDays.disowned), [
        "not_a_request",
      ]),
    }),
    ({ t: { answers } }, { now }) => ({
      table: "answers",
      key: answers.id,
      when: lt(answers.retiredAt, daysBefore(now, requestRetentionDays.corrected)),
    }),
  ],
  chosenRules: [
    (on, { workspace, now }, { requests: years }) =>
      years
        ? {
            table: "requests",
            key: on.t.requests.id,
            weight: batchWeight,
            repeat: true,
            when: isOverSince(on, workspace, yearsBefore(now, years), over),
          }
        : undefined,
  ],
  conversationInUse({ db, t: { requests } }, workspace, key) {
    return exists(
      db
        .select({ id: requests.id })
        .from(requests)
        .where(and(eq(requests.workspace, workspace), eq(requests.conversation, key))),
    );
  },
  /** Messages about a request in work, and those that are brought up to date as long as it stays. */
  async messageInUse({ db, t: { requests, outbox } }, workspace) {
    return exists(
      db
        .select({ id: requests.id })
        .from(requests)
        .where(
          and(
            eq(requests.workspace, workspace),
            eq(requests.id, outbox.request),
            or(inArray(requests.status, inWork), isRequestMessage(outbox)),
          ),
        ),
    );
  },
  async countPastTerms({ db, t: { requests } }, { workspace, now }, { requests: years = 0 }) {
    const gone = and(
      eq(requests.workspace, workspace),
      inArray(requests.status, [...over]),
      lt(requests.updatedAt, yearsBefore(now, years)),
    );
    return { requests: years === 0 ? 0 : await db.$count(requests, gone) };
  },
};
