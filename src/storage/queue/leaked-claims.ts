/**
 * What a replica holds on record: arrivals that are not dealt with, and messages that are not said.
 */
import { and, eq, inArray, isNull, sql } from "../drizzle.ts";
import type { Reader, Store, Writer } from "../store.ts";
import { isUnsentMessage } from "../tables/queue.ts";

/** By their places in the order of things. */
export interface HeldClaims {
  inbox: readonly number[];
  outbox: readonly number[];
}

async function readHeldClaims(
  { db, t: { inbox, outbox } }: Reader,
  holder: string,
): Promise<HeldClaims> {
  const undone = await db
    .select({ seq: inbox.seq })
    .from(inbox)
    .where(and(isNull(inbox.doneAt), eq(inbox.holder, holder)));
  const waiting = await db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(isUnsentMessage(outbox), eq(outbox.holder, holder)));
  return { inbox: undone.map(({ seq }) => seq), outbox: waiting.map(({ seq }) => seq) };
}

/**
 * Gives back what the replica never got into its hands, so that a message claimed for sending was
 * surely not sent.
 */
async function releaseLeakedClaims(
  { db, t: { inbox, outbox } }: Writer,
  holder: string,
  strays: HeldClaims,
): Promise<void> {
  await db
    .update(inbox)
    .set({ holder: null })
    .where(
      and(inArray(inbox.seq, [...strays.inbox]), isNull(inbox.doneAt), eq(inbox.holder, holder)),
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
        inArray(outbox.seq, [...strays.outbox]),
        isUnsentMessage(outbox),
        eq(outbox.holder, holder),
      ),
    );
}

const nothing: HeldClaims = { inbox: [], outbox: [] };

const among = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => all.has(row));
};
const except = (rows: readonly number[], others: readonly number[]): number[] => {
  const all = new Set(others);
  return rows.filter((row) => !all.has(row));
};

/**
 * A look gives back what the look before had found already: whatever was only on its way from a
 * commit into this process's hands is there by then. Resolves with how many rows those were.
 */
export function createLeakedClaimReleaser(
  store: Store,
  holder: string,
  inHand: () => HeldClaims,
): () => Promise<number> {
  let before = nothing;
  return async () => {
    const held = await readHeldClaims(store.read, holder);
    const hands = inHand();
    const found = {
      inbox: except(held.inbox, hands.inbox),
      outbox: except(held.outbox, hands.outbox),
    };
    const leaked = {
      inbox: among(found.inbox, before.inbox),
      outbox: among(found.outbox, before.outbox),
    };
    before = found;
    const count = leaked.inbox.length + leaked.outbox.length;
    if (count > 0) await store.write((w) => releaseLeakedClaims(w, holder, leaked));
    return count;
  };
}
