/** Evidence for the four questions of the check-up, from groups and requests. */
import { and, desc, eq, inArray } from "../../storage/drizzle.ts";
import type { Reader } from "../../storage/store.ts";
import { type Group, readGroups } from "../workspace/groups.ts";
import { kindsOfWork } from "./aggregates.ts";
import type { LedgerViewer } from "./ledger-viewer.ts";
import { sinceDays } from "./periods.ts";
import type { RequestFilter } from "./request-filter.ts";
import { readValueRows, type ValueRow } from "./value-rows.ts";

/** How much of what a question asks for is stored. */
export type Knowledge = "known" | "partly" | "not_known";

/** Things that a question asks for, and how many of them are stored. */
export interface Evidence {
  known: number;
  all: number;
}

/** Returns how much is known, in words. */
export const knowledgeOf = ({ known, all }: Evidence): Knowledge =>
  known === 0 ? "not_known" : known < all ? "partly" : "known";

/** Newest requests that answer a question. */
const newestRows = 3;

/** A group's goal, and when it was written last. */
export interface GroupGoal extends Group {
  writtenAt?: Date | undefined;
}

/** Reads the groups with their goals. */
export async function readGoals(on: Reader, { workspace }: LedgerViewer): Promise<GroupGoal[]> {
  const groups = await readGroups(on, workspace);
  if (groups.length === 0) return [];
  const { auditEntries } = on.t;
  const changes = await on.db
    .select({
      what: auditEntries.what,
      before: auditEntries.before,
      after: auditEntries.after,
      at: auditEntries.at,
    })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.workspace, workspace),
        inArray(
          auditEntries.what,
          groups.map(({ name }) => `group ${name}`),
        ),
      ),
    )
    .orderBy(desc(auditEntries.at));
  const goalIn = (value: unknown): string =>
    JSON.stringify((value as { strategy?: unknown } | null)?.strategy ?? null);
  return groups.map((group) => ({
    ...group,
    writtenAt:
      group.strategy &&
      changes.find(
        ({ what, before, after }) =>
          what === `group ${group.name}` && goalIn(before) !== goalIn(after),
      )?.at,
  }));
}

/** Filters of the requests that answer the questions, by question. */
export const checkUpFilters = (viewer: LedgerViewer) => {
  const year = sinceDays(365, viewer.now, viewer.zone);
  return {
    installed: { kind: "new_solution", delivered: year },
    declined: { state: "declined", created: year },
    helped: { delivered: year, outcome: "helped" },
    helped_wishes: { delivered: year, outcome: "helped", kind: kindsOfWork.partner },
    delivered: { delivered: year },
    answered: { delivered: year, outcome: "answered" },
    unanswered: { delivered: year, outcome: "not_answered" },
    by_team: { delivered: year, outcome: "helped", brought: "team" },
    by_requester: { delivered: year, outcome: "helped", brought: "requested" },
  } satisfies Record<string, RequestFilter>;
};

/** Reads the newest requests of a filter. */
export const readNewest = (
  on: Reader,
  viewer: LedgerViewer,
  filter: RequestFilter,
): Promise<ValueRow[]> =>
  readValueRows(on, viewer, filter, { limit: newestRows, isNewestFirst: true });

/** Counts what is stored about some requests, of the facts that a question asks about each. */
export function evidenceOf(
  rows: readonly ValueRow[],
  facts: readonly ((row: ValueRow) => unknown)[],
): Evidence {
  const known = rows.flatMap((row) => facts.filter((fact) => fact(row))).length;
  return { known, all: Math.max(1, rows.length) * facts.length };
}
