/**
 * What is to be said. A row is `sending` before the platform is called and `sent` after; one found
 * `sending` whose holder died is `unknown`, and never blindly sent again.
 */
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
import { isRequestMessage, isUnsentMessage } from "../tables/queue.ts";

export type OutboxRow = Tables["outbox"]["$inferSelect"];

/** A message to be sent; `holder` is the replica that will. */
export interface NewOutboxRow {
  id: string;
  workspace: string;
  conversation: string;
  request?: string;
  /** What the message is to its request: a question's name, `brief` or `intake`. */
  question?: string;
  kind: OutboxRow["kind"];
  place: ConversationRef;
  card: Card;
  target?: string;
  state: "queued" | "sending";
  holder: string;
  queuedAt: Date;
}

/** A new row with its place in the order of things. */
export type QueuedOutboxRow = NewOutboxRow & Pick<OutboxRow, "seq">;

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

/** Puts a message in the outbox, and gives its place in the order of things. */
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
 * Puts a message in the outbox whose id tells what it says. Returns `undefined` where it is there
 * already.
 */
export async function insertOutboxRowOnce(
  { db, t }: Writer,
  row: NewOutboxRow,
): Promise<number | undefined> {
  const [put] = await db
    .insert(t.outbox)
    .values({ ...row, attempts: row.state === "sending" ? 1 : 0 })
    .onConflictDoNothing()
    .returning({ seq: t.outbox.seq });
  return put?.seq;
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
 * Marks a row as being sent, which counts as a try before it is made; false when it is not
 * `holder`'s any more.
 */
export const beginSending = async (
  w: Writer,
  workspace: string,
  id: string,
  holder: string,
): Promise<boolean> => (await markSending(w, { workspace, id, holder })).length > 0;

/** Behind all that is written. */
const lastOfAll = Number.MAX_SAFE_INTEGER;

const unsentOfOthers = prepared("outbox_ahead", ({ db, t }: Reader) =>
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
 * The places of what `holder` does not have in hand and that is to be said in a conversation before
 * `seq`, or before anything new.
 */
export const unsentAhead = (
  on: Reader,
  {
    workspace,
    conversation,
    holder,
    seq = lastOfAll,
  }: { workspace: string; conversation: string; holder: string; seq?: number },
): Promise<{ place: ConversationRef }[]> =>
  unsentOfOthers(on, { workspace, conversation, holder, before: seq });

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

/** The platform took it. */
export const markMessageSent = (
  w: Writer,
  workspace: string,
  id: string,
  message: string | null,
  at: Date,
): Promise<unknown> => markSent(w, { workspace, id, message, at });

/** Any other change of a row's fate. What is known to have arrived stays so. */
export async function updateOutboxRow(
  { db, t }: Writer,
  workspace: string,
  id: string,
  to: Partial<Pick<OutboxRow, "state" | "notBefore" | "code" | "holder" | "attempts">>,
): Promise<void> {
  await db
    .update(t.outbox)
    .set(to)
    .where(and(eq(t.outbox.workspace, workspace), eq(t.outbox.id, id), isUnsentMessage(t.outbox)));
}

const ofMessage = prepared("outbox_message", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.outbox)
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.message, p("message"))))
    .orderBy(desc(t.outbox.seq))
    .limit(5),
);

/** The row that became a platform's message. */
export async function outboxRowByMessage(
  on: Reader,
  workspace: string,
  place: Pick<ConversationRef, "surface" | "id">,
  message: string,
): Promise<OutboxRow | undefined> {
  const rows = await ofMessage(on, { workspace, message });
  return rows.find((row) => row.place.surface === place.surface && row.place.id === place.id);
}

/**
 * Somebody pressed a button of a message that no row is known to have become: if one of unknown
 * fate has that button, it arrived.
 */
export async function confirmDelivered(
  w: Writer,
  workspace: string,
  {
    place,
    card,
    press,
    at,
  }: { place: Pick<ConversationRef, "surface" | "id">; card: string; press: string; at: Date },
): Promise<void> {
  if (await outboxRowByMessage(w, workspace, place, card)) return;
  const { db, t } = w;
  const lost = await db
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
  const row = lost.find(
    (each) =>
      each.place.surface === place.surface &&
      each.place.id === place.id &&
      cardHasAction(each.card, press),
  );
  if (row) await markMessageSent(w, workspace, row.id, card, at);
}

const ofId = prepared("outbox_id", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.outbox)
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.id, p("id")))),
);

export const outboxRowById = async (
  on: Reader,
  workspace: string,
  id: string,
): Promise<OutboxRow | undefined> => (await ofId(on, { workspace, id }))[0];

const newest = prepared("outbox_newest", ({ db, t }: Reader) =>
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

/** The newest message of its sort about a request: its brief, its card in the intake channel. */
export async function newestRequestMessage(
  on: Reader,
  workspace: string,
  request: string,
  question: "brief" | "intake",
): Promise<OutboxRow | undefined> {
  const [row] = await newest(on, { workspace, request, question });
  return row;
}

/**
 * Empties the cards that a conversation's messages were made from: they quote words that somebody
 * took back.
 */
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

/**
 * How many rows are in each state that an operator cares about: of those of unknown fate, which are
 * still looked for and of which it will never be known.
 */
export async function outboxCounts({
  db,
  t,
}: Reader): Promise<Record<"queued" | "sending" | "unknown" | "never_known", number>> {
  const of = (state: OutboxRow["state"], also?: SQL) =>
    db.$count(t.outbox, and(isUnsentMessage(t.outbox), eq(t.outbox.state, state), also));
  return {
    queued: await of("queued"),
    sending: await of("sending"),
    unknown: await of("unknown", isNull(t.outbox.code)),
    never_known: await of("unknown", isNotNull(t.outbox.code)),
  };
}
