/** Lists of requests, read from the ledger for whoever looks. */

import type { Person } from "../../../platform/conversation-ref.ts";
import {
  and,
  asc,
  desc,
  eq,
  gt,
  inArray,
  notInArray,
  or,
  type SQL,
  sql,
} from "../../../storage/drizzle.ts";
import type { Reader } from "../../../storage/store.ts";
import type { CaseStatus } from "../case.ts";
import { readHistories } from "../history.ts";
import { outcomeDate } from "../outcome-date.ts";
import type { CaseActor } from "../permissions.ts";
import type { CaseListItem, FactoryBacklog } from "../reply.ts";
import { parseStoredInterview } from "../stored-interview.ts";
import { awaitedFromRequester, measureWaitingTimes } from "../waiting-time.ts";

/** A person who looks, from where, and when. */
export interface CaseViewer extends CaseActor {
  workspace: string;
  now: Date;
}

/** Over, as far as its requester is concerned. */
const over = ["outcome_known", "cancelled", "not_a_request"] as const;

/** With the team, and not done yet. */
export const teamCaseStatuses = [
  "new",
  "accepted",
  "handed_over",
  "alternative_proposed",
  "postponed",
] as const;

/**
 * A decline stays in its requester's list for so long, in milliseconds: they may still want to take
 * up what was offered beside it.
 */
const declinedShown = 30 * 86_400_000;

/**
 * So many of somebody's requests are looked at, the newest; and so many of the team's, the oldest.
 */
const most = { mine: 100, team: 500, found: 20 };

const theirs = ({ t }: Reader, person: string): SQL | undefined =>
  or(eq(t.requests.requester, person), eq(t.requests.raisedBy, person));

/**
 * What shows in a list: of private requests the person's own, in their direct messages, and all of
 * them to the team in its channel. Guests see their own requests alone.
 */
function visible(on: Reader, { person, place, team, guest }: CaseViewer): SQL | undefined {
  const { secluded } = on.t.requests;
  const shown = team
    ? undefined
    : or(eq(secluded, false), place.kind === "personal" ? theirs(on, person) : undefined);
  return guest ? and(shown, theirs(on, person)) : shown;
}

type Row = Awaited<ReturnType<typeof rowsWhere>>[number];

const rowsWhere = ({ db, t }: Reader, where: SQL | undefined, order: SQL | SQL[], limit: number) =>
  db
    .select()
    .from(t.requests)
    .where(where)
    .orderBy(...[order].flat())
    .limit(limit);

/** Names and zones of the people in some rows, by id. */
async function peopleIn({ db, t }: Reader, workspace: string, rows: readonly Row[]) {
  const ids = [
    ...new Set(rows.flatMap(({ requester, owner }) => (owner ? [requester, owner] : [requester]))),
  ];
  const found = await db
    .select({ id: t.people.id, name: t.people.name, zone: t.people.zone })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), inArray(t.people.id, ids)));
  const people = new Map(found.map((person) => [person.id, person]));
  const person = (id: string): Person => ({
    id,
    ...(people.get(id)?.name && { name: people.get(id)?.name as string }),
  });
  return { person, zoneOf: (id: string) => people.get(id)?.zone ?? "UTC" };
}

/** What a list says of requests. */
async function describe(
  on: Reader,
  { workspace, person: viewer, team, now }: CaseViewer,
  rows: readonly Row[],
): Promise<CaseListItem[]> {
  if (rows.length === 0) return [];
  const isOwn = ({ requester, raisedBy }: Row): boolean =>
    requester === viewer || raisedBy === viewer;
  const found = await leadsOf(on, workspace, rows);
  const leads = new Map(
    rows.flatMap((row) => {
      const lead = found.get(row.id);
      return lead && (!lead.secluded || team || isOwn(row)) ? [[row.id, lead] as const] : [];
    }),
  );
  const { person, zoneOf } = await peopleIn(on, workspace, [...rows, ...leads.values()]);
  const steps = await readHistories(
    on,
    workspace,
    [...rows, ...leads.values()].map(({ id }) => id),
  );
  return rows.map((row): CaseListItem => {
    const lead = leads.get(row.id);
    const standing = lead ?? row;
    const taken = steps(standing.id);
    const open = awaitedFromRequester(standing.status, taken);
    const asks = lead
      ? open === "question"
        ? open
        : undefined
      : (open ?? (isOutcomeDue(row, now) ? ("outcome" as const) : undefined));
    const clocks = measureWaitingTimes(taken, {
      status: standing.status,
      now,
      zone: zoneOf(row.requester),
    });
    return {
      request: row.id,
      number: row.number,
      conversation: row.conversation,
      title: row.title ? [row.title] : row.text,
      text: row.text,
      status: standing.status,
      since: statusSince(standing, taken),
      requester: person(row.requester),
      ...(standing.owner && standing.status === "accepted" && { owner: person(standing.owner) }),
      factory: row.kind === "factory_issue",
      clocks,
      ...(asks && { asks }),
      ...(lead && { lead: lead.number }),
    };
  });
}

/** Since when it stands where it stands. */
export const statusSince = (
  { createdAt }: { createdAt: Date },
  steps: readonly { status: CaseStatus; at: Date; act?: string }[],
): Date =>
  steps.findLast(({ status, act }, index) => status !== steps[index - 1]?.status || act === "hand")
    ?.at ?? createdAt;

function isOutcomeDue({ status, talk: filed, deliveredAt }: Row, now: Date): boolean {
  const talk = status === "delivered" ? parseStoredInterview(filed) : undefined;
  return (
    talk !== undefined &&
    outcomeDate({ interview: talk, ...(deliveredAt && { deliveredAt }) }) <=
      now.toISOString().slice(0, 10)
  );
}

/** What requests have become part of, at whatever remove, by their own ids. */
async function leadsOf(
  { db, t }: Reader,
  workspace: string,
  rows: readonly Row[],
): Promise<Map<string, Row>> {
  const leads = new Map<string, Row>();
  let sought = rows.flatMap(({ id, status, mergedInto }) =>
    status === "merged" && mergedInto ? [{ id, into: mergedInto }] : [],
  );
  while (sought.length > 0) {
    const into = sought.map((each) => each.into);
    const found = new Map(
      (
        await db
          .select()
          .from(t.requests)
          .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.id, into)))
      ).map((row) => [row.id, row]),
    );
    for (const { id, into } of sought) if (found.has(into)) leads.set(id, found.get(into)!);
    sought = sought.flatMap(({ id, into }) => {
      const next = found.get(into);
      return next?.status === "merged" && next.mergedInto && next.mergedInto !== id
        ? [{ id, into: next.mergedInto }]
        : [];
    });
  }
  return leads;
}

const factoryFirst = (a: CaseListItem, b: CaseListItem): number =>
  Number(b.factory) - Number(a.factory);

/**
 * Somebody's own requests that are not over, also those that they raised for others: first where
 * the team has asked them something, then what is broken, then the newest.
 */
export async function listOwnCases(on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> {
  const { t } = on;
  const { workspace, person, now } = viewer;
  const current = or(
    notInArray(t.requests.status, [...over, "declined"]),
    and(
      eq(t.requests.status, "declined"),
      gt(t.requests.updatedAt, new Date(now.getTime() - declinedShown)),
    ),
  );
  const where = and(
    eq(t.requests.workspace, workspace),
    theirs(on, person),
    visible(on, viewer),
    current,
  );
  const requests = await describe(
    on,
    viewer,
    await rowsWhere(on, where, desc(t.requests.number), most.mine),
  );
  const asked = ({ asks }: CaseListItem): number => (asks === "question" ? 0 : 1);
  const isOver = ({ lead, status }: CaseListItem): boolean =>
    lead !== undefined && [...over, "declined"].some((each) => each === status);
  return requests
    .filter((one) => !isOver(one))
    .sort((a, b) => asked(a) - asked(b) || factoryFirst(a, b));
}

/** Requests whose title or own words hold these, newest first. */
export async function searchCases(
  on: Reader,
  viewer: CaseViewer,
  words: string,
): Promise<CaseListItem[]> {
  const { t } = on;
  const sought = `%${words.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
  const where = and(
    eq(t.requests.workspace, viewer.workspace),
    visible(on, viewer),
    sql`lower(coalesce(${t.requests.title}, '') || ' ' || cast(${t.requests.text} as text)) like ${sought} escape '\\'`,
    notInArray(t.requests.status, ["not_a_request"]),
  );
  return (
    await describe(on, viewer, await rowsWhere(on, where, desc(t.requests.number), most.found))
  ).sort(factoryFirst);
}

const ofTeam = (on: Reader, viewer: CaseViewer): SQL | undefined =>
  and(
    eq(on.t.requests.workspace, viewer.workspace),
    inArray(on.t.requests.status, [...teamCaseStatuses]),
    visible(on, viewer),
  );

const broken = (on: Reader, viewer: CaseViewer): SQL | undefined =>
  and(ofTeam(on, viewer), eq(on.t.requests.kind, "factory_issue"));

/** All that the team has: what is broken first, then what has waited longest for the team. */
async function teamWork(on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> {
  const { kind, number } = on.t.requests;
  const brokenFirst = sql`case when ${kind} = 'factory_issue' then 0 else 1 end`;
  const requests = await describe(
    on,
    viewer,
    await rowsWhere(on, ofTeam(on, viewer), [brokenFirst, asc(number)], most.team),
  );
  return requests.sort((a, b) => factoryFirst(a, b) || b.clocks.team - a.clocks.team);
}

/** All that is broken and not mended yet, the oldest first. */
const factoryWork = async (on: Reader, viewer: CaseViewer): Promise<CaseListItem[]> =>
  describe(
    on,
    viewer,
    await rowsWhere(on, broken(on, viewer), asc(on.t.requests.number), most.team),
  );

/** How much is broken, and since when the oldest of it. */
async function backlogOf(on: Reader, viewer: CaseViewer): Promise<FactoryBacklog> {
  const { db, t } = on;
  const count = await db.$count(t.requests, broken(on, viewer));
  const [oldest] = await db
    .select({ since: t.requests.createdAt })
    .from(t.requests)
    .where(broken(on, viewer))
    .orderBy(asc(t.requests.number))
    .limit(1);
  return { count, ...(oldest && { since: oldest.since }) };
}

/** What the page of somebody's own requests shows; the backlog is not for guests. */
export const readOwnCasesPage = async (
  on: Reader,
  viewer: CaseViewer,
): Promise<{ mine: CaseListItem[]; backlog?: FactoryBacklog }> => ({
  mine: await listOwnCases(on, viewer),
  ...(!viewer.guest && { backlog: await backlogOf(on, viewer) }),
});

/** What a page about the team's work shows. */
export const readTeamCasesPage = async (
  on: Reader,
  viewer: CaseViewer,
  of: "team" | "backlog",
): Promise<{ work: CaseListItem[]; backlog: FactoryBacklog }> => ({
  work: await (of === "team" ? teamWork : factoryWork)(on, viewer),
  backlog: await backlogOf(on, viewer),
});

/** Requests to choose from in a form, as far as the viewer may see them, newest first. */
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
