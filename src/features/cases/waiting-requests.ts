/**
 * Requests that wait for somebody, named once: to the team those that nobody has taken, to their
 * requesters the offers without an answer.
 */
import type { TurnContext } from "../../core/feature.ts";
import { dayMs, utcDateAt } from "../../lib/dates/calendar-dates.ts";
import { weekCalendar } from "../../lib/dates/work-calendar.ts";
import { workdayMorningOn, workingDayMs } from "../../lib/dates/working-time.ts";
import { textElement } from "../../platform/card.ts";
import { and, asc, eq, gt, inArray, isNull, or } from "../../storage/drizzle.ts";
import type { Reader, Writer } from "../../storage/store.ts";
import { emptyInterviewConversation } from "../interview/model/interview-state.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "../workspace/settings.ts";
import { caseActions } from "./actions.ts";
import { caseListItems } from "./cards/case-list-card.ts";
import type { RequesterNotice } from "./cards/requester-notice.ts";
import { findStandingOffer } from "./case.ts";
import { type CaseListItem, type CaseViewer, describeCases } from "./queries/case-list-items.ts";
import type { CaseReply } from "./reply.ts";
import { readCase } from "./repository.ts";

/** Returns the next workday's morning in the workspace's time zone. */
export const nextMorning = (after: Date, { zone = "UTC" }: Pick<WorkspaceSettings, "zone">): Date =>
  workdayMorningOn(utcDateAt(new Date(after.getTime() + dayMs)), weekCalendar(zone));

/** Names what waits, in the team's channel and to requesters. */
export async function nameWaitingRequests(ctx: TurnContext): Promise<void> {
  const { w, workspace, at: now, place, workspaceWords: words } = ctx;
  const { untakenDays } = await readWorkspaceSettings(w, workspace);
  if (untakenDays === 0) return;
  const viewer = { workspace, person: "", place, team: true, guest: false, now };
  const waitedMs = untakenDays * workingDayMs;
  const untaken = await listUnnamedWaiting(w, viewer, "new", waitedMs);
  const offers = await listUnnamedWaiting(w, viewer, "alternative_proposed", waitedMs);
  if (untaken.length > 0)
    ctx.post({
      card: [
        textElement(words("report.untaken", { count: untaken.length, days: untakenDays })),
        ...caseListItems(untaken, "team", { words, conversation: emptyInterviewConversation }),
      ],
    });
  for (const { request, conversation } of offers) {
    const one = await readCase(w, workspace, request);
    const offer = one && findStandingOffer(one);
    if (!one || !offer) continue;
    await ctx.enqueueEvent({
      id: `offer:${offer.id}`,
      place: one.place,
      conversation,
      job: caseActions.encode("remind_offer"),
      subject: `${offer.id}/${request}`,
    });
  }
  const named = [...untaken, ...offers].map(({ request }) => request);
  await markNamed(w, workspace, named, now);
}

/** Shows an offer once more. */
export const offerReminder = (notice: RequesterNotice): CaseReply[] => [
  {
    say: "life",
    request: notice.request,
    key: "offer.reminder",
    values: { number: notice.number },
  },
  { say: "told", request: notice.request, notice },
];

/** Maximum requests named at once. */
const maxNamed = 100;

/**
 * Lists requests in one status that were not named since their last change, and have waited for
 * `waitedMs` of working time; oldest first.
 */
async function listUnnamedWaiting(
  on: Reader,
  viewer: CaseViewer,
  status: "new" | "alternative_proposed",
  waitedMs: number,
): Promise<CaseListItem[]> {
  const { requests } = on.t;
  const rows = await on.db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.workspace, viewer.workspace),
        eq(requests.status, status),
        or(isNull(requests.namedAt), gt(requests.updatedAt, requests.namedAt)),
      ),
    )
    .orderBy(asc(requests.number))
    .limit(maxNamed);
  return (await describeCases(on, viewer, rows)).filter(({ clocks, waitsForChannel }) => {
    const waited = clocks.running && clocks[clocks.running];
    return !waitsForChannel && waited !== undefined && waited >= waitedMs;
  });
}

/** Records that requests were named as waiting. */
async function markNamed(
  { db, t }: Writer,
  workspace: string,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(t.requests)
    .set({ namedAt: at })
    .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.id, [...ids])));
}
