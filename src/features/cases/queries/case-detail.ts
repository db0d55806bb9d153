/** Detail of a request that a viewer may see. */
import { conversationKey } from "../../../platform/conversation-ref.ts";
import { and, eq } from "../../../storage/drizzle.ts";
import { requestsWithBlockedCard } from "../../../storage/queue/blocked-messages.ts";
import type { Reader } from "../../../storage/store.ts";
import { readWorkCalendar } from "../../checks/schedule/calendar.ts";
import { type Interview, parseStoredInterview } from "../../interview/model/interview-state.ts";
import { readWorkspaceSettings } from "../../workspace/settings.ts";
import { type ApprovalRule, type Case, findApprovalRule } from "../lifecycle/case.ts";
import { readCaseParties } from "../lifecycle/case-access.ts";
import type { EffortBand } from "../lifecycle/effort.ts";
import { canSeeCase } from "../lifecycle/permissions.ts";
import {
  awaitedFromRequester,
  measureWaitingTimes,
  type WaitingTimes,
} from "../lifecycle/waiting-time.ts";
import type { WorkingMinutes } from "../lifecycle/working-minutes.ts";
import { caseFromRow, interviewFromRequestRow } from "../rows/repository.ts";
import { type CaseListItem, type CaseViewer, statusSince } from "./case-list-items.ts";

/** A request in full, as one reader may see it. */
export interface CaseDetail {
  requestCase: Case;
  /** Reader: the requester or person who raised it, the team in its channel, or anybody else. */
  audience: "own" | "team" | "others";
  createdAt: Date;
  /** Start of the present status. */
  since: Date;
  clocks: WaitingTimes;
  asks?: CaseListItem["asks"];
  /** Whether its interview is in the conversation of the question. */
  isInThisConversation: boolean;
  /** Merge target. */
  lead?: { request: string; number: number };
  approval?: ApprovalRule | undefined;
  waitsForChannel: CaseListItem["waitsForChannel"];
  effort?: EffortBand | undefined;
  /** Working minutes until its delivery. */
  times?: WorkingMinutes | undefined;
}

type Sought = { request: string } | { number: number };

const rowOf = async ({ db, t }: Reader, workspace: string, sought: Sought) => {
  const which =
    "request" in sought ? eq(t.requests.id, sought.request) : eq(t.requests.number, sought.number);
  const [row] = await db
    .select()
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), which));
  return row;
};

type Row = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

const caseIn = (on: Reader, row: Row, live: readonly Interview[]): Promise<Case> =>
  caseFromRow(
    on,
    row,
    live.find(({ request }) => request === row.id) ??
      parseStoredInterview(row.interview) ??
      interviewFromRequestRow(row),
  );

/**
 * Reads the detail; `undefined` if there is none that this person may see in this place. `live` are
 * the interviews of the conversation.
 */
export async function readCaseDetail(
  on: Reader,
  viewer: CaseViewer,
  sought: Sought,
  live: readonly Interview[] = [],
): Promise<CaseDetail | undefined> {
  const { workspace, person, place, team, guest, now } = viewer;
  const row = await rowOf(on, workspace, sought);
  if (!row) return undefined;
  const isKnown = async (one: Case): Promise<boolean> =>
    !one.isPrivate || canSeeCase(await readCaseParties(on, workspace, one), viewer);
  const one = await caseIn(on, row, live);
  if (!(await isKnown(one))) return undefined;
  const here = conversationKey(place) === row.conversation;
  const own = person === row.requester || person === row.raisedBy;
  if (guest && !own) return undefined;
  const next =
    row.status === "merged" && row.mergedInto
      ? await rowOf(on, workspace, { request: row.mergedInto })
      : undefined;
  const lead = next && (await isKnown(await caseIn(on, next, live))) ? next : undefined;
  const calendar = await readWorkCalendar(on, workspace, row.requester);
  const asks =
    awaitedFromRequester(one.status, one.history) ??
    (one.status === "delivered" ? ("outcome" as const) : undefined);
  const { approvals } = await readWorkspaceSettings(on, workspace);
  return {
    requestCase: one,
    audience: team ? "team" : own ? "own" : "others",
    createdAt: row.createdAt,
    since: statusSince(row, one.history),
    clocks: measureWaitingTimes(one.history, { status: one.status, now, calendar }),
    asks,
    isInThisConversation: here,
    lead: lead && { request: lead.id, number: lead.number },
    approval: findApprovalRule(one, approvals),
    effort: row.effort ?? undefined,
    times: row.times ?? undefined,
    waitsForChannel: (await requestsWithBlockedCard(on, workspace)).has(row.id) || undefined,
  };
}
