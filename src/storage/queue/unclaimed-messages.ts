/** Outbox messages that no replica holds: their holder ended or released them. */
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
import type { OutboxRow } from "./outbox.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";
import { isUnsentMessage } from "./tables.ts";

/**
 * Maximum delay (ms) of a message that any platform asks for. A later `notBefore` is invalid and
 * would block the conversation, so the message is sent.
 */
const maxDelayMs = 48 * 60 * 60 * 1_000;
const afterMaxDelay = (now: Date): Date => new Date(now.getTime() + maxDelayMs);

/**
 * Condition for unclaimed messages: queued ones that are due, and those of unknown outcome. A code
 * beside `unknown` means that the outcome stays unknown.
 */
const isUnclaimed = (
  { t }: Reader,
  onServedPlatforms: SQL,
  now: Date | Param,
  afterMaxDelay: Date | Param,
) =>
  and(
    isUnsentMessage(t.outbox),
    eq(t.outbox.bulk, false),
    isNull(t.outbox.holder),
    onServedPlatforms,
    or(
      and(
        eq(t.outbox.state, "queued"),
        or(
          isNull(t.outbox.notBefore),
          lte(t.outbox.notBefore, now),
          gt(t.outbox.notBefore, afterMaxDelay),
        ),
      ),
      and(eq(t.outbox.state, "unknown"), isNull(t.outbox.code)),
    ),
  );

const firstUnclaimed = prepared("outbox_unheld", (on: Reader) =>
  on.db
    .select({ seq: on.t.outbox.seq })
    .from(on.t.outbox)
    .where(
      isUnclaimed(
        on,
        isOnPlaceholderPlatforms(on.t.outbox.conversation),
        sql.param(sql.placeholder("now"), on.t.outbox.notBefore),
        sql.param(sql.placeholder("afterWait"), on.t.outbox.notBefore),
      ),
    )
    .limit(1),
);

/** Returns whether any message is unclaimed. */
export const hasUnclaimedMessages = async (
  on: Reader,
  served: ServedPlatforms,
  now: Date,
): Promise<boolean> =>
  (
    await firstUnclaimed(on, {
      ...platformPlaceholders(served),
      now,
      afterWait: afterMaxDelay(now),
    })
  ).length > 0;

/** Claims up to `limit` unclaimed messages of any workspace. */
export async function claimUnclaimedMessages(
  w: Writer,
  holder: string,
  served: ServedPlatforms,
  now: Date,
  limit: number,
): Promise<OutboxRow[]> {
  const { db, t, lock } = w;
  const seqs = (
    await lock(
      db
        .select({ seq: t.outbox.seq })
        .from(t.outbox)
        .where(
          isUnclaimed(w, isOnPlatforms(t.outbox.conversation, served), now, afterMaxDelay(now)),
        )
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
