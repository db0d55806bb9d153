/** The port between a turn and what Entwine does besides requests: a feature looks up what it needs, then does its whole turn inside the turn's one write, by way of the office. */
import type { Judge } from "./judgement/judge.ts";
import type { Row } from "./storage/outbox.ts";
import type { Reach } from "./storage/reach.ts";
import type { RowKey } from "./storage/set-aside.ts";
import type { Reader, Store, Writer } from "./storage/store.ts";
import type { Arrival, ArrivalOf } from "./surface/arrival.ts";
import type { Card } from "./surface/card.ts";
import type { Form } from "./surface/form.ts";
import type { Intake, Person, Place } from "./surface/place.ts";
import type { Prose } from "./surface/prose.ts";
import type { Surface } from "./surface/surface.ts";
import type { Words } from "./words.ts";

/** What a feature may use before its turn; the network is spoken to here and never later. */
export interface Means {
  read: Reader;
  judge: Judge;
  words: Words;
  surfaces: ReadonlyMap<string, Surface>;
  /** Where teams read their briefs. */
  intake: Intake;
  newId(): string;
  now(): Date;
}

/** What a turn may leave behind, all of it in one write. */
export interface Office {
  readonly w: Writer;
  /** For whoever reads where the turn is. */
  readonly words: Words;
  /** For what everybody in the workspace reads. */
  readonly common: Words;
  /** For whoever reads at another place. */
  wordsAt(place: Place): Promise<Words>;
  readonly workspace: string;
  /** The turn's conversation, by its key, and where it is. */
  readonly conversation: string;
  readonly place: Place;
  readonly at: Date;
  newId(): string;
  /** Says something new: where the arrival came from, unless another place is named. Gives the id by which it can be revised later. No row is kept of what is `unrecorded`: it is sent after the write, and lost if the process ends before. */
  post(letter: { card: Card; place?: Place; kind?: "post" | "home"; unrecorded?: true }): string;
  /** Changes what was said. Nothing where it is gone. */
  revise(id: string, card: Card): Promise<void>;
  /** The pressed card loses the buttons around the one that was pressed, and shows what was chosen. */
  settle(arrival: ArrivalOf<"press">): Promise<void>;
  /** The id of the message that the pressed button stands on. */
  pressed(arrival: ArrivalOf<"press">): Promise<string | undefined>;
  /** Has a duty come due; one of the same kind and subject moves. `kind` begins with the feature's name, and comes back as an arrival in `conversation`, which has had a turn before. */
  plan(duty: { kind: string; subject: string; dueAt: Date; conversation?: string }): Promise<void>;
  strike(kind: string, subject: string): Promise<void>;
  /** Lets another place hear of something, in a turn of its own: a `due` arrival there. The same `id` is heard once. */
  arrive(to: { id: string; place: Place; duty: string; subject: string }): Promise<void>;
  /** What somebody writes next in this conversation is for this feature, until somebody else asks for words. */
  awaitWords(): void;
  /** No more words are awaited. */
  heardWords(): void;
}

/** What a feature does for many people at once, outside of turns: whoever is due is dealt with in batches, and its messages give way to what somebody waits for. */
export interface Bulk {
  /** How many are due. */
  due(on: Reader, reach: Reach, now: Date): Promise<number>;
  /** The keys of up to `limit` of them, for when one of a batch makes its write fail. */
  keys(on: Reader, reach: Reach, round: { now: Date; limit: number }): Promise<RowKey[]>;
  /** Deals with up to `limit` of them in one write, or with `only` one, and gives how many those were; the messages go into the outbox by way of `storage/bulk.ts`. `crowd` is how many were due when the sweep began. */
  sweep(
    w: Writer,
    round: { now: Date; reach: Reach; limit: number; crowd: number; only?: RowKey; words(language: string): Words; newId(): string },
  ): Promise<number>;
  /** Looks up beforehand, over the network, what is good to know when they are due; nobody waits for it. */
  foresee?(means: { store: Store; surfaces: ReadonlyMap<string, Surface>; now(): Date }): Promise<void>;
  /** A message of its will never be said: it was refused, or it was too late. Whether one of unknown fate arrived, nobody will know. */
  unsaid?(w: Writer, row: Row): Promise<void>;
}

export interface Feature {
  /** Its command, and the beginning of its presses, forms and duties (`check/…`). */
  readonly name: string;
  /** First words after somebody else's command that are its too (`/entwine danger`). */
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  /** Whether words that somebody says to the bot are its command: slash commands do not work in threads. */
  spoken?(text: string): boolean;
  /** Whether it still waits for words, by what it keeps with the conversation: those that nobody waits for are a message like any other. It does without this. */
  awaits?(state: unknown): boolean;
  /** The arrival as it may be stored, where its words must not be stored as they came: called before anything is written. The same arrival gets the same id each time. */
  conceal?(arrival: Arrival): Arrival;
  /** Arrivals that are applied at once instead of being stored: nothing is kept of them but what that changes. */
  readonly confidential?: {
    /** Whether words must not be stored beside a name, wherever they come from. */
    isConfidential(text: Prose): boolean;
    /** Whether to `apply` an arrival by `turn`, or to `drop` it; undefined where it is like any other. `overheard` is talk in a conversation that is none of ours. */
    fateOf(on: Reader, arrival: Arrival, overheard: boolean): Promise<"apply" | "drop" | undefined>;
    /** Applies it. All that it posts is unrecorded, and `state` stays as it is. The same arrival changes nothing when it comes again. */
    turn(office: Office, arrival: Arrival, state: unknown): Promise<void>;
  };
  /** Tells whether an arrival of this feature's is open to guests of the workspace. Without this, none is. */
  forGuests?(arrival: Arrival): boolean;
  /** Looks up and reads what the turn needs. `state` is what the feature keeps with the conversation; nothing at first. */
  prepare(means: Means, arrival: Arrival, state: unknown): Promise<unknown>;
  /** The turn; resolves with what to keep with the conversation. */
  turn(office: Office, arrival: Arrival, state: unknown, known: unknown): Promise<unknown>;
  /** A message was edited, or deleted (no text): wherever the feature keeps its words, they change too. */
  amend?(w: Writer, workspace: string, message: string, text: Prose | undefined): Promise<void>;
  /** The form behind one of its buttons, at once; undefined where it is not the asker's to fill in. `team`: asked where the team reads its briefs. */
  form?(on: Reader, ask: { workspace: string; by: Person; place: Place; team: boolean; press: string; now: Date; words: Words }): Promise<Form | undefined>;
  /** What is wrong with one of its forms, by field. */
  mistakes?(on: Reader, submitted: ArrivalOf<"submitted"> & { team: boolean }, words: Words, now: Date): Promise<Record<string, string> | undefined>;
  /** Its work for many at once. */
  readonly bulk?: Bulk;
}
