/** Figures of each service in a year, from the requests about it. */
import {
  and,
  count,
  countDistinct,
  desc,
  eq,
  isNotNull,
  type SQL,
  sql,
} from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { effortBands, effortHours } from "../cases/lifecycle/effort.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { filterCondition, isShown, type RequestFilter } from "./request-filter.ts";

/** Figures of a service in a period. */
export interface ServiceFigures {
  service: string;
  /** Requests of the year, and the groups that asked. */
  came: number;
  groups: number;
  wishes: number;
  repairs: number;
  open: number;
  yes: number;
  partly: number;
  no: number;
  delivered: number;
  /** Wishes of which nobody said which paying customer they serve. */
  unknown: number;
  hours: number;
}

/** Services shown at most, most asked for first. */
const maxServices = 100;

/** Returns the address of a service's page. */
export const serviceHref = (service: string): string =>
  `/ledger/services/${encodeURIComponent(service)}`;

/** Filters of the figures of a service, all within the year's requests. */
export const serviceFilters = (created: string) =>
  ({
    wishes: { created, kind: "new_solution,change" },
    repairs: { created, kind: "factory_issue" },
    open: { created, state: "open" },
    yes: { created, outcome: "yes" },
    partly: { created, outcome: "partly" },
    no: { created, outcome: "no" },
    delivered: { created, state: "settling,known,unanswered" },
    unknown: { created, kind: "new_solution,change", lacks: "customer" },
  }) satisfies Record<string, RequestFilter>;

/**
 * Reads the figures of the services that requests of a period are about.
 * @param service only this one; missing for all
 */
export async function readServices(
  on: Reader,
  viewer: LedgerViewer,
  created: string,
  service?: string,
): Promise<ServiceFigures[]> {
  const { requests } = on.t;
  const sum = (condition: SQL): SQL<number> =>
    sql`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`.mapWith(Number);
  const hours = sql.join(
    effortBands.map(
      (band) => sql`when ${requests.effort} = ${band} then ${sql.raw(String(effortHours[band]))}`,
    ),
    sql.raw(" "),
  );
  const sums = Object.fromEntries(
    Object.entries(serviceFilters(created)).map(([name, filter]) => [
      name,
      sum(filterCondition(on, viewer, filter)),
    ]),
  ) as Record<keyof ReturnType<typeof serviceFilters>, SQL<number>>;
  const rows = await on.db
    .select({
      ...sums,
      service: requests.service,
      came: count(),
      groups: countDistinct(requests.group),
      hours: sql<number>`coalesce(sum(case ${hours} else 0 end), 0)`.mapWith(Number),
    })
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        filterCondition(on, viewer, { created, ...(service && { service }) }),
        isShown(on, viewer),
        isNotNull(requests.service),
      ),
    )
    .groupBy(requests.service)
    .orderBy(desc(count()), requests.service)
    .limit(maxServices);
  return rows.map((row) => ({ ...row, service: row.service ?? "" }));
}

/** What a service's own figures say about it. */
export type ServiceMark = "repairs_outweigh" | "no_customer" | "never_verified";

/** Returns what is remarkable about a service, as keys of `ledger.mark.<mark>`. */
export const serviceMarks = ({
  wishes,
  repairs,
  unknown,
  delivered,
  yes,
  partly,
  no,
}: ServiceFigures): ServiceMark[] => [
  ...(repairs > wishes ? (["repairs_outweigh"] as const) : []),
  ...(wishes > 0 && unknown === wishes ? (["no_customer"] as const) : []),
  ...(delivered > 0 && yes + partly + no === 0 ? (["never_verified"] as const) : []),
];
