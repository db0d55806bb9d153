/** The check for everybody who is due: see `Bulk` of the features. */
import type { BulkJob } from "../../../core/feature.ts";
import { and, eq, sql } from "../../../storage/drizzle.ts";
import type { OutboxRow } from "../../../storage/queue/outbox.ts";
import type { Writer } from "../../../storage/store.ts";
import { createPresencePrefetch } from "./presence-prefetch.ts";
import { countDueChecks, readDueCheckKeys, sweepDueChecks } from "./sweep.ts";

/** A check that was never said was not asked, and nobody missed it. */
async function unsaid(
  { db, t: { checks, enrolments } }: Writer,
  { id, workspace, place, question }: OutboxRow,
): Promise<void> {
  const person = place.id;
  const gone = await db
    .update(checks)
    .set({ skipped: "missed", askedAt: null, outbox: null })
    .where(
      and(
        eq(checks.workspace, workspace),
        eq(checks.person, person),
        eq(checks.date, question?.split("/")[1] ?? ""),
        eq(checks.outbox, id),
      ),
    )
    .returning({ person: checks.person });
  if (gone.length === 0) return;
  await db
    .update(enrolments)
    .set({
      misses: sql`case when ${enrolments.misses} > 0 then ${enrolments.misses} - 1 else 0 end`,
    })
    .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
}

export const createCheckBulkJob = (): BulkJob => ({
  countDue: countDueChecks,
  dueKeys: readDueCheckKeys,
  runBatch: sweepDueChecks,
  prefetch: createPresencePrefetch(),
  onUndelivered: unsaid,
});
