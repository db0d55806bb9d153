/** Figures of the ledger: counts and percentiles, computed by the database. */
import { and, eq, type SQL, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { FlowState } from "../cases/working-minutes.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";

/** Counts the requests of several filters, which all narrow `base`, in one query. */
export async function countRequests<Name extends string>(
  on: Reader,
  viewer: LedgerViewer,
  base: RequestFilter,
  filters: Readonly<Record<Name, RequestFilter>>,
): Promise<Record<Name, number>> {
  const { requests } = on.t;
  const counted = Object.entries<RequestFilter>(filters).map(([name, filter]) => [
    name,
    sql`coalesce(sum(case when ${filterCondition(on, viewer, filter)} then 1 else 0 end), 0)`.mapWith(
      Number,
    ),
  ]);
  const [row] = await on.db
    .select(Object.fromEntries(counted) as Record<Name, SQL<number>>)
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, base),
        isShown(on, viewer),
      ),
    );
  return row as Record<Name, number>;
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

/** Median and 85th percentile by nearest rank; missing where nothing was measured. */
export interface Percentiles {
  count: number;
  p50?: number;
  p85?: number;
}

/** Returns the working minutes that deliveries of a filter spent in a state, or in all. */
export async function readMinutes(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  state: FlowState | "lead" = "lead",
): Promise<Percentiles> {
  const { requests } = on.t;
  const minutes = sql`coalesce(cast(${requests.times} ->> ${sql.raw(`'${state}'`)} as integer), 0)`;
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
        sql`${requests.times} is not null`,
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
  return { count: Number(first.count), p50: Number(first.minutes), p85: Number(last.minutes) };
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
