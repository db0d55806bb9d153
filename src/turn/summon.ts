/** A brief goes to others than the team: to those who have to agree to it, and to the advocate of its group. */
import { askedToAgree, type Call, loopedIn } from "../requests/concern.ts";
import { type Case, clock } from "../requests/life.ts";
import { mention } from "../requests/mention.ts";
import type { Say } from "../requests/say.ts";
import * as arrivals from "../storage/arrivals.ts";
import { namesOf } from "../storage/places.ts";
import { placeKey } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { TurnOffice } from "./office.ts";

type Post = Pick<TurnOffice, "w" | "desk" | "workspace" | "at">;

/** Leaves word for them in their own conversations; gives what is to be taken there. Whoever heard of it before does not hear again. */
export async function summon({ w, desk, workspace, at }: Post, calls: readonly Call[]): Promise<arrivals.Stored[]> {
  const stored: arrivals.Stored[] = [];
  for (const { id, place, duty, subject } of calls) {
    const arrival = { id, workspace, at: at.getTime(), by: clock, place, kind: "due" as const, duty, subject };
    const kept = await arrivals.store(w, arrival, placeKey(place), null, desk.holder, at);
    if (kept) stored.push(kept);
  }
  return stored;
}

/** The brief has just gone to the team. Its requester hears whose agreement it waits for. */
export async function tellOthers(office: TurnOffice, one: Case): Promise<Say[]> {
  const { w, workspace, arrived } = office;
  const calls = await askedToAgree(w, workspace, one);
  const asked = await summon(office, calls);
  arrived.push(...asked, ...(await summon(office, await loopedIn(w, workspace, one))));
  if (asked.length === 0) return [];
  const ids = calls.map(({ person }) => person);
  const people = ids.map(await namesOf(w, workspace, ids));
  const who = people.flatMap((person, index): Prose => [...(index > 0 ? [", "] : []), ...mention(person)]);
  return [{ say: "life", request: one.request, key: "approval.waits", values: { who } }];
}
