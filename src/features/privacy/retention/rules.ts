/**
 * What has had its day in a workspace, table by table; `policy.ts` says why so. Each gives a
 * condition on rows of the workspace, and nothing that is in work meets it.
 */
import {
  type AnyColumn,
  and,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  min,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from "../../../storage/drizzle.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader } from "../../../storage/store.ts";
import { isRequestMessage, isUnsentMessage } from "../../../storage/tables/queue.ts";
import { caseStatuses } from "../../cases/case.ts";
import { retentionDays } from "./policy.ts";

const day = 86_400_000;

/** Whose rows, and what the clock says. */
export interface RetentionScope {
  workspace: string;
  now: Date;
}

/**
 * Rows of the workspace that may go: those that meet `when`. By `key` they are told apart, among
 * those of one day where there is one.
 */
export interface ExpiredRows {
  table: keyof Tables;
  key: AnyColumn;
  when?: SQL | undefined;
  day?: SQL;
  /** How much one of them counts, since it takes others along; 1 where it is missing. */
  weight?: number;
  /** Once they are gone there may be others. */
  repeat?: true;
}

/**
 * A request goes with its answers and steps, a retrospective with its notes (300 requests took 80
 * ms on the build machine).
 */
const whole = 10;

/** Nobody works on a request any more that stands there. */
const over = [
  "delivered",
  "outcome_known",
  "declined",
  "merged",
  "cancelled",
  "not_a_request",
] as const;
const inWork = caseStatuses.filter((status) => !over.some((each) => each === status));

const ago = (now: Date, length: number): Date => new Date(now.getTime() - length * day);

const date = ({ now }: RetentionScope) =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO("UTC");

/** So many years ago. */
const yearsAgo = (scope: RetentionScope, years: number): Date =>
  new Date(date(scope).subtract({ years }).epochMilliseconds);

/**
 * Requests in one of these states that nothing was done with since, that nothing is planned for,
 * and that no other request depends on. One that became part of another goes when that one is gone.
 */
function requestsSince(
  { db, t }: Reader,
  { workspace }: RetentionScope,
  since: Date,
  standing: readonly (typeof over)[number][],
): SQL | undefined {
  const { requests, jobs } = t;
  const planned = db
    .select({ subject: jobs.subject })
    .from(jobs)
    .where(and(eq(jobs.workspace, workspace), isNull(jobs.doneAt)));
  return and(
    inArray(requests.status, [...standing]),
    lt(requests.updatedAt, since),
    notInArray(requests.id, planned),
    sql`not exists (select 1 from ${requests} as part where part.workspace = ${workspace} and part.merged_into = ${requests.id} and part.updated_at >= ${sql.param(since, requests.updatedAt)})`,
    sql`(${requests.status} <> 'merged' or not exists (select 1 from ${requests} as lead where lead.workspace = ${workspace} and lead.id = ${requests.mergedInto}))`,
  );
}

/** Requests that have been over for so many years. */
export const requestsPastTerm = (
  on: Reader,
  scope: RetentionScope,
  years: number,
): ExpiredRows => ({
  ...{ table: "requests", key: on.t.requests.id, weight: whole, repeat: true },
  when: requestsSince(on, scope, yearsAgo(scope, years), over),
});

/** Retrospectives that closed so many years ago, and of whose actions none is open. */
export function retrospectivesPastTerm(
  { db, t }: Reader,
  scope: RetentionScope,
  years: number,
): ExpiredRows {
  const { retrospectives, retroActions } = t;
  const open = db
    .select({ of: retroActions.retrospective })
    .from(retroActions)
    .where(and(eq(retroActions.workspace, scope.workspace), eq(retroActions.state, "kept")));
  const when = and(
    eq(retrospectives.phase, "closed"),
    lt(retrospectives.closedAt, yearsAgo(scope, years)),
    notInArray(retrospectives.id, open),
  );
  return { table: "retrospectives", key: retrospectives.id, weight: whole, when };
}

/** Retrospectives that are not at their end. */
export const isRetrospectiveUnderWay = ({ t: { retrospectives } }: Reader): SQL =>
  notInArray(retrospectives.phase, ["closed", "cancelled"]);

/**
 * What waits to be said in a workspace. The last two conditions are always true, and lead to the
 * index of the unsent: without them SQLite takes another, and reads all that was ever said (700 ms
 * among 200,000).
 */
const waiting = ({ t: { outbox } }: Reader, workspace: string): SQL | undefined =>
  and(
    eq(outbox.workspace, workspace),
    isUnsentMessage(outbox),
    inArray(outbox.bulk, [false, true]),
    gte(outbox.conversation, ""),
  );

/**
 * Conversations in which nothing was said for long, to which no request of the ledger belongs, and
 * in which nothing is to come.
 */
function idle(on: Reader, { workspace, now }: RetentionScope): SQL | undefined {
  const { db, t } = on;
  const { conversations, requests, jobs, inbox, outbox, retrospectives, retroSeries } = t;
  const here = { conversation: conversations.key };
  const belongs = db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.workspace, workspace), eq(requests.conversation, here.conversation)));
  const busy = [
    db
      .select({ of: jobs.conversation })
      .from(jobs)
      .where(and(eq(jobs.workspace, workspace), isNull(jobs.doneAt))),
    db
      .select({ of: inbox.conversation })
      .from(inbox)
      .where(and(eq(inbox.workspace, workspace), isNull(inbox.doneAt))),
    db.select({ of: outbox.conversation }).from(outbox).where(waiting(on, workspace)),
    db
      .select({ of: retrospectives.conversation })
      .from(retrospectives)
      .where(and(eq(retrospectives.workspace, workspace), isRetrospectiveUnderWay(on))),
    db
      .select({ of: retroSeries.conversation })
      .from(retroSeries)
      .where(and(eq(retroSeries.workspace, workspace), isNull(retroSeries.stoppedAt))),
  ];
  return and(
    lt(conversations.updatedAt, ago(now, retentionDays.conversations)),
    notExists(belongs),
    ...busy.map((theirs) => notInArray(conversations.key, theirs)),
  );
}

/** Messages whose fate is settled, and that nothing is on its way to. */
function said(on: Reader, { workspace }: RetentionScope): SQL | undefined {
  const { outbox } = on.t;
  const targets = on.db
    .select({ target: outbox.target })
    .from(outbox)
    .where(and(waiting(on, workspace), isNotNull(outbox.target)));
  return and(
    or(
      inArray(outbox.state, ["sent", "refused"]),
      and(eq(outbox.state, "unknown"), isNotNull(outbox.code)),
    ),
    notInArray(outbox.id, targets),
  );
}

/**
 * What goes alike everywhere. `boards` are messages that show a retrospective which is not at its
 * end.
 */
export function rowsPastFixedTerms(
  on: Reader,
  scope: RetentionScope,
  boards: readonly string[],
): ExpiredRows[] {
  const { db, t } = on;
  const { workspace, now } = scope;
  const {
    inbox,
    jobs,
    outbox,
    conversations,
    answers,
    requests,
    retrospectives,
    retroSeries,
    auditEntries,
    signIns,
  } = t;
  const keeps = db
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, workspace),
        eq(requests.id, outbox.request),
        or(inArray(requests.status, inWork), isRequestMessage(outbox)),
      ),
    );
  return [
    {
      table: "requests",
      key: requests.id,
      weight: whole,
      when: requestsSince(on, scope, ago(now, retentionDays.disowned), ["not_a_request"]),
    },
    { table: "inbox", key: inbox.seq, when: lt(inbox.doneAt, ago(now, retentionDays.arrivals)) },
    { table: "jobs", key: jobs.id, when: lt(jobs.doneAt, ago(now, retentionDays.arrivals)) },
    {
      table: "outbox",
      key: outbox.seq,
      when: and(
        eq(outbox.bulk, true),
        lt(outbox.queuedAt, ago(now, retentionDays.mailings)),
        said(on, scope),
      ),
    },
    {
      ...{ table: "outbox", key: outbox.seq },
      when: and(
        ...[
          eq(outbox.bulk, false),
          lt(outbox.queuedAt, ago(now, retentionDays.messages)),
          said(on, scope),
          notExists(keeps),
        ],
        ...(boards.length > 0 ? [notInArray(outbox.id, [...boards])] : []),
      ),
    },
    { table: "conversations", key: conversations.key, when: idle(on, scope) },
    {
      table: "answers",
      key: answers.id,
      when: lt(answers.retiredAt, ago(now, retentionDays.corrected)),
    },
    {
      ...{ table: "retrospectives", key: retrospectives.id, weight: whole },
      when: and(
        eq(retrospectives.phase, "cancelled"),
        lt(retrospectives.closedAt, ago(now, retentionDays.cancelled)),
      ),
    },
    {
      table: "retroSeries",
      key: retroSeries.id,
      when: lt(retroSeries.stoppedAt, ago(now, retentionDays.cancelled)),
    },
    {
      ...{ table: "auditEntries", key: auditEntries.id },
      when: and(
        lt(auditEntries.at, ago(now, retentionDays.changes)),
        sql`exists (select 1 from ${auditEntries} as later where later.workspace = ${workspace} and later.what = ${auditEntries.what} and later.at > ${auditEntries.at})`,
      ),
    },
    { table: "signIns", key: signIns.hash, when: lt(signIns.expiresAt, ago(now, 1)) },
  ];
}

/** The earliest checks, where they are older than so many months. */
export async function checksPastTerm(
  { db, t: { checks } }: Reader,
  scope: RetentionScope,
  months: number,
): Promise<ExpiredRows | undefined> {
  const from = date(scope).toPlainDate().subtract({ months }).toString();
  const [first] = await db
    .select({ date: min(checks.date) })
    .from(checks)
    .where(and(eq(checks.workspace, scope.workspace), lt(checks.date, from)));
  return first?.date
    ? { table: "checks", key: checks.person, day: eq(checks.date, first.date), repeat: true }
    : undefined;
}

/**
 * How many requests and retrospectives have been over for longer than these terms; 0 is for good.
 * What they hang on may keep some of them a while.
 */
export async function countPastTerms(
  { db, t }: Reader,
  scope: RetentionScope,
  { requests, retrospectives }: { requests: number; retrospectives: number },
): Promise<{ requests: number; retrospectives: number }> {
  const { workspace } = scope;
  const before = (years: number): Date => (years === 0 ? new Date(0) : yearsAgo(scope, years));
  const gone = and(
    eq(t.requests.workspace, workspace),
    inArray(t.requests.status, [...over]),
    lt(t.requests.updatedAt, before(requests)),
  );
  const closed = and(
    eq(t.retrospectives.workspace, workspace),
    eq(t.retrospectives.phase, "closed"),
    lt(t.retrospectives.closedAt, before(retrospectives)),
  );
  return {
    requests: await db.$count(t.requests, gone),
    retrospectives: await db.$count(t.retrospectives, closed),
  };
}
