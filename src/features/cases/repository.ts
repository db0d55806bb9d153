/** A request as the team deals with it, read from the ledger and written to it. */

import { type ConversationRef, isErasedId } from "../../platform/conversation-ref.ts";
import { readPersonNames } from "../../storage/directory.ts";
import { and, asc, eq, inArray, sql } from "../../storage/drizzle.ts";
import { prepared } from "../../storage/prepared.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import {
  actionsCarriedToMergeTarget,
  type Case,
  type CaseAction,
  type CaseActionType,
  caseOutcomes,
  type OutcomeVerdict,
} from "./case.ts";
import { historyEntryFromRow, readHistoryRows } from "./history.ts";
import type { Interview } from "./interview-state.ts";
import { parseStoredInterview } from "./stored-interview.ts";
import type { HistoryDetails } from "./tables.ts";
import type { CaseTransition } from "./transitions.ts";

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
 * The case of a request; undefined where there is none in this workspace, or no brief of it yet.
 */
export async function readCase(
  on: Reader,
  workspace: string,
  request: string,
): Promise<Case | undefined> {
  const [row] = await rowsOf(on, workspace, request);
  return row && caseOf(on, row);
}

/**
 * The same for a write that decides on it: whoever comes second waits until the first is through.
 */
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

/** Where the talk cannot be read, what the ledger has of the request stands for it. */
const caseOf = async (on: Reader, row: Row): Promise<Case | undefined> =>
  row.talk && row.loggedAt
    ? caseFromRow(
        on,
        row,
        parseStoredInterview(row.talk) ?? {
          ...interviewFromRequestRow(row),
          phase: "done",
          filed: true,
        },
      )
    : undefined;

/** What is known of a talk that is not filed yet. */
export const interviewFromRequestRow = ({
  id,
  requester,
  raisedBy,
  text,
  kind,
  priority,
}: Row): Interview => ({
  ...{
    request: id,
    requester: { id: requester },
    text,
    phase: "asking",
    asked: [],
    answers: {},
    claimed: priority,
    reminded: false,
  },
  ...(raisedBy !== requester && { raisedBy: { id: raisedBy } }),
  ...(kind && { kind }),
});

/** `talk` is what is known of how it was talked about. */
export async function caseFromRow(on: Reader, row: Row, talk: Interview): Promise<Case> {
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
    ...(row.kind && { kind: row.kind }),
    requester: person(row.requester),
    ...(row.owner && { owner: person(row.owner) }),
    ...(row.stream && { stream: row.stream }),
    ...(row.mergedInto && { mergedInto: row.mergedInto }),
    secluded: row.secluded,
    ...(row.outside && { outside: true as const }),
    ...(row.group && { group: row.group }),
    ...(row.deliveredAt && { deliveredAt: row.deliveredAt }),
    place: row.place,
    conversation: row.conversation,
    history: steps.map((step) => historyEntryFromRow(step, person)),
    interview: { ...talk, number: row.number },
  };
}

/** The request that this one is part of by now: itself, where it was not merged. */
async function leadOf(
  on: Reader,
  workspace: string,
  { request, mergedInto: into }: Pick<Case, "request" | "mergedInto">,
): Promise<string> {
  const { db, t } = on;
  let lead = { request, into: into ?? null };
  const seen = new Set<string>();
  while (lead.into && !seen.has(lead.request)) {
    seen.add(lead.request);
    const [row] = await db
      .select({ request: t.requests.id, into: t.requests.mergedInto })
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, lead.into)));
    if (!row) break;
    lead = row;
  }
  return lead.request;
}

/**
 * A request as whoever asked for it sees it: where it became part of another, that one's state and
 * story go with its own words.
 */
export async function readCaseForRequester(
  on: Reader,
  workspace: string,
  request: string,
): Promise<Case | undefined> {
  const own = await readCase(on, workspace, request);
  if (!own?.mergedInto) return own;
  const lead = await readCase(on, workspace, await leadOf(on, workspace, own));
  return (
    lead && {
      ...own,
      status: lead.status,
      history: lead.history,
      ...(lead.deliveredAt && { deliveredAt: lead.deliveredAt }),
    }
  );
}

/**
 * The case that an act on a request is done with: what a requester does with one that became part
 * of another is done with that one.
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
      ? await readCase(on, workspace, await leadOf(on, workspace, asked))
      : asked;
  return asked && one && { asked, one };
}

/**
 * The same for a write, with the other case that the deed is about; they are held always in the
 * same order.
 */
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
    return asked && { asked, one: asked, ...(other && { other }) };
  const lead = await holdCase(w, workspace, await leadOf(w, workspace, asked));
  return lead && { asked, one: lead };
}

/** The requests that were merged right into this one. */
export async function listDirectlyMerged(
  { db, t }: Reader,
  workspace: string,
  request: string,
): Promise<string[]> {
  const rows = await db
    .select({ request: t.requests.id })
    .from(t.requests)
    .where(
      and(
        eq(t.requests.workspace, workspace),
        eq(t.requests.status, "merged"),
        eq(t.requests.mergedInto, request),
      ),
    )
    .orderBy(asc(t.requests.number));
  return rows.map((row) => row.request);
}

/** Somebody who asked for it, with where they did. */
export interface CaseListener {
  request: string;
  conversation: string;
  requester: string;
  raisedBy: string;
  place: ConversationRef;
}

/**
 * The requests that were merged into this one, at whatever remove, each with where its requester
 * is.
 */
export async function listMergedRequests(
  { db, t }: Reader,
  workspace: string,
  request: string,
): Promise<CaseListener[]> {
  const found = new Map<string, CaseListener>();
  let next = [request];
  while (next.length > 0) {
    const rows = await db
      .select({
        request: t.requests.id,
        conversation: t.requests.conversation,
        requester: t.requests.requester,
        raisedBy: t.requests.raisedBy,
        place: t.requests.place,
      })
      .from(t.requests)
      .where(
        and(
          eq(t.requests.workspace, workspace),
          eq(t.requests.status, "merged"),
          inArray(t.requests.mergedInto, next),
        ),
      );
    const fresh = rows.filter((row) => row.request !== request && !found.has(row.request));
    for (const row of fresh) found.set(row.request, row);
    next = fresh.map((row) => row.request);
  }
  return [...found.values()];
}

/**
 * Everybody who asked for it: its own requester first, then those whose requests became part of it.
 * Where somebody was erased, nobody listens.
 */
export const listCaseListeners = async (
  on: Reader,
  workspace: string,
  { request, conversation, requester, place }: Case,
): Promise<Omit<CaseListener, "raisedBy">[]> =>
  [
    { request, conversation, requester: requester.id, place },
    ...(await listMergedRequests(on, workspace, request)),
  ].filter(({ place: { kind, id } }) => kind !== "personal" || !isErasedId(id));

const isOutcome = (verdict: OutcomeVerdict | undefined): verdict is (typeof caseOutcomes)[number] =>
  caseOutcomes.some((outcome) => outcome === verdict);

/** Writes down what was decided, as a step and in the request's row. */
export async function recordCaseAction(
  w: Writer,
  action: CaseAction,
  { status, owner, kind, outcome }: CaseTransition,
  { workspace, at, id }: { workspace: string; at: Date; id: string },
): Promise<void> {
  const { db, t } = w;
  const {
    request,
    act,
    by,
    why,
    alternative,
    until,
    to,
    into,
    stream,
    answers,
    verdict,
    brought,
    message,
  } = action;
  const details: HistoryDetails = {
    ...(alternative && { alternative }),
    ...(until && { until }),
    ...(to && { to: to.id }),
    ...(into && { request: into }),
    ...(stream && { stream }),
    ...(answers && { answers }),
    ...(verdict && { verdict }),
  };
  await db.insert(t.historyEntries).values({
    id,
    workspace,
    request,
    act,
    status,
    by: by.id,
    at,
    why: why ?? null,
    details: Object.keys(details).length > 0 ? details : null,
    message: message ?? null,
  });
  if (act === "stream" && stream)
    await db
      .insert(t.valueStreams)
      .values({ id: `${id}/stream`, workspace, name: stream, createdAt: at })
      .onConflictDoNothing();
  await db
    .update(t.requests)
    .set({
      status,
      updatedAt: at,
      ...(owner !== undefined && { owner: owner?.id ?? null }),
      ...(kind && { kind }),
      ...(act === "stream" && { stream: stream ?? null }),
      ...((act === "merge" || act === "part") && {
        mergedInto: act === "merge" ? (into ?? null) : null,
      }),
      ...(act === "deliver" && { deliveredAt: at, brought: brought ?? "requested" }),
      ...(isOutcome(outcome) && { outcome }),
    })
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request)));
}

/** How many requests the team has in hand, and how many things are broken. */
export async function countTeamLoad(
  { db, t }: Reader,
  workspace: string,
): Promise<{ accepted: number; broken: number }> {
  const inHand = and(eq(t.requests.workspace, workspace), eq(t.requests.status, "accepted"));
  const broken = and(
    eq(t.requests.workspace, workspace),
    eq(t.requests.kind, "factory_issue"),
    inArray(t.requests.status, [
      "new",
      "accepted",
      "handed_over",
      "postponed",
      "alternative_proposed",
    ]),
  );
  return {
    accepted: await db.$count(t.requests, inHand),
    broken: await db.$count(t.requests, broken),
  };
}

/**
 * Number and title of requests, in this order; secluded ones and those that came to nothing are
 * left out.
 */
export async function listVisibleTitles(
  { db, t }: Reader,
  workspace: string,
  requests: readonly string[],
): Promise<{ number: number; title: string }[]> {
  if (requests.length === 0) return [];
  const rows = await db
    .select({
      id: t.requests.id,
      number: t.requests.number,
      title: t.requests.title,
      status: t.requests.status,
      secluded: t.requests.secluded,
    })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.id, [...requests])));
  const shown = rows.filter(
    ({ status, secluded }) => !secluded && status !== "cancelled" && status !== "not_a_request",
  );
  return requests.flatMap((request) =>
    shown
      .filter(({ id }) => id === request)
      .map(({ number, title }) => ({ number, title: title ?? "" })),
  );
}
