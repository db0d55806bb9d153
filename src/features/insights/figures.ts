/** Figures of the ledger: counts and percentiles, computed by the database. */
import { and, count, eq, min, type SQL, sql } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import type { FlowState } from "../cases/lifecycle/working-minutes.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";
import { type FlowStep, flowStepOf, flowSteps } from "./request-states.ts";

/** Parameters with an index, by which a count reads only the rows of a period. */
const indexed = ["delivered", "created", "answered"] as const;
/** Returns the filter that narrows the rows to read for another filter. */
function narrowingFilter({ state = "", ...filter }: RequestFilter): RequestFilter {
  const period = indexed.find((name) => filter[name]);
  if (period) return { [period]: filter[period] };
  return state.split(",").every(isOpenState) ? { state: "open" } : {};
}

const isOpenState = (state: string): boolean =>
  state === "open" || flowSteps.some((step) => step === state);

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

/** Open requests in a state of the way to delivery. */
export interface OpenInStep {
  count: number;
  /** Start of the oldest. */
  oldest?: Date;
}

/** Counts the open requests of a filter by what they wait for, in one pass over them. */
export async function countOpenBySteps(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<Record<FlowStep, OpenInStep>> {
  const { requests } = on.t;
  const open = on.db
    .select({
      step: sql<FlowStep>`${flowStepOf(on, viewer)}`.as("step"),
      createdAt: requests.createdAt,
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, { ...filter, state: "open" }),
        isShown(on, viewer),
      ),
    )
    .as("open");
  const rows = await on.db
    .select({ step: open.step, count: count(), oldest: min(open.createdAt) })
    .from(open)
    .groupBy(open.step);
  return Object.fromEntries(
    flowSteps.map((step) => {
      const row = rows.find((each) => each.step === step);
      return [step, { count: row?.count ?? 0, ...(row?.oldest && { oldest: row.oldest }) }];
    }),
  ) as Record<FlowStep, OpenInStep>;
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

/** Working minutes of deliveries: in all (`lead`), or in a state that they were in. */
export type TimedState = FlowState | "lead";

/** Percentiles of a state over the deliveries that were in it, and its sum. */
export interface StateMinutes extends Percentiles {
  sum: number;
}

/** Reads the working minutes of the deliveries of a filter, in one pass over them. */
export async function readMinutes<State extends TimedState>(
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
  states: readonly State[],
): Promise<Record<State, StateMinutes>> {
  const { requests } = on.t;
  const names = sql.join(
    states.map((state) => sql.raw(`('${state}')`)),
    sql.raw(", "),
  );
  const spent = on.db
    .select({
      state: sql<State>`states.column1`.as("state"),
      minutes: sql<number>`cast(${requests.times} ->> states.column1 as integer)`.as("minutes"),
    })
    .from(requests)
    .innerJoin(
      sql`(values ${names}) as states`,
      sql`${requests.times} ->> states.column1 is not null`,
    )
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, filter),
        isShown(on, viewer),
      ),
    )
    .as("spent");
  const ofState = sql`partition by ${spent.state}`;
  const ranked = on.db
    .select({
      state: spent.state,
      minutes: spent.minutes,
      rank: sql<number>`row_number() over (${ofState} order by ${spent.minutes})`.as("rank"),
      count: sql<number>`count(*) over (${ofState})`.as("count"),
      sum: sql<number>`sum(${spent.minutes}) over (${ofState})`.as("sum"),
    })
    .from(spent)
    .as("ranked");
  const rank = (percent: number) => sql`(${ranked.count} * ${sql.raw(String(percent))} + 99) / 100`;
  const rows = await on.db
    .select()
    .from(ranked)
    .where(sql`${ranked.rank} in (${rank(50)}, ${rank(85)})`)
    .orderBy(ranked.rank);
  return Object.fromEntries(
    states.map((state) => {
      const [first, last = first] = rows.filter((row) => row.state === state);
      if (!first || !last) return [state, { count: 0, sum: 0 }];
      const [number, sum] = [Number(first.count), Number(first.sum)];
      return [
        state,
        number < fewDeliveries
          ? { count: number, sum }
          : { count: number, sum, p50: Number(first.minutes), p85: Number(last.minutes) },
      ];
    }),
  ) as Record<State, StateMinutes>;
}
