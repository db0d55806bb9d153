/** One person's checks in the ledger: theirs alone, read for nobody else. */

import { type RichText, toPlainText } from "../../platform/rich-text.ts";
import {
  and,
  asc,
  between,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  or,
} from "../../storage/drizzle.ts";
import * as bulk from "../../storage/queue/bulk-messages.ts";
import type { Tables } from "../../storage/schema.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import type { Feeling, Pledge } from "./cards.ts";
import { addDays } from "./dates.ts";

export type Check = Tables["checks"]["$inferSelect"];

/** Who it is about. */
export interface PersonKey {
  workspace: string;
  person: string;
}

const of = ({ t }: Reader, { workspace, person }: PersonKey, date?: string) =>
  and(
    eq(t.checks.workspace, workspace),
    eq(t.checks.person, person),
    ...(date === undefined ? [] : [eq(t.checks.date, date)]),
  );

export async function readCheck(
  on: Reader,
  whose: PersonKey,
  date: string,
): Promise<Check | undefined> {
  const [row] = await on.db
    .select()
    .from(on.t.checks)
    .where(of(on, whose, date));
  return row;
}

/**
 * Notes that somebody was asked on a date, and by which message: one that waits to be sent is not
 * sent any more, and a day that was skipped is not.
 */
export async function recordCheckAsked(
  w: Writer,
  { workspace, person }: PersonKey,
  date: string,
  { group, outbox, at }: { group: string | null; outbox: string; at: Date },
): Promise<void> {
  const before = await readCheck(w, { workspace, person }, date);
  if (before?.outbox) await bulk.withdrawBulkMessages(w, workspace, [before.outbox]);
  await w.db
    .insert(w.t.checks)
    .values({ workspace, person, date, group, outbox, askedAt: at })
    .onConflictDoUpdate({
      target: [w.t.checks.workspace, w.t.checks.person, w.t.checks.date],
      set: { outbox, skipped: null },
    });
}

export async function updateCheck(
  w: Writer,
  whose: PersonKey,
  date: string,
  to: Partial<Omit<Check, "workspace" | "person" | "date">>,
): Promise<void> {
  await w.db
    .update(w.t.checks)
    .set(to)
    .where(of(w, whose, date));
}

/**
 * An answer of another kind takes the words with it that were said about the one before. Whoever
 * answers is not put off any more, and was not missed.
 */
export async function recordCheckAnswer(
  w: Writer,
  whose: PersonKey,
  date: string,
  feeling: Feeling,
  at: Date,
): Promise<void> {
  const { enrolments } = w.t;
  await updateCheck(w, whose, date, {
    answer: feeling,
    answeredAt: at,
    skipped: null,
    ...(feeling === "happy" && noWords),
  });
  await w.db
    .update(enrolments)
    .set({ misses: 0, snoozedUntil: null, snoozedDate: null })
    .where(and(eq(enrolments.workspace, whose.workspace), eq(enrolments.person, whose.person)));
}

const noWords = {
  working: null,
  pledge: null,
  message: null,
  pledgeAsked: null,
  pledgeKept: null,
  forRetro: false,
};

export const recordCheckWords = (
  w: Writer,
  whose: PersonKey,
  date: string,
  words: { working: RichText | null; pledge: RichText | null; message: string | null },
): Promise<void> => updateCheck(w, whose, date, { ...noWords, ...words });

/** Takes the words back, and the answer stays. */
export const clearCheckWords = (w: Writer, whose: PersonKey, date: string): Promise<void> =>
  updateCheck(w, whose, date, noWords);

/** A pledge that is older is not asked about any more. Days. */
const fresh = 14;

const pledgeOf = ({
  date,
  pledge,
  pledgeKept,
}: Pick<Check, "date" | "pledge" | "pledgeKept">): Pledge | undefined =>
  pledge ? { date, text: pledge, ...(pledgeKept && { kept: pledgeKept }) } : undefined;

/** The pledges that these people are to be asked about on a date, each once: their newest. */
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
        between(t.checks.date, addDays(date, -fresh), addDays(date, -1)),
        isNotNull(t.checks.pledge),
        isNull(t.checks.pledgeAsked),
      ),
    )
    .orderBy(asc(t.checks.date));
  return new Map(
    rows.flatMap(({ person, ...row }) => (row.pledge ? [[person, pledgeOf(row)!] as const] : [])),
  );
}

/** The pledge that was asked about with the question of a date. */
export async function readPledgeAskedOn(
  on: Reader,
  whose: PersonKey,
  date: string,
): Promise<Pledge | undefined> {
  const [row] = await on.db
    .select()
    .from(on.t.checks)
    .where(and(of(on, whose), eq(on.t.checks.pledgeAsked, date)))
    .limit(1);
  return row && pledgeOf(row);
}

/** These pledges are asked about with the question of a date. */
export async function markPledgesAsked(
  { db, t }: Writer,
  workspace: string,
  pledges: ReadonlyMap<string, Pledge>,
  date: string,
): Promise<void> {
  for (const [of, same] of Map.groupBy(pledges, ([, pledge]) => pledge.date))
    await db
      .update(t.checks)
      .set({ pledgeAsked: date })
      .where(
        and(
          eq(t.checks.workspace, workspace),
          eq(t.checks.date, of),
          inArray(
            t.checks.person,
            same.map(([person]) => person),
          ),
        ),
      );
}

/** Their answers, newest first. Dates are ISO and both within. */
export async function readCheckAnswers(
  on: Reader,
  whose: PersonKey,
  { from = "", to = "9999", limit = 500 } = {},
): Promise<Check[]> {
  const { db, t } = on;
  return db
    .select()
    .from(t.checks)
    .where(and(of(on, whose), isNotNull(t.checks.answer), between(t.checks.date, from, to)))
    .orderBy(desc(t.checks.date))
    .limit(limit);
}

/**
 * Empties their answers, on one date or between two; that they were asked stays, so that they are
 * not asked again. Gives how many there were.
 */
export async function eraseCheckAnswers(
  w: Writer,
  whose: PersonKey,
  { from = "", to = "9999" } = {},
): Promise<number> {
  const erased = await w.db
    .update(w.t.checks)
    .set({ ...noWords, answer: null, answeredAt: null })
    .where(and(of(w, whose), isNotNull(w.t.checks.answer), between(w.t.checks.date, from, to)))
    .returning({ date: w.t.checks.date });
  return erased.length;
}

/**
 * The words that people of a group, or of none, want as notes of its next retrospective. They leave
 * the checks with that: from then on nothing tells whose they were.
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

/** Empties the cards that asked about pledges of these dates, since they quote them. */
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

/** The check that a message's words belong to. */
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
