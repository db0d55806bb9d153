/** One person's checks in the database, readable by that person alone. */

import { addDays } from "../../lib/dates/calendar-dates.ts";
import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import {
  and,
  asc,
  between,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  or,
  sql,
} from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import { withdrawBulkMessages } from "../../storage/queue/bulk-messages.ts";
import type { Tables } from "../../storage/schema.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import type { Feeling, Pledge } from "./check.ts";

/** A stored check: the question of a day, and its answer. */
export type Check = Tables["checks"]["$inferSelect"];

/** Key of a person. */
export interface PersonKey {
  workspace: string;
  person: string;
}

const isOf = ({ t }: Reader, { workspace, person }: PersonKey, date?: string) =>
  and(
    eq(t.checks.workspace, workspace),
    eq(t.checks.person, person),
    ...(date === undefined ? [] : [eq(t.checks.date, date)]),
  );

/** Reads a person's check of a date. */
export async function readCheck(
  reader: Reader,
  key: PersonKey,
  date: string,
): Promise<Check | undefined> {
  const [row] = await reader.db
    .select()
    .from(reader.t.checks)
    .where(isOf(reader, key, date));
  return row;
}

const openSince = prepared("check_open", ({ db, t: { checks } }: Reader) =>
  db
    .select({ date: checks.date, outbox: checks.outbox })
    .from(checks)
    .where(
      and(
        eq(checks.workspace, sql.placeholder("workspace")),
        eq(checks.person, sql.placeholder("person")),
        gte(checks.date, sql.placeholder("date")),
        isNotNull(checks.outbox),
        isNull(checks.answer),
        isNull(checks.skipped),
      ),
    ),
);

/** Returns the questions of a person since a date that have no answer and are not skipped. */
export const readOpenChecks = async (
  reader: Reader,
  key: PersonKey,
  date: string,
): Promise<Pick<Check, "date" | "outbox">[]> => openSince(reader, { ...key, date });

/**
 * Records that a person was asked on a date by a message. An earlier message that is not sent yet
 * is withdrawn, and the day no longer counts as skipped.
 */
export async function recordCheckAsked(
  w: Writer,
  { workspace, person }: PersonKey,
  date: string,
  { group, outbox, at }: { group: string | null; outbox: string; at: Date },
): Promise<void> {
  const before = await readCheck(w, { workspace, person }, date);
  if (before?.outbox) await withdrawBulkMessages(w, workspace, [before.outbox]);
  await w.db
    .insert(w.t.checks)
    .values({ workspace, person, date, group, outbox, askedAt: at })
    .onConflictDoUpdate({
      target: [w.t.checks.workspace, w.t.checks.person, w.t.checks.date],
      set: { outbox, skipped: null },
    });
}

/** Changes a person's check of a date. */
export async function updateCheck(
  w: Writer,
  key: PersonKey,
  date: string,
  to: Partial<Omit<Check, "workspace" | "person" | "date">>,
): Promise<void> {
  await w.db
    .update(w.t.checks)
    .set(to)
    .where(isOf(w, key, date));
}

/**
 * Records an answer. `happy` deletes the words about an earlier answer; any answer ends a snooze
 * and the count of unanswered checks.
 */
export async function recordCheckAnswer(
  w: Writer,
  key: PersonKey,
  date: string,
  feeling: Feeling,
  at: Date,
): Promise<void> {
  const { enrolments } = w.t;
  await updateCheck(w, key, date, {
    answer: feeling,
    answeredAt: at,
    skipped: null,
    ...(feeling === "happy" && noWords),
  });
  await w.db
    .update(enrolments)
    .set({ misses: 0, snoozedUntil: null, snoozedDate: null })
    .where(and(eq(enrolments.workspace, key.workspace), eq(enrolments.person, key.person)));
}

const noWords = {
  working: null,
  pledge: null,
  message: null,
  pledgeAsked: null,
  pledgeKept: null,
  forRetro: false,
};

/** Stores what a person wrote about their answer. */
export const recordCheckWords = (
  w: Writer,
  key: PersonKey,
  date: string,
  words: { working: RichText | null; pledge: RichText | null; message: string | null },
): Promise<void> => updateCheck(w, key, date, { ...noWords, ...words });

/** Deletes a person's words about an answer, and keeps the answer. */
export const clearCheckWords = (w: Writer, key: PersonKey, date: string): Promise<void> =>
  updateCheck(w, key, date, noWords);

/** Age up to which a pledge is asked about. */
const maxPledgeAgeDays = 14;

const pledgeOf = ({
  date,
  pledge,
  pledgeKept,
}: Pick<Check, "date" | "pledge" | "pledgeKept">): Pledge | undefined =>
  pledge ? { date, text: pledge, kept: pledgeKept ?? undefined } : undefined;

/** Returns the newest pledge of each person that is to be asked about on a date. */
export async function readDuePledges(
  { db, t }: Reader,
  workspace: string,
  people: readonly string[],
  date: string,
): Promise<Map<string, Pledge>> {
  const rows = await db
    .select({
      person: t.checks.person,
      date: t.checks.date,
      pledge: t.checks.pledge,
      pledgeKept: t.checks.pledgeKept,
    })
    .from(t.checks)
    .where(
      and(
        eq(t.checks.workspace, workspace),
        inArray(t.checks.person, [...people]),
        between(t.checks.date, addDays(date, -maxPledgeAgeDays), addDays(date, -1)),
        isNotNull(t.checks.pledge),
        isNull(t.checks.pledgeAsked),
      ),
    )
    .orderBy(asc(t.checks.date));
  return new Map(
    rows.flatMap(({ person, ...row }) => (row.pledge ? [[person, pledgeOf(row)!] as const] : [])),
  );
}

/** Returns the pledge that was asked about with the question of a date. */
export async function readPledgeAskedOn(
  reader: Reader,
  key: PersonKey,
  date: string,
): Promise<Pledge | undefined> {
  const [row] = await reader.db
    .select()
    .from(reader.t.checks)
    .where(and(isOf(reader, key), eq(reader.t.checks.pledgeAsked, date)))
    .limit(1);
  return row && pledgeOf(row);
}

/** Records that pledges are asked about with the question of a date. */
export async function markPledgesAsked(
  { db, t }: Writer,
  workspace: string,
  pledges: ReadonlyMap<string, Pledge>,
  date: string,
): Promise<void> {
  for (const [pledgeDate, same] of Map.groupBy(pledges, ([, pledge]) => pledge.date))
    await db
      .update(t.checks)
      .set({ pledgeAsked: date })
      .where(
        and(
          eq(t.checks.workspace, workspace),
          eq(t.checks.date, pledgeDate),
          inArray(
            t.checks.person,
            same.map(([person]) => person),
          ),
        ),
      );
}

/** Returns a person's answers between two ISO dates, both included, newest first. */
export async function readCheckAnswers(
  reader: Reader,
  key: PersonKey,
  { from = "", to = "9999", limit = 500 } = {},
): Promise<Check[]> {
  const { db, t } = reader;
  return db
    .select()
    .from(t.checks)
    .where(and(isOf(reader, key), isNotNull(t.checks.answer), between(t.checks.date, from, to)))
    .orderBy(desc(t.checks.date))
    .limit(limit);
}

/**
 * Deletes a person's answers between two dates, and returns how many there were. The fact that the
 * person was asked stays stored, so that no question comes again.
 */
export async function eraseCheckAnswers(
  w: Writer,
  key: PersonKey,
  { from = "", to = "9999" } = {},
): Promise<number> {
  const erased = await w.db
    .update(w.t.checks)
    .set({ ...noWords, answer: null, answeredAt: null })
    .where(and(isOf(w, key), isNotNull(w.t.checks.answer), between(w.t.checks.date, from, to)))
    .returning({ date: w.t.checks.date });
  return erased.length;
}

/**
 * Moves words shared with a group's next retrospective out of the checks and returns them, so that
 * their authors are no longer stored. `null` is for people without a group.
 */
export async function takeCheckNotesForRetro(
  w: Writer,
  { workspace, group }: { workspace: string; group: string | null },
): Promise<string[]> {
  const { checks } = w.t;
  const ofGroup = and(
    eq(checks.workspace, workspace),
    eq(checks.forRetro, true),
    group === null ? isNull(checks.group) : eq(checks.group, group),
  );
  const rows = await w.db.select().from(checks).where(ofGroup);
  for (const { person, date } of rows) {
    await blankPledgeCards(w, { workspace, person }, { from: date, to: date });
    await clearCheckWords(w, { workspace, person }, date);
  }
  return rows.map(({ working, pledge }) =>
    [working, pledge].flatMap((prose) => (prose ? [toPlainText(prose)] : [])).join(" "),
  );
}

/** Empties the cards that asked about pledges of these dates, since the cards quote them. */
export async function blankPledgeCards(
  { db, t }: Writer,
  { workspace, person }: PersonKey,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const days = await db
    .select({ date: t.checks.pledgeAsked })
    .from(t.checks)
    .where(
      and(
        eq(t.checks.workspace, workspace),
        eq(t.checks.person, person),
        between(t.checks.date, from, to),
        isNotNull(t.checks.pledgeAsked),
      ),
    );
  const dates = days.flatMap(({ date }) => (date ? [date] : []));
  if (dates.length === 0) return;
  const asking = await db
    .select({ outbox: t.checks.outbox })
    .from(t.checks)
    .where(
      and(
        eq(t.checks.workspace, workspace),
        eq(t.checks.person, person),
        inArray(t.checks.date, dates),
      ),
    );
  const ids = asking.flatMap(({ outbox }) => (outbox ? [outbox] : []));
  if (ids.length === 0) return;
  await db
    .update(t.outbox)
    .set({ card: [] })
    .where(
      and(
        eq(t.outbox.workspace, workspace),
        or(inArray(t.outbox.id, ids), inArray(t.outbox.target, ids)),
        inArray(t.outbox.state, ["sent", "refused"]),
      ),
    );
}

/** Returns the check whose words came with a message. */
export async function readCheckByMessage(
  { db, t }: Reader,
  workspace: string,
  message: string,
): Promise<Check | undefined> {
  const [row] = await db
    .select()
    .from(t.checks)
    .where(and(eq(t.checks.workspace, workspace), eq(t.checks.message, message)));
  return row;
}
