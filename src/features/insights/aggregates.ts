/** Requests counted by a column, and by months. */
import { and, count, desc, eq, isNotNull, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { type EffortBand, effortHours } from "../cases/lifecycle/effort.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { parsePeriod } from "./periods.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";
import { verdicts } from "./request-states.ts";

/** Outcomes of deliveries; `open`: still to be asked or answered. */
export const outcomeCounts = [...verdicts, "not_answered", "open"] as const;
type OutcomeCount = (typeof outcomeCounts)[number];

/** Counts the outcomes of deliveries by the month of delivery, in the order of the months. */
export async function countOutcomesByMonth(
  on: Reader,
  viewer: LedgerViewer,
  months: readonly string[],
): Promise<Record<OutcomeCount, number>[]> {
  const { requests } = on.t;
  const periods = months.map((month) => parsePeriod(month, viewer.zone)!);
  const [first, last] = [periods[0]!, periods.at(-1)!];
  const bucket = sql<number>`case ${sql.join(
    periods.map(
      ({ until }, index) =>
        sql`when ${requests.deliveredAt} < ${sql.param(until, requests.deliveredAt)} then ${sql.raw(String(index))}`,
    ),
    sql.raw(" "),
  )} end`;
  const rows = await on.db
    .select({
      bucket: sql<number>`${bucket}`.as("bucket"),
      outcome: requests.outcome,
      count: count(),
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, {}),
        isShown(on, viewer),
        sql`${requests.deliveredAt} >= ${sql.param(first.from, requests.deliveredAt)}`,
        sql`${requests.deliveredAt} < ${sql.param(last.until, requests.deliveredAt)}`,
      ),
    )
    .groupBy(sql`bucket`, requests.outcome);
  return months.map((_, index) => {
    const counts = { yes: 0, partly: 0, no: 0, not_needed: 0, not_answered: 0, open: 0 };
    for (const row of rows) {
      if (Number(row.bucket) !== index) continue;
      const verdict = outcomeCounts.find((each) => each === row.outcome) ?? "open";
      counts[verdict] += row.count;
    }
    return counts;
  });
}

/** Hours of work by a group of kinds; `unknown` counts deliveries without a band. */
export interface EffortSum {
  hours: number;
  known: number;
  unknown: number;
}

/** Sums the effort of deliveries of a filter. */
export async function sumEffort(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<EffortSum> {
  const { requests } = on.t;
  const rows = await on.db
    .select({ effort: requests.effort, count: count() })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
      ),
    )
    .groupBy(requests.effort);
  const sum = { hours: 0, known: 0, unknown: 0 };
  for (const { effort, count: number } of rows) {
    if (effort === null) sum.unknown += number;
    else {
      sum.known += number;
      sum.hours += number * effortHours[effort as EffortBand];
    }
  }
  return sum;
}

/** Counts the requests of a filter by service, most first. */
export async function countByService(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<{ service: string; count: number }[]> {
  const { requests } = on.t;
  // as an expression, or SQLite would walk the index of services instead of reading the few rows
  const service = sql<string>`coalesce(${requests.service}, '')`;
  const rows = await on.db
    .select({ service, count: count() })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        isNotNull(requests.service),
      ),
    )
    .groupBy(service)
    .orderBy(desc(count()))
    .limit(maxServices);
  return rows;
}

const maxServices = 20;
