/**
 * Tables of the paying-customer check: enrolments, answers, chains and counted weeks.
 *
 * A person's answers are readable by that person alone; only counts of several people leave these
 * tables.
 */
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import { sql } from "../../storage/drizzle.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import { feelings, pledgeOutcomes, skipReasons } from "./check.ts";
import type { Figure } from "./picture/anonymity.ts";

/** Replaces a date that cannot be read; it sorts after all others. */
const noDate = "9999-12-31";

/** Defines the tables of checks. */
export function checkTables(columns: Columns) {
  const { table, index, primaryKey, text, notation, choice, count, flag, instant, json } = columns;

  /** People who are asked and their times, in the person's time zone. */
  const enrolments = table(
    "enrolments",
    {
      workspace: text().notNull(),
      person: text().notNull(),
      /** Direct messages with the person, and their conversation key. */
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      conversation: text().notNull(),
      /** `15:00`. */
      at: notation(shapes.timeOfDayShape, "15:00").notNull(),
      /** ISO weekdays, ascending (`12345`). */
      days: notation(shapes.weekdaysShape, "12345").notNull(),
      /** IANA; takes precedence over the platform's. */
      zone: notation(shapes.timeZoneShape),
      /** Region of the public holidays: a country or a part of it (`DE-BY`, `US-CA`). */
      region: text(),
      /** ISO date on which a pause ends. */
      pausedUntil: notation(shapes.isoDateShape),
      /** When a snooze ends, and the ISO date of its check. */
      snoozedUntil: instant(),
      snoozedDate: notation(shapes.isoDateShape),
      /** End of do-not-disturb or absence by the platform, and when the platform was last asked. */
      quietUntil: instant(),
      lookedAt: instant(),
      /** Whether the check comes once a week instead of every day. */
      weekly: flag().notNull().default(false),
      /** Number of unanswered checks in a row. */
      misses: count().notNull().default(0),
      /** The person's team: `groups.id`. */
      group: text(),
      /** Id of the person, or of the lead who enrolled them. */
      enrolledBy: text().notNull(),
      /** Whether the person is asked but not counted for the team. */
      observer: flag().notNull().default(false),
      stoppedAt: instant(),
      /** When the sweep handles the row next; null while stopped. The zone that it was computed in. */
      nextAt: instant(),
      inZone: text(),
      /** Instant up to which all due checks are handled. */
      through: instant().notNull(),
      createdAt: instant().notNull(),
    },
    (t) => [
      primaryKey({ columns: [t.workspace, t.person] }),
      index("enrolments_due").on(t.nextAt).where(sql`${t.nextAt} is not null`),
      index("enrolments_group").on(t.workspace, t.group),
    ],
  );

  /** One row per person and local date, asked or skipped, so that nobody is asked twice. */
  const checks = table(
    "checks",
    {
      workspace: text().notNull(),
      person: text().notNull(),
      /** ISO date in the person's time zone of that day. */
      date: notation(shapes.isoDateShape, noDate).notNull(),
      /** The person's team of that day. */
      group: text(),
      askedAt: instant(),
      /** Id of the message that asked: `outbox.id`. */
      outbox: text(),
      /** Whether the question came late, after an outage. */
      late: flag().notNull().default(false),
      skipped: choice(skipReasons),
      answer: choice(feelings),
      answeredAt: instant(),
      /** The person's work, and what they will stop, change or find out. */
      working: json(shapes.richTextShape),
      pledge: json(shapes.richTextShape),
      /** The platform's id of the message with these words, through which they are edited or deleted. */
      message: text(),
      /** ISO date on which the pledge was asked about. */
      pledgeAsked: notation(shapes.isoDateShape),
      pledgeKept: choice(pledgeOutcomes),
      /** Whether the words become a note of the next retrospective. */
      forRetro: flag().notNull().default(false),
    },
    (t) => [
      primaryKey({ columns: [t.workspace, t.person, t.date] }),
      index("checks_day").on(t.workspace, t.date, t.person),
      index("checks_message").on(t.workspace, t.message).where(sql`${t.message} is not null`),
    ],
  );

  /** Chains from a team to the paying customer. */
  const chains = table(
    "chains",
    {
      workspace: text().notNull(),
      group: text().notNull(),
      /** The team first, the paying customer last. */
      links: json(shapes.textListShape, []).notNull(),
      by: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.group] })],
  );

  /** Counted weeks of a team, each counted once after its end. */
  const pictures = table(
    "pictures",
    {
      workspace: text().notNull(),
      /** `groups.id`, or `everyoneGroup`. */
      group: text().notNull(),
      /** ISO date of the first Monday, and the number of weeks: one for the share, four for themes. */
      from: notation(shapes.isoDateShape, noDate).notNull(),
      weeks: count().notNull(),
      /**
       * People who were counted, so that later figures can keep a distance from this one; emptied
       * when it is too old for that. Not exported.
       */
      people: json(shapes.textListShape, []).notNull(),
      /** Lower end of the band of the number of people; null where nothing is shown. */
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
