/**
 * What has had its day goes: at night, a batch a write, so that nobody waits for it; a crash in
 * between leaves the rest for the next look.
 */

import { and, asc, eq, getTableName, inArray, sql } from "../../../storage/drizzle.ts";
import { assertRowsChanged } from "../../../storage/engine/database-errors.ts";
import { isNotSetAside, keyTextOf } from "../../../storage/queue/set-aside.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { areTermsInForce, retentionTermsOf } from "../../workspace/retention-terms.ts";
import { readWorkspaceSettings, WorkspaceSettings } from "../../workspace/settings.ts";
import {
  checksPastTerm,
  type ExpiredRows,
  isRetrospectiveUnderWay,
  type RetentionScope,
  requestsPastTerm,
  retrospectivesPastTerm,
  rowsPastFixedTerms,
} from "./rules.ts";

/** When all are asleep, by the wall of the workspace. */
const quietHour = 3;

/** So many workspaces in one write: each takes a dozen searches. */
const handful = 20;

/** How many rows went, by table. */
export type DeletedRowCounts = Record<string, number>;

/** The last time that it was quiet, in milliseconds since 1970. `zone` is IANA. */
function lastQuiet(now: Date, zone: string): number {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const today = here.withPlainTime({ hour: quietHour });
  return (today.epochMilliseconds <= now.getTime() ? today : today.subtract({ days: 1 }))
    .epochMilliseconds;
}

/**
 * A workspace cannot have been tidied that far ahead, in milliseconds: a clock that was ahead, or a
 * hand, wrote so.
 */
const furthestAheadMs = 24 * 60 * 60 * 1_000;

/** The workspaces that were not tidied since it was last quiet there. */
export async function workspacesDueForRetention(on: Reader, now: Date): Promise<string[]> {
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
    since < lastQuiet(now, zone) || since > now.getTime() + furthestAheadMs;
  return rows
    .filter(
      ({ id, key, settings, since }) =>
        id === key && isDue(since.getTime(), WorkspaceSettings.parse(settings).zone),
    )
    .map(({ id }) => id);
}

/**
 * How far each workspace is in the night's work, so that what is done is not looked through again
 * with each batch: the rules that are done there.
 */
export type RetentionProgress = Map<string, Set<number>>;

/**
 * Tidies workspaces that it is time for, or only one of them, until some `limit` rows are gone;
 * gives what went, whether there is more, and how many workspaces are done. Of several who do it at
 * the same time each takes other workspaces.
 */
export async function runRetentionBatch(
  w: Writer,
  now: Date,
  { limit, only }: { limit: number; only?: string | undefined },
  progress: RetentionProgress = new Map(),
): Promise<{ swept: DeletedRowCounts; more: boolean; done: number }> {
  const { db, t, lock } = w;
  const due = (await workspacesDueForRetention(w, now)).filter(
    (id) => only === undefined || id === only,
  );
  const mine = await lock(
    db
      .select({ id: t.workspaces.id })
      .from(t.workspaces)
      .where(inArray(t.workspaces.id, due.slice(0, handful))),
    "skip",
  );
  const swept: DeletedRowCounts = {};
  let left = limit;
  let done = 0;
  for (const { id: workspace } of mine) {
    left = await sweep(
      w,
      { workspace, now },
      { limit: left, swept, done: progress.getOrInsertComputed(workspace, () => new Set()) },
    );
    if (left <= 0) return { swept, more: true, done };
    const tidied = await db
      .update(t.workspaces)
      .set({ sweptAt: now })
      .where(eq(t.workspaces.id, workspace))
      .returning({ id: t.workspaces.id });
    assertRowsChanged(tidied.length, 1);
    progress.delete(workspace);
    done++;
  }
  return { swept, more: due.length > handful, done };
}

/** What goes there, rule by rule. */
async function rulesFor(
  w: Writer,
  scope: RetentionScope,
): Promise<(() => Promise<ExpiredRows | undefined>)[]> {
  const settings = await readWorkspaceSettings(w, scope.workspace);
  const { requests, retrospectives, checks } = retentionTermsOf(settings);
  const rules = rowsPastFixedTerms(w, scope, await shownBoards(w, scope.workspace)).map(
    (rows) => async () => rows,
  );
  if (!areTermsInForce(settings, scope.now)) return rules;
  return [
    ...rules,
    async () => (requests > 0 ? requestsPastTerm(w, scope, requests) : undefined),
    async () => (retrospectives > 0 ? retrospectivesPastTerm(w, scope, retrospectives) : undefined),
    () => checksPastTerm(w, scope, checks),
  ];
}

/** One batch of a workspace: gives how much of `limit` is left. */
async function sweep(
  w: Writer,
  scope: RetentionScope,
  { limit, swept, done }: { limit: number; swept: DeletedRowCounts; done: Set<number> },
): Promise<number> {
  let left = limit;
  for (const [index, rule] of (await rulesFor(w, scope)).entries()) {
    for (let rows = done.has(index) ? undefined : await rule(); rows; rows = await rule()) {
      const { table, weight = 1, repeat } = rows;
      const most = Math.ceil(left / weight);
      const gone = await take(w, scope.workspace, rows, most);
      const name = getTableName(w.t[table]); // as operators see it in the metric
      if (gone > 0) swept[name] = (swept[name] ?? 0) + gone;
      left -= gone * weight;
      if (left <= 0) return left;
      if (!repeat || gone === 0) break;
    }
    done.add(index);
  }
  return left;
}

/** The messages that show a retrospective which is not at its end. */
async function shownBoards(on: Reader, workspace: string): Promise<string[]> {
  const { retrospectives } = on.t;
  const rows = await on.db
    .select({ cards: retrospectives.cards })
    .from(retrospectives)
    .where(and(eq(retrospectives.workspace, workspace), isRetrospectiveUnderWay(on)));
  return rows.flatMap(({ cards }) => cards.map(({ id }) => id));
}

/**
 * Takes away up to `limit` rows, and gives how many those were; what somebody else has in hand at
 * this moment stays for the next night.
 */
async function take(
  { db, t, lock }: Writer,
  workspace: string,
  { table: name, key, day, when }: ExpiredRows,
  limit: number,
): Promise<number> {
  const table = t[name] as Tables["requests"]; // all that is asked of it is its workspace
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
