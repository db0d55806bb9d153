/** Requests counted by a column, and by months. */
import { and, count, desc, eq, isNotNull, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { type EffortBand, effortHours } from "../cases/lifecycle/effort.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { parsePeriod } from "./periods.ts";
import { filterCondition, isShown, type RequestFilter, wishKinds } from "./request-filter.ts";
import { verdicts } from "./request-states.ts";

/** Outcomes of deliveries; `open`: still to be asked or answered. */
export const outcomeCounts = [...verdicts, "not_answered", "open"] as const;
type OutcomeCount = (typeof outcomeCounts)[number];

/** Counts the requests of a filter by month and a column's value, within the months. */
async function countMonths<Column extends "outcome" | "kind">(
  on: Reader,
  viewer: LedgerViewer,
  months: readonly string[],
  { at, by, filter }: { at: "deliveredAt" | "createdAt"; by: Column; filter: RequestFilter },
) {
  const { requests } = on.t;
  const instant = requests[at];
  const periods = months.map((month) => parsePeriod(month, viewer.zone)!);
  const [first, last] = [periods[0]!, periods.at(-1)!];
  const bucket = sql<number>`case ${sql.join(
    periods.map(
      ({ until }, index) =>
        sql`when ${instant} < ${sql.param(until, instant)} then ${sql.raw(String(index))}`,
    ),
    sql.raw(" "),
  )} end`;
  const rows = await on.db
    .select({
      bucket: sql<number>`${bucket}`.as("bucket"),
      value: requests[by],
      count: count(),
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        sql`${instant} >= ${sql.param(first.from, instant)}`,
        sql`${instant} < ${sql.param(last.until, instant)}`,
      ),
    )
    .groupBy(sql`bucket`, requests[by]);
  return months.map((_, index) => rows.filter(({ bucket: of }) => Number(of) === index));
}

/** Counts the outcomes of deliveries by the month of delivery, in the order of the months. */
export async function countOutcomesByMonth(
  on: Reader,
  viewer: LedgerViewer,
  months: readonly string[],
  filter: RequestFilter = {},
): Promise<Record<OutcomeCount, number>[]> {
  const counted = await countMonths(on, viewer, months, {
    at: "deliveredAt",
    by: "outcome",
    filter,
  });
  return counted.map((rows) => {
    const counts = { yes: 0, partly: 0, no: 0, not_needed: 0, not_answered: 0, open: 0 };
    for (const { value, count: number } of rows)
      counts[outcomeCounts.find((each) => each === value) ?? "open"] += number;
    return counts;
  });
}

/** Kinds of requests by the sort of work. */
export const kindsOfWork = {
  partner: wishKinds.join(","),
  repair: "factory_issue",
  routine: "standard_service,advice",
} as const;

/** Sort of work, by the kinds of requests. */
export type WorkSort = keyof typeof kindsOfWork;

/** Counts what came in by month and sort of work, in the order of the months. */
export async function countWorkByMonth(
  on: Reader,
  viewer: LedgerViewer,
  months: readonly string[],
  filter: RequestFilter,
): Promise<Record<WorkSort, number>[]> {
  const counted = await countMonths(on, viewer, months, { at: "createdAt", by: "kind", filter });
  const sortOf = (kind: string | null) =>
    (Object.keys(kindsOfWork) as WorkSort[]).find((sort) =>
      kindsOfWork[sort].split(",").includes(kind ?? ""),
    );
  return counted.map((rows) => {
    const counts = { partner: 0, repair: 0, routine: 0 };
    for (const { value, count: number } of rows) {
      const sort = sortOf(value);
      if (sort) counts[sort] += number;
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

/** Counts the requests of a filter by a name that they have, most first. */
export async function countByName(
  on: Reader,
  viewer: LedgerViewer,
  column: "service" | "stream" | "customer" | "group",
  filter: RequestFilter,
): Promise<{ name: string; count: number }[]> {
  const { requests } = on.t;
  // as an expression, or SQLite would walk the index of services instead of reading the few rows
  const name = sql<string>`coalesce(${requests[column]}, '')`;
  return on.db
    .select({ name, count: count() })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        isNotNull(requests[column]),
      ),
    )
    .groupBy(name)
    .orderBy(desc(count()), name)
    .limit(maxNames);
}

const maxNames = 20;
