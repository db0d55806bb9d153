/**
 * Nightly retention job: deletes expired rows in batches, one transaction each, and resumes after a
 * crash. The engine and each feature declare the rules.
 */

import type { BulkJob } from "../../core/bulk-job.ts";
import type {
  ChosenTerms,
  ExpiredRows,
  FeatureData,
  RetentionRule,
  RetentionScope,
} from "../../core/feature-data.ts";
import { dayMs, zonedDateTimeAt } from "../../lib/dates/calendar-dates.ts";
import { and, asc, eq, getTableName, inArray, type SQL, sql } from "../../storage/drizzle.ts";
import { assertRowsChanged } from "../../storage/engine/database-errors.ts";
import { isNotSetAside, keyTextOf } from "../../storage/queue/set-aside.ts";
import type { Tables } from "../../storage/schema.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { areTermsInForce, retentionTermsOf } from "../workspace/retention-terms.ts";
import { readWorkspaceSettings, WorkspaceSettings } from "../workspace/settings.ts";

/** Local hour of the workspace at which the job starts. */
const startHour = 3;

/** Workspaces in one write; each needs a dozen queries. */
const workspacesPerWrite = 20;

const maxRowsPerWrite = 200;

/** Pause (ms of the bot's clock) after nothing was due. */
const idleMs = 10 * 60 * 1_000;

/** Deleted rows, by the SQL name of their table. */
export type DeletedRowCounts = Record<string, number>;

/** What retention needs from the application. */
export interface RetentionOptions {
  /** Data declarations of the engine and all features. */
  data: readonly FeatureData[];
  /** Called once all expired rows of a run are deleted. */
  onDeleted?: ((rows: DeletedRowCounts) => void) | undefined;
}

/** Returns the last scheduled start (Unix ms). `zone` is IANA. */
function lastStartAt(now: Date, zone: string): number {
  const here = zonedDateTimeAt(now, zone);
  const today = here.withPlainTime({ hour: startHour });
  return (today.epochMilliseconds <= now.getTime() ? today : today.subtract({ days: 1 }))
    .epochMilliseconds;
}

/**
 * Maximum time (ms) of the last run in the future; a later one comes from a clock that was ahead or
 * a manual change.
 */
const maxAheadMs = dayMs;

/** Returns the workspaces that were not processed since the last start. */
async function workspacesDue(on: Reader, now: Date): Promise<string[]> {
  const { workspaces } = on.t;
  const since = sql<Date>`coalesce(${workspaces.sweptAt}, ${workspaces.createdAt})`.mapWith(
    workspaces.createdAt,
  );
  const rows = await on.db
    .select({
      id: workspaces.id,
      key: keyTextOf(workspaces.id),
      settings: workspaces.settings,
      since,
    })
    .from(workspaces)
    .where(isNotSetAside(on, workspaces.id, workspaces.id))
    .orderBy(asc(since));
  const isDue = (since: number, zone = "UTC"): boolean =>
    since < lastStartAt(now, zone) || since > now.getTime() + maxAheadMs;
  return rows
    .filter(
      ({ id, key, settings, since }) =>
        id === key && isDue(since.getTime(), WorkspaceSettings.parse(settings).zone),
    )
    .map(({ id }) => id);
}

/** Finished rules by workspace, so that batches do not query them again. */
type Progress = Map<string, Set<RetentionRule>>;

/**
 * Processes due workspaces, or only one, until some `limit` rows are deleted. Concurrent replicas
 * take different workspaces.
 * @returns the deleted rows, whether there is more, and how many workspaces are finished
 */
export async function runRetentionBatch(
  data: readonly FeatureData[],
  w: Writer,
  now: Date,
  { limit, only }: { limit: number; only?: string | undefined },
  progress: Progress = new Map(),
): Promise<{ deleted: DeletedRowCounts; more: boolean; done: number }> {
  const { db, t, lock } = w;
  const due = (await workspacesDue(w, now)).filter((id) => only === undefined || id === only);
  const own = await lock(
    db
      .select({ id: t.workspaces.id })
      .from(t.workspaces)
      .where(inArray(t.workspaces.id, due.slice(0, workspacesPerWrite))),
    "skip",
  );
  const deleted: DeletedRowCounts = {};
  let left = limit;
  let done = 0;
  for (const { id: workspace } of own) {
    const rulesDone = progress.getOrInsertComputed(workspace, () => new Set());
    left = await deleteExpiredRows(
      data,
      w,
      { workspace, now },
      { limit: left, deleted, rulesDone },
    );
    if (left <= 0) return { deleted, more: true, done };
    const updated = await db
      .update(t.workspaces)
      .set({ sweptAt: now })
      .where(eq(t.workspaces.id, workspace))
      .returning({ id: t.workspaces.id });
    assertRowsChanged(updated.length, 1);
    progress.delete(workspace);
    done++;
  }
  return { deleted, more: due.length > workspacesPerWrite, done };
}

async function readScope(
  data: readonly FeatureData[],
  w: Writer,
  { workspace, now }: Pick<RetentionScope, "workspace" | "now">,
): Promise<RetentionScope> {
  const messages: SQL[] = [];
  for (const { retention } of data) {
    const inUse = await retention?.messageInUse?.(w, workspace);
    if (inUse) messages.push(inUse);
  }
  return {
    workspace,
    now,
    inUse: {
      messages,
      conversation: (key) =>
        data.flatMap(({ retention }) => retention?.conversationInUse?.(w, workspace, key) ?? []),
    },
  };
}

/** Deletes one batch of a workspace; returns the rest of `limit`. */
async function deleteExpiredRows(
  data: readonly FeatureData[],
  w: Writer,
  about: Pick<RetentionScope, "workspace" | "now">,
  batch: { limit: number; deleted: DeletedRowCounts; rulesDone: Set<RetentionRule> },
): Promise<number> {
  const { deleted, rulesDone } = batch;
  const scope = await readScope(data, w, about);
  let left = batch.limit;
  const settings = await readWorkspaceSettings(w, scope.workspace);
  const terms: ChosenTerms = { ...retentionTermsOf(settings) };
  const rules = [
    ...data.flatMap(({ retention }) => retention?.rules ?? []),
    ...(areTermsInForce(settings, scope.now)
      ? data.flatMap(({ retention }) => retention?.chosenRules ?? [])
      : []),
  ];
  for (const rule of rules) {
    if (rulesDone.has(rule)) continue;
    for (let rows = await rule(w, scope, terms); rows; rows = await rule(w, scope, terms)) {
      const { weight = 1, repeat } = rows;
      const gone = await deleteRows(w, scope.workspace, rows, Math.ceil(left / weight));
      const name = getTableName(w.t[rows.table]);
      if (gone > 0) deleted[name] = (deleted[name] ?? 0) + gone;
      left -= gone * weight;
      if (left <= 0) return left;
      if (!repeat || gone === 0) break;
    }
    rulesDone.add(rule);
  }
  return left;
}

/** Deletes up to `limit` rows and returns their number; locked rows stay until the next run. */
async function deleteRows(
  { db, t, lock }: Writer,
  workspace: string,
  { table: name, key, day, when }: ExpiredRows,
  limit: number,
): Promise<number> {
  const table = t[name] as Tables["requests"]; // only the column `workspace` is used
  const among = and(eq(table.workspace, workspace), day);
  const found = db
    .select({ key: sql<string | number>`${key}` })
    .from(table)
    .where(and(among, when))
    .limit(limit);
  const keys = (await lock(found, "skip")).map((row) => row.key);
  if (keys.length > 0) await db.delete(table).where(and(among, inArray(key, keys)));
  return keys.length;
}

/** Creates the nightly job that deletes what has expired. */
export function createRetentionJob({ data, onDeleted }: RetentionOptions): BulkJob {
  let nextLookMs = 0;
  let deleted: DeletedRowCounts = {};
  const progress: Progress = new Map();
  /** Whether deleted rows still have traces in the database's files. */
  let hasTraces = false;

  return {
    async countDue(on, _, now) {
      if (now.getTime() < nextLookMs) return 0;
      const due = await workspacesDue(on, now);
      if (due.length === 0) nextLookMs = now.getTime() + idleMs;
      return due.length;
    },
    async dueKeys(on, _, { now, limit }) {
      progress.clear(); // the failed write was rolled back
      const tableName = getTableName(on.t.workspaces);
      return (await workspacesDue(on, now))
        .slice(0, limit)
        .map((id) => ({ workspace: id, tableName, key: id }));
    },
    async runBatch(w, { now, limit, only }) {
      const maxRows = Math.min(limit, maxRowsPerWrite);
      const batch = await runRetentionBatch(
        data,
        w,
        now,
        { limit: maxRows, only: only?.key },
        progress,
      );
      for (const [table, rows] of Object.entries(batch.deleted))
        deleted[table] = (deleted[table] ?? 0) + rows;
      hasTraces ||= !batch.more && batch.done > 0;
      return batch.more ? limit : 0;
    },
    async prefetch({ store }) {
      if (!hasTraces) return;
      hasTraces = false;
      if (Object.keys(deleted).length > 0) onDeleted?.(deleted);
      deleted = {};
      await store.purgeDeletedRows({ gently: true });
    },
  };
}
