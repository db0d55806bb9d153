/**
 * The port between a turn and what Entwine does besides requests: a feature looks up what it needs,
 * then does its whole turn inside the turn's one write, by way of the office.
 */

import type { Words } from "../lib/i18n.ts";
import type { Judge } from "../nlu/judge.ts";
import type { PlatformAdapter } from "../platform/adapter.ts";
import type { Card } from "../platform/card.ts";
import type { BriefChannels, ConversationRef, Person } from "../platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../platform/event.ts";
import type { Form } from "../platform/form.ts";
import type { RichText } from "../platform/rich-text.ts";
import type { OutboxRow } from "../storage/queue/outbox.ts";
import type { ServedPlatforms } from "../storage/queue/platform-filter.ts";
import type { RowKey } from "../storage/queue/set-aside.ts";
import type { Reader, Store, Writer } from "../storage/store.ts";

/** What a feature may use before its turn; the network is spoken to here and never later. */
export interface PrepareContext {
  read: Reader;
  judge: Judge;
  words: Words;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** Where teams read their briefs. */
  briefChannels: BriefChannels;
  newId(): string;
  now(): Date;
}

/** What a turn may leave behind, all of it in one write. */
export interface TurnContext {
  readonly w: Writer;
  /** For whoever reads where the turn is. */
  readonly words: Words;
  /** For what everybody in the workspace reads. */
  readonly workspaceWords: Words;
  /** For whoever reads at another place. */
  wordsAt(place: ConversationRef): Promise<Words>;
  readonly workspace: string;
  /** The turn's conversation, by its key, and where it is. */
  readonly conversation: string;
  readonly place: ConversationRef;
  readonly at: Date;
  newId(): string;
  /**
   * Says something new: where the arrival came from, unless another place is named. Gives the id by
   * which it can be revised later. No row is kept of what is `unrecorded`: it is sent after the
   * write, and lost if the process ends before.
   */
  post(letter: {
    card: Card;
    place?: ConversationRef;
    kind?: "post" | "home";
    unrecorded?: true;
  }): string;
  /** Changes what was said. Nothing where it is gone. */
  revise(id: string, card: Card): Promise<void>;
  /**
   * The pressed card loses the buttons around the one that was pressed, and shows what was chosen.
   */
  resolveCard(event: InboundEventOf<"press">): Promise<void>;
  /** The id of the message that the pressed button stands on. */
  actionMessageId(event: InboundEventOf<"press">): Promise<string | undefined>;
  /**
   * Has a duty come due; one of the same kind and subject moves. `kind` begins with the feature's
   * name, and comes back as an arrival in `conversation`, which has had a turn before.
   */
  scheduleJob(job: {
    kind: string;
    subject: string;
    dueAt: Date;
    conversation?: string;
  }): Promise<void>;
  cancelJob(kind: string, subject: string): Promise<void>;
  /**
   * Lets another place hear of something, in a turn of its own: a `due` arrival there. The same
   * `id` is heard once.
   */
  enqueueEvent(to: {
    id: string;
    place: ConversationRef;
    duty: string;
    subject: string;
  }): Promise<void>;
  /**
   * What somebody writes next in this conversation is for this feature, until somebody else asks
   * for words.
   */
  expectText(): void;
  /** No more words are awaited. */
  clearExpected(): void;
}

/**
 * What a feature does for many people at once, outside of turns: whoever is due is dealt with in
 * batches, and its messages give way to what somebody waits for.
 */
export interface BulkJob {
  /** How many are due. */
  countDue(on: Reader, reach: ServedPlatforms, now: Date): Promise<number>;
  /** The keys of up to `limit` of them, for when one of a batch makes its write fail. */
  dueKeys(
    on: Reader,
    reach: ServedPlatforms,
    round: { now: Date; limit: number },
  ): Promise<RowKey[]>;
  /**
   * Deals with up to `limit` of them in one write, or with `only` one, and gives how many those
   * were; the messages go into the outbox by way of `storage/queue/bulk-messages.ts`. `crowd` is
   * how many were due when the sweep began.
   */
  runBatch(
    w: Writer,
    round: {
      now: Date;
      reach: ServedPlatforms;
      limit: number;
      backlog: number;
      only?: RowKey;
      words(language: string): Words;
      newId(): string;
    },
  ): Promise<number>;
  /**
   * Looks up beforehand, over the network, what is good to know when they are due; nobody waits for
   * it.
   */
  prefetch?(means: {
    store: Store;
    platforms: ReadonlyMap<string, PlatformAdapter>;
    now(): Date;
  }): Promise<void>;
  /**
   * A message of its will never be said: it was refused, or it was too late. Whether one of unknown
   * fate arrived, nobody will know.
   */
  onUndelivered?(w: Writer, row: OutboxRow): Promise<void>;
}

export interface Feature {
  /** Its command, and the beginning of its presses, forms and duties (`check/…`). */
  readonly name: string;
  /** First words after somebody else's command that are its too (`/entwine danger`). */
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether words that somebody says to the bot are its command: slash commands do not work in
   * threads.
   */
  isSpokenCommand?(text: string): boolean;
  /**
   * Whether it still waits for words, by what it keeps with the conversation: those that nobody
   * waits for are a message like any other. It does without this.
   */
  isAwaitingText?(state: unknown): boolean;
  /**
   * The arrival as it may be stored, where its words must not be stored as they came: called before
   * anything is written. The same arrival gets the same id each time.
   */
  toStorableEvent?(event: InboundEvent): InboundEvent;
  /**
   * Arrivals that are applied at once instead of being stored: nothing is kept of them but what
   * that changes.
   */
  readonly confidential?: {
    /** Whether words must not be stored beside a name, wherever they come from. */
    isConfidential(text: RichText): boolean;
    /**
     * Whether to `apply` an arrival by `turn`, or to `drop` it; undefined where it is like any
     * other. `overheard` is talk in a conversation that is none of ours.
     */
    dispositionOf(
      on: Reader,
      event: InboundEvent,
      overheard: boolean,
    ): Promise<"apply" | "drop" | undefined>;
    /**
     * Applies it. All that it posts is unrecorded, and `state` stays as it is. The same arrival
     * changes nothing when it comes again.
     */
    turn(ctx: TurnContext, event: InboundEvent, state: unknown): Promise<void>;
  };
  /**
   * Tells whether an arrival of this feature's is open to guests of the workspace. Without this,
   * none is.
   */
  allowsGuests?(event: InboundEvent): boolean;
  /**
   * Looks up and reads what the turn needs. `state` is what the feature keeps with the
   * conversation; nothing at first.
   */
  prepare(means: PrepareContext, event: InboundEvent, state: unknown): Promise<unknown>;
  /** The turn; resolves with what to keep with the conversation. */
  turn(ctx: TurnContext, event: InboundEvent, state: unknown, known: unknown): Promise<unknown>;
  /**
   * A message was edited, or deleted (no text): wherever the feature keeps its words, they change
   * too.
   */
  applyEdit?(
    w: Writer,
    workspace: string,
    message: string,
    text: RichText | undefined,
  ): Promise<void>;
  /**
   * The form behind one of its buttons, at once; undefined where it is not the asker's to fill in.
   * `team`: asked where the team reads its briefs.
   */
  buildForm?(
    on: Reader,
    ask: {
      workspace: string;
      by: Person;
      place: ConversationRef;
      team: boolean;
      press: string;
      now: Date;
      words: Words;
    },
  ): Promise<Form | undefined>;
  /** What is wrong with one of its forms, by field. */
  validateForm?(
    on: Reader,
    submitted: InboundEventOf<"submitted"> & { team: boolean },
    words: Words,
    now: Date,
  ): Promise<Record<string, string> | undefined>;
  /** Its work for many at once. */
  readonly bulkJob?: BulkJob;
}
