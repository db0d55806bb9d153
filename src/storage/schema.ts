/** The tables, defined once; `columns` decides the dialect. Everything but the replicas belongs to a workspace. Ids are texts that the code gives. */
import { kinds, type RequestReading } from "../judgement/judge.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Json } from "../surface/surface.ts";
import type { Columns } from "./columns.ts";
import { type AnyColumn, type SQL, sql } from "./drizzle.ts";

/** Where a request stands. */
export const statuses = [
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
export type Status = (typeof statuses)[number];

/** The condition of the index `outbox_unsent`. A query that looks for one of the states says this too, word for word, or the index does not serve it: the states are parameters, of which no engine can tell that they are among these. */
export const unsent = ({ state }: { state: AnyColumn }): SQL => sql`${state} in ('queued', 'sending', 'unknown')`;

export function defineTables(columns: Columns) {
  const { table, index, uniqueIndex, primaryKey, text, choice, count, real, flag, instant, json, sequence } = columns;

  /** A Slack workspace, a Teams tenant or `local`. */
  const workspaces = table("workspaces", {
    id: text().primaryKey(),
    /** The newest request's number. */
    lastRequest: count().notNull().default(0),
    settings: json<{ [key: string]: Json }>().notNull().default({}),
    createdAt: instant().notNull(),
  });

  const people = table(
    "people",
    {
      workspace: text().notNull(),
      id: text().notNull(),
      name: text(),
      /** IANA (`Europe/Paris`). */
      zone: text(),
      locale: text(),
      welcomedAt: instant(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.id] })],
  );

  /** Places without their thread, by `placeKey`. */
  const places = table(
    "places",
    {
      workspace: text().notNull(),
      key: text().notNull(),
      place: json<Place>().notNull(),
      /** How the surface reaches the place; the surface's own affair. */
      address: json<Json>(),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

  /** What a conversation remembers between two turns. */
  const conversations = table(
    "conversations",
    {
      workspace: text().notNull(),
      /** `placeKey` of the place with its thread. */
      key: text().notNull(),
      place: json<Place>().notNull(),
      /** The dialogue's, which reads it through its own schema. */
      state: json<unknown>().notNull(),
      /** Grows with each turn. */
      revision: count().notNull().default(0),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

  /** All that was accepted, in order, and what became of it. */
  const arrivals = table(
    "arrivals",
    {
      seq: sequence(),
      workspace: text().notNull(),
      id: text().notNull(),
      conversation: text().notNull(),
      /** A second key that tells duplicates: the place and the platform's message. Slack delivers one message as two events (`message`, `app_mention`). */
      once: text(),
      kind: text<Arrival["kind"]>().notNull(),
      /** Emptied once it is done: people's words live in requests and answers only. */
      body: json<Arrival>(),
      receivedAt: instant().notNull(),
      /** The replica that has it. */
      holder: text(),
      attempts: count().notNull().default(0),
      doneAt: instant(),
      /** An error's code. */
      note: text(),
    },
    (t) => [
      uniqueIndex("arrivals_id").on(t.workspace, t.id),
      uniqueIndex("arrivals_once").on(t.workspace, t.once),
      index("arrivals_undone").on(t.workspace, t.conversation, t.seq).where(sql`${t.doneAt} is null`),
    ],
  );

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

  /** All that is to be said, in order, and what became of it. A row found `sending` after its holder died is `unknown`: it may have arrived. */
  const outbox = table(
    "outbox",
    {
      seq: sequence(),
      id: text().notNull(),
      workspace: text().notNull(),
      conversation: text().notNull(),
      request: text(),
      question: text(),
      kind: choice(["post", "revise", "home"]).notNull(),
      place: json<Place>().notNull(),
      card: json<Card>().notNull(),
      /** The outbox id of the message that this one revises. */
      target: text(),
      state: choice(["queued", "sending", "sent", "refused", "unknown"]).notNull().default("queued"),
      /** Gives way to what somebody waits for. */
      bulk: flag().notNull().default(false),
      /** The replica that has it. */
      holder: text(),
      notBefore: instant(),
      /** The platform's id, once it was sent. */
      message: text(),
      attempts: count().notNull().default(0),
      /** The platform's code of the last failure. */
      code: text(),
      queuedAt: instant().notNull(),
      sentAt: instant(),
    },
    (t) => [
      uniqueIndex("outbox_id").on(t.id),
      index("outbox_unsent").on(t.state, t.seq).where(unsent(t)),
      index("outbox_message").on(t.workspace, t.message),
      index("outbox_request").on(t.workspace, t.request),
    ],
  );

  /** What is to happen at an instant. Planned twice, a duty is planned once. */
  const duties = table(
    "duties",
    {
      id: text().primaryKey(),
      workspace: text().notNull(),
      kind: text().notNull(),
      subject: text().notNull(),
      conversation: text().notNull(),
      dueAt: instant().notNull(),
      holder: text(),
      doneAt: instant(),
    },
    (t) => [
      uniqueIndex("duties_once").on(t.workspace, t.kind, t.subject),
      index("duties_due").on(t.dueAt).where(sql`${t.doneAt} is null`),
    ],
  );

  /** The processes that work on this database, known by their heartbeat. */
  const replicas = table("replicas", {
    id: text().primaryKey(),
    host: text().notNull(),
    pid: count().notNull(),
    seenAt: instant().notNull(),
  });

  return { workspaces, people, places, conversations, arrivals, requests, answers, steps, outbox, duties, replicas };
}

export type Tables = ReturnType<typeof defineTables>;
