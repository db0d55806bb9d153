/** Single requests of the flow: deliveries with their time, the oldest open ones, and what went back. */
import type { RichText } from "../../platform/rich-text.ts";
import { and, desc, eq, isNotNull, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";
import { type LedgerRow, readLedgerRows } from "./request-list.ts";

/** Deliveries of a scatter at most, newest first. */
const maxDeliveries = 300;

interface TimedDelivery {
  number: number;
  title: string | null;
  at: Date;
  /** Working minutes to delivery. */
  lead: number;
}

/** Reads the newest deliveries of a filter with the time that each took. */
export async function readDeliveries(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<TimedDelivery[]> {
  const { requests } = on.t;
  const rows = await on.db
    .select({
      number: requests.number,
      title: requests.title,
      at: requests.deliveredAt,
      times: requests.times,
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        isNotNull(requests.deliveredAt),
      ),
    )
    .orderBy(desc(requests.deliveredAt))
    .limit(maxDeliveries);
  return rows.flatMap(({ at, times, ...row }) =>
    at && times ? [{ ...row, at, lead: times.lead }] : [],
  );
}

/** Open requests listed by age. */
const maxOldest = 10;

/** Reads the open requests of a filter that came first. */
export const readOldestOpen = (
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<LedgerRow[]> =>
  readLedgerRows(
    on,
    viewer,
    { ...filter, state: "open" },
    { limit: maxOldest, isOldestFirst: true },
  );

/** Sorts of going back, as values of the filter `back`, with the act that gives the reason. */
export const backReasons = {
  question: "ask",
  change: "please_change",
  reopened: "reopen",
} as const;

/** Sort of reason for which a request went back. */
export type BackReason = keyof typeof backReasons;

/** Reasons shown of each sort. */
const maxReasons = 3;

/** Reads the newest words with which requests of a filter were sent back. */
export async function readReasons(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  reason: BackReason,
): Promise<{ number: number; why: RichText }[]> {
  const { requests, historyEntries: steps } = on.t;
  const rows = await on.db
    .select({ number: requests.number, why: steps.why })
    .from(requests)
    .innerJoin(steps, eq(steps.request, requests.id))
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        sql`${steps.act} = ${backReasons[reason]}`,
        isNotNull(steps.why),
      ),
    )
    .orderBy(desc(steps.at))
    .limit(maxReasons);
  return rows.flatMap(({ number, why }) => (why && why.length > 0 ? [{ number, why }] : []));
}
