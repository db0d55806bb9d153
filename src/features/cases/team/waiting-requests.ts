/**
 * Requests that wait for somebody: those that nobody has taken are named to the team again and
 * again, with a growing pause; offers without an answer once to their requesters.
 */
import type { TurnContext } from "../../../core/feature.ts";
import { dayMs, utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import { weekCalendar } from "../../../lib/dates/work-calendar.ts";
import {
  workdayMorningOn,
  workingDayMs,
  workingMsBetween,
} from "../../../lib/dates/working-time.ts";
import { textElement } from "../../../platform/card.ts";
import { and, asc, eq, inArray } from "../../../storage/drizzle.ts";
import type { Reader, Writer } from "../../../storage/store.ts";
import { emptyInterviewConversation } from "../../interview/model/interview-state.ts";
import { readWorkspaceSettings, type WorkspaceSettings } from "../../workspace/settings.ts";
import { caseActions } from "../actions.ts";
import { caseListItems } from "../cards/case-list-card.ts";
import type { RequesterNotice } from "../cards/requester-notice.ts";
import { findStandingOffer } from "../lifecycle/case.ts";
import { type CaseListItem, type CaseViewer, describeCases } from "../queries/case-list-items.ts";
import type { CaseReply } from "../reply.ts";
import { readCase } from "../rows/repository.ts";

/** Returns the next workday's morning in the workspace's time zone. */
export const nextMorning = (after: Date, { zone = "UTC" }: Pick<WorkspaceSettings, "zone">): Date =>
  workdayMorningOn(utcDateAt(new Date(after.getTime() + dayMs)), weekCalendar(zone));

/** Names what waits, in the team's channel and to requesters. */
export async function nameWaitingRequests(ctx: TurnContext): Promise<void> {
  const { w, workspace, at: now, place, workspaceWords: words } = ctx;
  const { untakenDays, zone } = await readWorkspaceSettings(w, workspace);
  if (untakenDays === 0) return;
  const viewer = { workspace, person: "", place, team: true, guest: false, now };
  const waitedMs = untakenDays * workingDayMs;
  const waiting = await listWaiting(w, viewer, "new", { waitedMs, zone: zone ?? "UTC" });
  const untaken = waiting.toSorted((one, other) => Number(other.security) - Number(one.security));
  const offers = await listWaiting(w, viewer, "alternative_proposed", { waitedMs });
  if (untaken.length > 0)
    ctx.post({
      card: [
        textElement(words("report.untaken", { count: untaken.length, days: untakenDays })),
        ...caseListItems(untaken, "team", { words, conversation: emptyInterviewConversation }),
      ],
    });
  for (const one of untaken) if (one.factory || one.security) await tellUntaken(ctx, one);
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

/** Time (ms) after which a security incident that nobody has taken is named on its own. */
export const firstIncidentPauseMs = 30 * 60_000;

/**
 * Names a security incident that nobody has taken in the team's channel, and tells its reporter.
 * Returns when to look again, after as long as it has waited; `undefined` once it is taken.
 */
export async function nameUntakenIncident(
  ctx: TurnContext,
  request: string,
): Promise<Date | undefined> {
  const { w, workspace, at: now, place, workspaceWords: words } = ctx;
  const { requests } = w.t;
  const rows = await w.db
    .select()
    .from(requests)
    .where(
      and(
        eq(requests.workspace, workspace),
        eq(requests.id, request),
        eq(requests.status, "new"),
        eq(requests.security, true),
      ),
    );
  const viewer = { workspace, person: "", place, team: true, guest: false, now };
  const [incident] = await describeCases(w, viewer, rows);
  if (!incident) return undefined;
  if (incident.clocks.running === "team" && !incident.waitsForChannel) {
    ctx.post({
      card: [
        textElement(words("report.untaken.incident")),
        ...caseListItems([incident], "team", { words, conversation: emptyInterviewConversation }),
      ],
    });
    await tellUntaken(ctx, incident);
  }
  const waited = now.getTime() - incident.since.getTime();
  return new Date(now.getTime() + Math.max(waited, firstIncidentPauseMs));
}

/** Stores an event that tells the requester that nobody has taken the request yet. */
async function tellUntaken(
  { w, workspace, at, enqueueEvent }: TurnContext,
  { request, conversation }: CaseListItem,
): Promise<void> {
  const one = await readCase(w, workspace, request);
  if (!one) return;
  await enqueueEvent({
    id: `untaken:${request}:${at.getTime()}`,
    place: one.place,
    conversation,
    job: caseActions.encode("tell_untaken"),
    subject: request,
  });
}

/** Tells a requester that nobody has taken their request yet. */
export async function untakenNotice(
  { w, workspace }: TurnContext,
  request: string,
): Promise<CaseReply[]> {
  const one = await readCase(w, workspace, request);
  if (one?.status !== "new") return [];
  return [{ say: "life", request, key: "told.untaken", values: { number: one.number } }];
}

/** Shows an offer once more. */
export const offerReminder = (notice: RequesterNotice): CaseReply[] => [
  {
    say: "life",
    request: notice.request,
    key: "offer.reminder",
    values: { number: notice.number },
  },
  { say: "notice", request: notice.request, notice },
];

/** Maximum requests named at once, and those among which they are sought. */
const [maxNamed, maxSought] = [100, 1_000];

/**
 * Lists requests in one status that have waited for `waitedMs` of working time and were not named
 * since their last change; oldest first. With a `zone` they are listed again after having waited
 * for as long again, so after one working day, two, four.
 */
async function listWaiting(
  on: Reader,
  viewer: CaseViewer,
  status: "new" | "alternative_proposed",
  { waitedMs, zone }: { waitedMs: number; zone?: string | undefined },
): Promise<CaseListItem[]> {
  const { requests } = on.t;
  const rows = await on.db
    .select()
    .from(requests)
    .where(and(eq(requests.workspace, viewer.workspace), eq(requests.status, status)))
    .orderBy(asc(requests.number))
    .limit(maxSought);
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const isDue = (request: string, waited: number): boolean => {
    const { namedAt, updatedAt } = rowOf.get(request)!;
    if (namedAt === null || updatedAt > namedAt) return true;
    if (zone === undefined) return false;
    return 2 * workingMsBetween(namedAt, viewer.now, weekCalendar(zone)) >= waited;
  };
  const waiting = (await describeCases(on, viewer, rows)).filter(
    ({ request, clocks, waitsForChannel }) => {
      const waited = clocks.running && clocks[clocks.running];
      return (
        !waitsForChannel && waited !== undefined && waited >= waitedMs && isDue(request, waited)
      );
    },
  );
  return waiting.slice(0, maxNamed);
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
