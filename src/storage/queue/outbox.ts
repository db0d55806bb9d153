/**
 * Outbox of messages. A row is `sending` before the platform is called and `sent` afterwards. If
 * its holder ends while it is `sending`, it becomes `unknown` and is not resent without a look-up.
 */
import type { Json } from "../../platform/adapter.ts";
import { type Card, cardHasAction } from "../../platform/card.ts";
import type { ConversationRef } from "../../platform/conversation-ref.ts";
import {
  and,
  asc,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from "../drizzle.ts";
import { prepared } from "../prepared.ts";
import type { Tables } from "../schema.ts";
import type { Reader, Writer } from "../store.ts";
import { setRowAside } from "./set-aside.ts";
import { isBlockedMessage, isRequestMessage, isUnsentMessage } from "./tables.ts";

/** A stored message. */
export type OutboxRow = Tables["outbox"]["$inferSelect"];

/** A message to send; `holder` is the replica that will send it. */
export interface NewOutboxRow {
  id: string;
  workspace: string;
  conversation: string;
  request?: string;
  /** Purpose of the message: a question's name, `brief`, `intake` or `<feature>/…`. */
  question?: string;
  kind: OutboxRow["kind"];
  place: ConversationRef;
  card: Card;
  target?: string;
  state: "queued" | "sending";
  holder: string;
  queuedAt: Date;
}

/** A new row with its position in the outbox, and the address of the event that it answers. */
export type QueuedOutboxRow = NewOutboxRow & Pick<OutboxRow, "seq"> & { address?: Json };

const p = sql.placeholder;

const insert = prepared("outbox_insert", ({ db, t }: Writer) =>
  db
    .insert(t.outbox)
    .values({
      id: p("id"),
      workspace: p("workspace"),
      conversation: p("conversation"),
      request: p("request"),
      question: p("question"),
      kind: p("kind"),
      place: p("place"),
      card: p("card"),
      target: p("target"),
      state: p("state"),
      holder: p("holder"),
      attempts: p("attempts"),
      queuedAt: p("queuedAt"),
    })
    .returning({ seq: t.outbox.seq }),
);

/** Inserts a message and returns its position. */
export async function insertOutboxRow(w: Writer, row: NewOutboxRow): Promise<number> {
  const [{ seq } = { seq: 0 }] = await insert(w, {
    ...row,
    request: row.request ?? null,
    question: row.question ?? null,
    target: row.target ?? null,
    attempts: row.state === "sending" ? 1 : 0,
  });
  return seq;
}

/**
 * Inserts a message whose id is derived from its content. Returns `undefined` when it exists
 * already.
 */
export async function insertOutboxRowOnce(
  { db, t }: Writer,
  row: NewOutboxRow,
): Promise<number | undefined> {
  const [inserted] = await db
    .insert(t.outbox)
    .values({ ...row, attempts: row.state === "sending" ? 1 : 0 })
    .onConflictDoNothing()
    .returning({ seq: t.outbox.seq });
  return inserted?.seq;
}

const markSending = prepared("outbox_sending", ({ db, t }: Writer) =>
  db
    .update(t.outbox)
    .set({ state: "sending", notBefore: null, attempts: sql`${t.outbox.attempts} + 1` })
    .where(
      and(
        eq(t.outbox.workspace, p("workspace")),
        eq(t.outbox.id, p("id")),
        eq(t.outbox.holder, p("holder")),
        isUnsentMessage(t.outbox),
      ),
    )
    .returning({ id: t.outbox.id }),
);

/**
 * Marks a row as being sent and counts the attempt. Returns false when `holder` no longer holds it.
 */
export const beginSending = async (
  w: Writer,
  workspace: string,
  id: string,
  holder: string,
): Promise<boolean> => (await markSending(w, { workspace, id, holder })).length > 0;

/** Greater than any row number. */
const afterAll = Number.MAX_SAFE_INTEGER;

const unsentElsewhere = prepared("outbox_ahead", ({ db, t }: Reader) =>
  db
    .select({ place: t.outbox.place })
    .from(t.outbox)
    .where(
      and(
        isUnsentMessage(t.outbox),
        eq(t.outbox.bulk, false),
        eq(t.outbox.workspace, p("workspace")),
        eq(t.outbox.conversation, p("conversation")),
        lt(t.outbox.seq, p("before")),
        or(isNull(t.outbox.holder), ne(t.outbox.holder, p("holder"))),
        or(ne(t.outbox.state, "unknown"), isNull(t.outbox.code)),
      ),
    ),
);

/**
 * Returns the places of unsent messages that `holder` does not hold and that precede `seq` in a
 * conversation (or any new message, without `seq`).
 */
export const unsentAhead = async (
  on: Reader,
  {
    workspace,
    conversation,
    holder,
    seq = afterAll,
  }: { workspace: string; conversation: string; holder: string; seq?: number },
): Promise<{ place: ConversationRef }[]> =>
  unsentElsewhere(on, { workspace, conversation, holder, before: seq });

const markSent = prepared("outbox_sent", ({ db, t }: Writer) =>
  db
    .update(t.outbox)
    .set({
      state: "sent",
      message: p("message") as never,
      sentAt: p("at") as never,
      holder: null,
      code: null,
    })
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.id, p("id")))),
);

/** Marks a message as sent. */
export const markMessageSent = async (
  w: Writer,
  workspace: string,
  id: string,
  message: string | null,
  at: Date,
): Promise<unknown> => markSent(w, { workspace, id, message, at });

/** Updates the state of an unsent row; a delivered message stays delivered. */
export async function updateOutboxRow(
  { db, t }: Writer,
  workspace: string,
  id: string,
  changes: Partial<Pick<OutboxRow, "state" | "notBefore" | "code" | "holder" | "attempts">>,
): Promise<void> {
  await db
    .update(t.outbox)
    .set(changes)
    .where(and(eq(t.outbox.workspace, workspace), eq(t.outbox.id, id), isUnsentMessage(t.outbox)));
}

const byMessage = prepared("outbox_message", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.outbox)
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.message, p("message"))))
    .orderBy(desc(t.outbox.seq))
    .limit(5),
);

/** Returns the row that became a message of the platform. */
export async function outboxRowByMessage(
  on: Reader,
  workspace: string,
  place: Pick<ConversationRef, "platform" | "id">,
  message: string,
): Promise<OutboxRow | undefined> {
  const rows = await byMessage(on, { workspace, message });
  return rows.find((row) => row.place.platform === place.platform && row.place.id === place.id);
}

/**
 * Marks a message of unknown outcome as sent when a person pressed one of its buttons, which proves
 * that it arrived.
 */
export async function confirmDelivered(
  w: Writer,
  workspace: string,
  {
    place,
    card,
    press,
    at,
  }: { place: Pick<ConversationRef, "platform" | "id">; card: string; press: string; at: Date },
): Promise<void> {
  if (await outboxRowByMessage(w, workspace, place, card)) return;
  const { db, t } = w;
  const unknownRows = await db
    .select()
    .from(t.outbox)
    .where(
      and(
        isUnsentMessage(t.outbox),
        inArray(t.outbox.bulk, [false, true]),
        eq(t.outbox.workspace, workspace),
        eq(t.outbox.state, "unknown"),
        eq(t.outbox.kind, "post"),
      ),
    )
    .orderBy(asc(t.outbox.seq));
  const row = unknownRows.find(
    (each) =>
      each.place.platform === place.platform &&
      each.place.id === place.id &&
      cardHasAction(each.card, press),
  );
  if (row) await markMessageSent(w, workspace, row.id, card, at);
}

const byId = prepared("outbox_id", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.outbox)
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.id, p("id")))),
);

/** Reads a message by its id. */
export const outboxRowById = async (
  on: Reader,
  workspace: string,
  id: string,
): Promise<OutboxRow | undefined> => (await byId(on, { workspace, id }))[0];

const newestOfRequest = prepared("outbox_newest", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.outbox)
    .where(
      and(
        isRequestMessage(t.outbox),
        eq(t.outbox.workspace, p("workspace")),
        eq(t.outbox.request, p("request")),
        eq(t.outbox.question, p("question")),
        eq(t.outbox.kind, "post"),
      ),
    )
    .orderBy(desc(t.outbox.seq))
    .limit(1),
);

/**
 * Returns the newest message of a purpose about a request: its brief, or its card in the team's
 * channel.
 */
export async function newestRequestMessage(
  on: Reader,
  workspace: string,
  request: string,
  question: "brief" | "intake",
): Promise<OutboxRow | undefined> {
  const [row] = await newestOfRequest(on, { workspace, request, question });
  return row;
}

/** Empties the stored cards of a conversation's messages, since they quote retracted words. */
export async function clearOutboxCards(
  { db, t }: Writer,
  workspace: string,
  conversation: string,
): Promise<void> {
  await db
    .update(t.outbox)
    .set({ card: [] })
    .where(
      and(
        eq(t.outbox.workspace, workspace),
        eq(t.outbox.conversation, conversation),
        inArray(t.outbox.state, ["sent", "refused"]),
      ),
    );
}

/** Counts rows by state: `unknown` ones are looked up, `never_known` ones no more. */
export async function outboxCounts({
  db,
  t,
}: Reader): Promise<Record<"queued" | "sending" | "unknown" | "never_known" | "blocked", number>> {
  const countIn = (state: OutboxRow["state"], condition?: SQL) =>
    db.$count(t.outbox, and(isUnsentMessage(t.outbox), eq(t.outbox.state, state), condition));
  return {
    queued: await countIn("queued"),
    sending: await countIn("sending"),
    unknown: await countIn("unknown", isNull(t.outbox.code)),
    never_known: await countIn("unknown", isNotNull(t.outbox.code)),
    blocked: await db.$count(t.outbox, isBlockedMessage(t.outbox)),
  };
}

/**
 * Ends a message whose outcome could not be stored, so that it blocks no others, and sets its row
 * aside for the operator.
 */
export async function giveUpMessage(
  w: Writer,
  { workspace, id }: Pick<OutboxRow, "workspace" | "id">,
  outcome: { kind: "sent" } | { kind: "refused" | "unknown"; code: string },
  at: Date,
): Promise<void> {
  await updateOutboxRow(w, workspace, id, {
    state: outcome.kind,
    code: outcome.kind === "sent" ? null : outcome.code,
    holder: null,
  });
  await setRowAside(w, { workspace, tableName: "outbox", key: id, code: "failed", at });
}
