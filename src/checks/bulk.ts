/** The check for everybody who is due: see `Bulk` of the features. */
import type { Bulk } from "../feature.ts";
import { and, eq, sql } from "../storage/drizzle.ts";
import type { Row } from "../storage/outbox.ts";
import type { Writer } from "../storage/store.ts";
import { openForesee } from "./foresee.ts";
import { due, keys, sweep } from "./sweep.ts";

/** A check that was never said was not asked, and nobody missed it. */
async function unsaid({ db, t: { checks, enrolments } }: Writer, { id, workspace, place, question }: Row): Promise<void> {
  const person = place.id;
  const gone = await db
    .update(checks)
    .set({ skipped: "missed", askedAt: null, outbox: null })
    .where(and(eq(checks.workspace, workspace), eq(checks.person, person), eq(checks.date, question?.split("/")[1] ?? ""), eq(checks.outbox, id)))
    .returning({ person: checks.person });
  if (gone.length === 0) return;
  await db
    .update(enrolments)
    .set({ misses: sql`case when ${enrolments.misses} > 0 then ${enrolments.misses} - 1 else 0 end` })
    .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
}

export const openBulk = (): Bulk => ({ due, keys, sweep, foresee: openForesee(), unsaid });
