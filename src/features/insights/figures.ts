/** Figures of the ledger: counts and percentiles, computed by the database. */
import { and, eq, type SQL, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { FlowState } from "../cases/lifecycle/working-minutes.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";

/** Parameters with an index, by which a count reads only the rows of a period. */
const indexed = ["delivered", "created", "answered"] as const;
const openStates = new Set([
  "asking",
  "queue",
  "agreement",
  "requester",
  "held",
  "postponed",
  "hand",
]);

/** Returns the filter that narrows the rows to read for another filter. */
function narrowingFilter({ state = "", ...filter }: RequestFilter): RequestFilter {
  const period = indexed.find((name) => filter[name]);
  if (period) return { [period]: filter[period] };
  return state.split(",").every((each) => openStates.has(each)) ? { state: "open" } : {};
}

/**
 * Counts the requests of several filters, which all narrow `base`. Filters of one period are
 * counted by one query, which reads only that period's rows.
 */
export async function countRequests<Name extends string>(
  on: Reader,
  viewer: LedgerViewer,
  base: RequestFilter,
  filters: Readonly<Record<Name, RequestFilter>>,
): Promise<Record<Name, number>> {
  const { requests } = on.t;
  const groups = Map.groupBy(Object.entries<RequestFilter>(filters), ([, filter]) =>
    JSON.stringify(narrowingFilter(filter)),
  );
  const counts: Partial<Record<string, number>> = {};
  for (const [narrowing, members] of groups) {
    const sums = members.map(([name, filter]) => [
      name,
      sql`coalesce(sum(case when ${filterCondition(on, viewer, filter)} then 1 else 0 end), 0)`.mapWith(
        Number,
      ),
    ]);
    const [row] = await on.db
      .select(Object.fromEntries(sums) as Record<string, SQL<number>>)
      .from(requests)
      .where(
        and(
          eq(requests.workspace, viewer.workspace),
          filterCondition(on, viewer, base),
          filterCondition(on, viewer, JSON.parse(narrowing) as RequestFilter),
          isShown(on, viewer),
        ),
      );
    Object.assign(counts, row);
  }
  return counts as Record<Name, number>;
}

/** Counts the requests of a filter that the viewer may not see. */
export async function countHidden(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<number> {
  const shown = isShown(on, viewer);
  if (!shown || viewer.isGuest) return 0;
  return on.db.$count(
    on.t.requests,
    and(
      eq(on.t.requests.workspace, viewer.workspace),
      filterCondition(on, viewer, filter),
      sql`not coalesce(${shown}, ${sql.raw("false")})`,
    ),
  );
}

/** Deliveries below which a time or a share of them says too little. */
export const fewDeliveries = 5;

/** Median and 85th percentile by nearest rank; missing below `fewDeliveries`. */
export interface Percentiles {
  /** Deliveries with a time. */
  count: number;
  p50?: number;
  p85?: number;
}

/** Returns the working minutes of deliveries of a filter in all, or in a state that they were in. */
export async function readMinutes(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  state: FlowState | "lead" = "lead",
): Promise<Percentiles> {
  const { requests } = on.t;
  const minutes = sql`cast(${requests.times} ->> ${sql.raw(`'${state}'`)} as integer)`;
  const ranked = on.db
    .select({
      minutes: sql<number>`${minutes}`.as("minutes"),
      rank: sql<number>`row_number() over (order by ${minutes})`.as("rank"),
      count: sql<number>`count(*) over ()`.as("count"),
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
        sql`${minutes} is not null`,
      ),
    )
    .as("ranked");
  const rank = (percent: number) => sql`(${ranked.count} * ${sql.raw(String(percent))} + 99) / 100`;
  const rows = await on.db
    .select({ minutes: ranked.minutes, rank: ranked.rank, count: ranked.count })
    .from(ranked)
    .where(sql`${ranked.rank} in (${rank(50)}, ${rank(85)})`)
    .orderBy(ranked.rank);
  const [first, last = first] = rows;
  if (!first || !last) return { count: 0 };
  const count = Number(first.count);
  return count < fewDeliveries
    ? { count }
    : { count, p50: Number(first.minutes), p85: Number(last.minutes) };
}

/** Returns the sums of working minutes of deliveries, by state. */
export async function sumMinutes<State extends FlowState | "lead">(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  states: readonly State[],
): Promise<Record<State, number>> {
  const { requests } = on.t;
  const sums = states.map((state) => [
    state,
    sql`coalesce(sum(cast(${requests.times} ->> ${sql.raw(`'${state}'`)} as integer)), 0)`.mapWith(
      Number,
    ),
  ]);
  const [row] = await on.db
    .select(Object.fromEntries(sums) as Record<State, SQL<number>>)
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
      ),
    );
  return row as Record<State, number>;
}
