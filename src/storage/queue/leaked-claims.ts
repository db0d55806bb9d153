/**
 * Claims without a holder: releases those that this replica holds in the database but not in
 * memory, and finds messages that no replica holds.
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
import type { Reader, Store, Writer } from "../store.ts";
import type { OutboxRow } from "./outbox.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";
import { isUnsentMessage } from "./tables.ts";

/** Row numbers of claimed events and messages. */
export interface HeldClaims {
  inbox: readonly number[];
  outbox: readonly number[];
}

async function readHeldClaims(
  { db, t: { inbox, outbox } }: Reader,
  holder: string,
): Promise<HeldClaims> {
  const events = await db
    .select({ seq: inbox.seq })
    .from(inbox)
    .where(and(isNull(inbox.doneAt), eq(inbox.holder, holder)));
  const messages = await db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(isUnsentMessage(outbox), eq(outbox.holder, holder)));
  return { inbox: events.map(({ seq }) => seq), outbox: messages.map(({ seq }) => seq) };
}

/**
 * Releases leaked claims. A message in `sending` returns to `queued`, because it was never passed
 * to the sender.
 */
async function releaseLeakedClaims(
  { db, t: { inbox, outbox } }: Writer,
  holder: string,
  leaked: HeldClaims,
): Promise<void> {
  await db
    .update(inbox)
    .set({ holder: null })
    .where(
      and(inArray(inbox.seq, [...leaked.inbox]), isNull(inbox.doneAt), eq(inbox.holder, holder)),
    );
  const claimed = sql`${outbox.state} = 'sending'`;
  await db
    .update(outbox)
    .set({
      holder: null,
      state: sql`case when ${claimed} then 'queued' else ${outbox.state} end`,
      attempts: sql`case when ${claimed} then ${outbox.attempts} - 1 else ${outbox.attempts} end`,
    })
    .where(
      and(
        inArray(outbox.seq, [...leaked.outbox]),
        isUnsentMessage(outbox),
        eq(outbox.holder, holder),
      ),
    );
}

const noClaims: HeldClaims = { inbox: [], outbox: [] };

const intersection = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => all.has(row));
};
const difference = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => !all.has(row));
};

/**
 * Returns a check that releases claims found leaked in two consecutive runs: after one interval, a
 * claim in transit from its commit to memory has arrived. Resolves with the number of released
 * rows.
 */
export function createLeakedClaimReleaser(
  store: Store,
  holder: string,
  claimsInMemory: () => HeldClaims,
): () => Promise<number> {
  let previouslyMissing = noClaims;
  return async () => {
    const inDatabase = await readHeldClaims(store.read, holder);
    const inMemory = claimsInMemory();
    const missing = {
      inbox: difference(inDatabase.inbox, inMemory.inbox),
      outbox: difference(inDatabase.outbox, inMemory.outbox),
    };
    const leaked = {
      inbox: intersection(missing.inbox, previouslyMissing.inbox),
      outbox: intersection(missing.outbox, previouslyMissing.outbox),
    };
    previouslyMissing = missing;
    const count = leaked.inbox.length + leaked.outbox.length;
    if (count > 0) await store.write((w) => releaseLeakedClaims(w, holder, leaked));
    return count;
  };
}

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
