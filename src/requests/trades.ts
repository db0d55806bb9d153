/** The trade ledger: what was put first, what waits for it, and who chose so. */
import { and, eq, isNotNull } from "../storage/drizzle.ts";
import type { Writer } from "../storage/store.ts";
import type { Prose } from "../surface/prose.ts";

/** Keeps what a requester chose to wait, in place of an earlier choice. */
export async function retrade(w: Writer, trade: Omit<Parameters<typeof writeTrade>[1], "side">): Promise<void> {
  const { db, t } = w;
  await db.delete(t.trades).where(and(eq(t.trades.workspace, trade.workspace), eq(t.trades.first, trade.first), eq(t.trades.side, "requester")));
  await writeTrade(w, { ...trade, side: "requester" });
}

/** The requests that the team lets wait for this one. */
export async function waitingFor({ db, t }: Writer, workspace: string, first: string): Promise<string[]> {
  const rows = await db
    .select({ waits: t.trades.waits })
    .from(t.trades)
    .where(and(eq(t.trades.workspace, workspace), eq(t.trades.first, first), eq(t.trades.side, "team"), isNotNull(t.trades.waits)));
  return [...new Set(rows.flatMap(({ waits }) => waits ?? []))];
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
