/**
 * Everybody who is due, some hundreds at a time, each batch in one write: the days are put on
 * record, the messages in the outbox, and the next times worked out. No turn is needed for it: one
 * row a person and date makes that nobody is asked twice.
 */

import type { Words } from "../../../lib/i18n.ts";
import {
  parseConversationKey,
  unreadableConversation,
} from "../../../platform/conversation-ref.ts";
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
import * as bulk from "../../../storage/queue/bulk-messages.ts";
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
import { readDayOffCalendars } from "./calendar.ts";
import {
  becomesWeekly,
  type DueCheck,
  type DueDecision,
  decideDueChecks,
  earlierDate,
} from "./due-decision.ts";
import { buildQuestionCards } from "./question-cards.ts";
import { sendSlot, sendWindowMs } from "./send-spread.ts";
import { createNextCheckCache } from "./timetable.ts";
import { readTimeZones } from "./zones.ts";

type Enrolment = Tables["enrolments"]["$inferSelect"];
type Check = Tables["checks"]["$inferInsert"];

/** Somebody whose time has come, what is to be done, and when they are to be looked at next. */
interface Handled {
  enrolment: Enrolment;
  zone: string;
  decision: DueDecision;
  ask?: DueCheck & { outbox: string; weekly: boolean };
  next(weekly: boolean): Date | undefined;
}

type Asking = Handled & Required<Pick<Handled, "ask">>;

interface Round {
  now: Date;
  reach: ServedPlatforms;
  /** How many at most, or only one of them. */
  limit: number;
  only?: RowKey | undefined;
  /** How many were due when the sweep began: over how long they are spread. */
  backlog: number;
  words(language: string): Words;
  newId(): string;
}

/** The condition of the index `enrolments_due`, and more. */
const isDue = (on: Reader, reached: SQL, now: Date | Param) => {
  const { enrolments } = on.t;
  const { workspace, person } = enrolments;
  return and(
    isNotNull(enrolments.nextAt),
    lte(enrolments.nextAt, now),
    reached,
    isAppInstalled(on, workspace),
    isNotSetAside(on, workspace, person),
  );
};

const countDue = prepared("checks_due", (on: Reader) =>
  on.db
    .select({ n: count() })
    .from(on.t.enrolments)
    .where(
      isDue(
        on,
        isOnPlaceholderPlatforms(on.t.enrolments.conversation),
        sql.param(sql.placeholder("now"), on.t.enrolments.nextAt),
      ),
    ),
);

/** How many are due. */
export const countDueChecks = async (
  on: Reader,
  reach: ServedPlatforms,
  now: Date,
): Promise<number> => (await countDue(on, { ...platformPlaceholders(reach), now }))[0]?.n ?? 0;

/** The keys of those who are due longest. */
export async function readDueCheckKeys(
  on: Reader,
  reach: ServedPlatforms,
  { now, limit }: { now: Date; limit: number },
): Promise<RowKey[]> {
  const { enrolments } = on.t;
  const rows = await on.db
    .select({ workspace: keyTextOf(enrolments.workspace), key: keyTextOf(enrolments.person) })
    .from(enrolments)
    .where(isDue(on, isOnPlatforms(enrolments.conversation, reach), now))
    .orderBy(asc(enrolments.nextAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, tableName: getTableName(enrolments) }));
}

/** Deals with those who are due longest; gives how many. */
export async function sweepDueChecks(w: Writer, round: Round): Promise<number> {
  const { db, t, lock } = w;
  const { now, reach, limit, only, newId } = round;
  const enrolled = await lock(
    db
      .select()
      .from(t.enrolments)
      .where(
        and(
          isDue(w, isOnPlatforms(t.enrolments.conversation, reach), now),
          only && matchesRowKey(t.enrolments.workspace, t.enrolments.person, only),
        ),
      )
      .orderBy(asc(t.enrolments.nextAt))
      .limit(limit),
    "skip",
  );
  if (enrolled.length === 0) return 0;
  const zoneOf = await readTimeZones(w, enrolled);
  const daysOff = await readDayOffCalendars(w, [
    ...new Set(enrolled.map(({ workspace }) => workspace)),
  ]);
  const calendars = new Map<string, ReturnType<typeof createNextCheckCache>>();

  const handled = enrolled.map((enrolment): Handled => {
    const { workspace } = enrolment;
    const zone = zoneOf(enrolment);
    const nextIn = calendars.getOrInsertComputed(workspace, () =>
      createNextCheckCache(daysOff(workspace)),
    );
    const decision = decideDueChecks(
      { ...enrolment, zone },
      (after) => nextIn({ ...enrolment, zone }, after),
      now,
    );
    const ask = decision.ask && {
      ...decision.ask,
      outbox: newId(),
      weekly: becomesWeekly(enrolment),
    };
    return {
      enrolment,
      zone,
      decision,
      ...(ask && { ask }),
      next: (weekly) => nextIn({ ...enrolment, zone, weekly }, decision.through)?.at,
    };
  });

  const asked = await record(w, handled, now);
  await put(w, asked, round);
  await moveOn(w, handled, new Set(asked), now);
  return enrolled.length;
}

const recordAll = insertMany<Check & Record<string, unknown>, Pick<Check, "outbox">>(
  "checks_record",
  ["workspace", "person", "date", "group", "askedAt", "outbox", "late", "skipped"],
  ({ db, t: { checks } }, rows: Check[]) =>
    db.insert(checks).values(rows).onConflictDoNothing().returning({ outbox: checks.outbox }),
);

/** Puts the days on record; gives those who are to be asked and were not before. */
async function record(w: Writer, handled: readonly Handled[], now: Date): Promise<Asking[]> {
  const { checks } = w.t;
  const rows: Check[] = [];
  const again: Handled[] = [];
  for (const each of handled) {
    const { enrolment, decision, ask } = each;
    const { workspace, person, group } = enrolment;
    for (const { date, why } of decision.skipped)
      rows.push({ workspace, person, date, group, late: false, skipped: why });
    if (ask?.snoozed) again.push(each);
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
  const kept = new Set<string | null | undefined>();
  for (const { outbox } of await recordAll(w, rows)) kept.add(outbox);
  for (const { enrolment, ask } of again) {
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
    for (const { outbox } of changed) kept.add(outbox);
  }
  return handled.filter(
    (each): each is Asking => each.ask !== undefined && kept.has(each.ask.outbox),
  );
}

/** Puts the messages in the outbox, each with its own place in the window. */
async function put(
  w: Writer,
  asked: readonly Asking[],
  { now, backlog, words }: Round,
): Promise<void> {
  const cards = await buildQuestionCards(
    w,
    asked.map(({ enrolment: { workspace, person, group }, ask: { date, weekly } }) => ({
      workspace,
      person,
      date,
      group,
      weekly,
    })),
    words,
  );
  const mailings = asked.map(
    (
      {
        enrolment: { workspace, person, conversation, place },
        ask: { outbox: id, date, from, until },
      },
      index,
    ) => {
      const window = Math.min(sendWindowMs(backlog), until.getTime() - from.getTime());
      const notBefore = new Date(from.getTime() + Math.floor(sendSlot(person, date) * window));
      return {
        id,
        workspace,
        conversation,
        question: `check/${date}`,
        place:
          place.surface === unreadableConversation.surface
            ? parseConversationKey(conversation)
            : place,
        card: cards[index]!,
        notBefore,
        notAfter: until,
        queuedAt: now,
      };
    },
  );
  await bulk.enqueueBulkMessages(w, mailings);
}

/** Writes down where they stand now. Many stand alike, so that a few updates are enough. */
async function moveOn(
  { db, t: { enrolments } }: Writer,
  handled: readonly Handled[],
  asked: ReadonlySet<Handled>,
  now: Date,
): Promise<void> {
  const alike = new Map<
    string,
    { workspace: string; change: Partial<Enrolment>; missed: boolean; people: string[] }
  >();
  for (const each of handled) {
    const { enrolment, zone: inZone, decision, ask } = each;
    const { workspace, person } = enrolment;
    const missed = asked.has(each) && !ask?.snoozed;
    const weekly = enrolment.weekly || (missed && ask!.weekly);
    const snoozing = enrolment.snoozedUntil !== null && enrolment.snoozedUntil > now;
    const nextAt = earlierDate(each.next(weekly) ?? null, snoozing ? enrolment.snoozedUntil : null);
    // Whoever is only planned anew is still as quiet as the platform said.
    const dealt = decision.through > enrolment.through && { quietUntil: null };
    const change = {
      nextAt,
      inZone,
      through: decision.through,
      weekly,
      ...dealt,
      ...(!snoozing && { snoozedUntil: null, snoozedDate: null }),
    };
    const key = JSON.stringify([workspace, change, missed]);
    alike
      .getOrInsertComputed(key, () => ({ workspace, change, missed, people: [] }))
      .people.push(person);
  }
  let moved = 0;
  for (const { workspace, change, missed, people } of alike.values()) {
    const rows = await db
      .update(enrolments)
      .set({ ...change, ...(missed && { misses: sql`${enrolments.misses} + 1` }) })
      .where(and(eq(enrolments.workspace, workspace), inArray(enrolments.person, people)))
      .returning({ person: enrolments.person });
    moved += rows.length;
  }
  assertRowsChanged(moved, handled.length);
}
