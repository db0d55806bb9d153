/** Trade-offs: which request goes first, what waits for it, and who decided. */

import type { RichText } from "../../platform/rich-text.ts";
import { and, eq, isNotNull } from "../../storage/drizzle.ts";
import type { Writer } from "../../storage/store.ts";

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
