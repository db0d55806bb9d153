/** What comes in, what goes out, what is due, and who works on it. */

import { unreadableConversation } from "../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../platform/event.ts";
import { type AnyColumn, type SQL, sql } from "../drizzle.ts";
import type { Columns } from "../engine/columns.ts";
import * as shapes from "../engine/value-shapes.ts";

/**
 * The condition of the index `outbox_unsent`. A query that looks for one of the states says this
 * too, word for word, or the index does not serve it: the states are parameters, of which no engine
 * can tell that they are among these.
 */
export const isUnsentMessage = ({ state }: { state: AnyColumn }): SQL =>
  sql`${state} in ('queued', 'sending', 'unknown')`;

/** The condition of the index `outbox_bulk`, to be said likewise. */
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
 * The condition of the index `outbox_brief`, to be said likewise: of the messages about a request,
 * those that are brought up to date later.
 */
export const isRequestMessage = ({ question }: { question: AnyColumn }): SQL =>
  sql`${question} in ('brief', 'intake')`;

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

  /** What a conversation remembers between two turns. */
  const conversations = table(
    "conversations",
    {
      workspace: text().notNull(),
      /** `placeKey` of the place with its thread. */
      key: text().notNull(),
      place: json(shapes.conversationRefShape, unreadableConversation).notNull(),
      /** What each feature keeps, under its name; each reads its own through a schema. */
      state: json<unknown>(shapes.jsonObjectShape, {}).notNull(),
      /** Grows with each turn. */
      revision: count().notNull().default(0),
      updatedAt: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.workspace, t.key] })],
  );

  /** All that was accepted, in order, and what became of it. */
  const events = table(
    "arrivals",
    {
      seq: sequence(),
      workspace: text().notNull(),
      id: text().notNull(),
      conversation: text().notNull(),
      /**
       * A second key that tells duplicates: the place and the platform's message. Slack delivers
       * one message as two events (`message`, `app_mention`).
       */
      once: text(),
      kind: text<InboundEvent["kind"]>().notNull(),
      /**
       * Emptied once it is done: people's words live on in requests, in answers, in what the
       * conversation remembers and in the cards that quote them.
       */
      body: json<InboundEvent>(shapes.inboundEventShape),
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
      index("arrivals_undone")
        .on(t.workspace, t.conversation, t.seq)
        .where(sql`${t.doneAt} is null`),
    ],
  );

  /**
   * All that is to be said, in order, and what became of it. A row found `sending` after its holder
   * died is `unknown`: it may have arrived.
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
       * The outbox id of the message that this one revises, or of a post: under which it goes,
       * where that was not sent yet.
       */
      target: text(),
      state: choice(["queued", "sending", "sent", "refused", "unknown"], "refused")
        .notNull()
        .default("queued"),
      /** Gives way to what somebody waits for. */
      bulk: flag().notNull().default(false),
      /** The replica that has it. */
      holder: text(),
      notBefore: instant(),
      /** Loses its point then. */
      notAfter: instant(),
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
      index("outbox_unsent")
        .on(t.bulk, t.workspace, t.conversation, t.seq)
        .where(isUnsentMessage(t)),
      index("outbox_held").on(t.holder).where(sql`${t.holder} is not null`),
      index("outbox_bulk").on(t.workspace, t.notBefore).where(isBulkMessageWaiting(t)),
      index("outbox_message").on(t.workspace, t.message).where(sql`${t.message} is not null`),
      index("outbox_brief").on(t.workspace, t.request).where(isRequestMessage(t)),
      index("outbox_age").on(t.workspace, t.bulk, t.queuedAt),
    ],
  );

  /** What is to happen at an instant. Planned twice, a duty is planned once. */
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

  /** The processes that work on this database, known by their heartbeat. */
  const replicas = table("replicas", {
    id: text().primaryKey(),
    host: text().notNull(),
    pid: count().notNull(),
    seenAt: instant().notNull(),
  });

  /** Rows that could not be dealt with: left out of what is due, and tried again a day later. */
  const setAside = table(
    "set_aside",
    {
      workspace: text().notNull(),
      tableName: text().notNull(),
      /** By which the row is found in its workspace. */
      key: text().notNull(),
      /** An error's code. */
      code: text().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.tableName, t.workspace, t.key] })],
  );

  return { conversations, inbox: events, outbox, jobs, replicas, setAside };
}
