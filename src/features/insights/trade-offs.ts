/** Requests, or other things, that wait for a request. */
import type { RichText } from "../../platform/rich-text.ts";
import { and, asc, count, desc, eq, inArray, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { isShown } from "./request-filter.ts";
import { describeLedgerRows, type LedgerRow } from "./request-list.ts";

interface ListedTradeOff {
  words: RichText;
  /** Request that waits, if the viewer may see it. */
  waits?: { number: number; title: string };
}

/** Lists what waits for a request; waiting requests that the viewer may not see are left out. */
export async function listTradeOffs(
  on: Reader,
  viewer: LedgerViewer,
  request: string,
): Promise<ListedTradeOff[]> {
  const { tradeOffs, requests } = on.t;
  const { workspace } = viewer;
  const trades = await on.db
    .select({ waits: tradeOffs.waits, words: tradeOffs.words })
    .from(tradeOffs)
    .where(and(eq(tradeOffs.workspace, workspace), eq(tradeOffs.first, request)))
    .orderBy(asc(tradeOffs.at));
  const listed: ListedTradeOff[] = [];
  for (const { waits, words } of trades) {
    const [row] = waits
      ? await on.db
          .select({ number: requests.number, title: requests.title })
          .from(requests)
          .where(
            and(eq(requests.workspace, workspace), eq(requests.id, waits), isShown(on, viewer)),
          )
      : [];
    if (row) listed.push({ words: [], waits: { ...row, title: row.title ?? "" } });
    else if (!waits && words && words.length > 0) listed.push({ words });
  }
  return listed;
}

/** A decision which request goes first. */
export interface TradeOffRow {
  at: Date;
  side: "requester" | "team";
  by: string;
  first: LedgerRow;
  /** Request that waits, if the viewer may see it. */
  waits?: LedgerRow | undefined;
  /** Whether a request waits that the viewer may not see. */
  isWaitHidden: boolean;
  words: RichText;
}

/** Decisions by who made them. */
export type TradeOffSide = TradeOffRow["side"];

/** Counts the decisions by side, those that the viewer may not see apart. */
export async function countTradeOffs(
  on: Reader,
  viewer: LedgerViewer,
): Promise<Record<TradeOffSide | "hidden", number>> {
  const { tradeOffs, requests } = on.t;
  const shown = isShown(on, viewer) ?? sql`1 = 1`;
  const rows = await on.db
    .select({
      side: tradeOffs.side,
      all: count(),
      shown: sql<number>`coalesce(sum(case when ${shown} then 1 else 0 end), 0)`.mapWith(Number),
    })
    .from(tradeOffs)
    .innerJoin(requests, eq(requests.id, tradeOffs.first))
    .where(eq(tradeOffs.workspace, viewer.workspace))
    .groupBy(tradeOffs.side);
  const of = (side: TradeOffSide) => rows.find((row) => row.side === side);
  return {
    requester: of("requester")?.shown ?? 0,
    team: of("team")?.shown ?? 0,
    hidden: viewer.isGuest ? 0 : rows.reduce((sum, row) => sum + row.all - row.shown, 0),
  };
}

/** Reads decisions, newest first. */
export async function readTradeOffs(
  on: Reader,
  viewer: LedgerViewer,
  { side, limit, offset }: { side?: TradeOffSide | undefined; limit: number; offset: number },
): Promise<TradeOffRow[]> {
  const { tradeOffs, requests } = on.t;
  const trades = await on.db
    .select({
      at: tradeOffs.at,
      side: tradeOffs.side,
      by: tradeOffs.by,
      first: tradeOffs.first,
      waits: tradeOffs.waits,
      words: tradeOffs.words,
    })
    .from(tradeOffs)
    .innerJoin(requests, eq(requests.id, tradeOffs.first))
    .where(
      and(
        eq(tradeOffs.workspace, viewer.workspace),
        side && eq(tradeOffs.side, side),
        isShown(on, viewer),
      ),
    )
    .orderBy(desc(tradeOffs.at), asc(tradeOffs.id))
    .limit(limit)
    .offset(offset);
  const ids = [
    ...new Set(trades.flatMap(({ first, waits }) => (waits ? [first, waits] : [first]))),
  ];
  const rows =
    ids.length === 0
      ? []
      : await on.db
          .select()
          .from(requests)
          .where(
            and(
              eq(requests.workspace, viewer.workspace),
              inArray(requests.id, ids),
              isShown(on, viewer),
            ),
          );
  const described = new Map(
    (await describeLedgerRows(on, viewer, rows)).map((each) => [each.row.id, each]),
  );
  return trades.flatMap(({ first, waits, words, ...trade }) => {
    const shown = described.get(first);
    if (!shown) return [];
    const waiting = waits ? described.get(waits) : undefined;
    return [
      {
        ...trade,
        first: shown,
        waits: waiting,
        isWaitHidden: waits !== null && !waiting,
        words: words ?? [],
      },
    ];
  });
}
