/** Retention of requests: terms, and conditions of expired rows. */
import type { RetentionDeclaration } from "../../../core/feature-data.ts";
import { daysBefore, yearsBefore } from "../../../lib/dates/calendar-dates.ts";
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
} from "../../../storage/drizzle.ts";
import { isRequestMessage } from "../../../storage/queue/tables.ts";
import type { Reader } from "../../../storage/store.ts";
import { type CaseStatus, caseStatuses } from "../lifecycle/case.ts";

/** Days for which parts of requests are kept. */
export const requestRetentionDays = {
  /** Withdrawn or corrected answers, which nothing reads any more. */
  corrected: 7,
  /** Requests that turned out to be none; until then a button restores them. */
  dismissed: 90,
} as const;

/**
 * Weight of a request in a batch, because its answers and history are deleted with it (300 requests
 * took 80 ms on the build machine).
 */
const batchWeight = 10;

/** States of finished requests. */
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
 * Condition for requests in one of these states without later actions, planned jobs or requests
 * that depend on them. A merged request expires after its target.
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

/** What is kept of requests, and for how long. */
export const requestRetention: RetentionDeclaration = {
  subjects: [
    { name: "requests" },
    { name: "dismissed", numbers: { days: requestRetentionDays.dismissed } },
    { name: "corrected", numbers: { days: requestRetentionDays.corrected } },
  ],
  policy: {
    requests: "requests",
    answers: "requests",
    historyEntries: "requests",
    tradeOffs: "requests",
    needEmbeddings: "requests",
    introductions: "requests",
  },
  rules: [
    (on, { workspace, now }) => ({
      table: "requests",
      key: on.t.requests.id,
      weight: batchWeight,
      when: isOverSince(on, workspace, daysBefore(now, requestRetentionDays.dismissed), [
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
  /** Messages about an open request, and those that are updated while it exists. */
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
