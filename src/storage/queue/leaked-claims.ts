/**
 * What a replica holds on record: arrivals that are not dealt with, and messages that are not said.
 */
import { and, eq, inArray, isNull, sql } from "../drizzle.ts";
import type { Reader, Writer } from "../store.ts";
import { isUnsentMessage } from "../tables/queue.ts";

/** By their places in the order of things. */
export interface HeldClaims {
  inbox: readonly number[];
  outbox: readonly number[];
}

export async function readHeldClaims(
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
export async function releaseLeakedClaims(
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
