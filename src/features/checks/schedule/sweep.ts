/**
 * Sends the check to due people, some hundreds in one write: records the days, enqueues the
 * messages and computes the next due times. Checks are unique by person and date.
 */
import type { BulkJob } from "../../../core/bulk-job.ts";
import type { Words } from "../../../lib/i18n.ts";
import {
  and,
  asc,
  count,
  eq,
  getTableName,
  inArray,
  isNotNull,
  isNull,
  lte,
  type Param,
  type SQL,
  sql,
} from "../../../storage/drizzle.ts";
import { assertRowsChanged } from "../../../storage/engine/database-errors.ts";
import { isAppInstalled } from "../../../storage/installations.ts";
import { insertMany, prepared } from "../../../storage/prepared.ts";
import type { OutboxRow } from "../../../storage/queue/outbox.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "../../../storage/queue/platform-filter.ts";
import {
  isNotSetAside,
  keyTextOf,
  matchesRowKey,
  type RowKey,
} from "../../../storage/queue/set-aside.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { readDayOffCalendars } from "../../workspace/days-off.ts";
import { readTimeZones } from "./calendar.ts";
import { createPresencePrefetch } from "./presence-prefetch.ts";
import { enqueueQuestions, questionDateOf } from "./question-messages.ts";
import {
  becomesWeekly,
  createNextCheckCache,
  type DueCheck,
  type DueDecision,
  decideDueChecks,
  earlierDate,
} from "./timetable.ts";

type Enrolment = Tables["enrolments"]["$inferSelect"];
type NewCheck = Tables["checks"]["$inferInsert"];

/** A person who is due, with the decision. */
interface DuePerson {
  enrolment: Enrolment;
  zone: string;
  decision: DueDecision;
  ask: (DueCheck & { outbox: string; weekly: boolean }) | undefined;
  /** Returns when the person is due next. */
  nextAt(weekly: boolean): Date | undefined;
}

type AskedPerson = DuePerson & { ask: NonNullable<DuePerson["ask"]> };

interface SweepOptions {
  now: Date;
  servedPlatforms: ServedPlatforms;
  /** Number of people in the batch. */
  limit: number;
  /** Restricts the sweep to one row, to find the one that fails. */
  only?: RowKey | undefined;
  /** Number of people who were due when the sweep began. */
  backlog: number;
  words(language: string): Words;
  newId(): string;
}

/** Condition of the index `enrolments_due`, narrowed to rows that can be served. */
const isDue = (reader: Reader, onPlatforms: SQL, now: Date | Param) => {
  const { enrolments } = reader.t;
  const { workspace, person } = enrolments;
  return and(
    isNotNull(enrolments.nextAt),
    lte(enrolments.nextAt, now),
    onPlatforms,
    isAppInstalled(reader, workspace),
    isNotSetAside(reader, workspace, person),
  );
};

const countDue = prepared("checks_due", (reader: Reader) =>
  reader.db
    .select({ n: count() })
    .from(reader.t.enrolments)
    .where(
      isDue(
        reader,
        isOnPlaceholderPlatforms(reader.t.enrolments.conversation),
        sql.param(sql.placeholder("now"), reader.t.enrolments.nextAt),
      ),
    ),
);

const countDueChecks = async (
  reader: Reader,
  servedPlatforms: ServedPlatforms,
  now: Date,
): Promise<number> =>
  (await countDue(reader, { ...platformPlaceholders(servedPlatforms), now }))[0]?.n ?? 0;

/** Returns the keys of the people who are due, longest due first. */
async function readDueCheckKeys(
  reader: Reader,
  servedPlatforms: ServedPlatforms,
  { now, limit }: { now: Date; limit: number },
): Promise<RowKey[]> {
  const { enrolments } = reader.t;
  const rows = await reader.db
    .select({ workspace: keyTextOf(enrolments.workspace), key: keyTextOf(enrolments.person) })
    .from(enrolments)
    .where(isDue(reader, isOnPlatforms(enrolments.conversation, servedPlatforms), now))
    .orderBy(asc(enrolments.nextAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, tableName: getTableName(enrolments) }));
}

/** Handles the people who are due longest, and returns how many. */
async function sweepDueChecks(w: Writer, options: SweepOptions): Promise<number> {
  const { db, t, lock } = w;
  const { now, servedPlatforms, limit, only, newId } = options;
  const due = await lock(
    db
      .select()
      .from(t.enrolments)
      .where(
        and(
          isDue(w, isOnPlatforms(t.enrolments.conversation, servedPlatforms), now),
          only && matchesRowKey(t.enrolments.workspace, t.enrolments.person, only),
        ),
      )
      .orderBy(asc(t.enrolments.nextAt))
      .limit(limit),
    "skip",
  );
  if (due.length === 0) return 0;
  const zoneOf = await readTimeZones(w, due);
  const dayOffCalendar = await readDayOffCalendars(w, [
    ...new Set(due.map(({ workspace }) => workspace)),
  ]);
  const nextChecks = new Map<string, ReturnType<typeof createNextCheckCache>>();

  const people = due.map((enrolment): DuePerson => {
    const { workspace } = enrolment;
    const zone = zoneOf(enrolment);
    const nextCheck = nextChecks.getOrInsertComputed(workspace, () =>
      createNextCheckCache(dayOffCalendar(workspace)),
    );
    const decision = decideDueChecks(
      { ...enrolment, zone },
      (after) => nextCheck({ ...enrolment, zone }, after),
      now,
    );
    return {
      enrolment,
      zone,
      decision,
      ask: decision.ask && {
        ...decision.ask,
        outbox: newId(),
        weekly: becomesWeekly(enrolment),
      },
      nextAt: (weekly) => nextCheck({ ...enrolment, zone, weekly }, decision.through)?.at,
    };
  });

  const asked = await recordChecks(w, people, now);
  await enqueueQuestions(
    w,
    asked.map(({ enrolment, zone, ask }) => ({ ...enrolment, zone, ...ask })),
    options,
  );
  await updateEnrolments(w, people, new Set(asked), now);
  return due.length;
}

const insertChecks = insertMany<NewCheck & Record<string, unknown>, Pick<NewCheck, "outbox">>(
  "checks_record",
  ["workspace", "person", "date", "group", "askedAt", "outbox", "late", "skipped"],
  ({ db, t: { checks } }, rows: NewCheck[]) =>
    db.insert(checks).values(rows).onConflictDoNothing().returning({ outbox: checks.outbox }),
);

/** Records the days, and returns the people who are to be asked and were not before. */
async function recordChecks(
  w: Writer,
  people: readonly DuePerson[],
  now: Date,
): Promise<AskedPerson[]> {
  const { checks } = w.t;
  const rows: NewCheck[] = [];
  const snoozed: DuePerson[] = [];
  for (const due of people) {
    const { enrolment, decision, ask } = due;
    const { workspace, person, group } = enrolment;
    for (const { date, why } of decision.skipped)
      rows.push({ workspace, person, date, group, late: false, skipped: why });
    if (ask?.snoozed) snoozed.push(due);
    else if (ask)
      rows.push({
        workspace,
        person,
        date: ask.date,
        group,
        askedAt: ask.from,
        outbox: ask.outbox,
        late: ask.late,
      });
  }
  const recorded = new Set<string | null | undefined>();
  for (const { outbox } of await insertChecks(w, rows)) recorded.add(outbox);
  for (const { enrolment, ask } of snoozed) {
    const day = [
      eq(checks.workspace, enrolment.workspace),
      eq(checks.person, enrolment.person),
      eq(checks.date, ask!.date),
    ];
    const changed = await w.db
      .update(checks)
      .set({ askedAt: now, outbox: ask!.outbox })
      .where(and(...day, isNull(checks.answer), isNull(checks.skipped)))
      .returning({ outbox: checks.outbox });
    for (const { outbox } of changed) recorded.add(outbox);
  }
  return people.filter(
    (due): due is AskedPerson => due.ask !== undefined && recorded.has(due.ask.outbox),
  );
}

/** Writes the new state of the enrolments; those with the same changes share one update. */
async function updateEnrolments(
  { db, t: { enrolments } }: Writer,
  people: readonly DuePerson[],
  asked: ReadonlySet<DuePerson>,
  now: Date,
): Promise<void> {
  const updates = new Map<
    string,
    { workspace: string; change: Partial<Enrolment>; missed: boolean; people: string[] }
  >();
  for (const due of people) {
    const { enrolment, zone: inZone, decision, ask } = due;
    const { workspace, person } = enrolment;
    const missed = asked.has(due) && !ask?.snoozed;
    const weekly = enrolment.weekly || (missed && ask!.weekly);
    const snoozing = enrolment.snoozedUntil !== null && enrolment.snoozedUntil > now;
    const nextAt = earlierDate(
      due.nextAt(weekly) ?? null,
      snoozing ? enrolment.snoozedUntil : null,
    );
    const change = {
      nextAt,
      inZone,
      through: decision.through,
      weekly,
      // A person who was only rescheduled stays quiet.
      quietUntil: decision.through > enrolment.through ? null : undefined,
      ...(!snoozing && { snoozedUntil: null, snoozedDate: null }),
    };
    const key = JSON.stringify([workspace, change, missed]);
    updates
      .getOrInsertComputed(key, () => ({ workspace, change, missed, people: [] }))
      .people.push(person);
  }
  let changed = 0;
  for (const { workspace, change, missed, people: same } of updates.values()) {
    const rows = await db
      .update(enrolments)
      .set({ ...change, ...(missed && { misses: sql`${enrolments.misses} + 1` }) })
      .where(and(eq(enrolments.workspace, workspace), inArray(enrolments.person, same)))
      .returning({ person: enrolments.person });
    changed += rows.length;
  }
  assertRowsChanged(changed, people.length);
}

/** Records a question that was never sent as skipped, so that it counts neither as asked nor missed. */
async function markUndelivered(
  { db, t: { checks, enrolments } }: Writer,
  message: OutboxRow,
): Promise<void> {
  const { id, workspace, place } = message;
  const person = place.id;
  const undelivered = await db
    .update(checks)
    .set({ skipped: "missed", askedAt: null, outbox: null })
    .where(
      and(
        eq(checks.workspace, workspace),
        eq(checks.person, person),
        eq(checks.date, questionDateOf(message)),
        eq(checks.outbox, id),
      ),
    )
    .returning({ person: checks.person });
  if (undelivered.length === 0) return;
  await db
    .update(enrolments)
    .set({
      misses: sql`case when ${enrolments.misses} > 0 then ${enrolments.misses} - 1 else 0 end`,
    })
    .where(and(eq(enrolments.workspace, workspace), eq(enrolments.person, person)));
}

/** Creates the bulk job that asks all due people. */
export const createCheckBulkJob = (): BulkJob => ({
  countDue: countDueChecks,
  dueKeys: readDueCheckKeys,
  runBatch: sweepDueChecks,
  prefetch: createPresencePrefetch(),
  onUndelivered: markUndelivered,
});
