/** The requests that the team has taken on, and the people who belong to it. */
import { and, asc, eq, inArray, notInArray } from "../../../storage/drizzle.ts";
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

export interface TeamLoad {
  /** Accepted requests that are not delivered and wait for no other. */
  accepted: number;
}

/** Returns the accepted requests that wait for another, as the team decided. */
async function listWaitingForOthers({ db, t }: Reader, workspace: string): Promise<string[]> {
  const { historyEntries: entries, requests } = t;
  const rows = await db
    .select({ request: entries.request, act: entries.act })
    .from(entries)
    .innerJoin(requests, eq(requests.id, entries.request))
    .where(
      and(
        eq(entries.workspace, workspace),
        eq(requests.status, "accepted"),
        inArray(entries.act, ["yield", "free"]),
      ),
    )
    .orderBy(asc(entries.at), asc(entries.id));
  const last = new Map(rows.map(({ request, act }) => [request, act]));
  return [...last].flatMap(([request, act]) => (act === "yield" ? [request] : []));
}

export async function countTeamLoad({ db, t }: Reader, workspace: string): Promise<TeamLoad> {
  const waiting = await listWaitingForOthers({ db, t }, workspace);
  const accepted = and(
    eq(t.requests.workspace, workspace),
    eq(t.requests.status, "accepted"),
    notInArray(t.requests.id, waiting),
  );
  return { accepted: await db.$count(t.requests, accepted) };
}
