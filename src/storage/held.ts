/** What a replica holds on record: arrivals that are not dealt with, and messages that are not said. */
import { and, eq, inArray, isNull, sql } from "./drizzle.ts";
import type { Reader, Writer } from "./store.ts";
import { unsent } from "./tables/turns.ts";

/** By their places in the order of things. */
export interface Held {
  arrivals: readonly number[];
  outbox: readonly number[];
}

export async function heldBy({ db, t: { arrivals, outbox } }: Reader, holder: string): Promise<Held> {
  const undone = await db
    .select({ seq: arrivals.seq })
    .from(arrivals)
    .where(and(isNull(arrivals.doneAt), eq(arrivals.holder, holder)));
  const waiting = await db
    .select({ seq: outbox.seq })
    .from(outbox)
    .where(and(unsent(outbox), eq(outbox.holder, holder)));
  return { arrivals: undone.map(({ seq }) => seq), outbox: waiting.map(({ seq }) => seq) };
}

/** Gives back what the replica never got into its hands, so that a message claimed for sending was surely not sent. */
export async function giveBack({ db, t: { arrivals, outbox } }: Writer, holder: string, strays: Held): Promise<void> {
  await db
    .update(arrivals)
    .set({ holder: null })
    .where(and(inArray(arrivals.seq, [...strays.arrivals]), isNull(arrivals.doneAt), eq(arrivals.holder, holder)));
  const claimed = sql`${outbox.state} = 'sending'`;
  await db
    .update(outbox)
    .set({
      holder: null,
      state: sql`case when ${claimed} then 'queued' else ${outbox.state} end`,
      attempts: sql`case when ${claimed} then ${outbox.attempts} - 1 else ${outbox.attempts} end`,
    })
    .where(and(inArray(outbox.seq, [...strays.outbox]), unsent(outbox), eq(outbox.holder, holder)));
}
