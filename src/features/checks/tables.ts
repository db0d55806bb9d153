/**
 * The paying-customer check: who is asked and when, what they said, and what is on the way to the
 * paying customer. A person's answers are theirs alone: nothing but counts of several people leaves
 * these tables.
 */
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import { sql } from "../../storage/drizzle.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import { feelings, pledgeOutcomes, skipReasons } from "./check.ts";

/** Replaces a date that cannot be read; it sorts after all others. */
const noDate = "9999-12-31";

/**
 * A rounded share, in percent. With an edge it says no more than that at least one differs, or may.
 */
export interface Figure {
  percent: number;
  edge?: "or_more" | "or_less";
}

export function checkTables(columns: Columns) {
  const { table, index, primaryKey, text, notation, choice, count, flag, instant, json } = columns;

  /** Who is asked, and when. Times and dates are the person's own, on their wall. */
  const enrolments = table(
    "enrolments",
    {
      workspace: text().notNull(),
      person: text().notNull(),
      /** Their direct messages, and their key. */
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      conversation: text().notNull(),
      /** `15:00`. */
      at: notation(shapes.timeOfDayShape, "15:00").notNull(),
      /** ISO weekdays, ascending (`12345`). */
      days: notation(shapes.weekdaysShape, "12345").notNull(),
      /** IANA; goes before what the platform tells. */
      zone: notation(shapes.timeZoneShape),
      /** Whose public holidays: a country or a part of it (`DE-BY`, `US-CA`). */
      region: text(),
      /** ISO date on which they are back. */
      pausedUntil: notation(shapes.isoDateShape),
      /** When, and for which ISO date, they asked to be asked again. */
      snoozedUntil: instant(),
      snoozedDate: notation(shapes.isoDateShape),
      /**
       * The platform says that they are not to be disturbed, or not there, until then; and when it
       * was last asked.
       */
      quietUntil: instant(),
      lookedAt: instant(),
      /** Once a week instead of every day. */
      weekly: flag().notNull().default(false),
      /** How often in a row the check was sent and not answered. */
      misses: count().notNull().default(0),
      /** Their team: `groups.id`. */
      group: text(),
      /** Who enrolled them: themselves, or a lead. */
      enrolledBy: text().notNull(),
      /** Is asked, and does not count for the team. */
      observer: flag().notNull().default(false),
      stoppedAt: instant(),
      /**
       * When it is to be looked at next; never while stopped. The zone in which that was worked
       * out.
       */
      nextAt: instant(),
      inZone: text(),
      /** All that was due until then is dealt with. */
      through: instant().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.workspace, t.person] }),
      index("enrolments_due").on(t.nextAt).where(sql`${t.nextAt} is not null`),
      index("enrolments_group").on(t.workspace, t.group),
    ],
  );

  /** One a person and local date, asked or not: whatever happens, nobody is asked twice. */
  const checks = table(
    "checks",
    {
      workspace: text().notNull(),
      person: text().notNull(),
      /** ISO date where the person was. */
      date: notation(shapes.isoDateShape, noDate).notNull(),
      /** Their team at that time. */
      group: text(),
      askedAt: instant(),
      /** The message that asked. */
      outbox: text(),
      /** Asked late, after Entwine was out of order. */
      late: flag().notNull().default(false),
      skipped: choice(skipReasons),
      answer: choice(feelings),
      answeredAt: instant(),
      /** What they are working on, and what they will stop, change or find out. */
      working: json(shapes.richTextShape),
      pledge: json(shapes.richTextShape),
      /**
       * The platform's id of the message that said so, through which it is corrected or deleted.
       */
      message: text(),
      /** ISO date on which they were asked about the pledge. */
      pledgeAsked: notation(shapes.isoDateShape),
      pledgeKept: choice(pledgeOutcomes),
      /** To be a note of the next retrospective. */
      forRetro: flag().notNull().default(false),
    },
    (t) => [
      primaryKey({ columns: [t.workspace, t.person, t.date] }),
      index("checks_day").on(t.workspace, t.date, t.person),
      index("checks_message").on(t.workspace, t.message).where(sql`${t.message} is not null`),
    ],
  );

  /** Who uses what a team makes, and who uses theirs, until the paying customer. */
  const chains = table(
    "chains",
    {
      workspace: text().notNull(),
      group: text().notNull(),
      /** The team itself first, the paying customer last. */
      links: json(shapes.textListShape, []).notNull(),
      by: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.group] })],
  );

  /**
   * Counts of a team's checks: made once, when the week is over, and never again.
   */
  const pictures = table(
    "pictures",
    {
      workspace: text().notNull(),
      /** `groups.id`, or `everyone` of the checks. */
      group: text().notNull(),
      /**
       * The Monday on which it begins (ISO), and how many weeks it is of: one for the share, four
       * for what needs more words.
       */
      from: notation(shapes.isoDateShape, noDate).notNull(),
      weeks: count().notNull(),
      /**
       * Who was counted, though not how, so that the next picture can keep its distance from this
       * one; emptied when it is too old for that. No export has it.
       */
      people: json(shapes.textListShape, []).notNull(),
      /** The lower end of the band that the number of people is in. Null: nothing is shown. */
      crowd: count(),
      glad: json<Figure>(shapes.percentageShape),
      themes: json(shapes.textListShape, []).notNull().default([]),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.from, t.weeks, t.group] })],
  );

  return { enrolments, checks, chains, pictures };
}

type CheckTables = ReturnType<typeof checkTables>;

declare module "../../storage/schema.ts" {
  interface Tables extends CheckTables {}
}
