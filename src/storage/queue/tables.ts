/** Tables of the queues: conversations, inbox, outbox, jobs, replicas and rows set aside. */

import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { type AnyColumn, type SQL, sql } from "../drizzle.ts";
import type { Columns } from "../engine/columns.ts";
import * as shapes from "../engine/value-shapes.ts";

/**
 * Condition of the index `outbox_unsent`. Queries for one of the states must repeat it literally:
 * the state is a parameter, so the engine cannot infer that the index covers it.
 */
export const isUnsentMessage = ({ state }: { state: AnyColumn }): SQL =>
  sql`${state} in ('queued', 'sending', 'unknown')`;

/** Condition of the index `outbox_blocked`, to be repeated likewise. */
export const isBlockedMessage = ({ state }: { state: AnyColumn }): SQL => sql`${state} = 'blocked'`;

/** Condition of the index `outbox_bulk`, to be repeated likewise. */
export const isBulkMessageWaiting = ({
  bulk,
  state,
  holder,
}: {
  bulk: AnyColumn;
  state: AnyColumn;
  holder: AnyColumn;
}): SQL => sql`${bulk} and ${state} = 'queued' and ${holder} is null`;

/**
 * Condition of the index `outbox_brief`, to be repeated likewise: messages about a request that are
 * updated later.
 */
export const isRequestMessage = ({ question }: { question: AnyColumn }): SQL =>
  sql`${question} in ('brief', 'intake')`;

/** Defines the tables of the queues for one engine. */
export function queueTables(columns: Columns) {
  const {
    table,
    index,
    uniqueIndex,
    primaryKey,
    text,
    choice,
    count,
    flag,
    instant,
    json,
    sequence,
  } = columns;

  /** States of conversations between turns. */
  const conversations = table(
    "conversations",
    {
      workspace: text().notNull(),
      /** `conversationKey` of the place with its thread. */
      key: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      /** State by feature name; each feature parses its own with a schema. */
      state: json<unknown>(shapes.jsonObjectShape, {}).notNull(),
      /** Incremented by each turn. */
      revision: count().notNull().default(0),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

  /** Inbox: accepted events in order, with their processing state. */
  const events = table(
    "arrivals",
    {
      seq: sequence(),
      workspace: text().notNull(),
      id: text().notNull(),
      conversation: text().notNull(),
      /**
       * Second key for detecting duplicates: the place and the platform's message. Slack delivers
       * one message as two events (`message`, `app_mention`).
       */
      once: text(),
      kind: text<InboundEvent["kind"]>().notNull(),
      /**
       * Emptied once processed; people's text is then only in requests, answers, conversation
       * states and cards.
       */
      body: json<InboundEvent>(shapes.inboundEventShape),
      receivedAt: instant().notNull(),
      /** The replica that holds it. */
      holder: text(),
      attempts: count().notNull().default(0),
      doneAt: instant(),
      /** An error's code. */
      note: text(),
    },
    (t) => [
      uniqueIndex("arrivals_id").on(t.workspace, t.id),
      uniqueIndex("arrivals_once").on(t.workspace, t.once),
      index("arrivals_undone")
        .on(t.workspace, t.conversation, t.seq)
        .where(sql`${t.doneAt} is null`),
    ],
  );

  /**
   * Outbox: messages in order, with their delivery state. A row that is `sending` when its holder
   * ends becomes `unknown`: it may have arrived. A `blocked` one was refused because its place takes
   * no messages at present; it is tried again at `notBefore`.
   */
  const outbox = table(
    "outbox",
    {
      seq: sequence(),
      id: text().notNull(),
      workspace: text().notNull(),
      conversation: text().notNull(),
      request: text(),
      question: text(),
      kind: choice(["post", "revise", "home"], "post").notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      card: json(shapes.cardShape, []).notNull(),
      /**
       * Outbox id of the message that this one updates, or of the unsent root message of a post.
       */
      target: text(),
      state: choice(["queued", "sending", "sent", "refused", "unknown", "blocked"], "refused")
        .notNull()
        .default("queued"),
      /** Whether it has lower priority than replies. */
      bulk: flag().notNull().default(false),
      /** The replica that holds it. */
      holder: text(),
      notBefore: instant(),
      /** Time after which it is no longer sent. */
      notAfter: instant(),
      /** Platform id, once sent. */
      message: text(),
      attempts: count().notNull().default(0),
      /** Platform's code of the last failure. */
      code: text(),
      queuedAt: instant().notNull(),
      sentAt: instant(),
    },
    (t) => [
      uniqueIndex("outbox_id").on(t.id),
      index("outbox_unsent")
        .on(t.bulk, t.workspace, t.conversation, t.seq)
        .where(isUnsentMessage(t)),
      index("outbox_blocked").on(t.workspace, t.seq).where(isBlockedMessage(t)),
      index("outbox_held").on(t.holder).where(sql`${t.holder} is not null`),
      index("outbox_bulk").on(t.workspace, t.notBefore).where(isBulkMessageWaiting(t)),
      index("outbox_message").on(t.workspace, t.message).where(sql`${t.message} is not null`),
      index("outbox_brief").on(t.workspace, t.request).where(isRequestMessage(t)),
      index("outbox_age").on(t.workspace, t.bulk, t.queuedAt),
    ],
  );

  /** Jobs by due time, unique by kind and subject. */
  const jobs = table(
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

  /** Processes that use this database, with their heartbeats. */
  const replicas = table("replicas", {
    id: text().primaryKey(),
    host: text().notNull(),
    pid: count().notNull(),
    seenAt: instant().notNull(),
  });

  /** Rows that could not be processed: skipped, and retried a day later. */
  const setAside = table(
    "set_aside",
    {
      workspace: text().notNull(),
      tableName: text().notNull(),
      /** Key of the row within its workspace. */
      key: text().notNull(),
      /** An error's code. */
      code: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.tableName, t.workspace, t.key] })],
  );

  return { conversations, inbox: events, outbox, jobs, replicas, setAside };
}
