/** What was done with requests, as the ledger keeps it. */
import { and, asc, eq, inArray, sql } from "../storage/drizzle.ts";
import { prepared } from "../storage/prepared.ts";
import type { Reader } from "../storage/store.ts";
import { statuses } from "../storage/tables/requests.ts";
import type { Person } from "../surface/place.ts";
import type { Act, Step, Verdict } from "./life.ts";

type StepRow = Reader["t"]["steps"]["$inferSelect"];

export function stepOf({ id, act, status, by, at, why, details }: StepRow, person: (id: string) => Person): Step {
  const { alternative, until, to, request, stream, answers, verdict } = details ?? {};
  return {
    id,
    ...(act && { act: act as Act }),
    status,
    by: person(by),
    at,
    ...(why && { why }),
    ...(alternative && { alternative }),
    ...(until && { until }),
    ...(to && { to: person(to) }),
    ...(request && { into: request }),
    ...(stream && { stream }),
    ...(answers && { answers }),
    ...(verdict && { verdict: verdict as Verdict }),
  };
}

const ofOne = prepared("steps_of_request", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.steps)
    .where(and(eq(t.steps.workspace, sql.placeholder("workspace")), eq(t.steps.request, sql.placeholder("request"))))
    .orderBy(asc(t.steps.at), asc(t.steps.id)),
);

/** Oldest first. Those of one turn happened at one instant: they stand in the order of a request's life. */
export async function stepRows(on: Reader, workspace: string, requests: readonly string[]): Promise<StepRow[]> {
  const { db, t } = on;
  const rows = await (requests.length === 1
    ? ofOne(on, { workspace, request: requests[0] })
    : db
        .select()
        .from(t.steps)
        .where(and(eq(t.steps.workspace, workspace), inArray(t.steps.request, [...requests])))
        .orderBy(asc(t.steps.at), asc(t.steps.id)));
  const along = ({ status }: StepRow): number => statuses.indexOf(status);
  return rows.sort((a, b) => a.at.getTime() - b.at.getTime() || along(a) - along(b));
}

/** The steps of several requests, by request, oldest first; without names. */
export async function stepsOf(on: Reader, workspace: string, requests: readonly string[]): Promise<(request: string) => Step[]> {
  const byRequest = Map.groupBy(requests.length > 0 ? await stepRows(on, workspace, requests) : [], ({ request }) => request);
  return (request) => (byRequest.get(request) ?? []).map((row) => stepOf(row, (id) => ({ id })));
}
