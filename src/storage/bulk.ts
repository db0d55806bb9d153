/** What is said to many at once and gives way to what somebody waits for: rows of the outbox that are taken up a few at a time, sent once at most, and dropped when they have lost their point. */
import type { Card } from "../surface/card.ts";
import type { Place } from "../surface/place.ts";
import { and, asc, eq, gt, inArray, lte, sql } from "./drizzle.ts";
import { insertMany } from "./many.ts";
import type { Row } from "./outbox.ts";
import { prepared } from "./prepared.ts";
import { given, type Reach, within, withinGiven } from "./reach.ts";
import type { Reader, Writer } from "./store.ts";
import { unsent, waitsInBulk } from "./tables/turns.ts";

/** A message to one of many. */
export interface Mailing {
  id: string;
  workspace: string;
  conversation: string;
  /** What it is to its feature, whose name it begins with. */
  question: string;
  place: Place;
  card: Card;
  /** From when until when it may go out. */
  notBefore: Date;
  notAfter: Date;
  queuedAt: Date;
}

/** Puts messages in the outbox. */
export const post = insertMany<Mailing & Record<string, unknown>>(
  "bulk_post",
  ["id", "workspace", "conversation", "question", "place", "card", "notBefore", "notAfter", "queuedAt"],
  ({ db, t }, rows: Mailing[]) => db.insert(t.outbox).values(rows.map((row) => ({ ...row, kind: "post" as const, bulk: true }))),
);

const p = sql.placeholder;

const firstAfter = prepared("bulk_first", ({ db, t: { outbox } }: Reader) =>
  db
    .select({ workspace: outbox.workspace, conversation: outbox.conversation })
    .from(outbox)
    .where(
      and(
        ...[waitsInBulk(outbox), gt(outbox.workspace, p("last")), lte(outbox.notBefore, sql.param(p("now"), outbox.notBefore))],
        withinGiven(outbox.conversation),
      ),
    )
    .orderBy(asc(outbox.workspace), asc(outbox.notBefore))
    .limit(1),
);

/** The workspaces in which something may go out now, and one of its conversations: one search of the index for each. */
export async function waiting(on: Reader, reach: Reach, now: Date): Promise<{ workspace: string; conversation: string }[]> {
  const found = [];
  const seen = new Set<string>();
  for (let last = ""; ; ) {
    const [first] = await firstAfter(on, { ...given(reach), last, now });
    if (!first || seen.has(first.workspace)) return found; // bytes in place of a text sort behind every text
    found.push(first);
    seen.add(first.workspace);
    last = first.workspace;
  }
}

interface Claim {
  workspace: string;
  holder: string;
  reach: Reach;
  now: Date;
  limit: number;
}

/** Takes up to `limit` rows whose time has come, the longest due first. */
export async function claim(w: Writer, { workspace, holder, reach, now, limit }: Claim): Promise<Row[]> {
  const { db, t, lock } = w;
  const due = and(waitsInBulk(t.outbox), eq(t.outbox.workspace, workspace), lte(t.outbox.notBefore, now), within(t.outbox.conversation, reach));
  const seqs = (await lock(db.select({ seq: t.outbox.seq }).from(t.outbox).where(due).orderBy(asc(t.outbox.notBefore)).limit(limit), "skip")).map(
    ({ seq }) => seq,
  );
  return seqs.length === 0 ? [] : db.update(t.outbox).set({ holder }).where(inArray(t.outbox.seq, seqs)).returning();
}

const markSaid = prepared("bulk_said", ({ db, t }: Writer) =>
  db
    .update(t.outbox)
    .set({ state: "sent", message: p("message") as never, sentAt: p("at") as never, card: [], holder: null, code: null })
    .where(and(eq(t.outbox.workspace, p("workspace")), eq(t.outbox.id, p("id")))),
);

/** The platform took it. Its card is let go of: a hundred thousand of them would be a hundred megabytes a day. */
export const said = (w: Writer, { workspace, id }: Pick<Row, "workspace" | "id">, message: string | null, at: Date): Promise<unknown> =>
  markSaid(w, { workspace, id, message, at });

/** Takes messages back that are not on their way yet; gives the ids of those that will never be said. */
export async function withdraw({ db, t }: Writer, workspace: string, ids: readonly string[]): Promise<string[]> {
  const rows = await db
    .update(t.outbox)
    .set({ state: "refused", code: "withdrawn", card: [], holder: null })
    .where(and(eq(t.outbox.workspace, workspace), inArray(t.outbox.id, [...ids]), eq(t.outbox.bulk, true), unsent(t.outbox), eq(t.outbox.state, "queued")))
    .returning({ id: t.outbox.id });
  return rows.map(({ id }) => id);
}
