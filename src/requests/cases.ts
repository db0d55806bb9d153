/** A request as the team deals with it, read from the ledger and written to it. */
import { and, asc, eq, inArray, sql } from "../storage/drizzle.ts";
import type { Reader, Writer } from "../storage/store.ts";
import { outcomes, type StepDetails } from "../storage/tables/requests.ts";
import type { Person } from "../surface/place.ts";
import type { Act, Case, Decided, Deed, Step, Verdict } from "./life.ts";
import type { Talk } from "./talk.ts";

/** Names as far as the platforms told them, by id. */
export async function namesOf({ db, t }: Reader, workspace: string, ids: readonly string[]): Promise<(id: string) => Person> {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: t.people.id, name: t.people.name })
          .from(t.people)
          .where(and(eq(t.people.workspace, workspace), inArray(t.people.id, [...new Set(ids)])));
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (id) => ({ id, ...(names.get(id) && { name: names.get(id) as string }) });
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

const rowsOf = ({ db, t }: Reader, workspace: string, request: string) =>
  db
    .select()
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request)));

/** The case of a request; undefined where there is none in this workspace, or no brief of it yet. */
export async function readCase(on: Reader, workspace: string, request: string): Promise<Case | undefined> {
  const [row] = await rowsOf(on, workspace, request);
  return row && caseOf(on, row);
}

/** The same for a write that decides on it: whoever comes second waits until the first is through. */
export async function holdCase(w: Writer, workspace: string, request: string): Promise<Case | undefined> {
  const { db, t } = w;
  const [row] = await w.lock(
    db
      .select()
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request))),
  );
  return row && caseOf(w, row);
}

async function caseOf(on: Reader, row: Row): Promise<Case | undefined> {
  if (!row.talk || !row.loggedAt) return undefined;
  const { db, t } = on;
  const steps = await db
    .select()
    .from(t.steps)
    .where(and(eq(t.steps.workspace, row.workspace), eq(t.steps.request, row.id)))
    .orderBy(asc(t.steps.at), asc(t.steps.id));
  const person = await namesOf(on, row.workspace, [
    row.requester,
    ...(row.owner ? [row.owner] : []),
    ...steps.flatMap(({ by, details }) => [by, details?.to ?? by]),
  ]);
  const talk = { ...(row.talk as Talk), number: row.number };
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
    ...(row.group && { group: row.group }),
    ...(row.deliveredAt && { deliveredAt: row.deliveredAt }),
    place: row.place,
    conversation: row.conversation,
    steps: steps.map(({ id, act, status, by, at, why, details }): Step => {
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
    }),
    talk,
  };
}

/** The requests that were merged into this one, at whatever remove, each with where its requester is. */
export async function mergedInto(
  { db, t }: Reader,
  workspace: string,
  request: string,
): Promise<{ request: string; conversation: string; requester: string }[]> {
  const found = new Map<string, { request: string; conversation: string; requester: string }>();
  let next = [request];
  while (next.length > 0) {
    const rows = await db
      .select({ request: t.requests.id, conversation: t.requests.conversation, requester: t.requests.requester })
      .from(t.requests)
      .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.mergedInto, next)));
    const fresh = rows.filter((row) => row.request !== request && !found.has(row.request));
    for (const row of fresh) found.set(row.request, row);
    next = fresh.map((row) => row.request);
  }
  return [...found.values()];
}

const isOutcome = (verdict: Verdict | undefined): verdict is (typeof outcomes)[number] => outcomes.some((outcome) => outcome === verdict);

/** Writes down what was decided, as a step and in the request's row. */
export async function writeDeed(
  w: Writer,
  deed: Deed,
  { status, owner, kind }: Decided,
  { workspace, at, id }: { workspace: string; at: Date; id: string },
): Promise<void> {
  const { db, t } = w;
  const { request, act, by, why, alternative, until, to, into, stream, answers, verdict, brought, message } = deed;
  const details: StepDetails = {
    ...(alternative && { alternative }),
    ...(until && { until }),
    ...(to && { to: to.id }),
    ...(into && { request: into }),
    ...(stream && { stream }),
    ...(answers && { answers }),
    ...(verdict && { verdict }),
  };
  await db.insert(t.steps).values({
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
      .insert(t.streams)
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
      ...(act === "merge" && { mergedInto: into ?? null }),
      ...(act === "deliver" && { deliveredAt: at, brought: brought ?? "requested" }),
      ...(act === "outcome" && isOutcome(verdict) && { outcome: verdict }),
    })
    .where(and(eq(t.requests.workspace, workspace), eq(t.requests.id, request)));
}

/** How many requests the team has in hand, and how many things are broken. */
export async function load({ db, t }: Reader, workspace: string): Promise<{ accepted: number; broken: number }> {
  const inHand = and(eq(t.requests.workspace, workspace), eq(t.requests.status, "accepted"));
  const broken = and(
    eq(t.requests.workspace, workspace),
    eq(t.requests.kind, "factory_issue"),
    inArray(t.requests.status, ["new", "accepted", "handed_over", "postponed", "alternative_proposed"]),
  );
  return { accepted: await db.$count(t.requests, inHand), broken: await db.$count(t.requests, broken) };
}

/** Keeps who chose what to wait for a request. */
export async function writeTrade(
  { db, t }: Writer,
  trade: {
    id: string;
    workspace: string;
    first: string;
    waits?: string | undefined;
    words?: Case["talk"]["text"] | undefined;
    side: "requester" | "team";
    by: string;
    at: Date;
  },
): Promise<void> {
  await db.insert(t.trades).values({ ...trade, waits: trade.waits ?? null, words: trade.words ?? null });
}

/** Requests of a workspace by id, for a list to choose from, newest first. */
export async function openCases(
  { db, t }: Reader,
  workspace: string,
  statuses: readonly Case["status"][],
  limit = 100,
): Promise<{ request: string; number: number; title: string }[]> {
  const rows = await db
    .select({ request: t.requests.id, number: t.requests.number, title: t.requests.title })
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), inArray(t.requests.status, [...statuses])))
    .orderBy(sql`${t.requests.number} desc`)
    .limit(limit);
  return rows.map(({ title, ...row }) => ({ ...row, title: title ?? "" }));
}
