/** Cases in the database. */
import { readPersonNames } from "../../../storage/directory.ts";
import { and, eq, sql } from "../../../storage/drizzle.ts";
import { prepared } from "../../../storage/prepared.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { type Interview, parseStoredInterview } from "../../interview/model/interview-state.ts";
import {
  actionsCarriedToMergeTarget,
  type Case,
  type CaseAction,
  type CaseActionType,
  caseOutcomes,
  type HistoryEntry,
  type OutcomeVerdict,
} from "../lifecycle/case.ts";
import type { CaseTransition } from "../lifecycle/transitions.ts";
import type { WorkingMinutes } from "../lifecycle/working-minutes.ts";
import type { HistoryDetails } from "../tables.ts";
import { historyEntryFromRow, readHistoryRows } from "./history.ts";
import { findMergeTarget } from "./merged-requests.ts";

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

const byId = prepared("request_case", ({ db, t }: Reader) =>
  db
    .select()
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, sql.placeholder("workspace")),
        eq(t.requests.id, sql.placeholder("request")),
      ),
    ),
);

const rowsOf = (on: Reader, workspace: string, request: string) => byId(on, { workspace, request });

/**
 * Returns the case of a request; `undefined` without one in this workspace, or before its brief.
 */
export async function readCase(
  on: Reader,
  workspace: string,
  request: string,
): Promise<Case | undefined> {
  const [row] = await rowsOf(on, workspace, request);
  return row && caseOf(on, row);
}

/** Reads and locks a case, so that concurrent decisions run one after another. */
async function holdCase(w: Writer, workspace: string, request: string): Promise<Case | undefined> {
  const { db, t } = w;
  const [row] = await w.lock(
    db
      .select()
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request))),
  );
  return row && caseOf(w, row);
}

/** Uses the request's columns when its interview is unreadable. */
const caseOf = async (on: Reader, row: Row): Promise<Case | undefined> =>
  row.interview && row.loggedAt
    ? caseFromRow(
        on,
        row,
        parseStoredInterview(row.interview) ?? {
          ...interviewFromRequestRow(row),
          phase: "done",
          filed: true,
        },
      )
    : undefined;

/** Returns the known parts of an interview that is not filed yet. */
export const interviewFromRequestRow = ({
  id,
  requester,
  raisedBy,
  text,
  kind,
  priority,
}: Row): Interview => ({
  request: id,
  requester: { id: requester },
  text,
  phase: "asking",
  asked: [],
  answers: {},
  claimed: priority,
  reminded: false,
  raisedBy: raisedBy !== requester ? { id: raisedBy } : undefined,
  kind: kind ?? undefined,
});

/** Builds a case; `interview` is its interview, as far as known. */
export async function caseFromRow(on: Reader, row: Row, interview: Interview): Promise<Case> {
  const steps = await readHistoryRows(on, row.workspace, [row.id]);
  const person = await readPersonNames(on, row.workspace, [
    row.requester,
    ...(row.owner ? [row.owner] : []),
    ...steps.flatMap(({ by, details }) => [by, details?.to ?? by]),
  ]);
  return {
    request: row.id,
    number: row.number,
    title: row.title ?? "",
    status: row.status,
    kind: row.kind ?? undefined,
    requester: person(row.requester),
    owner: row.owner ? person(row.owner) : undefined,
    stream: row.stream ?? undefined,
    service: row.service ?? undefined,
    customer: row.customer ?? undefined,
    isAboutConfirmed: row.isAboutConfirmed,
    mergedInto: row.mergedInto ?? undefined,
    isPrivate: row.isPrivate,
    outside: row.outside || undefined,
    security: row.security || undefined,
    group: row.group ?? undefined,
    deliveredAt: row.deliveredAt ?? undefined,
    place: row.place,
    conversation: row.conversation,
    history: steps.map((step) => historyEntryFromRow(step, person)),
    interview: { ...interview, number: row.number },
  };
}

/**
 * Returns a request as its requester sees it: with the status and history of its merge target, and
 * its own text.
 */
export async function readCaseForRequester(
  on: Reader,
  workspace: string,
  request: string,
): Promise<Case | undefined> {
  const own = await readCase(on, workspace, request);
  if (!own?.mergedInto) return own;
  const lead = await readCase(on, workspace, await findMergeTarget(on, workspace, own));
  return (
    lead && {
      ...own,
      status: lead.status,
      history: lead.history,
      deliveredAt: lead.deliveredAt ?? own.deliveredAt,
    }
  );
}

/**
 * Returns the case on which an action is done: for a requester's action on a merged request, its
 * target.
 */
export async function readActionTarget(
  on: Reader,
  workspace: string,
  request: string,
  act: CaseActionType,
): Promise<{ asked: Case; one: Case } | undefined> {
  const asked = await readCase(on, workspace, request);
  const one =
    asked?.status === "merged" && actionsCarriedToMergeTarget.has(act)
      ? await readCase(on, workspace, await findMergeTarget(on, workspace, asked))
      : asked;
  return asked && one && { asked, one };
}

/** Locks that case and the other one that the action names, always in the same order. */
export async function lockActionTarget(
  w: Writer,
  workspace: string,
  action: CaseAction,
): Promise<{ asked: Case; one: Case; other?: Case } | undefined> {
  const about = action.into ?? action.waits?.request;
  const held = new Map<string, Case | undefined>();
  for (const request of [...new Set([action.request, ...(about ? [about] : [])])].sort())
    held.set(request, await holdCase(w, workspace, request));
  const asked = held.get(action.request);
  const other = about === undefined ? undefined : held.get(about);
  if (asked?.status !== "merged" || !actionsCarriedToMergeTarget.has(action.act))
    return asked && { asked, one: asked, other };
  const lead = await holdCase(w, workspace, await findMergeTarget(w, workspace, asked));
  return lead && { asked, one: lead };
}

const isOutcome = (verdict: OutcomeVerdict | undefined): verdict is (typeof caseOutcomes)[number] =>
  caseOutcomes.some((outcome) => outcome === verdict);

/** Writes a decision as a history entry and in the request's row; returns the entry. */
export async function recordCaseAction(
  w: Writer,
  action: CaseAction,
  { status, owner, kind, outcome, title }: CaseTransition,
  { workspace, at, id, times }: { workspace: string; at: Date; id: string; times?: WorkingMinutes },
): Promise<HistoryEntry> {
  const { db, t } = w;
  const { request, act, by, to, into, stream, service, customer, brought, effort } = action;
  const { alternative, until, answers, verdict } = action;
  const details: HistoryDetails = {
    alternative,
    until,
    to: to?.id,
    request: into,
    stream,
    service,
    customer,
    answers,
    verdict,
  };
  const entry = {
    id,
    workspace,
    request,
    act,
    status,
    by: by.id,
    at,
    why: action.why ?? null,
    details: Object.values(details).some((value) => value !== undefined) ? details : null,
    message: action.message ?? null,
  };
  await db.insert(t.historyEntries).values(entry);
  if (act === "set_stream" && stream)
    await db
      .insert(t.valueStreams)
      .values({ id: `${id}/stream`, workspace, name: stream, createdAt: at })
      .onConflictDoNothing();
  await db
    .update(t.requests)
    .set({
      status,
      updatedAt: at,
      owner: owner === undefined ? undefined : (owner?.id ?? null),
      kind,
      title,
      ...(act === "set_stream" && { stream: stream ?? null }),
      ...(act === "set_service" && { service, customer }),
      ...((act === "set_service" || act === "confirm_service") && { isAboutConfirmed: true }),
      ...((act === "merge" || act === "unmerge") && {
        mergedInto: act === "merge" ? (into ?? null) : null,
      }),
      ...(act === "deliver" && {
        deliveredAt: at,
        brought: brought ?? "requested",
        times: times ?? null,
        effort,
      }),
      outcome: isOutcome(outcome) ? outcome : undefined,
    })
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request)));
  const person = await readPersonNames(w, workspace, [by.id, ...(to ? [to.id] : [])]);
  return historyEntryFromRow(entry, person);
}
