/** The requests that the team has taken on, and the people who belong to it. */
import { and, asc, count, eq, inArray, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";

/** Returns whether a person is one of the team: somebody who has taken a request. */
export async function hasTakenCases(
  { db, t: { requests } }: Reader,
  workspace: string,
  person: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: requests.id })
    .from(requests)
    .where(and(eq(requests.workspace, workspace), eq(requests.owner, person)))
    .limit(1);
  return rows.length > 0;
}

/** What the team has taken on. */
export interface TeamLoad {
  /** Accepted requests that are not delivered and wait for no other. */
  accepted: number;
}

const acceptedRequests = prepared("team_load_accepted", ({ db, t: { requests } }: Reader) =>
  db
    .select({ count: count() })
    .from(requests)
    .where(
      and(eq(requests.workspace, sql.placeholder("workspace")), eq(requests.status, "accepted")),
    ),
);

const waitingSteps = prepared("team_load_waiting", ({ db, t }: Reader) =>
  db
    .select({ request: t.historyEntries.request, act: t.historyEntries.act })
    .from(t.historyEntries)
    .innerJoin(t.requests, eq(t.requests.id, t.historyEntries.request))
    .where(
      and(
        eq(t.historyEntries.workspace, sql.placeholder("workspace")),
        eq(t.requests.status, "accepted"),
        inArray(t.historyEntries.act, ["wait_for", "stop_waiting"]),
      ),
    )
    .orderBy(asc(t.historyEntries.at), asc(t.historyEntries.id)),
);

/** Counts what the team has taken on, against its capacity. */
export async function countTeamLoad(on: Reader, workspace: string): Promise<TeamLoad> {
  const [{ count: accepted } = { count: 0 }] = await acceptedRequests(on, { workspace });
  const steps = await waitingSteps(on, { workspace });
  const last = new Map(steps.map(({ request, act }) => [request, act]));
  const waiting = [...last.values()].filter((act) => act === "wait_for");
  return { accepted: accepted - waiting.length };
}
