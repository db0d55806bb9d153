/** What was asked for, what was answered, and what became of it. */
import { kinds, type RequestReading } from "../../judgement/judge.ts";
import type { Place } from "../../surface/place.ts";
import type { Prose } from "../../surface/prose.ts";
import type { Columns } from "../columns.ts";

/** Where a request stands. */
const statuses = [
  "asking",
  "waiting",
  "parked",
  "confirming",
  "new",
  "accepted",
  "alternative_proposed",
  "postponed",
  "declined",
  "delivered",
  "outcome_known",
  "merged",
  "cancelled",
  "not_a_request",
  "handed_over",
] as const;

export function requestTables(columns: Columns) {
  const { table, index, uniqueIndex, text, choice, count, real, flag, instant, json } = columns;

  const requests = table(
    "requests",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      number: count().notNull(),
      conversation: text().notNull(),
      place: json<Place>().notNull(),
      requester: text().notNull(),
      /** Somebody else where it was raised on the requester's behalf. */
      raisedBy: text().notNull(),
      kind: choice(kinds),
      status: choice(statuses).notNull(),
      text: json<Prose>().notNull(),
      /** What was asked for at first, where the need turned out to be another (something broken). */
      wish: json<Prose>(),
      title: text(),
      /** The requester claims that it goes before others. */
      priority: flag().notNull().default(false),
      /** The requester spoke of IT as a supplier. */
      provider: flag().notNull().default(false),
      reading: json<RequestReading>(),
      /** The platform's id of the message that began it. */
      message: text(),
      createdAt: instant().notNull(),
      updatedAt: instant().notNull(),
      /** When its brief was confirmed and went to the team. */
      loggedAt: instant(),
      /** How it was talked about, filed once that is over: the dialogue's own state. */
      talk: json<unknown>(),
    },
    (t) => [
      uniqueIndex("requests_number").on(t.workspace, t.number),
      index("requests_requester").on(t.workspace, t.requester, t.status),
      index("requests_conversation").on(t.workspace, t.conversation),
    ],
  );

  const ofRequest = () =>
    text()
      .notNull()
      .references(() => requests.id, { onDelete: "cascade" });

  const answers = table(
    "answers",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      request: ofRequest(),
      question: text().notNull(),
      /** Null: left open. */
      text: json<Prose>(),
      by: text().notNull(),
      at: instant().notNull(),
      /** The platform's id of the message that gave it, through which it is corrected or deleted. */
      message: text(),
      label: text(),
      /** 0 to 1. */
      confidence: real(),
      lens: text(),
      /** Which judge read it, with its version. */
      judge: text(),
      restated: text(),
      /** When it was corrected or deleted. */
      retiredAt: instant(),
    },
    (t) => [index("answers_request").on(t.workspace, t.request), index("answers_message").on(t.workspace, t.message)],
  );

  /** Every state that a request was in: who, when and why. */
  const steps = table(
    "steps",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      request: ofRequest(),
      status: choice(statuses).notNull(),
      by: text().notNull(),
      at: instant().notNull(),
      why: json<Prose>(),
    },
    (t) => [index("steps_request").on(t.workspace, t.request)],
  );

  return { requests, answers, steps };
}
