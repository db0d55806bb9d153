/**
 * Enrolments in the check: created by a person or a lead, changed, paused and stopped.
 *
 * Each change computes when the person is asked next, and withdraws a question that is not sent yet.
 */
import { localDateAt } from "../../../lib/dates/calendar-dates.ts";
import { workdaysOfZone } from "../../../lib/dates/work-calendar.ts";
import { type ConversationRef, conversationKey } from "../../../platform/conversation-ref.ts";
import { and, eq, gt, isNotNull, isNull, ne, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import { withdrawBulkMessages } from "../../../storage/queue/bulk-messages.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { readDayOffCalendars } from "../../workspace/days-off.ts";
import type { Snooze } from "../check.ts";
import { readTimeZones } from "./calendar.ts";
import { changeEffectiveFrom, earlierDate, nextDueCheck, snoozeUntil } from "./timetable.ts";

/** A person who takes the check. */
export type Enrolment = Tables["enrolments"]["$inferSelect"];

/** Choices of a person. */
export type EnrolmentChoices = Partial<
  Pick<
    Enrolment,
    "at" | "days" | "zone" | "region" | "pausedUntil" | "weekly" | "misses" | "group" | "observer"
  >
>;

/** Time of day without a choice. */
export const defaultCheckTime = "15:00";

/** Enrolment as a person asks for it. */
export interface EnrolmentRequest extends EnrolmentChoices {
  workspace: string;
  person: string;
  /** Direct messages with the person. */
  place: ConversationRef;
  /** The person, or a lead. */
  by: string;
  now: Date;
}

const isOf = ({ t: { enrolments } }: Reader, workspace: string, person: string) =>
  and(eq(enrolments.workspace, workspace), eq(enrolments.person, person));

const byPerson = prepared("enrolment", ({ db, t: { enrolments } }: Reader) =>
  db
    .select()
    .from(enrolments)
    .where(
      and(
        eq(enrolments.workspace, sql.placeholder("workspace")),
        eq(enrolments.person, sql.placeholder("person")),
      ),
    ),
);

/** Reads a person's enrolment; `undefined` if they do not take the check. */
export const readEnrolment = async (
  reader: Reader,
  workspace: string,
  person: string,
): Promise<Enrolment | undefined> => (await byPerson(reader, { workspace, person }))[0];

/** Returns the time zone by which a person is asked, enrolled or not. */
export async function readCheckZone(
  reader: Reader,
  workspace: string,
  person: string,
): Promise<string> {
  const enrolment = await readEnrolment(reader, workspace, person);
  const owner = { workspace, person, zone: null, group: null, ...enrolment };
  return (await readTimeZones(reader, [owner]))(owner);
}

/** Returns a person's time zone and ISO date, enrolled or not. */
export async function readCheckLocalDate(
  reader: Reader,
  workspace: string,
  person: string,
  now: Date,
): Promise<{ zone: string; date: string }> {
  const zone = await readCheckZone(reader, workspace, person);
  return { zone, date: localDateAt(now, zone) };
}

/**
 * Enrols a person, or resumes a stopped enrolment, from the next due time on; without a choice, on
 * the working days of their time zone. Returns `false` where a lead enrols a person who has left.
 */
export async function enrolPerson(
  w: Writer,
  { workspace, person, place, by, now, ...choices }: EnrolmentRequest,
): Promise<boolean> {
  const before = await readEnrolment(w, workspace, person);
  if (before?.stoppedAt && by !== person) return false;
  const owner = { workspace, person, zone: null, group: null, ...before, ...choices };
  const zone = (await readTimeZones(w, [owner]))(owner);
  const known = {
    place,
    conversation: conversationKey(place),
    enrolledBy: by,
    through: now,
    stoppedAt: null,
    pausedUntil: null,
    misses: 0,
    ...choices,
  };
  await w.db
    .insert(w.t.enrolments)
    .values({
      at: defaultCheckTime,
      days: workdaysOfZone(zone),
      ...known,
      workspace,
      person,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: [w.t.enrolments.workspace, w.t.enrolments.person],
      set: before?.stoppedAt ? known : { ...choices, place },
    });
  await reschedule(w, workspace, person);
  return true;
}

/** Changes a person's choices; does nothing where the person is not enrolled. */
export async function updateEnrolment(
  w: Writer,
  workspace: string,
  person: string,
  choices: EnrolmentChoices,
  now: Date,
): Promise<void> {
  const before = await readEnrolment(w, workspace, person);
  if (!before) return;
  await withdrawQuestion(w, before, now);
  await w.db
    .update(w.t.enrolments)
    .set({
      ...choices,
      snoozedUntil: null,
      snoozedDate: null,
      through: changeEffectiveFrom(before.through, now),
    })
    .where(isOf(w, workspace, person));
  await reschedule(w, workspace, person);
}

/** Stops asking a person. */
export async function stopEnrolment(
  w: Writer,
  workspace: string,
  person: string,
  now: Date,
): Promise<void> {
  const before = await readEnrolment(w, workspace, person);
  if (before) await withdrawQuestion(w, before, now);
  await w.db
    .update(w.t.enrolments)
    .set({ stoppedAt: now, nextAt: null, snoozedUntil: null, snoozedDate: null })
    .where(isOf(w, workspace, person));
}

/**
 * Asks again in an hour or in the afternoon. Returns when, or `undefined` where that is not on the
 * same day.
 */
export async function snoozeCheck(
  w: Writer,
  workspace: string,
  person: string,
  date: string,
  length: Snooze,
  now: Date,
): Promise<Date | undefined> {
  const today = await readCheckLocalDate(w, workspace, person, now);
  const until = today.date === date ? snoozeUntil(length, today.zone, now) : undefined;
  if (!until) return undefined;
  await w.db
    .update(w.t.enrolments)
    .set({ snoozedUntil: until, snoozedDate: date, misses: 0 })
    .where(isOf(w, workspace, person));
  await reschedule(w, workspace, person);
  return until;
}

/** Skips the check of a date by the person's choice. */
export async function skipCheck(
  w: Writer,
  workspace: string,
  person: string,
  date: string,
  now: Date,
): Promise<void> {
  const before = await readEnrolment(w, workspace, person);
  if (before) await withdrawQuestion(w, before, now);
  await w.db
    .insert(w.t.checks)
    .values({ workspace, person, date, group: before?.group ?? null, skipped: "chosen" })
    .onConflictDoUpdate({
      target: [w.t.checks.workspace, w.t.checks.person, w.t.checks.date],
      set: { skipped: "chosen" },
    });
  await w.db
    .update(w.t.enrolments)
    .set({ misses: 0, snoozedUntil: null, snoozedDate: null })
    .where(isOf(w, workspace, person));
  await reschedule(w, workspace, person);
}

/**
 * Makes the next sweep compute all due times again, after the days off have changed. Days that have
 * passed as days off stay so: they are neither asked for late nor counted as missed.
 */
export async function rescheduleAllChecks(
  { db, t: { enrolments } }: Writer,
  workspace: string,
  now: Date,
): Promise<void> {
  await db
    .update(enrolments)
    .set({ nextAt: now, through: now })
    .where(
      and(
        eq(enrolments.workspace, workspace),
        isNotNull(enrolments.nextAt),
        gt(enrolments.nextAt, now),
      ),
    );
}

/** Computes when a person is due next. */
async function reschedule(w: Writer, workspace: string, person: string): Promise<void> {
  const enrolment = await readEnrolment(w, workspace, person);
  if (!enrolment || enrolment.stoppedAt) return;
  const zone = (await readTimeZones(w, [enrolment]))(enrolment);
  const isDayOff = (await readDayOffCalendars(w, [workspace]))(workspace);
  const next = nextDueCheck({ ...enrolment, zone }, isDayOff, enrolment.through)?.at ?? null;
  await w.db
    .update(w.t.enrolments)
    .set({ nextAt: earlierDate(next, enrolment.snoozedUntil), inZone: zone })
    .where(isOf(w, workspace, person));
}

/** Withdraws a question that is not sent yet, as if it had never been due. */
async function withdrawQuestion(w: Writer, enrolment: Enrolment, now: Date): Promise<void> {
  const { checks } = w.t;
  const { workspace, person } = enrolment;
  const date = localDateAt(now, (await readTimeZones(w, [enrolment]))(enrolment));
  const day = and(
    eq(checks.workspace, workspace),
    eq(checks.person, person),
    eq(checks.date, date),
  );
  const [today] = await w.db.select({ outbox: checks.outbox }).from(checks).where(day);
  if (!today?.outbox) return;
  const withdrawn = await withdrawBulkMessages(w, workspace, [today.outbox]);
  if (withdrawn.length === 0) return;
  await w.db.delete(checks).where(day);
  await w.db
    .update(w.t.enrolments)
    .set({
      misses: sql`case when ${w.t.enrolments.misses} > 0 then ${w.t.enrolments.misses} - 1 else 0 end`,
    })
    .where(isOf(w, workspace, person));
}

const wakeInOtherZone = prepared("enrolment_awaken", ({ db, t: { enrolments } }: Writer) =>
  db
    .update(enrolments)
    .set({ nextAt: sql`${enrolments.createdAt}` })
    .where(
      and(
        eq(enrolments.workspace, sql.placeholder("workspace")),
        eq(enrolments.person, sql.placeholder("person")),
        isNotNull(enrolments.nextAt),
        isNull(enrolments.zone),
        ne(enrolments.inZone, sql.placeholder("zone")),
      ),
    ),
);

/**
 * Makes the next sweep recompute the due time when it was computed in another zone and the person
 * chose none.
 */
export async function rescheduleInZone(
  w: Writer,
  workspace: string,
  person: string,
  zone: string,
): Promise<void> {
  await wakeInOtherZone(w, { workspace, person, zone });
}
