/** Scheduled jobs. A job that comes due becomes an inbox event and is processed like any other. */
import {
  and,
  asc,
  eq,
  getTableName,
  inArray,
  isNotNull,
  isNull,
  lte,
  type SQL,
  sql,
} from "../drizzle.ts";
import { assertRowsChanged } from "../engine/database-errors.ts";
import { isAppInstalled } from "../installations.ts";
import { prepared } from "../prepared.ts";
import type { Tables } from "../schema.ts";
import type { Reader, Writer } from "../store.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";
import { isNotSetAside, keyTextOf, matchesRowKey, type RowKey } from "./set-aside.ts";

/** A stored job. */
export type Job = Tables["jobs"]["$inferSelect"];

const p = sql.placeholder;

type NewJob = Pick<Job, "id" | "workspace" | "kind" | "subject" | "conversation" | "dueAt">;

const insert = ({ db, t }: Writer) =>
  db.insert(t.jobs).values({
    id: p("id"),
    workspace: p("workspace"),
    kind: p("kind"),
    subject: p("subject"),
    conversation: p("conversation"),
    dueAt: p("dueAt"),
  });

/** Conflict with a job of the same kind and subject, which takes the new values. */
const replaced = ({ t: { jobs } }: Writer) => ({
  target: [jobs.workspace, jobs.kind, jobs.subject],
  set: { dueAt: sql`excluded.due_at`, id: sql`excluded.id`, doneAt: null, holder: null },
});

const upsert = prepared("duty_plan", (w: Writer) => insert(w).onConflictDoUpdate(replaced(w)));

const upsertDone = prepared("duty_ensure", (w: Writer) =>
  insert(w).onConflictDoUpdate({ ...replaced(w), setWhere: isNotNull(w.t.jobs.doneAt) }),
);

/** Schedules a job; one of the same kind and subject is moved to the new instant. */
export const scheduleJob = async (w: Writer, job: NewJob): Promise<unknown> => upsert(w, job);

/** Schedules a job unless one of the same kind and subject is pending. */
export const ensureJob = async (w: Writer, job: NewJob): Promise<unknown> => upsertDone(w, job);

const deleteJob = prepared("duty_strike", ({ db, t }: Writer) =>
  db
    .delete(t.jobs)
    .where(
      and(
        eq(t.jobs.workspace, p("workspace")),
        eq(t.jobs.kind, p("kind")),
        eq(t.jobs.subject, p("subject")),
      ),
    ),
);

/** Cancels a job. */
export const cancelJob = async (
  w: Writer,
  workspace: string,
  kind: string,
  subject: string,
): Promise<unknown> => deleteJob(w, { workspace, kind, subject });

/**
 * Condition for pending jobs where the app is installed; others wait until it is installed again.
 */
const isPending = (on: Reader, onServedPlatforms: SQL) => {
  const { jobs } = on.t;
  return and(
    isNull(jobs.doneAt),
    onServedPlatforms,
    isAppInstalled(on, jobs.workspace),
    isNotSetAside(on, jobs.workspace, jobs.id),
  );
};

const isDue = (on: Reader, servedPlatforms: ServedPlatforms, now: Date) =>
  and(
    isPending(on, isOnPlatforms(on.t.jobs.conversation, servedPlatforms)),
    lte(on.t.jobs.dueAt, now),
  );

/** Returns the keys of up to `limit` due jobs. */
export async function dueJobKeys(
  on: Reader,
  servedPlatforms: ServedPlatforms,
  now: Date,
  limit: number,
): Promise<RowKey[]> {
  const { jobs } = on.t;
  const rows = await on.db
    .select({ workspace: keyTextOf(jobs.workspace), key: keyTextOf(jobs.id) })
    .from(jobs)
    .where(isDue(on, servedPlatforms, now))
    .orderBy(asc(jobs.dueAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, tableName: getTableName(jobs) }));
}

/**
 * Takes up to `limit` due jobs of any workspace, or only `only`, and marks them done: the caller
 * stores their events in the same write.
 */
export async function takeDueJobs(
  w: Writer,
  servedPlatforms: ServedPlatforms,
  now: Date,
  { limit, only }: { limit: number; only?: RowKey | undefined },
): Promise<Job[]> {
  const { db, t, lock } = w;
  const due = and(
    isDue(w, servedPlatforms, now),
    only && matchesRowKey(t.jobs.workspace, t.jobs.id, only),
  );
  const ids = (
    await lock(
      db.select({ id: t.jobs.id }).from(t.jobs).where(due).orderBy(asc(t.jobs.dueAt)).limit(limit),
      "skip",
    )
  ).map(({ id }) => id);
  if (ids.length === 0) return [];
  const taken = await db
    .update(t.jobs)
    .set({ doneAt: now })
    .where(inArray(t.jobs.id, ids))
    .returning();
  assertRowsChanged(taken.length, ids.length);
  return taken;
}

/** Returns the id of the event that a job becomes. */
export const jobEventId = ({ id }: Pick<Job, "id">): string => `duty:${id}`;

/** Returns the pending jobs of a workspace, the next one first. */
export const pendingJobs = async (
  { db, t }: Reader,
  workspace: string,
): Promise<Pick<Job, "kind" | "dueAt">[]> =>
  db
    .select({ kind: t.jobs.kind, dueAt: t.jobs.dueAt })
    .from(t.jobs)
    .where(and(eq(t.jobs.workspace, workspace), isNull(t.jobs.doneAt)))
    .orderBy(asc(t.jobs.dueAt));

const nextPending = prepared("duty_next", (on: Reader) =>
  on.db
    .select({ dueAt: on.t.jobs.dueAt })
    .from(on.t.jobs)
    .where(isPending(on, isOnPlaceholderPlatforms(on.t.jobs.conversation)))
    .orderBy(asc(on.t.jobs.dueAt))
    .limit(1),
);

/** Returns when the next job comes due. */
export async function nextJobDueAt(
  on: Reader,
  servedPlatforms: ServedPlatforms,
): Promise<Date | undefined> {
  const [job] = await nextPending(on, platformPlaceholders(servedPlatforms));
  return job?.dueAt;
}
