/**
 * Low-priority outbox messages to many people, such as daily checks. They are claimed a few at a
 * time, sent at most once, and dropped when they expire.
 */
import type { Card } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { and, asc, eq, gt, inArray, lte, sql } from "../drizzle.ts";
import { insertMany, prepared } from "../prepared.ts";
import type { Reader, Writer } from "../store.ts";
import type { OutboxRow } from "./outbox.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";
import { isBulkMessageWaiting, isUnsentMessage } from "./tables.ts";

/** A message to one of many recipients. */
export interface BulkMessage {
  id: string;
  workspace: string;
  conversation: string;
  /** Purpose of the message, `<feature>/…`; stored as `question`. */
  purpose: string;
  place: ConversationRef;
  card: Card;
  /** Time span in which it may be sent. */
  notBefore: Date;
  notAfter: Date;
  queuedAt: Date;
}

type BulkRow = Omit<BulkMessage, "purpose"> & { question: string };

const insertBulkRows = insertMany<BulkRow & Record<string, unknown>>(
  "bulk_post",
  [
    "id",
    "workspace",
    "conversation",
    "question",
    "place",
    "card",
    "notBefore",
    "notAfter",
    "queuedAt",
  ],
  ({ db, t }, rows: BulkRow[]) =>
    db.insert(t.outbox).values(rows.map((row) => ({ ...row, kind: "post" as const, bulk: true }))),
);

/** Inserts messages into the outbox. */
export async function enqueueBulkMessages(
  w: Writer,
  messages: readonly BulkMessage[],
): Promise<void> {
  await insertBulkRows(
    w,
    messages.map(({ purpose, ...message }) => ({ ...message, question: purpose })),
  );
}

const p = sql.placeholder;

const firstDueAfter = prepared("bulk_first", ({ db, t: { outbox } }: Reader) =>
  db
    .select({ workspace: outbox.workspace, conversation: outbox.conversation })
    .from(outbox)
    .where(
      and(
        ...[
          isBulkMessageWaiting(outbox),
          gt(outbox.workspace, p("last")),
          lte(outbox.notBefore, sql.param(p("now"), outbox.notBefore)),
        ],
        isOnPlaceholderPlatforms(outbox.conversation),
      ),
    )
    .orderBy(asc(outbox.workspace), asc(outbox.notBefore))
    .limit(1),
);

/**
 * Lists the workspaces in which a message is due, each with one of its conversations. One index
 * search for each.
 */
export async function workspacesWithBulkDue(
  on: Reader,
  servedPlatforms: ServedPlatforms,
  now: Date,
): Promise<{ workspace: string; conversation: string }[]> {
  const due = [];
  const seen = new Set<string>();
  for (let last = ""; ; ) {
    const [next] = await firstDueAfter(on, { ...platformPlaceholders(servedPlatforms), last, now });
    // bytes in place of a text sort after every text
    if (!next || seen.has(next.workspace)) return due;
    due.push(next);
    seen.add(next.workspace);
    last = next.workspace;
  }
}

interface Claim {
  workspace: string;
  holder: string;
  servedPlatforms: ServedPlatforms;
  now: Date;
  limit: number;
}

/** Claims up to `limit` due rows of one workspace, longest due first. */
export async function claimBulkMessages(
  w: Writer,
  { workspace, holder, servedPlatforms, now, limit }: Claim,
): Promise<OutboxRow[]> {
  const { db, t, lock } = w;
  const due = and(
    isBulkMessageWaiting(t.outbox),
    eq(t.outbox.workspace, workspace),
    lte(t.outbox.notBefore, now),
    isOnPlatforms(t.outbox.conversation, servedPlatforms),
  );
  const seqs = (
    await lock(
      db
        .select({ seq: t.outbox.seq })
        .from(t.outbox)
        .where(due)
        .orderBy(asc(t.outbox.notBefore))
        .limit(limit),
      "skip",
    )
  ).map(({ seq }) => seq);
  return seqs.length === 0
    ? []
    : db.update(t.outbox).set({ holder }).where(inArray(t.outbox.seq, seqs)).returning();
}

const markSent = prepared("bulk_said", ({ db, t }: Writer) =>
  db
    .update(t.outbox)
    .set({
      state: "sent",
      message: p("message") as never,
      sentAt: p("at") as never,
      card: [],
      holder: null,
      code: null,
    })
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.id, p("id")))),
);

/** Marks a message as sent and empties its card: 100,000 cards a day would be 100 MB. */
export const markBulkMessageSent = async (
  w: Writer,
  { workspace, id }: Pick<OutboxRow, "workspace" | "id">,
  message: string | null,
  at: Date,
): Promise<unknown> => markSent(w, { workspace, id, message, at });

/**
 * Withdraws messages that are not being sent yet. Returns the ids of those that will never be sent.
 */
export async function withdrawBulkMessages(
  { db, t }: Writer,
  workspace: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await db
    .update(t.outbox)
    .set({ state: "refused", code: "withdrawn", card: [], holder: null })
    .where(
      and(
        eq(t.outbox.workspace, workspace),
        inArray(t.outbox.id, [...ids]),
        eq(t.outbox.bulk, true),
        isUnsentMessage(t.outbox),
        eq(t.outbox.state, "queued"),
      ),
    )
    .returning({ id: t.outbox.id });
  return rows.map(({ id }) => id);
}
