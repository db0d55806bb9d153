/** Requests, or other things, that wait for a request. */
import type { RichText } from "../../platform/rich-text.ts";
import { and, asc, eq } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { isShown } from "./request-filter.ts";

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
