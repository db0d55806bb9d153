/**
 * Tables of retrospectives: boards, actions and series.
 *
 * No table tells who wrote an anonymous note, in which order, or when: see the README.
 */
import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { Columns } from "../../storage/engine/columns.ts";
import * as shapes from "../../storage/engine/value-shapes.ts";
import { type BoardColumn, boardPhases, namingModes, retroActionStates } from "./board/board.ts";

/** Defines the tables of retrospectives. */
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

  /** One row per retrospective, which is locked before the board is changed. */
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
      /** Votes per person. */
      budget: count().notNull(),
      /** Minutes per topic. */
      minutes: count().notNull(),
      /** Conversation key of its channel. */
      home: text().notNull(),
      /** Messages that show the board: place and outbox id. */
      cards: json(shapes.boardCardsShape, []).notNull(),
      /** Conversation of its jobs. */
      conversation: text().notNull(),
      facilitator: text().notNull(),
      /** When the facilitator last did something. */
      seenAt: instant().notNull(),
      group: text(),
      series: text(),
      /** When the collecting ends. */
      deadline: instant(),
      /** Encrypted notes before the reveal: see `note-encryption.ts`. */
      box: text(),
      /** Number of writers, as of the last reveal. */
      writers: count().notNull().default(0),
      /** The topic of the discussion, and until when. */
      topic: text(),
      until: instant(),
      /** Declined suggestions. */
      declined: json(shapes.textListShape, []).notNull(),
      /** Page of the topics that is shown. */
      page: count().notNull().default(0),
      /** Facts of the opening: see `opening-facts.ts`. */
      brought: json(shapes.anyJsonShape),
      /** Summary by a model, if the facilitator accepted one. */
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

  /** Participants, without times. */
  const retroPeople = table(
    "retrospective_people",
    {
      retrospective: ofOne(),
      person: text().notNull(),
      /** Watches and is not counted. */
      observer: flag().notNull().default(false),
      /** Has finished the phase. */
      ready: flag().notNull().default(false),
    },
    (t) => [
      primaryKey({ columns: [t.retrospective, t.person] }),
      index("retrospective_people_person").on(t.person),
    ],
  );

  /** Revealed notes, with random ids, inserted at once and shuffled. */
  const retroNotes = table(
    "retrospective_notes",
    {
      id: text().primaryKey(),
      retrospective: ofOne(),
      column: text().notNull(),
      text: text().notNull(),
      /** Author of a signed note; null for an anonymous one. */
      by: text(),
      topic: text().notNull(),
    },
    (t) => [index("retrospective_notes_of").on(t.retrospective)],
  );

  /** Groups of notes; each note is a topic of its own at first. */
  const retroTopics = table(
    "retrospective_topics",
    {
      id: text().primaryKey(),
      retrospective: ofOne(),
      /** Number by which people call it. */
      number: count().notNull(),
      title: text(),
      /** Counted at the close, when the votes are deleted. */
      votes: count().notNull().default(0),
      discussed: flag().notNull().default(false),
      /** Remarks of the discussion. */
      remarks: json(shapes.textListShape, []).notNull(),
    },
    (t) => [uniqueIndex("retrospective_topics_number").on(t.retrospective, t.number)],
  );

  /** Votes until the close; the key limits them to the budget. */
  const retroVotes = table(
    "retrospective_votes",
    {
      retrospective: ofOne(),
      person: text().notNull(),
      /** Index of the vote among the person's: 0 to `budget` - 1. */
      dot: count().notNull(),
      topic: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.retrospective, t.person, t.dot] })],
  );

  /** Actions; kept ones are shown in later retrospectives. */
  const retroActions = table(
    "retrospective_actions",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      retrospective: ofOne(),
      /** Home of the retrospective. */
      home: text().notNull(),
      /** Order of proposal, from 1. */
      rank: count().notNull(),
      text: text().notNull(),
      owner: text(),
      /** ISO date. */
      due: notation(shapes.isoDateShape),
      state: choice(retroActionStates, "dropped").notNull(),
      /** The later retrospective that settled it last. */
      lookedAt: text(),
    },
    (t) => [
      index("retrospective_actions_of").on(t.retrospective),
      index("retrospective_actions_home").on(t.workspace, t.home, t.state),
    ],
  );

  /** Series of retrospectives. */
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
      /** Interval in weeks, ISO weekday, local time (`14:00`) and zone (IANA) of the meetings. */
      weeks: count().notNull(),
      weekday: count().notNull(),
      time: notation(shapes.timeOfDayShape, "14:00").notNull(),
      zone: notation(shapes.timeZoneShape, "UTC").notNull(),
      /** ISO date of a meeting, from which the weeks are counted. */
      anchor: notation(shapes.isoDateShape, "2024-01-01").notNull(),
      /** The next meeting. */
      nextAt: instant().notNull(),
      /** Facilitators in turn, the next one first. */
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
