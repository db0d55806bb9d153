/** What arrived and is not yet dealt with: stored before it is acknowledged, taken in order, emptied when it is done. */
import type { Arrival } from "../surface/arrival.ts";
import { and, asc, eq, inArray, isNull, type SQL, sql } from "./drizzle.ts";
import { prepared } from "./prepared.ts";
import { given, type Reach, within, withinGiven } from "./reach.ts";
import { type RowKey, setAside } from "./set-aside.ts";
import type { Reader, Writer } from "./store.ts";

/** An arrival with its place in the order of things. */
export interface Stored {
  seq: number;
  conversation: string;
  arrival: Arrival;
  /** It had to wait for another of its conversation. */
  waited?: true;
  /** How often its turn failed in this process. */
  tries?: number;
}

const p = sql.placeholder;

const insert = prepared("arrival_insert", ({ db, t }: Writer) =>
  db
    .insert(t.arrivals)
    .values({
      workspace: p("workspace"),
      id: p("id"),
      conversation: p("conversation"),
      once: p("once"),
      kind: p("kind"),
      body: p("body"),
      receivedAt: p("at"),
      holder: p("holder"),
    })
    .onConflictDoNothing()
    .returning({ seq: t.arrivals.seq }),
);

/** Stores an arrival for `holder` to take; undefined when it, or the same message by another event, is there already. */
export async function store(w: Writer, arrival: Arrival, conversation: string, once: string | null, holder: string, at: Date): Promise<Stored | undefined> {
  const { workspace, id, kind } = arrival;
  const [row] = await insert(w, { workspace, id, conversation, once, kind, body: arrival, at, holder });
  return row && { seq: row.seq, conversation, arrival };
}

/** Whether a message came in lately, by its second key. */
export const has = async ({ db, t }: Reader, workspace: string, once: string): Promise<boolean> =>
  (await db.$count(t.arrivals, and(eq(t.arrivals.workspace, workspace), eq(t.arrivals.once, once)))) > 0;

const undone = prepared("arrivals_undone", ({ db, t }: Reader) =>
  db
    .select({ seq: t.arrivals.seq })
    .from(t.arrivals)
    .where(and(eq(t.arrivals.workspace, p("workspace")), eq(t.arrivals.conversation, p("conversation")), isNull(t.arrivals.doneAt))),
);

/** The one whose turn it is in a conversation. Few wait in one, and to have SQLite order them costs ten times as much (7.7 against 0.6 µs). */
export async function firstUndone(on: Reader, workspace: string, conversation: string): Promise<number | undefined> {
  const rows = await undone(on, { workspace, conversation });
  return rows.length === 0 ? undefined : Math.min(...rows.map(({ seq }) => seq));
}

const done = prepared("arrival_done", ({ db, t }: Writer) =>
  db
    .update(t.arrivals)
    .set({ doneAt: p("at") as never, body: null, holder: null })
    .where(and(eq(t.arrivals.workspace, p("workspace")), eq(t.arrivals.seq, p("seq")))),
);

export const finish = (w: Writer, workspace: string, seq: number, at: Date): Promise<unknown> => done(w, { workspace, seq, at });

/** Notes a failed try and tells how many there were: by the row, or in this process, should the row say less. After `most` the arrival is done with, its body emptied like any other's. */
export async function fail(
  w: Writer,
  workspace: string,
  seq: number,
  { code, already, most }: { code: string; already: number; most: number },
  at: Date,
): Promise<number> {
  const { db, t } = w;
  const [row] = await db
    .update(t.arrivals)
    .set({ attempts: sql`${t.arrivals.attempts} + 1`, note: code })
    .where(and(eq(t.arrivals.workspace, workspace), eq(t.arrivals.seq, seq)))
    .returning({ attempts: t.arrivals.attempts });
  const attempts = Math.max(row?.attempts ?? most, already);
  if (attempts >= most) await finish(w, workspace, seq, at);
  return attempts;
}

/** Arrivals that no living replica holds. */
const unheld = ({ t }: Reader, reached: SQL) => and(isNull(t.arrivals.doneAt), isNull(t.arrivals.holder), reached);

const someUnheld = prepared("arrivals_unheld", (on: Reader) =>
  on.db
    .select({ seq: on.t.arrivals.seq })
    .from(on.t.arrivals)
    .where(unheld(on, withinGiven(on.t.arrivals.conversation)))
    .limit(1),
);

/** Whether there are any. */
export const hasOrphans = async (on: Reader, reach: Reach): Promise<boolean> => (await someUnheld(on, given(reach))).length > 0;

/** Takes up to `limit` such arrivals, of whichever workspace. Those that cannot be read are ended and set aside: nobody after them in their conversation would have a turn. */
export async function claimOrphans(
  w: Writer,
  holder: string,
  { reach, limit, now }: { reach: Reach; limit: number; now: Date },
): Promise<{ taken: Stored[]; lost: RowKey[] }> {
  const { db, t, lock } = w;
  const free = unheld(w, within(t.arrivals.conversation, reach));
  const seqs = (await lock(db.select({ seq: t.arrivals.seq }).from(t.arrivals).where(free).orderBy(asc(t.arrivals.seq)).limit(limit), "skip")).map(
    ({ seq }) => seq,
  );
  if (seqs.length === 0) return { taken: [], lost: [] };
  const rows = await db
    .update(t.arrivals)
    .set({ holder })
    .where(inArray(t.arrivals.seq, seqs))
    .returning({ seq: t.arrivals.seq, workspace: t.arrivals.workspace, conversation: t.arrivals.conversation, body: t.arrivals.body });
  const lost = rows.flatMap(({ body, workspace, seq }): RowKey[] => (body ? [] : [{ workspace, tableName: "arrivals", key: String(seq) }]));
  for (const row of lost) await giveUp(w, row, now);
  const taken = rows.sort((a, b) => a.seq - b.seq).flatMap(({ seq, conversation, body }) => (body ? [{ seq, conversation, arrival: body }] : []));
  return { taken, lost };
}

/** Its words stay until its retention ends, for the person who mends it. */
async function giveUp(w: Writer, row: RowKey, at: Date): Promise<void> {
  const { db, t } = w;
  await db
    .update(t.arrivals)
    .set({ doneAt: at, holder: null, note: "unreadable" })
    .where(and(eq(t.arrivals.workspace, row.workspace), eq(t.arrivals.seq, Number(row.key))));
  await setAside(w, { ...row, code: "unreadable", at });
}

/** How much waits, and since when: what an operator wants to know of a queue. */
export async function backlog({ db, t }: Reader): Promise<{ waiting: number; oldest?: Date }> {
  const undone = isNull(t.arrivals.doneAt);
  const [oldest] = await db.select({ at: t.arrivals.receivedAt }).from(t.arrivals).where(undone).orderBy(asc(t.arrivals.seq)).limit(1);
  return { waiting: await db.$count(t.arrivals, undone), ...(oldest && { oldest: oldest.at }) };
}
