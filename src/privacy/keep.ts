/** What has had its day goes: at night, a batch a write, so that nobody waits for it; a crash in between leaves the rest for the next look. */
import { readSettings, Settings } from "../organisation/settings.ts";
import { count, termsOf } from "../organisation/terms.ts";
import { and, asc, eq, inArray, sql } from "../storage/drizzle.ts";
import type { Tables } from "../storage/schema.ts";
import type { Reader, Writer } from "../storage/store.ts";
import { isZone } from "../working-time.ts";
import { type Expired, expired, isOpen, longAgo, longClosed, longOver, type Scope } from "./keep-rules.ts";

/** When all are asleep, by the wall of the workspace. */
const quietHour = 3;

/** So many workspaces in one write: each takes a dozen searches. */
const handful = 20;

/** How many rows went, by table. */
export type Swept = Record<string, number>;

/** The last time that it was quiet, in milliseconds since 1970. `zone` is IANA. */
function lastQuiet(now: Date, zone: string): number {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const today = here.withPlainTime({ hour: quietHour });
  return (today.epochMilliseconds <= now.getTime() ? today : today.subtract({ days: 1 })).epochMilliseconds;
}

/** The workspaces that were not tidied since it was last quiet there. */
export async function untidy({ db, t: { workspaces } }: Reader, now: Date): Promise<string[]> {
  const since = sql<Date>`coalesce(${workspaces.sweptAt}, ${workspaces.createdAt})`.mapWith(workspaces.createdAt);
  const rows = await db.select({ id: workspaces.id, settings: workspaces.settings, since }).from(workspaces).orderBy(asc(since));
  const zoneOf = (settings: unknown): string => Settings.safeParse(settings).data?.zone ?? "UTC";
  return rows.filter(({ settings, since }) => since.getTime() < lastQuiet(now, isZone(zoneOf(settings)) ? zoneOf(settings) : "UTC")).map(({ id }) => id);
}

/** Tidies workspaces that it is time for until some `limit` rows are gone; gives what went, and whether there is more. Of several who do it at the same time each takes other workspaces. */
export async function tidy(w: Writer, now: Date, limit: number): Promise<{ swept: Swept; more: boolean }> {
  const { db, t, lock } = w;
  const due = await untidy(w, now);
  const mine = await lock(
    db
      .select({ id: t.workspaces.id })
      .from(t.workspaces)
      .where(inArray(t.workspaces.id, due.slice(0, handful))),
    "skip",
  );
  const swept: Swept = {};
  let left = limit;
  for (const { id: workspace } of mine) {
    left = await sweep(w, { workspace, now }, left, swept);
    if (left <= 0) return { swept, more: true };
    await db.update(t.workspaces).set({ sweptAt: now }).where(eq(t.workspaces.id, workspace));
  }
  return { swept, more: due.length > handful };
}

/** One batch of a workspace: gives how much of `limit` is left. */
async function sweep(w: Writer, scope: Scope, limit: number, swept: Swept): Promise<number> {
  const { workspace, now } = scope;
  const settings = await readSettings(w, workspace);
  const { requests, retrospectives, checks } = termsOf(settings);
  let left = limit;
  const go = async ({ weight = 1, ...rows }: Expired): Promise<number> => {
    const gone = left <= 0 ? 0 : await take(w, workspace, rows, Math.ceil(left / weight));
    left -= gone * weight;
    if (gone > 0) swept[rows.table] = (swept[rows.table] ?? 0) + gone;
    return gone;
  };
  for (const each of expired(w, scope, await shownBoards(w, workspace))) await go(each);
  if (!count(settings, now)) return left;
  if (requests > 0) while ((await go(longOver(w, scope, requests))) > 0); // what became part of another follows it
  if (retrospectives > 0) await go(longClosed(w, scope, retrospectives));
  for (let day = await longAgo(w, scope, checks); day && (await go(day)) > 0; ) day = await longAgo(w, scope, checks);
  return left;
}

/** The messages that show a retrospective which is not at its end. */
async function shownBoards(on: Reader, workspace: string): Promise<string[]> {
  const { retrospectives } = on.t;
  const rows = await on.db
    .select({ cards: retrospectives.cards })
    .from(retrospectives)
    .where(and(eq(retrospectives.workspace, workspace), isOpen(on)));
  return rows.flatMap(({ cards }) => cards.map(({ id }) => id));
}

/** Takes away up to `limit` rows, and gives how many those were; what somebody else has in hand at this moment stays for the next night. */
async function take({ db, t, lock }: Writer, workspace: string, { table: name, key, when }: Expired, limit: number): Promise<number> {
  const table = t[name] as Tables["requests"]; // all that is asked of it is its workspace
  const whose = eq(table.workspace, workspace);
  const keys = (
    await lock(
      db
        .select({ key: sql<string | number>`${key}` })
        .from(table)
        .where(and(whose, when))
        .limit(limit),
      "skip",
    )
  ).map(({ key }) => key);
  if (keys.length > 0) await db.delete(table).where(and(whose, when, inArray(key, keys)));
  return keys.length;
}
