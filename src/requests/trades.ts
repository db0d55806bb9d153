/** The trade ledger: what was put first, what waits for it, and who chose so. */
import { and, eq } from "../storage/drizzle.ts";
import type { Writer } from "../storage/store.ts";
import type { Prose } from "../surface/prose.ts";

/** Keeps what a requester chose to wait, in place of an earlier choice. */
export async function retrade(w: Writer, trade: Omit<Parameters<typeof writeTrade>[1], "side">): Promise<void> {
  const { db, t } = w;
  await db.delete(t.trades).where(and(eq(t.trades.workspace, trade.workspace), eq(t.trades.first, trade.first), eq(t.trades.side, "requester")));
  await writeTrade(w, { ...trade, side: "requester" });
}

/** Keeps who chose what to wait for a request. */
export async function writeTrade(
  { db, t }: Writer,
  trade: {
    id: string;
    workspace: string;
    first: string;
    waits?: string | undefined;
    words?: Prose | undefined;
    side: "requester" | "team";
    by: string;
    at: Date;
  },
): Promise<void> {
  await db.insert(t.trades).values({ ...trade, waits: trade.waits ?? null, words: trade.words ?? null });
}
