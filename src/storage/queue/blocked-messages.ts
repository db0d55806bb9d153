/**
 * Outbox messages whose place takes no messages at present: its channel is archived, the bot was
 * removed from it, or posting is restricted.
 */
import {
  type ConversationRef,
  conversationKey,
  withoutThread,
} from "../../platform/conversation-ref.ts";
import { and, asc, eq, inArray, isNull, lte, or, type Param, sql } from "../drizzle.ts";
import { prepared } from "../prepared.ts";
import type { Reader, Writer } from "../store.ts";
import type { OutboxRow } from "./outbox.ts";
import { isOnPlatforms, type ServedPlatforms } from "./platform-filter.ts";
import { isBlockedMessage } from "./tables.ts";

/** Place of a message within its workspace. */
export type MessagePlace = Pick<OutboxRow, "workspace" | "place">;

/** Returns a key for the messages that are sent to one place in order. */
export const messagePlaceKey = ({ workspace, place }: MessagePlace): string =>
  `${workspace}/${conversationKey(place)}`;

const allPlaces = prepared("outbox_blocked_places", ({ db, t }: Reader) =>
  db
    .select({ workspace: t.outbox.workspace, place: t.outbox.place })
    .from(t.outbox)
    .where(isBlockedMessage(t.outbox)),
);

/** Returns the keys of the places with blocked messages. */
export const blockedPlaceKeys = async (on: Reader): Promise<Set<string>> =>
  new Set((await allPlaces(on, {})).map(messagePlaceKey));

const inWorkspace = prepared("outbox_blocked_in", ({ db, t }: Reader) =>
  db
    .select({ seq: t.outbox.seq, id: t.outbox.id, place: t.outbox.place })
    .from(t.outbox)
    .where(and(isBlockedMessage(t.outbox), eq(t.outbox.workspace, sql.placeholder("workspace"))))
    .orderBy(asc(t.outbox.seq)),
);

/**
 * Makes blocked messages due, because the reason may be gone.
 * @param of a workspace and a place with its threads; all of the workspace without `place`, and all
 * of the database without `of`
 */
export async function retryBlockedMessages(
  w: Writer,
  of?: { workspace: string; place?: ConversationRef },
): Promise<void> {
  const { db, t } = w;
  const due = { notBefore: null };
  if (!of) return void (await db.update(t.outbox).set(due).where(isBlockedMessage(t.outbox)));
  const { workspace, place } = of;
  const seqs = (await inWorkspace(w, { workspace }))
    .filter((row) => !place || (row.place.platform === place.platform && row.place.id === place.id))
    .map(({ seq }) => seq);
  if (seqs.length > 0)
    await db
      .update(t.outbox)
      .set(due)
      .where(and(isBlockedMessage(t.outbox), inArray(t.outbox.seq, seqs)));
}

/** Lists the blocked messages to a place and its threads, oldest first. */
export const listBlockedMessages = async (
  on: Reader,
  workspace: string,
  { platform, id }: ConversationRef,
): Promise<{ id: string }[]> =>
  (await inWorkspace(on, { workspace })).filter(
    ({ place }) => place.platform === platform && place.id === id,
  );

/** Returns the requests whose card in the team's channel is blocked. */
export async function requestsWithBlockedCard(
  { db, t }: Reader,
  workspace: string,
): Promise<Set<string | null>> {
  const rows = await db
    .select({ request: t.outbox.request })
    .from(t.outbox)
    .where(
      and(
        isBlockedMessage(t.outbox),
        eq(t.outbox.workspace, workspace),
        eq(t.outbox.question, "intake"),
        eq(t.outbox.kind, "post"),
      ),
    );
  return new Set(rows.map(({ request }) => request));
}

/** Returns the blocked messages of all workspaces by place, with the code of the oldest. */
export async function summariseBlockedMessages({
  db,
  t,
}: Reader): Promise<
  { workspace: string; place: string; code: string; count: number; since: Date }[]
> {
  const { workspace, place, code, queuedAt, seq } = t.outbox;
  const rows = await db
    .select({ workspace, place, code, queuedAt })
    .from(t.outbox)
    .where(isBlockedMessage(t.outbox))
    .orderBy(asc(seq));
  const groups = Map.groupBy(rows, (row) =>
    messagePlaceKey({ ...row, place: withoutThread(row.place) }),
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [(typeof rows)[number]];
    return {
      workspace: first.workspace,
      place: first.place.id,
      code: first.code ?? "",
      count: group.length,
      since: first.queuedAt,
    };
  });
}

/** Ends a blocked message that is sent to another place instead. */
export async function endBlockedMessage(
  { db, t }: Writer,
  workspace: string,
  id: string,
): Promise<void> {
  await db
    .update(t.outbox)
    .set({ state: "refused", code: "moved", holder: null })
    .where(and(isBlockedMessage(t.outbox), eq(t.outbox.workspace, workspace), eq(t.outbox.id, id)));
}

/** Returns whether any blocked message is due. */
export const hasDueBlockedMessages = async (on: Reader, now: Date): Promise<boolean> =>
  (await firstDue(on, { now })).length > 0;

const isDue = ({ t: { outbox } }: Reader, now: Date | Param) =>
  and(isBlockedMessage(outbox), or(isNull(outbox.notBefore), lte(outbox.notBefore, now)));

const firstDue = prepared("outbox_blocked_due", (on: Reader) =>
  on.db
    .select({ seq: on.t.outbox.seq })
    .from(on.t.outbox)
    .where(isDue(on, sql.param(sql.placeholder("now"), on.t.outbox.notBefore)))
    .limit(1),
);

/**
 * Claims up to `limit` blocked messages to places where any is due, so that the oldest of a place is
 * sent first; they become `queued`.
 */
export async function claimBlockedMessages(
  w: Writer,
  holder: string,
  served: ServedPlatforms,
  now: Date,
  limit: number,
): Promise<OutboxRow[]> {
  const { db, lock } = w;
  const { outbox } = w.t;
  const { seq, workspace, place } = outbox;
  const due = new Set(
    (await db.select({ workspace, place }).from(outbox).where(isDue(w, now))).map(messagePlaceKey),
  );
  const blocked = await lock(
    db
      .select({ seq, workspace, place })
      .from(outbox)
      .where(and(isBlockedMessage(outbox), isOnPlatforms(outbox.conversation, served)))
      .orderBy(asc(seq)),
    "skip",
  );
  const seqs = blocked
    .filter((row) => due.has(messagePlaceKey(row)))
    .slice(0, limit)
    .map((row) => row.seq);
  if (seqs.length === 0) return [];
  const rows = await db
    .update(outbox)
    .set({ holder, state: "queued", notBefore: null })
    .where(inArray(outbox.seq, seqs))
    .returning();
  return rows.sort((a, b) => a.seq - b.seq);
}
