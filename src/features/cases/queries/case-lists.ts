/** Lists of the requests that a viewer may see. */

import { dayMs } from "../../../lib/dates/calendar-dates.ts";
import { toPlainText } from "../../../platform/rich-text.ts";
import {
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  notInArray,
  or,
  type SQL,
  sql,
} from "../../../storage/drizzle.ts";
import { preparedList } from "../../../storage/prepared.ts";
import type { Reader } from "../../../storage/store.ts";
import type { InterviewQuestion } from "../../interview/model/questions.ts";
import { parseRequestNumber } from "../brief/request-title.ts";
import type { CaseStatus } from "../lifecycle/case.ts";
import {
  type CaseListItem,
  type CaseViewer,
  describeCases,
  type FactoryBacklog,
} from "./case-list-items.ts";

/** Statuses that are finished for the requester. */
const over = ["outcome_known", "cancelled", "not_a_request"] as const;

/** Statuses of requests that the team still has to finish. */
export const teamCaseStatuses = [
  "new",
  "accepted",
  "handed_over",
  "alternative_proposed",
  "postponed",
] as const;

/**
 * Time (ms) for which a declined request stays in its requester's list, who may still accept the
 * alternative.
 */
const declinedShownMs = 30 * dayMs;

/** Maximum requests read: the person's newest, the team's oldest, closed and found ones. */
const maxRows = { mine: 100, team: 500, closed: 20, found: 20 };

const theirs = ({ t }: Reader, person: string): SQL | undefined =>
  or(eq(t.requests.requester, person), eq(t.requests.raisedBy, person));

const inHands = (on: Reader, person: string): SQL | undefined =>
  or(theirs(on, person), eq(on.t.requests.owner, person));

/**
 * Condition for visible requests: private ones in the direct messages of their requester and of
 * the person who took them, and in the team's channel; guests see only their own.
 */
function visible(on: Reader, { person, place, team, guest }: CaseViewer): SQL | undefined {
  const { isPrivate } = on.t.requests;
  const shown = team
    ? undefined
    : or(eq(isPrivate, false), place.kind === "personal" ? inHands(on, person) : undefined);
  return guest ? and(shown, theirs(on, person)) : shown;
}

const rowsWhere = ({ db, t }: Reader, where: SQL | undefined, order: SQL | SQL[], limit: number) =>
  db
    .select()
    .from(t.requests)
    .where(where)
    .orderBy(...[order].flat())
    .limit(limit);

/** Security incidents come first, then factory issues. */
const urgentFirst = (a: CaseListItem, b: CaseListItem): number =>
  Number(b.security) - Number(a.security) || Number(b.factory) - Number(a.factory);

/**
 * Lists a person's open requests, including those raised for others: first those with a question of
 * the team, then urgent ones, then the newest.
 */
export async function listOwnCases(on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> {
  const { t } = on;
  const { workspace, person, now } = viewer;
  const current = or(
    notInArray(t.requests.status, [...over, "declined"]),
    and(
      eq(t.requests.status, "declined"),
      gt(t.requests.updatedAt, new Date(now.getTime() - declinedShownMs)),
    ),
  );
  const where = and(
    eq(t.requests.workspace, workspace),
    theirs(on, person),
    visible(on, viewer),
    current,
  );
  const requests = await describeCases(
    on,
    viewer,
    await rowsWhere(on, where, desc(t.requests.number), maxRows.mine),
  );
  const asked = ({ asks }: CaseListItem): number => (asks === "question" ? 0 : 1);
  const isOver = ({ lead, status }: CaseListItem): boolean =>
    lead !== undefined && [...over, "declined"].some((each) => each === status);
  return requests
    .filter((one) => !isOver(one))
    .sort((a, b) => asked(a) - asked(b) || urgentFirst(a, b));
}

/** Lists a person's requests that are over, the last changed first. */
export async function listClosedCases(on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> {
  const { requests } = on.t;
  const where = and(
    eq(requests.workspace, viewer.workspace),
    theirs(on, viewer.person),
    visible(on, viewer),
    inArray(requests.status, ["outcome_known", "cancelled", "declined"]),
  );
  const rows = await rowsWhere(on, where, desc(requests.updatedAt), maxRows.closed);
  return describeCases(on, viewer, rows);
}

/** Answers that say what a request is for. */
const needQuestions: readonly InterviewQuestion[] = ["need", "need_again", "symptom", "decision"];

/** Returns the needs of requests in their requesters' words, by request. */
export async function readNeeds(
  { db, t }: Reader,
  workspace: string,
  requests: readonly string[],
): Promise<Map<string, string>> {
  if (requests.length === 0) return new Map();
  const { request, question, text, retiredAt } = t.answers;
  const rows = await db
    .select({ request, text })
    .from(t.answers)
    .where(
      and(
        eq(t.answers.workspace, workspace),
        inArray(request, [...requests]),
        inArray(question, [...needQuestions]),
        isNull(retiredAt),
      ),
    );
  const needs = new Map<string, string>();
  for (const row of rows)
    needs.set(
      row.request,
      [needs.get(row.request), toPlainText(row.text ?? [])].filter(Boolean).join(" "),
    );
  return needs;
}

/** Returns the condition that a request has this number, or these words in title, text or need. */
export function matchesWords(on: Reader, workspace: string, words: string): SQL | undefined {
  const number = parseRequestNumber(words.trim());
  const each = words.trim().split(/\s+/, maxWordsSought);
  return or(
    number === undefined ? undefined : eq(on.t.requests.number, number),
    and(...each.map((word) => containsWord(on, workspace, word))),
  );
}

/** Number of words that must occur; the rest is ignored. */
const maxWordsSought = 8;

/** Condition on requests that contain a word in their title, text or need. */
function containsWord(on: Reader, workspace: string, word: string): SQL | undefined {
  const { t } = on;
  const sought = `%${word.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  return or(
    sql`lower(coalesce(${t.requests.title}, '') || ' ' || cast(${t.requests.text} as text)) like ${sought} escape '\\'`,
    exists(
      on.db
        .select({ one: sql`1` })
        .from(t.answers)
        .where(
          and(
            eq(t.answers.workspace, workspace),
            eq(t.answers.request, t.requests.id),
            inArray(t.answers.question, [...needQuestions]),
            isNull(t.answers.retiredAt),
            sql`lower(cast(${t.answers.text} as text)) like ${sought} escape '\\'`,
          ),
        ),
    ),
  );
}

/** Finds requests by their number, or by words of their title, text or need, newest first. */
export async function searchCases(
  on: Reader,
  viewer: CaseViewer,
  words: string,
): Promise<CaseListItem[]> {
  const { requests } = on.t;
  const where = and(
    eq(requests.workspace, viewer.workspace),
    visible(on, viewer),
    matchesWords(on, viewer.workspace, words),
    notInArray(requests.status, ["not_a_request"]),
  );
  return (
    await describeCases(
      on,
      viewer,
      await rowsWhere(on, where, desc(requests.number), maxRows.found),
    )
  ).sort(urgentFirst);
}

const ofTeam = (on: Reader, viewer: CaseViewer): SQL | undefined =>
  and(
    eq(on.t.requests.workspace, viewer.workspace),
    inArray(on.t.requests.status, [...teamCaseStatuses]),
    visible(on, viewer),
  );

const broken = (on: Reader, viewer: CaseViewer): SQL | undefined =>
  and(ofTeam(on, viewer), eq(on.t.requests.kind, "factory_issue"));

/**
 * Lists the requests with the team: urgent ones first, then those that claim priority, then those
 * that waited longest for the team.
 */
async function teamWork(on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> {
  const { kind, number, security } = on.t.requests;
  const urgency = sql`case when ${security} then 0 when ${kind} = 'factory_issue' then 1 else 2 end`;
  const requests = await describeCases(
    on,
    viewer,
    await rowsWhere(on, ofTeam(on, viewer), [urgency, asc(number)], maxRows.team),
  );
  return requests.sort(
    (a, b) =>
      urgentFirst(a, b) || Number(b.claimed) - Number(a.claimed) || b.clocks.team - a.clocks.team,
  );
}

/** Lists open faults, oldest first. */
const factoryWork = async (on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> =>
  describeCases(
    on,
    viewer,
    await rowsWhere(on, broken(on, viewer), asc(on.t.requests.number), maxRows.team),
  );

/** Returns the number of open faults and the start of the oldest. */
async function backlogOf(on: Reader, viewer: CaseViewer): Promise<FactoryBacklog> {
  const { db, t } = on;
  const count = await db.$count(t.requests, broken(on, viewer));
  const [oldest] = await db
    .select({ since: t.requests.createdAt })
    .from(t.requests)
    .where(broken(on, viewer))
    .orderBy(asc(t.requests.number))
    .limit(1);
  return { count, since: oldest?.since };
}

/** Reads the page of a person's own requests; guests get no backlog. */
export const readOwnCasesPage = async (
  on: Reader,
  viewer: CaseViewer,
): Promise<{ mine: CaseListItem[]; backlog?: FactoryBacklog }> => ({
  mine: await listOwnCases(on, viewer),
  backlog: viewer.guest ? undefined : await backlogOf(on, viewer),
});

/** Reads the page of the team's work. */
export const readTeamCasesPage = async (
  on: Reader,
  viewer: CaseViewer,
  of: "team" | "backlog",
): Promise<{ work: CaseListItem[]; backlog: FactoryBacklog }> => ({
  work: await (of === "team" ? teamWork : factoryWork)(on, viewer),
  backlog: await backlogOf(on, viewer),
});

/** Lists visible requests to choose from in a form, newest first. */
export async function listSelectableCases(
  on: Reader,
  viewer: CaseViewer,
  statuses: readonly CaseStatus[],
  limit = 100,
): Promise<{ request: string; number: number; title: string }[]> {
  const { id: request, number, title, workspace, status } = on.t.requests;
  const rows = await on.db
    .select({ request, number, title })
    .from(on.t.requests)
    .where(
      and(eq(workspace, viewer.workspace), inArray(status, [...statuses]), visible(on, viewer)),
    )
    .orderBy(desc(number))
    .limit(limit);
  return rows.map((row) => ({ ...row, title: row.title ?? "" }));
}

const titlesOf = preparedList("request_titles", ({ db, t: { requests } }: Reader, ids) =>
  db
    .select({
      id: requests.id,
      number: requests.number,
      title: requests.title,
      status: requests.status,
      isPrivate: requests.isPrivate,
    })
    .from(requests)
    .where(and(eq(requests.workspace, sql.placeholder("workspace")), inArray(requests.id, ids))),
);

/** Returns number and title of requests in this order, without private and dismissed ones. */
export async function listVisibleTitles(
  on: Reader,
  workspace: string,
  requests: readonly string[],
): Promise<{ number: number; title: string }[]> {
  const rows = await titlesOf(on, requests, { workspace });
  const shown = rows.filter(
    ({ status, isPrivate }) => !isPrivate && status !== "cancelled" && status !== "not_a_request",
  );
  return requests.flatMap((request) =>
    shown
      .filter(({ id }) => id === request)
      .map(({ number, title }) => ({ number, title: title ?? "" })),
  );
}
