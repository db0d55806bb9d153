/**
 * Priorities: a group's open requests with priority, shown to a person who claims another, and the
 * decisions which request goes first.
 */
import type { RichText } from "../../../platform/rich-text.ts";
import { and, desc, eq, isNotNull, notInArray, or } from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";

/** Replaces the trade-off that a requester chose. */
export async function replaceRequesterTradeOff(
  w: Writer,
  trade: Omit<Parameters<typeof recordTradeOff>[1], "side">,
): Promise<void> {
  const { db, t } = w;
  await db
    .delete(t.tradeOffs)
    .where(
      and(
        eq(t.tradeOffs.workspace, trade.workspace),
        eq(t.tradeOffs.first, trade.first),
        eq(t.tradeOffs.side, "requester"),
      ),
    );
  await recordTradeOff(w, { ...trade, side: "requester" });
}

/** Lists the requests that the team lets wait for this one. */
export async function listRequestsWaitingFor(
  { db, t }: Writer,
  workspace: string,
  first: string,
): Promise<string[]> {
  const rows = await db
    .select({ waits: t.tradeOffs.waits })
    .from(t.tradeOffs)
    .where(
      and(
        eq(t.tradeOffs.workspace, workspace),
        eq(t.tradeOffs.first, first),
        eq(t.tradeOffs.side, "team"),
        isNotNull(t.tradeOffs.waits),
      ),
    );
  return [...new Set(rows.flatMap(({ waits }) => waits ?? []))];
}

/** Records who decided what waits for a request. */
export async function recordTradeOff(
  { db, t }: Writer,
  trade: {
    id: string;
    workspace: string;
    first: string;
    waits?: string | undefined;
    words?: RichText | undefined;
    side: "requester" | "team";
    by: string;
    at: Date;
  },
): Promise<void> {
  await db
    .insert(t.tradeOffs)
    .values({ ...trade, waits: trade.waits ?? null, words: trade.words ?? null });
}

// Top priorities: a group's open requests with priority, shown to a person who claims another.

/** A request that its requester wants done first. */
export interface TopPriority {
  request: string;
  number: number;
  title: string;
  isPrivate?: boolean;
}

/** Statuses without a claim to priority. */
const over = [
  "delivered",
  "outcome_known",
  "declined",
  "merged",
  "cancelled",
  "not_a_request",
] as const;

/** Requests shown, as many as can be compared. */
const maxShown = 5;

/**
 * Lists open requests with priority, of the requester's business group or else of the requester,
 * newest first. Private ones only for their requester in direct messages: `alone` is that person.
 */
export async function listTopPriorities(
  { db, t }: Reader,
  workspace: string,
  requester: string,
  alone?: string,
): Promise<TopPriority[]> {
  const groups = db
    .select({ group: t.members.group })
    .from(t.members)
    .where(and(eq(t.members.workspace, workspace), eq(t.members.person, requester)));
  const rows = await db
    .select({
      request: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      group: t.requests.group,
      requester: t.requests.requester,
      raisedBy: t.requests.raisedBy,
      isPrivate: t.requests.isPrivate,
    })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        eq(t.requests.priority, true),
        notInArray(t.requests.status, [...over]),
        or(eq(t.requests.requester, requester), isNotNull(t.requests.group)),
      ),
    )
    .orderBy(desc(t.requests.number))
    .limit(200);
  const theirs = new Set((await groups).map(({ group }) => group));
  return rows
    .filter((row) => row.requester === requester || (row.group !== null && theirs.has(row.group)))
    .filter((row) => !row.isPrivate || row.requester === alone || row.raisedBy === alone)
    .slice(0, maxShown)
    .map(({ request, number, title, isPrivate }) => ({
      request,
      number,
      title: title ?? "",
      isPrivate,
    }));
}

/** Returns the label of one in a list. */
export const topPriorityLabel = ({ number, title }: TopPriority): RichText => [
  `R-${number} ${title}`.trim(),
];

/** Returns the label of one in an answer, which everybody can read. */
export const topPriorityPublicLabel = (one: TopPriority): RichText =>
  topPriorityLabel(one.isPrivate ? { ...one, title: "" } : one);
