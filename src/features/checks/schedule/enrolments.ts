/**
 * Who is asked: enrolled by themselves or by a lead, for other times, for a while not, or no more.
 * Each change works out when they are asked next, and takes back what waits to be sent.
 */

import { type ConversationRef, conversationKey } from "../../../platform/conversation-ref.ts";
import { and, eq, gt, isNotNull, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import * as bulk from "../../../storage/queue/bulk-messages.ts";
import type { Tables } from "../../../storage/schema.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { readDayOffCalendars } from "./calendar.ts";
import { changeEffectiveFrom, earlierDate } from "./due-decision.ts";
import { localDateIn, nextDueCheck, snoozeUntil } from "./timetable.ts";
import { readTimeZones } from "./zones.ts";

export type Enrolment = Tables["enrolments"]["$inferSelect"];

/** What people choose about it. */
export type EnrolmentChoices = Partial<
  Pick<
    Enrolment,
    "at" | "days" | "zone" | "region" | "pausedUntil" | "weekly" | "misses" | "group" | "observer"
  >
>;

/** At three in the afternoon, from Monday to Friday. */
const usual = { at: "15:00", days: "12345" } as const;

export interface EnrolmentRequest extends EnrolmentChoices {
  workspace: string;
  person: string;
  /** Their direct messages. */
  place: ConversationRef;
  /** Themselves, or a lead. */
  by: string;
  now: Date;
}

const of = ({ t: { enrolments } }: Reader, workspace: string, person: string) =>
  and(eq(enrolments.workspace, workspace), eq(enrolments.person, person));

const ofPerson = prepared("enrolment", (on: Reader) =>
  on.db
    .select()
    .from(on.t.enrolments)
    .where(
      and(
        eq(on.t.enrolments.workspace, sql.placeholder("workspace")),
        eq(on.t.enrolments.person, sql.placeholder("person")),
      ),
    ),
);

export const readEnrolment = async (
  on: Reader,
  workspace: string,
  person: string,
): Promise<Enrolment | undefined> => (await ofPerson(on, { workspace, person }))[0];

/** Somebody's zone and ISO date, enrolled or not. */
export async function readCheckLocalDate(
  on: Reader,
  workspace: string,
  person: string,
  now: Date,
): Promise<{ zone: string; date: string }> {
  const { zone = null, group = null } = (await readEnrolment(on, workspace, person)) ?? {};
  const somebody = { workspace, person, zone, group };
  const here = (await readTimeZones(on, [somebody]))(somebody);
  return { zone: here, date: localDateIn(here, now) };
}

/**
 * Enrols somebody, or takes them back, from their next due time on. A lead does not enrol whoever
 * left: false then.
 */
export async function enrolPerson(
  w: Writer,
  { workspace, person, place, by, now, ...choices }: EnrolmentRequest,
): Promise<boolean> {
  const before = await readEnrolment(w, workspace, person);
  if (before?.stoppedAt && by !== person) return false;
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
    .values({ ...usual, ...known, workspace, person, createdAt: now })
    .onConflictDoUpdate({
      target: [w.t.enrolments.workspace, w.t.enrolments.person],
      set: before?.stoppedAt ? known : { ...choices, place },
    });
  await plan(w, workspace, person);
  return true;
}

/**
 * Changes what somebody chose. Nothing where nobody is enrolled. Whoever moves their time to a
 * moment ago is asked at once.
 */
export async function updateEnrolment(
  w: Writer,
  workspace: string,
  person: string,
  choices: EnrolmentChoices,
  now: Date,
): Promise<void> {
  const before = await readEnrolment(w, workspace, person);
  if (!before) return;
  await takeBack(w, before, now);
  await w.db
    .update(w.t.enrolments)
    .set({
      ...choices,
      snoozedUntil: null,
      snoozedDate: null,
      through: changeEffectiveFrom(before.through, now),
    })
    .where(of(w, workspace, person));
  await plan(w, workspace, person);
}

/** Asks somebody no more. */
export async function stopEnrolment(
  w: Writer,
  workspace: string,
  person: string,
  now: Date,
): Promise<void> {
  const before = await readEnrolment(w, workspace, person);
  if (before) await takeBack(w, before, now);
  await w.db
    .update(w.t.enrolments)
    .set({ stoppedAt: now, nextAt: null, snoozedUntil: null, snoozedDate: null })
    .where(of(w, workspace, person));
}

/**
 * Asks again for a date in an hour or in the afternoon; gives when, or nothing when that is not the
 * same day any more.
 */
export async function snoozeCheck(
  w: Writer,
  workspace: string,
  person: string,
  date: string,
  length: "hour" | "afternoon",
  now: Date,
): Promise<Date | undefined> {
  const today = await readCheckLocalDate(w, workspace, person, now);
  const until = today.date === date ? snoozeUntil(length, today.zone, now) : undefined;
  if (!until) return undefined;
  await w.db
    .update(w.t.enrolments)
    .set({ snoozedUntil: until, snoozedDate: date, misses: 0 })
    .where(of(w, workspace, person));
  await plan(w, workspace, person);
  return until;
}

/** Leaves a date out. */
export async function skipCheck(
  w: Writer,
  workspace: string,
  person: string,
  date: string,
  now: Date,
): Promise<void> {
  const before = await readEnrolment(w, workspace, person);
  if (before) await takeBack(w, before, now);
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
    .where(of(w, workspace, person));
  await plan(w, workspace, person);
}

/**
 * Works out everybody's next time anew, at the next look: the days off of a workspace have changed.
 * What went by as a day off stays one: nobody is asked for it late, nor has missed it.
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

/** Works out when somebody is to be looked at next. */
async function plan(w: Writer, workspace: string, person: string): Promise<void> {
  const enrolment = await readEnrolment(w, workspace, person);
  if (!enrolment || enrolment.stoppedAt) return;
  const zone = (await readTimeZones(w, [enrolment]))(enrolment);
  const isOff = (await readDayOffCalendars(w, [workspace]))(workspace);
  const next = nextDueCheck({ ...enrolment, zone }, isOff, enrolment.through)?.at ?? null;
  await w.db
    .update(w.t.enrolments)
    .set({ nextAt: earlierDate(next, enrolment.snoozedUntil), inZone: zone })
    .where(of(w, workspace, person));
}

/** A check that waits to be sent is not sent any more: as if it had never been due. */
async function takeBack(
  w: Writer,
  { workspace, person, zone, group }: Enrolment,
  now: Date,
): Promise<void> {
  const { checks } = w.t;
  const somebody = { workspace, person, zone, group };
  const date = localDateIn((await readTimeZones(w, [somebody]))(somebody), now);
  const day = and(
    eq(checks.workspace, workspace),
    eq(checks.person, person),
    eq(checks.date, date),
  );
  const [today] = await w.db.select({ outbox: checks.outbox }).from(checks).where(day);
  if (!today?.outbox) return;
  const gone = await bulk.withdrawBulkMessages(w, workspace, [today.outbox]);
  if (gone.length === 0) return;
  await w.db.delete(checks).where(day);
  await w.db
    .update(w.t.enrolments)
    .set({
      misses: sql`case when ${w.t.enrolments.misses} > 0 then ${w.t.enrolments.misses} - 1 else 0 end`,
    })
    .where(of(w, workspace, person));
}
