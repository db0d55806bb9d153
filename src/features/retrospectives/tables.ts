/**
 * Retrospectives: the board that a team looks at, what was decided there, and the rhythm in which
 * the next ones come. What makes an anonymous note anonymous is in
 * `src/features/retrospectives/README.md`: no table here says who wrote one, in which order, or
 * when.
 */
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import { type BoardColumn, boardPhases, namingModes, retroActionStates } from "./board/board.ts";

export function retrospectiveTables(columns: Columns) {
  const {
    table,
    index,
    uniqueIndex,
    primaryKey,
    text,
    notation,
    choice,
    count,
    flag,
    instant,
    json,
  } = columns;

  /** One row a retrospective. Whoever changes the board locks it first. */
  const retrospectives = table(
    "retrospectives",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      /** The template's name. */
      template: text().notNull(),
      title: text().notNull(),
      columns: json<BoardColumn[]>(shapes.boardColumnsShape, []).notNull(),
      naming: choice(namingModes, "anonymous").notNull(),
      phase: choice(boardPhases, "cancelled").notNull(),
      /** Dots a person. */
      budget: count().notNull(),
      /** Minutes a topic. */
      minutes: count().notNull(),
      /** `placeKey` of where it lives. */
      home: text().notNull(),
      /** The board's messages: where, and the outbox id of each. */
      cards: json(shapes.boardCardsShape, []).notNull(),
      /** The conversation in which its duties come due. */
      conversation: text().notNull(),
      facilitator: text().notNull(),
      /** When the facilitator last did something; after a while anybody may take over. */
      seenAt: instant().notNull(),
      group: text(),
      series: text(),
      /** Until when it collects. */
      deadline: instant(),
      /** Notes before the reveal, sealed, with what is known of their authors: see `seal.ts`. */
      box: text(),
      /** How many have written, as the last reveal found it. */
      writers: count().notNull().default(0),
      /** The topic that is talked about, and until when. */
      topic: text(),
      until: instant(),
      /** Suggested groups that were turned down. */
      declined: json(shapes.textListShape, []).notNull(),
      /** Which page of the board is shown. */
      page: count().notNull().default(0),
      /** What the ledger knew of the period when it began. */
      brought: json(shapes.anyJsonShape),
      /** Drafted by a model from the revealed notes, where there is one. */
      summary: text(),
      startedAt: instant().notNull(),
      closedAt: instant(),
    },
    (t) => [
      index("retrospectives_home").on(t.workspace, t.home, t.startedAt),
      index("retrospectives_phase").on(t.workspace, t.phase),
    ],
  );

  const ofOne = () =>
    text()
      .notNull()
      .references(() => retrospectives.id, { onDelete: "cascade" });

  /** Who takes part. Flags without a time. */
  const retroPeople = table(
    "retrospective_people",
    {
      retrospective: ofOne(),
      person: text().notNull(),
      /** Looks on, and is not counted. */
      observer: flag().notNull().default(false),
      /** Done with this phase. */
      ready: flag().notNull().default(false),
    },
    (t) => [
      primaryKey({ columns: [t.retrospective, t.person] }),
      index("retrospective_people_person").on(t.person),
    ],
  );

  /** Revealed notes. Their ids are random, and they came here all at once and shuffled. */
  const retroNotes = table(
    "retrospective_notes",
    {
      id: text().primaryKey(),
      retrospective: ofOne(),
      column: text().notNull(),
      text: text().notNull(),
      /** Whoever signed it; null for the anonymous. */
      by: text(),
      topic: text().notNull(),
    },
    (t) => [index("retrospective_notes_of").on(t.retrospective)],
  );

  /** Notes that belong together; every note is a topic of its own at first. */
  const retroTopics = table(
    "retrospective_topics",
    {
      id: text().primaryKey(),
      retrospective: ofOne(),
      /** What people call it by. */
      number: count().notNull(),
      title: text(),
      /** Counted at the close, when the ballots go. */
      votes: count().notNull().default(0),
      discussed: flag().notNull().default(false),
      /** What was noted while it was discussed. */
      remarks: json(shapes.textListShape, []).notNull(),
    },
    (t) => [uniqueIndex("retrospective_topics_number").on(t.retrospective, t.number)],
  );

  /** A dot is one of somebody's few: the key holds the budget. Gone at the close. */
  const retroVotes = table(
    "retrospective_votes",
    {
      retrospective: ofOne(),
      person: text().notNull(),
      /** 0 to `budget` - 1. */
      dot: count().notNull(),
      topic: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.retrospective, t.person, t.dot] })],
  );

  /** What the team wants to do; those that were kept outlive their retrospective. */
  const retroActions = table(
    "retrospective_actions",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      retrospective: ofOne(),
      /** Of the retrospective, so that the next one there finds it. */
      home: text().notNull(),
      /** The first that was proposed is 1. */
      rank: count().notNull(),
      text: text().notNull(),
      owner: text(),
      /** ISO date. */
      due: notation(shapes.isoDateShape),
      state: choice(retroActionStates, "dropped").notNull(),
      /** The later retrospective that looked at it last. */
      lookedAt: text(),
    },
    (t) => [
      index("retrospective_actions_of").on(t.retrospective),
      index("retrospective_actions_home").on(t.workspace, t.home, t.state),
    ],
  );

  /** Retrospectives that come again. */
  const retroSeries = table(
    "retrospective_series",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      home: text().notNull(),
      conversation: text().notNull(),
      template: text().notNull(),
      naming: choice(namingModes, "anonymous").notNull(),
      group: text(),
      /**
       * Every so many weeks, on this ISO weekday, at this time of the wall (`14:00`) in this zone
       * (IANA).
       */
      weeks: count().notNull(),
      weekday: count().notNull(),
      time: notation(shapes.timeOfDayShape, "14:00").notNull(),
      zone: notation(shapes.timeZoneShape, "UTC").notNull(),
      /** ISO date of a regular one, from which the weeks are counted. */
      anchor: notation(shapes.isoDateShape, "2024-01-01").notNull(),
      /** When the next one opens. */
      nextAt: instant().notNull(),
      /** Who facilitates by turns, the next one first. */
      rota: json(shapes.textListShape, []).notNull(),
      by: text().notNull(),
      stoppedAt: instant(),
    },
    (t) => [index("retrospective_series_home").on(t.workspace, t.home)],
  );

  return {
    retrospectives,
    retroPeople,
    retroNotes,
    retroTopics,
    retroVotes,
    retroActions,
    retroSeries,
  };
}

type RetrospectiveTables = ReturnType<typeof retrospectiveTables>;

declare module "../../storage/schema.ts" {
  interface Tables extends RetrospectiveTables {}
}
