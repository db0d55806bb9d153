/** Data of the engine's own tables: directory, queues, installations and sign-ins. */
import { daysBefore } from "../lib/dates/calendar-dates.ts";
import {
  and,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  not,
  notInArray,
  or,
  type SQL,
} from "../storage/drizzle.ts";
import { databaseCopyMaxAgeDays } from "../storage/engine/sqlite/database-file.ts";
import { isUnsentMessage } from "../storage/queue/tables.ts";
import { defineEngineTables } from "../storage/schema.ts";
import type { Reader } from "../storage/store.ts";
import { enginePersonalData, enginePersonalRows, eraseEngineRows } from "./engine-personal-data.ts";
import type { FeatureData, RetentionRule, RetentionScope } from "./feature-data.ts";

/** Days for which finished rows of the engine are kept. */
export const engineRetentionDays = {
  /**
   * Days for finished events and jobs. Slack redelivers an event within an hour, delayed ones
   * within a day; events claimed by a replica that ended are released within a minute.
   */
  inbox: 7,
  /**
   * Days for messages to people: an old button finds its card by the row, and a thread its request.
   */
  messages: 90,
  /** Days for bulk messages; their text is deleted as soon as they are sent. */
  bulkMessages: 30,
  /** Days for conversations: longer than any absence after which one continues. */
  conversations: 90,
  /** Days for copies of a SQLite file that are made before an update. */
  copies: databaseCopyMaxAgeDays,
} as const;

/**
 * Condition for unsent messages of a workspace. The last two terms are always true and select the
 * index of unsent messages; without them SQLite reads all messages (700 ms for 200,000).
 */
const isUnsentIn = ({ t: { outbox } }: Reader, workspace: string): SQL | undefined =>
  and(
    eq(outbox.workspace, workspace),
    isUnsentMessage(outbox),
    inArray(outbox.bulk, [false, true]),
    gte(outbox.conversation, ""),
  );

/** Condition for messages with a final outcome that no unsent message will change. */
function isSettledMessage(on: Reader, { workspace }: RetentionScope): SQL | undefined {
  const { outbox } = on.t;
  const targets = on.db
    .select({ target: outbox.target })
    .from(outbox)
    .where(and(isUnsentIn(on, workspace), isNotNull(outbox.target)));
  return and(
    or(
      inArray(outbox.state, ["sent", "refused"]),
      and(eq(outbox.state, "unknown"), isNotNull(outbox.code)),
    ),
    notInArray(outbox.id, targets),
  );
}

/** Condition for conversations without recent or pending activity. */
function isIdleConversation(
  on: Reader,
  { workspace, now, inUse }: RetentionScope,
): SQL | undefined {
  const { conversations, jobs, inbox, outbox } = on.t;
  const busy = [
    on.db
      .select({ of: jobs.conversation })
      .from(jobs)
      .where(and(eq(jobs.workspace, workspace), isNull(jobs.doneAt))),
    on.db
      .select({ of: inbox.conversation })
      .from(inbox)
      .where(and(eq(inbox.workspace, workspace), isNull(inbox.doneAt))),
    on.db.select({ of: outbox.conversation }).from(outbox).where(isUnsentIn(on, workspace)),
  ];
  return and(
    lt(conversations.updatedAt, daysBefore(now, engineRetentionDays.conversations)),
    ...inUse.conversation(conversations.key).map(not),
    ...busy.map((pendingIn) => notInArray(conversations.key, pendingIn)),
  );
}

const retentionRules: RetentionRule[] = [
  ({ t: { inbox } }, { now }) => ({
    table: "inbox",
    key: inbox.seq,
    when: lt(inbox.doneAt, daysBefore(now, engineRetentionDays.inbox)),
  }),
  ({ t: { jobs } }, { now }) => ({
    table: "jobs",
    key: jobs.id,
    when: lt(jobs.doneAt, daysBefore(now, engineRetentionDays.inbox)),
  }),
  (on, scope) => ({
    table: "outbox",
    key: on.t.outbox.seq,
    when: and(
      eq(on.t.outbox.bulk, true),
      lt(on.t.outbox.queuedAt, daysBefore(scope.now, engineRetentionDays.bulkMessages)),
      isSettledMessage(on, scope),
    ),
  }),
  (on, scope) => ({
    table: "outbox",
    key: on.t.outbox.seq,
    when: and(
      eq(on.t.outbox.bulk, false),
      lt(on.t.outbox.queuedAt, daysBefore(scope.now, engineRetentionDays.messages)),
      isSettledMessage(on, scope),
      ...scope.inUse.messages.map(not),
    ),
  }),
  (on, scope) => ({
    table: "conversations",
    key: on.t.conversations.key,
    when: isIdleConversation(on, scope),
  }),
  ({ t: { signIns } }, { now }) => ({
    table: "signIns",
    key: signIns.hash,
    when: lt(signIns.expiresAt, daysBefore(now, 1)),
  }),
];

/** Declaration of the engine's own data, in the form that features use. */
export const engineData: FeatureData = {
  tables: defineEngineTables,
  personalData: enginePersonalData,
  erasure: { eraseApart: eraseEngineRows },
  retention: {
    subjects: [
      { name: "people" },
      { name: "installations" },
      { name: "arrivals", numbers: { days: engineRetentionDays.inbox } },
      {
        name: "messages",
        numbers: { days: engineRetentionDays.messages, mailings: engineRetentionDays.bulkMessages },
      },
      { name: "conversations", numbers: { days: engineRetentionDays.conversations } },
      { name: "sign_ins" },
      { name: "replicas" },
      { name: "copies", numbers: { days: engineRetentionDays.copies } },
      { name: "backups" },
    ],
    policy: {
      workspaces: "organisation",
      people: "people",
      addresses: "people",
      /** The event's text is deleted once it is processed. */
      inbox: "arrivals",
      jobs: "arrivals",
      outbox: "messages",
      conversations: "conversations",
      /**
       * The token is deleted when the app is removed; the row stays, so that nothing is sent there.
       */
      installations: "installations",
      /** Deleted an hour later, with the next installation. */
      usedOnce: "installations",
      signIns: "sign_ins",
      setAside: "arrivals",
      replicas: "replicas",
    },
    rules: retentionRules,
  },
  export: { personalRows: enginePersonalRows },
  pageSections: {
    you: ["person", "place", "sign_in"],
    talk: ["said", "arrival", "conversation", "job"],
    organisation: ["installation"],
  },
};
