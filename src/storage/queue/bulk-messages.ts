/**
 * What is said to many at once and gives way to what somebody waits for: rows of the outbox that
 * are taken up a few at a time, sent once at most, and dropped when they have lost their point.
 */
import type { Card } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import { and, asc, eq, gt, inArray, lte, sql } from "../drizzle.ts";
import { insertMany, prepared } from "../prepared.ts";
import type { Reader, Writer } from "../store.ts";
import { isBulkMessageWaiting, isUnsentMessage } from "../tables/queue.ts";
import type { OutboxRow } from "./outbox.ts";
import {
  isOnPlaceholderPlatforms,
  isOnPlatforms,
  platformPlaceholders,
  type ServedPlatforms,
} from "./platform-filter.ts";

/** A message to one of many. */
export interface BulkMessage {
  id: string;
  workspace: string;
  conversation: string;
  /** What it is to its feature, whose name it begins with. */
  question: string;
  place: ConversationRef;
  card: Card;
  /** From when until when it may go out. */
  notBefore: Date;
  notAfter: Date;
  queuedAt: Date;
}

/** Puts messages in the outbox. */
export const enqueueBulkMessages = insertMany<BulkMessage & Record<string, unknown>>(
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
  ({ db, t }, rows: BulkMessage[]) =>
    db.insert(t.outbox).values(rows.map((row) => ({ ...row, kind: "post" as const, bulk: true }))),
);

const p = sql.placeholder;

const firstAfter = prepared("bulk_first", ({ db, t: { outbox } }: Reader) =>
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
 * The workspaces in which something may go out now, and one of its conversations: one search of the
 * index for each.
 */
export async function workspacesWithBulkDue(
  on: Reader,
  reach: ServedPlatforms,
  now: Date,
): Promise<{ workspace: string; conversation: string }[]> {
  const found = [];
  const seen = new Set<string>();
  for (let last = ""; ; ) {
    const [first] = await firstAfter(on, { ...platformPlaceholders(reach), last, now });
    // bytes in place of a text sort behind every text
    if (!first || seen.has(first.workspace)) return found;
    found.push(first);
    seen.add(first.workspace);
    last = first.workspace;
  }
}

interface Claim {
  workspace: string;
  holder: string;
  reach: ServedPlatforms;
  now: Date;
  limit: number;
}

/** Takes up to `limit` rows whose time has come, the longest due first. */
export async function claimBulkMessages(
  w: Writer,
  { workspace, holder, reach, now, limit }: Claim,
): Promise<OutboxRow[]> {
  const { db, t, lock } = w;
  const due = and(
    isBulkMessageWaiting(t.outbox),
    eq(t.outbox.workspace, workspace),
    lte(t.outbox.notBefore, now),
    isOnPlatforms(t.outbox.conversation, reach),
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

const markSaid = prepared("bulk_said", ({ db, t }: Writer) =>
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

/**
 * The platform took it. Its card is let go of: a hundred thousand of them would be a hundred
 * megabytes a day.
 */
export const markBulkMessageSent = (
  w: Writer,
  { workspace, id }: Pick<OutboxRow, "workspace" | "id">,
  message: string | null,
  at: Date,
): Promise<unknown> => markSaid(w, { workspace, id, message, at });

/**
 * Takes messages back that are not on their way yet; gives the ids of those that will never be
 * said.
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
