/**
 * What arrived and is not yet dealt with: stored before it is acknowledged, taken in order, emptied
 * when it is done.
 */
import type { InboundEvent } from "../../platform/event.ts";
import { and, asc, eq, getTableName, inArray, isNull, type SQL, sql } from "../drizzle.ts";
import { prepared } from "../prepared.ts";
import type { Reader, Writer } from "../store.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";
import { type RowKey, setRowAside } from "./set-aside.ts";

/** An arrival with its place in the order of things. */
export interface InboxEntry {
  seq: number;
  conversation: string;
  event: InboundEvent;
  /** It had to wait for another of its conversation. */
  waited?: true;
  /** How often its turn failed in this process. */
  tries?: number;
}

const p = sql.placeholder;

const insert = prepared("arrival_insert", ({ db, t }: Writer) =>
  db
    .insert(t.inbox)
    .values({
      workspace: p("workspace"),
      id: p("id"),
      conversation: p("conversation"),
      once: p("once"),
      kind: p("kind"),
      body: p("body"),
      receivedAt: p("at"),
      holder: p("holder"),
    })
    .onConflictDoNothing()
    .returning({ seq: t.inbox.seq }),
);

/**
 * Stores an arrival for `holder` to take; undefined when it, or the same message by another event,
 * is there already.
 */
export async function storeEvent(
  w: Writer,
  event: InboundEvent,
  conversation: string,
  once: string | null,
  holder: string,
  at: Date,
): Promise<InboxEntry | undefined> {
  const { workspace, id, kind } = event;
  const [row] = await insert(w, {
    workspace,
    id,
    conversation,
    once,
    kind,
    body: event,
    at,
    holder,
  });
  return row && { seq: row.seq, conversation, event };
}

/** Whether a message came in lately, by its second key. */
export const hasInboxMessage = async (
  { db, t }: Reader,
  workspace: string,
  once: string,
): Promise<boolean> =>
  (await db.$count(t.inbox, and(eq(t.inbox.workspace, workspace), eq(t.inbox.once, once)))) > 0;

const undone = prepared("arrivals_undone", ({ db, t }: Reader) =>
  db
    .select({ seq: t.inbox.seq })
    .from(t.inbox)
    .where(
      and(
        eq(t.inbox.workspace, p("workspace")),
        eq(t.inbox.conversation, p("conversation")),
        isNull(t.inbox.doneAt),
      ),
    ),
);

/**
 * The one whose turn it is in a conversation. Few wait in one, and to have SQLite order them costs
 * ten times as much (7.7 against 0.6 µs).
 */
export async function firstPendingEvent(
  on: Reader,
  workspace: string,
  conversation: string,
): Promise<number | undefined> {
  const rows = await undone(on, { workspace, conversation });
  return rows.length === 0 ? undefined : Math.min(...rows.map(({ seq }) => seq));
}

const done = prepared("arrival_done", ({ db, t }: Writer) =>
  db
    .update(t.inbox)
    .set({ doneAt: p("at") as never, body: null, holder: null })
    .where(and(eq(t.inbox.workspace, p("workspace")), eq(t.inbox.seq, p("seq")))),
);

export const finishEvent = (
  w: Writer,
  workspace: string,
  seq: number,
  at: Date,
): Promise<unknown> => done(w, { workspace, seq, at });

/**
 * Notes a failed try and tells how many there were: by the row, or in this process, should the row
 * say less. After `most` the arrival is done with, its body emptied like any other's.
 */
export async function recordEventFailure(
  w: Writer,
  workspace: string,
  seq: number,
  { code, already, most }: { code: string; already: number; most: number },
  at: Date,
): Promise<number> {
  const { db, t } = w;
  const [row] = await db
    .update(t.inbox)
    .set({ attempts: sql`${t.inbox.attempts} + 1`, note: code })
    .where(and(eq(t.inbox.workspace, workspace), eq(t.inbox.seq, seq)))
    .returning({ attempts: t.inbox.attempts });
  const attempts = Math.max(row?.attempts ?? most, already);
  if (attempts >= most) await finishEvent(w, workspace, seq, at);
  return attempts;
}

/** Arrivals that no living replica holds. */
const unheld = ({ t }: Reader, reached: SQL) =>
  and(isNull(t.inbox.doneAt), isNull(t.inbox.holder), reached);

const someUnheld = prepared("arrivals_unheld", (on: Reader) =>
  on.db
    .select({ seq: on.t.inbox.seq })
    .from(on.t.inbox)
    .where(unheld(on, isOnPlaceholderPlatforms(on.t.inbox.conversation)))
    .limit(1),
);

/** Whether there are any. */
export const hasUnclaimedEvents = async (on: Reader, reach: ServedPlatforms): Promise<boolean> =>
  (await someUnheld(on, platformPlaceholders(reach))).length > 0;

/**
 * Takes up to `limit` such arrivals, of whichever workspace. Those that cannot be read are ended
 * and set aside: nobody after them in their conversation would have a turn.
 */
export async function claimUnclaimedEvents(
  w: Writer,
  holder: string,
  { reach, limit, now }: { reach: ServedPlatforms; limit: number; now: Date },
): Promise<{ taken: InboxEntry[]; lost: RowKey[] }> {
  const { db, t, lock } = w;
  const free = unheld(w, isOnPlatforms(t.inbox.conversation, reach));
  const seqs = (
    await lock(
      db
        .select({ seq: t.inbox.seq })
        .from(t.inbox)
        .where(free)
        .orderBy(asc(t.inbox.seq))
        .limit(limit),
      "skip",
    )
  ).map(({ seq }) => seq);
  if (seqs.length === 0) return { taken: [], lost: [] };
  const rows = await db
    .update(t.inbox)
    .set({ holder })
    .where(inArray(t.inbox.seq, seqs))
    .returning({
      seq: t.inbox.seq,
      workspace: t.inbox.workspace,
      conversation: t.inbox.conversation,
      body: t.inbox.body,
    });
  const lost = rows.flatMap(({ body, workspace, seq }): RowKey[] =>
    body ? [] : [{ workspace, tableName: getTableName(t.inbox), key: String(seq) }],
  );
  for (const row of lost) await giveUp(w, row, now);
  const taken = rows
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ seq, conversation, body }) => (body ? [{ seq, conversation, event: body }] : []));
  return { taken, lost };
}

/** Its words stay until its retention ends, for the person who mends it. */
async function giveUp(w: Writer, row: RowKey, at: Date): Promise<void> {
  const { db, t } = w;
  await db
    .update(t.inbox)
    .set({ doneAt: at, holder: null, note: "unreadable" })
    .where(and(eq(t.inbox.workspace, row.workspace), eq(t.inbox.seq, Number(row.key))));
  await setRowAside(w, { ...row, code: "unreadable", at });
}

/** How much waits, and since when: what an operator wants to know of a queue. */
export async function inboxBacklog({ db, t }: Reader): Promise<{ waiting: number; oldest?: Date }> {
  const undone = isNull(t.inbox.doneAt);
  const [oldest] = await db
    .select({ at: t.inbox.receivedAt })
    .from(t.inbox)
    .where(undone)
    .orderBy(asc(t.inbox.seq))
    .limit(1);
  return { waiting: await db.$count(t.inbox, undone), ...(oldest && { oldest: oldest.at }) };
}
