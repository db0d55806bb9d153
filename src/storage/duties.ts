/** What is to happen at an instant. A duty that comes due becomes an arrival, and is dealt with like everything else. */
import { and, asc, eq, inArray, isNotNull, isNull, lte, type SQL, sql } from "./drizzle.ts";
import { expectChanged } from "./failures.ts";
import { stands } from "./installations.ts";
import { prepared } from "./prepared.ts";
import { given, type Reach, within, withinGiven } from "./reach.ts";
import type { Tables } from "./schema.ts";
import { isRow, keyTextOf, type RowKey, standsIn } from "./set-aside.ts";
import type { Reader, Writer } from "./store.ts";

export type Duty = Tables["duties"]["$inferSelect"];

const p = sql.placeholder;

const upsert = prepared("duty_plan", ({ db, t }: Writer) =>
  db
    .insert(t.duties)
    .values({ id: p("id"), workspace: p("workspace"), kind: p("kind"), subject: p("subject"), conversation: p("conversation"), dueAt: p("dueAt") })
    .onConflictDoUpdate({
      target: [t.duties.workspace, t.duties.kind, t.duties.subject],
      set: { dueAt: sql`excluded.due_at`, id: sql`excluded.id`, doneAt: null, holder: null },
    })
    .returning({ id: t.duties.id }),
);

/** Plans a duty; one of the same kind and subject moves to the new instant. */
export const plan = (w: Writer, duty: Pick<Duty, "id" | "workspace" | "kind" | "subject" | "conversation" | "dueAt">): Promise<unknown> => upsert(w, duty);

/** Plans a duty unless one of the same kind and subject is to come anyway. */
export async function ensure({ db, t }: Writer, duty: Pick<Duty, "id" | "workspace" | "kind" | "subject" | "conversation" | "dueAt">): Promise<void> {
  await db
    .insert(t.duties)
    .values(duty)
    .onConflictDoUpdate({
      target: [t.duties.workspace, t.duties.kind, t.duties.subject],
      set: { dueAt: duty.dueAt, id: duty.id, doneAt: null, holder: null },
      setWhere: isNotNull(t.duties.doneAt),
    });
}

const remove = prepared("duty_strike", ({ db, t }: Writer) =>
  db.delete(t.duties).where(and(eq(t.duties.workspace, p("workspace")), eq(t.duties.kind, p("kind")), eq(t.duties.subject, p("subject")))),
);

/** Strikes a duty that has lost its point. */
export const strike = (w: Writer, workspace: string, kind: string, subject: string): Promise<unknown> => remove(w, { workspace, kind, subject });

/** To come, and where the app stands: elsewhere duties wait until it is installed again. */
const toCome = (on: Reader, reached: SQL) => {
  const { duties } = on.t;
  return and(isNull(duties.doneAt), reached, stands(on, duties.workspace), standsIn(on, "duties", duties.workspace, duties.id));
};

const isDue = (on: Reader, reach: Reach, now: Date) => and(toCome(on, within(on.t.duties.conversation, reach)), lte(on.t.duties.dueAt, now));

/** The keys of up to `limit` due duties. */
export async function dueKeys(on: Reader, reach: Reach, now: Date, limit: number): Promise<RowKey[]> {
  const { duties } = on.t;
  const rows = await on.db
    .select({ workspace: keyTextOf(duties.workspace), key: keyTextOf(duties.id) })
    .from(duties)
    .where(isDue(on, reach, now))
    .orderBy(asc(duties.dueAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, tableName: "duties" }));
}

/** Takes up to `limit` due duties, of whichever workspace, or only one of them, and marks them done: the caller stores their arrivals in the same write. */
export async function takeDue(w: Writer, reach: Reach, now: Date, { limit, only }: { limit: number; only?: RowKey | undefined }): Promise<Duty[]> {
  const { db, t, lock } = w;
  const due = and(isDue(w, reach, now), only && isRow(t.duties.workspace, t.duties.id, only));
  const ids = (await lock(db.select({ id: t.duties.id }).from(t.duties).where(due).orderBy(asc(t.duties.dueAt)).limit(limit), "skip")).map(({ id }) => id);
  if (ids.length === 0) return [];
  const taken = await db.update(t.duties).set({ doneAt: now }).where(inArray(t.duties.id, ids)).returning();
  expectChanged(taken.length, ids.length);
  return taken;
}

/** The id of the arrival that a duty becomes. */
export const arrivalOf = ({ id }: Pick<Duty, "id">): string => `duty:${id}`;

const next = prepared("duty_next", (on: Reader) =>
  on.db
    .select({ dueAt: on.t.duties.dueAt })
    .from(on.t.duties)
    .where(toCome(on, withinGiven(on.t.duties.conversation)))
    .orderBy(asc(on.t.duties.dueAt))
    .limit(1),
);

/** When the next one comes due. */
export async function nextDue(on: Reader, reach: Reach): Promise<Date | undefined> {
  const [duty] = await next(on, given(reach));
  return duty?.dueAt;
}
