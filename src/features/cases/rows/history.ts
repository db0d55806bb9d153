/** History of requests, read from the ledger. */

import type { Person } from "../../../platform/conversation-ref.ts";
import { and, asc, eq, inArray, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import {
  type CaseActionType,
  caseStatuses,
  type HistoryEntry,
  type OutcomeVerdict,
} from "../lifecycle/case.ts";

type StepRow = Reader["t"]["historyEntries"]["$inferSelect"];

/** Returns a stored entry with the names of its people. */
export function historyEntryFromRow(
  { id, act, status, by, at, why, details }: StepRow,
  person: (id: string) => Person,
): HistoryEntry {
  const { alternative, until, to, request, stream, service, customer, answers, verdict } =
    details ?? {};
  return {
    id,
    act: act ? (act as CaseActionType) : undefined,
    status,
    by: person(by),
    at,
    why: why ?? undefined,
    alternative,
    until,
    to: to === undefined ? undefined : person(to),
    into: request,
    stream,
    service,
    customer,
    answers,
    verdict: verdict as OutcomeVerdict | undefined,
  };
}

const ofOne = prepared("steps_of_request", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.historyEntries)
    .where(
      and(
        eq(t.historyEntries.workspace, sql.placeholder("workspace")),
        eq(t.historyEntries.request, sql.placeholder("request")),
      ),
    )
    .orderBy(asc(t.historyEntries.at), asc(t.historyEntries.id)),
);

/**
 * Reads entries, oldest first. Entries of one turn have the same instant and are ordered by the
 * life of a request.
 */
export async function readHistoryRows(
  on: Reader,
  workspace: string,
  requests: readonly string[],
): Promise<StepRow[]> {
  const { db, t } = on;
  const rows = await (requests.length === 1
    ? ofOne(on, { workspace, request: requests[0] })
    : db
        .select()
        .from(t.historyEntries)
        .where(
          and(
            eq(t.historyEntries.workspace, workspace),
            inArray(t.historyEntries.request, [...requests]),
          ),
        )
        .orderBy(asc(t.historyEntries.at), asc(t.historyEntries.id)));
  const statusOrder = ({ status }: StepRow): number => caseStatuses.indexOf(status);
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime() || statusOrder(a) - statusOrder(b));
}

/** Reads the history of several requests, oldest first, without names. */
export async function readHistories(
  on: Reader,
  workspace: string,
  requests: readonly string[],
): Promise<(request: string) => HistoryEntry[]> {
  const byRequest = Map.groupBy(
    requests.length > 0 ? await readHistoryRows(on, workspace, requests) : [],
    ({ request }) => request,
  );
  return (request) =>
    (byRequest.get(request) ?? []).map((row) => historyEntryFromRow(row, (id) => ({ id })));
}
