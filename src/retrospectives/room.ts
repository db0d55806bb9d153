/** What a turn about a retrospective has at hand, and how it speaks: the board in its place, and people where nobody else reads. */
import { randomInt, randomUUID } from "node:crypto";
import type { Office } from "../feature.ts";
import { namesOf, personOf } from "../storage/places.ts";
import type { Reader } from "../storage/store.ts";
import type { Arrival } from "../surface/arrival.ts";
import type { Card } from "../surface/card.ts";
import { type Person, type Place, withoutThread } from "../surface/place.ts";
import type { Prose } from "../surface/prose.ts";
import type { Words } from "../words.ts";
import type { BoardAsker } from "./access.ts";
import type { Board, Context } from "./board.ts";
import { boardCard } from "./board-card.ts";
import type { HandOver, Trend } from "./brought.ts";
import type { Seals } from "./seal.ts";
import type { Template } from "./templates.ts";
import type { View } from "./view.ts";

/** What the feature was opened with. */
export interface House {
  seals: Seals;
  templates: readonly Template[];
  trend?: Trend | undefined;
  handOver?: HandOver | undefined;
  /** Begins to remove what the files still have of boxes and ballots, once the turn's write is done. */
  forget(): void;
}

export interface Room extends House {
  office: Office;
  arrival: Arrival;
  by: Person;
  asker: BoardAsker;
}

/** Fisher and Yates, with the machine's own randomness: no order is left that anybody could reconstruct. */
function shuffled<T>(all: readonly T[]): T[] {
  const mixed = [...all];
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [mixed[last], mixed[other]] = [mixed[other]!, mixed[last]!];
  }
  return mixed;
}

/** Ids on a board are random through and through: one that begins with the time tells when a note was written. */
export const contextOf = (by: string, now: Date): Context => ({ by, now, newId: randomUUID, shuffled });

export const zoneOf = async (on: Reader, workspace: string, person: string): Promise<string> => (await personOf(on, workspace, person))?.zone ?? "UTC";

/** ISO date where somebody is. */
export const todayIn = (zone: string, now: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();

export async function viewOf(on: Reader, words: Words, now: Date, board: Board): Promise<View> {
  const { workspace, facilitator, notes, actions, old } = board;
  const signed = notes.flatMap(({ by }) => by ?? []);
  const owners = [...actions, ...old].flatMap(({ owner }) => owner ?? []);
  return { board, words, now, person: await namesOf(on, workspace, [facilitator, ...signed, ...owners]), zone: await zoneOf(on, workspace, facilitator) };
}

/** The board is everybody's, save where somebody is alone with it. */
export const boardWords = ({ words, common }: Office, home: string): Words => (home.split("/")[1] === "dm" ? words : common);

export const cardFor = async ({ office }: Room, board: Board): Promise<Card> =>
  boardCard(await viewOf(office.w, boardWords(office, board.home), office.at, board));

/** Brings the board's messages to its present state. */
export async function show(room: Room, board: Board): Promise<void> {
  const card = await cardFor(room, board);
  for (const { id } of board.cards) await room.office.revise(id, card);
}

/** Somebody's direct messages, on the platform of the board. */
export const directly = ({ surface }: Place, person: string): Place => ({ surface, kind: "personal", id: person });

/** Says something to whoever acts: a button on the board is answered where nobody else reads, words are answered where they were said, unless it is nobody's business. */
export function reply({ office, arrival, by }: Room, card: Card, { secret = false } = {}): void {
  const typed = arrival.kind === "command" || arrival.kind === "message";
  const near = arrival.place.kind === "personal" || (typed && !secret);
  office.post(near ? { card } : { card, place: directly(arrival.place, by.id) });
}

export const textCard = (text: Prose): Card => [{ kind: "text", text }];

/** Where a new retrospective would live: where a command was typed, even if it is answered elsewhere. */
export function hereOf({ arrival }: Pick<Room, "arrival">): Place {
  const typedAt = arrival.kind === "command" ? arrival.here : undefined;
  return withoutThread(typedAt ?? arrival.place);
}
