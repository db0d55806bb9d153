/** Items of lists of requests, for one viewer. */

import { utcDateAt } from "../../../lib/dates/calendar-dates.ts";
import type { Person } from "../../../platform/conversation-ref.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { and, eq, inArray } from "../../../storage/drizzle.ts";
import { requestsWithBlockedCard } from "../../../storage/queue/blocked-messages.ts";
import type { Reader } from "../../../storage/store.ts";
import { readWorkCalendars } from "../../checks/schedule/calendar.ts";
import { type Interview, parseStoredInterview } from "../../interview/model/interview-state.ts";
import {
  type CaseStatus,
  findSolved,
  hasNoOutcomeQuestion,
  isOwned,
  outcomeDate,
} from "../lifecycle/case.ts";
import type { CaseActor } from "../lifecycle/permissions.ts";
import {
  type AwaitedFromRequester,
  awaitedFromRequester,
  measureWaitingTimes,
  type WaitingTimes,
} from "../lifecycle/waiting-time.ts";
import { readHistories } from "../rows/history.ts";

/** Viewer, with place and time. */
export interface CaseViewer extends CaseActor {
  workspace: string;
  now: Date;
}

/** Item of a list of requests. */
export interface CaseListItem {
  request: string;
  number: number;
  /** Conversation in which it was raised. */
  conversation: string;
  /** Empty where the words name nothing. */
  title: string;
  /** Request in the requester's words. */
  text: RichText;
  status: CaseStatus;
  /** Whether the team does not have it yet, because its channel takes no messages. */
  waitsForChannel?: true | undefined;
  /** Start of the present status. */
  since: Date;
  requester: Person;
  /** Team member who works on it. */
  owner?: Person;
  /** Whether it reports a security incident. */
  security: boolean;
  /** Whether something is broken. */
  factory: boolean;
  /** Whether its requester says that it is solved. */
  isSolved: boolean;
  /** Whether its requester claims priority over others. */
  claimed: boolean;
  clocks: WaitingTimes;
  /** What the requester owes. */
  asks?: AwaitedFromRequester | "outcome";
  /** Interview whose outcome is asked for. */
  outcomeOf?: Interview | undefined;
  /** Number of its merge target, whose status it shows. */
  lead?: number;
}

/** Open faults: their number and the start of the oldest. */
export interface FactoryBacklog {
  count: number;
  since?: Date;
}

type RequestRow = Reader["t"]["requests"]["$inferSelect"];

/** Reads names and calendars of people in rows, by id. */
async function peopleIn(on: Reader, workspace: string, rows: readonly RequestRow[]) {
  const { db, t } = on;
  const ids = [
    ...new Set(rows.flatMap(({ requester, owner }) => (owner ? [requester, owner] : [requester]))),
  ];
  const found = await db
    .select({ id: t.people.id, name: t.people.name })
    .from(t.people)
    .where(and(eq(t.people.workspace, workspace), inArray(t.people.id, ids)));
  const people = new Map(found.map((person) => [person.id, person]));
  const person = (id: string): Person => ({
    id,
    name: people.get(id)?.name ?? undefined,
  });
  return { person, calendarOf: await readWorkCalendars(on, workspace, ids) };
}

/** Builds list items of requests. */
export async function describeCases(
  on: Reader,
  { workspace, person: viewer, team, now }: CaseViewer,
  rows: readonly RequestRow[],
): Promise<CaseListItem[]> {
  if (rows.length === 0) return [];
  const isOwn = ({ requester, raisedBy }: RequestRow): boolean =>
    requester === viewer || raisedBy === viewer;
  const found = await leadsOf(on, workspace, rows);
  const leads = new Map(
    rows.flatMap((row) => {
      const lead = found.get(row.id);
      return lead && (!lead.isPrivate || team || isOwn(row)) ? [[row.id, lead] as const] : [];
    }),
  );
  const { person, calendarOf } = await peopleIn(on, workspace, [...rows, ...leads.values()]);
  const blockedCards = await requestsWithBlockedCard(on, workspace);
  const steps = await readHistories(
    on,
    workspace,
    [...rows, ...leads.values()].map(({ id }) => id),
  );
  return rows.map((row): CaseListItem => {
    const lead = leads.get(row.id);
    const current = lead ?? row;
    const taken = steps(current.id);
    const open = awaitedFromRequester(current.status, taken);
    const outcomeOf = lead || open || row.requester !== viewer ? undefined : dueOutcome(row, now);
    const asks = lead
      ? open === "question"
        ? open
        : undefined
      : (open ?? (outcomeOf ? ("outcome" as const) : undefined));
    const clocks = measureWaitingTimes(taken, {
      status: current.status,
      now,
      calendar: calendarOf(row.requester),
    });
    return {
      request: row.id,
      number: row.number,
      conversation: row.conversation,
      title: row.title ?? "",
      text: row.text,
      status: current.status,
      waitsForChannel: blockedCards.has(current.id) || undefined,
      since: statusSince(current, taken),
      requester: person(row.requester),
      owner: current.owner && isOwned(current.status) ? person(current.owner) : undefined,
      security: row.security,
      factory: row.kind === "factory_issue",
      isSolved: findSolved({ history: taken }) !== undefined,
      claimed: row.priority,
      clocks,
      asks,
      outcomeOf,
      lead: lead?.number,
    };
  });
}

/** Returns the start of the present status. */
export const statusSince = (
  { createdAt }: { createdAt: Date },
  steps: readonly { status: CaseStatus; at: Date; act?: string }[],
): Date =>
  steps.findLast(
    ({ status, act }, index) => status !== steps[index - 1]?.status || act === "assign",
  )?.at ?? createdAt;

/** Returns the interview of a request whose outcome is asked for now. */
function dueOutcome(
  { status, interview: filed, deliveredAt }: RequestRow,
  now: Date,
): Interview | undefined {
  const interview = status === "delivered" ? parseStoredInterview(filed) : undefined;
  return interview &&
    !hasNoOutcomeQuestion(interview) &&
    outcomeDate({ interview, deliveredAt: deliveredAt ?? undefined }) <= utcDateAt(now)
    ? interview
    : undefined;
}

/** Returns the final merge targets by request id. */
async function leadsOf(
  { db, t }: Reader,
  workspace: string,
  rows: readonly RequestRow[],
): Promise<Map<string, RequestRow>> {
  const leads = new Map<string, RequestRow>();
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
