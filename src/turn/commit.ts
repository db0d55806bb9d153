/** The one transaction of a turn: the arrival is done, the state kept, the ledger written, what is to be said queued, what is to happen planned. */
import type { Feature } from "../feature.ts";
import { keep } from "../organisation/people.ts";
import * as arrivals from "../storage/arrivals.ts";
import * as conversations from "../storage/conversations.ts";
import type * as outbox from "../storage/outbox.ts";
import { meetPerson } from "../storage/places.ts";
import type { Writer } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Intake, Place } from "../surface/place.ts";
import type { Outgoing } from "../surface/surface.ts";
import { openOffice, type TurnOffice } from "./office.ts";
import type { Knowledge } from "./prepare.ts";
import { talkTurn } from "./talk.ts";
import type { Voices } from "./voices.ts";

/** Another turn of this conversation was first: look again. */
export const overtaken = Symbol("overtaken");

export interface Desk extends Voices {
  features: readonly Feature[];
  /** Where briefs go. */
  intake: Intake;
  now(): Date;
  newId(): string;
  holder: string;
  /** True where the platform tells otherwise than the ledger whether the person is a guest. */
  guestNews?: boolean | undefined;
  /** Claims a row for sending at once, where nothing else is on its way to the same place. */
  stateFor(row: { workspace: string; place: Place }): "queued" | "sending";
}

/** What was looked up and read before the turn, and for whom. */
export type Known = { feature?: undefined; requests: Knowledge } | { feature: Feature; found: unknown };

/** What a turn left: messages for the outbox, what other conversations are to hear, and what its own remembers now. */
export interface Done {
  queued: outbox.Queued[];
  /** To be sent without a row. */
  unrecorded: readonly Outgoing[];
  arrived: arrivals.Stored[];
  remembered?: conversations.Remembered;
}

/** Commits the turn on `stored`. Where another replica has dealt with it, nothing is done. */
export async function commit(
  w: Writer,
  desk: Desk,
  { seq, conversation: key, arrival }: arrivals.Stored,
  remembered: conversations.Remembered,
  known: Known,
): Promise<Done | typeof overtaken> {
  const { workspace } = arrival;
  const first = await arrivals.firstUndone(w, workspace, key);
  if (first === undefined || first > seq) return { queued: [], unrecorded: [], arrived: [] };
  if (first < seq) return overtaken;
  if (desk.locale) await meetPerson(w, workspace, arrival.by, undefined, desk.locale);
  if (desk.guestNews) await keep(w, workspace, arrival.by.id, { guest: arrival.guest ?? false });
  const office = openOffice(w, desk, key, remembered, arrival);
  const before = remembered.state as Record<string, unknown>;
  const { floor: asked, ...kept } = known.feature
    ? await featureTurn(office, arrival, before, known)
    : ((await talkTurn(office, arrival, remembered, known.requests)) as unknown as Record<string, unknown>);
  const floor = office.floor(asked);
  const state = { ...kept, ...(floor !== undefined && { floor }) };
  const queued = await office.outgoing.enqueue(w);
  await arrivals.finish(w, workspace, seq, office.at);
  const next = { place: remembered.place, state, revision: remembered.revision + 1 };
  if (!(await conversations.save(w, workspace, key, next, office.at))) throw new Overtaken();
  return { queued, unrecorded: office.outgoing.unrecorded, arrived: office.arrived, remembered: next };
}

/** A feature keeps its own part of what the conversation remembers. */
async function featureTurn(
  office: TurnOffice,
  arrival: Arrival,
  before: Record<string, unknown>,
  { feature, found }: Extract<Known, { feature: Feature }>,
): Promise<Record<string, unknown>> {
  return { ...before, [feature.name]: await feature.turn(office.of(feature.name), arrival, before[feature.name], found) };
}

/** Thrown to undo a write that another turn overtook. */
export class Overtaken extends Error {}
