/** One request's story, as far as whoever asks may know it. */
import { readSettings } from "../organisation/settings.ts";
import { and, eq } from "../storage/drizzle.ts";
import { personOf } from "../storage/places.ts";
import type { Reader } from "../storage/store.ts";
import { placeKey } from "../surface/place.ts";
import { asCase, talkSoFar } from "./cases.ts";
import { asksNow, type Clocks, clocksOf } from "./clocks.ts";
import type { Approval, Case } from "./life.ts";
import { sinceOf, type Viewer } from "./lists.ts";
import { partiesOf } from "./parties.ts";
import { knows } from "./permissions.ts";
import type { Listed } from "./say.ts";
import { storedTalk } from "./stored.ts";
import type { Talk } from "./talk.ts";

export interface Story {
  one: Case;
  /** Whoever asked for it or raised it; the team, where it reads its briefs; anybody else. */
  eyes: "own" | "team" | "others";
  createdAt: Date;
  /** Since when it stands where it stands. */
  since: Date;
  clocks: Clocks;
  asks?: Listed["asks"];
  /** It is talked about in the conversation that the question came from. */
  here: boolean;
  /** The request that it became part of. */
  lead?: { request: string; number: number };
  approval?: Approval | undefined;
}

type Sought = { request: string } | { number: number };

const rowOf = async ({ db, t }: Reader, workspace: string, sought: Sought) => {
  const which = "request" in sought ? eq(t.requests.id, sought.request) : eq(t.requests.number, sought.number);
  const [row] = await db
    .select()
    .from(t.requests)
    .where(and(eq(t.requests.workspace, workspace), which));
  return row;
};

type Row = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

const caseIn = (on: Reader, row: Row, live: readonly Talk[]): Promise<Case> =>
  asCase(on, row, live.find(({ request }) => request === row.id) ?? storedTalk(row.talk) ?? talkSoFar(row));

/** Undefined where there is none, or none that may be shown to this person in this place. `live` are the talks of the conversation that asks. */
export async function readStory(on: Reader, viewer: Viewer, sought: Sought, live: readonly Talk[] = []): Promise<Story | undefined> {
  const { workspace, person, place, team, guest, now } = viewer;
  const row = await rowOf(on, workspace, sought);
  if (!row) return undefined;
  const isKnown = async (one: Case): Promise<boolean> => !one.secluded || knows(await partiesOf(on, workspace, one), viewer);
  const one = await caseIn(on, row, live);
  if (!(await isKnown(one))) return undefined;
  const here = placeKey(place) === row.conversation;
  const own = person === row.requester || person === row.raisedBy;
  if (guest && !own) return undefined;
  const next = row.status === "merged" && row.mergedInto ? await rowOf(on, workspace, { request: row.mergedInto }) : undefined;
  const lead = next && (await isKnown(await caseIn(on, next, live))) ? next : undefined;
  const zone = (await personOf(on, workspace, row.requester))?.zone ?? "UTC";
  const asks = asksNow(one.status, one.steps) ?? (one.status === "delivered" ? ("outcome" as const) : undefined);
  const { approvals } = await readSettings(on, workspace);
  return {
    one,
    eyes: team ? "team" : own ? "own" : "others",
    createdAt: row.createdAt,
    since: sinceOf(row, one.steps),
    clocks: clocksOf(one.steps, { status: one.status, now, zone }),
    ...(asks && { asks }),
    here,
    ...(lead && { lead: { request: lead.id, number: lead.number } }),
    approval: one.kind && approvals[one.kind],
  };
}
