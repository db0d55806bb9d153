/**
 * Releases claims that this replica holds in the database but not in memory. They arise when a
 * commit succeeded but its acknowledgement was lost. No other replica takes them over while this
 * process is alive.
 */
import { and, eq, inArray, isNull, sql } from "../drizzle.ts";
import type { Reader, Store, Writer } from "../store.ts";
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
