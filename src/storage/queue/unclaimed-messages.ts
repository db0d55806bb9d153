/**
 * What is to be said and no replica holds: those who died or let go of it left it to whoever looks.
 */
import {
  and,
  asc,
  eq,
  gt,
  inArray,
  isNull,
  lte,
  or,
  type Param,
  type SQL,
  sql,
} from "../drizzle.ts";
import { prepared } from "../prepared.ts";
import type { Reader, Writer } from "../store.ts";
import { isUnsentMessage } from "../tables/queue.ts";
import type { OutboxRow } from "./outbox.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";

/**
 * No platform has a message wait so long, in milliseconds. One that is to wait longer cannot be
 * read, and would hold up all that is said there after it.
 */
const longestWait = 48 * 60 * 60 * 1_000;
const afterWait = (now: Date): Date => new Date(now.getTime() + longestWait);

/**
 * Rows that no replica holds: queued ones whose time has come, and those of unknown fate. A code
 * beside `unknown` says that it will never be known.
 */
const unheld = ({ t }: Reader, reached: SQL, now: Date | Param, afterWait: Date | Param) =>
  and(
    isUnsentMessage(t.outbox),
    eq(t.outbox.bulk, false),
    isNull(t.outbox.holder),
    reached,
    or(
      and(
        eq(t.outbox.state, "queued"),
        or(
          isNull(t.outbox.notBefore),
          lte(t.outbox.notBefore, now),
          gt(t.outbox.notBefore, afterWait),
        ),
      ),
      and(eq(t.outbox.state, "unknown"), isNull(t.outbox.code)),
    ),
  );

const someUnheld = prepared("outbox_unheld", (on: Reader) =>
  on.db
    .select({ seq: on.t.outbox.seq })
    .from(on.t.outbox)
    .where(
      unheld(
        on,
        isOnPlaceholderPlatforms(on.t.outbox.conversation),
        sql.param(sql.placeholder("now"), on.t.outbox.notBefore),
        sql.param(sql.placeholder("afterWait"), on.t.outbox.notBefore),
      ),
    )
    .limit(1),
);

/** Whether there are any. */
export const hasUnclaimedMessages = async (
  on: Reader,
  reach: ServedPlatforms,
  now: Date,
): Promise<boolean> =>
  (await someUnheld(on, { ...platformPlaceholders(reach), now, afterWait: afterWait(now) }))
    .length > 0;

/** Takes up to `limit` such rows, of whichever workspace. */
export async function claimUnclaimedMessages(
  w: Writer,
  holder: string,
  reach: ServedPlatforms,
  now: Date,
  limit: number,
): Promise<OutboxRow[]> {
  const { db, t, lock } = w;
  const seqs = (
    await lock(
      db
        .select({ seq: t.outbox.seq })
        .from(t.outbox)
        .where(unheld(w, isOnPlatforms(t.outbox.conversation, reach), now, afterWait(now)))
        .orderBy(asc(t.outbox.seq))
        .limit(limit),
      "skip",
    )
  ).map(({ seq }) => seq);
  if (seqs.length === 0) return [];
  const rows = await db
    .update(t.outbox)
    .set({ holder })
    .where(inArray(t.outbox.seq, seqs))
    .returning();
  return rows.sort((a, b) => a.seq - b.seq);
}
