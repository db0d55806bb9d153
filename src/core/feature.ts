/**
 * The port between a turn and what Entwine does besides requests: a feature looks up what it needs,
 * then does its whole turn inside the turn's one write, by way of the office.
 */

import type { Words } from "../lib/i18n.ts";
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
import type { Action, ActionDecoder } from "./actions.ts";
import type { HeardMessage, OpenThing, RecentRequest, WordsReading } from "./message-target.ts";

/**
 * Tools of one turn. The composition root hands them in; those of which the engine knows nothing,
 * such as the judge, it declares by module augmentation.
 */
export interface TurnTools {
  /** Reads the words of a message, given the thing that they most likely answer. */
  readWords(ask: { text: string; thing: OpenThing | undefined; at: Date }): Promise<WordsReading>;
}

/** Who writes a message, where and when. */
export interface MessageAuthor {
  workspace: string;
  person: string;
  place: ConversationRef;
  /** Key of the conversation. */
  conversation: string;
  now: Date;
}

/** What a feature may use before its turn; the network is spoken to here and never later. */
export interface PrepareContext extends TurnTools {
  read: Reader;
  words: Words;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** Where teams read their briefs. */
  briefChannels: BriefChannels;
  /** Key of the turn's conversation. */
  conversation: string;
  /** Tells whether words must not be stored beside a name. */
  isConfidentialText(text: RichText): boolean;
  newId(): string;
  now(): Date;
}

/** What turns are prepared from. */
export interface TurnSources
  extends Omit<PrepareContext, "words" | "conversation" | "isConfidentialText" | keyof TurnTools> {
  features: readonly Feature[];
  /** Opens the tools of one turn. */
  openTools(): TurnTools;
}

/** A message that a turn posts. */
interface TurnMessage {
  card: Card;
  /** Where the event came from, unless given. */
  place?: ConversationRef;
  kind?: "post" | "home";
  /** Sent after the write without a row of its own, and lost if the process ends before. */
  unrecorded?: true;
  /** Id by which it can be revised later. */
  id?: string;
  /** Key of the conversation among whose messages it keeps its order; that of `place` by default. */
  conversation?: string;
  /** The request that it is about, and its role for that request. */
  request?: string;
  question?: string;
  /** Message under which it goes, where that one is not sent yet. */
  target?: string;
}

/** Context of a turn. All that it leaves behind is one write. */
export interface TurnContext {
  readonly w: Writer;
  /** For the readers of the turn's conversation. */
  readonly words: Words;
  /** For what everybody in the workspace reads. */
  readonly workspaceWords: Words;
  /** For the person who did something. */
  readonly actorWords: Words;
  /** Where teams read their briefs. */
  readonly briefChannels: BriefChannels;
  /** Returns the words for the readers of another conversation. */
  wordsAt(place: ConversationRef): Promise<Words>;
  /** Returns a group's links to the paying customer, from the feature that keeps them. */
  readCustomerChain(group: string | null): Promise<readonly string[] | undefined>;
  readonly workspace: string;
  /** The turn's conversation, by its key, and where it is. */
  readonly conversation: string;
  readonly place: ConversationRef;
  readonly at: Date;
  newId(): string;
  /** Posts a message and returns its id. */
  post(message: TurnMessage): string;
  /** Changes a message, by its id or row. Does nothing where it is gone. */
  revise(message: string | OutboxRow | undefined, card: Card): Promise<void>;
  /**
   * The pressed card loses the buttons around the one that was pressed, and shows what was chosen.
   */
  resolveCard(event: InboundEventOf<"press">): Promise<void>;
  /** The id of the message that the pressed button stands on. */
  actionMessageId(event: InboundEventOf<"press">): Promise<string | undefined>;
  /**
   * Schedules a job; one of the same kind and subject moves. `kind` is the path of one of the
   * feature's actions, and comes back as an event in `conversation`, which has had a turn before.
   */
  scheduleJob(job: {
    kind: string;
    subject: string;
    dueAt: Date;
    conversation?: string;
  }): Promise<void>;
  cancelJob(kind: string, subject: string): Promise<void>;
  /**
   * Leaves a job's event for a conversation, which takes it in a turn of its own. Returns false where
   * one with the same id was left before.
   */
  enqueueEvent(to: {
    id: string;
    place: ConversationRef;
    /** Key of the conversation; that of `place` by default. */
    conversation?: string;
    duty: string;
    subject: string;
  }): Promise<boolean>;
}

/**
 * Work of a feature for many people at once, outside of turns, in batches. Its messages give way to
 * replies that a person waits for.
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

/** An inbound event as its feature gets it. */
export interface TurnInput<A extends Action = Action> {
  readonly event: InboundEvent;
  /**
   * Decoded action of a button, a form, a job or a typed command; `undefined` for other events and
   * for paths that are none of the feature's.
   */
  readonly action: A | undefined;
  /** Subject of the message in whose thread it was said; looked up for the fallback alone. */
  readonly about?: string | undefined;
  /** What a message belongs to, with the reading of its words. Missing for other events. */
  readonly heard?: HeardMessage | undefined;
}

/** The conversation that a thread belongs to, and the subject of the message above it. */
export interface ThreadTarget {
  conversation: string;
  about?: string | undefined;
}

/**
 * One feature. `State` is the JSON that it keeps with a conversation, `Known` is what it looks up
 * before a turn, `A` are its actions.
 */
export interface Feature<State = unknown, Known = unknown, A extends Action = Action> {
  /** Its command, the first part of its paths (`check/…`) and the key of its state. Unique. */
  readonly name: string;
  /** The feature whose state with a conversation it reads and keeps, in place of one of its own. */
  readonly sharesStateOf?: string;
  readonly actions?: ActionDecoder<A>;
  /** Takes the events that no other feature claims. Exactly one feature has it. */
  readonly fallback?: true;
  /** Lists what waits for words in a conversation, by what the feature keeps with it. */
  openThings?(
    on: Reader,
    author: MessageAuthor,
    state: State | undefined,
  ): readonly OpenThing[] | Promise<readonly OpenThing[]>;
  /** Lists requests that a message may be about: the author's recent ones, and one it names. */
  recentRequests?(
    on: Reader,
    author: MessageAuthor,
    text: string,
  ): Promise<readonly RecentRequest[]>;
  /** Finds what a message in direct messages began; `direct` is their key. */
  findThread?(
    on: Reader,
    workspace: string,
    direct: string,
    message: string,
  ): Promise<ThreadTarget | undefined>;
  /** Finds the person for whom a conversation in a channel is held, and whose language it uses. */
  findReader?(
    on: Reader,
    workspace: string,
    conversation: string,
    state: State | undefined,
  ): Promise<string | undefined>;
  /** First words after another feature's command that are its too (`/entwine danger`). */
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  /**
   * Reads a command that was typed after its name, or said to the bot as a message, since slash
   * commands do not work in threads. `undefined` where a message is no command of the feature's.
   */
  parseCommand?(text: RichText, from: "command" | "message"): A | undefined;
  /** Returns today's path for one that an earlier release wrote; `undefined` for any other. */
  legacyAction?(path: string): string | undefined;
  /**
   * Returns the event as it may be stored, where its words must not be stored as they came: called
   * before anything is written. The same event gets the same id each time.
   */
  toStorableEvent?(event: InboundEvent): InboundEvent;
  /** Reverses `toStorableEvent`. */
  fromStorableEvent?(event: InboundEvent): InboundEvent;
  /** Events that are applied at once instead of being stored. */
  readonly confidential?: {
    /** Tells whether words must not be stored beside a name, wherever they come from. */
    isConfidential(text: RichText): boolean;
    /**
     * Returns whether to `apply` an event by `turn`, or to `drop` it; `undefined` for an event like
     * any other.
     * @param isOverheard - Whether it is talk in a conversation that the bot is no part of.
     */
    dispositionOf(
      on: Reader,
      input: TurnInput<A>,
      isOverheard: boolean,
    ): Promise<"apply" | "drop" | undefined>;
    /**
     * Applies it. All that it posts is unrecorded, and `state` stays as it is. The same event
     * changes nothing when it comes again.
     */
    turn(ctx: TurnContext, input: TurnInput<A>, state: State | undefined): Promise<void>;
  };
  /** Tells whether guests of the workspace may do this. Without it, they may do nothing. */
  allowsGuests?(input: TurnInput<A>): boolean;
  /** Looks up and reads what the turn needs. */
  prepare?(ctx: PrepareContext, input: TurnInput<A>, state: State | undefined): Promise<Known>;
  /** Does the turn. Resolves with the state to keep with the conversation. */
  turn(
    ctx: TurnContext,
    input: TurnInput<A>,
    state: State | undefined,
    known: Known,
  ): Promise<State | undefined>;
  /** Tells whether the feature keeps words of a message, so that its edit or deletion matters. */
  keepsMessage?(on: Reader, workspace: string, message: string): Promise<boolean>;
  /** Changes the words that the feature keeps of a message that was edited, or deleted (no text). */
  applyEdit?(
    w: Writer,
    workspace: string,
    message: string,
    text: RichText | undefined,
  ): Promise<void>;
  /** Returns the links from a business group's work to the paying customer, where it keeps them. */
  readCustomerChain?(
    on: Reader,
    workspace: string,
    group: string | null,
  ): Promise<readonly string[] | undefined>;
  /** Runs in the write that stores an event whose platform told the person's time zone (IANA). */
  onTimeZone?(w: Writer, workspace: string, person: string, zone: string): Promise<void>;
  /**
   * Builds the form behind one of its buttons, at once; `undefined` where the person may not fill
   * it in. `team`: asked where the team reads its briefs.
   */
  buildForm?(
    on: Reader,
    ask: {
      workspace: string;
      by: Person;
      place: ConversationRef;
      team: boolean;
      guest: boolean;
      /** Key of the conversation at the place. */
      conversation: string;
      action: A;
      now: Date;
      words: Words;
    },
  ): Promise<Form | undefined>;
  /** Returns the mistakes in one of its forms, by field. */
  validateForm?(
    on: Reader,
    submitted: InboundEventOf<"submitted"> & { team: boolean; guest: boolean; action: A },
    words: Words,
    now: Date,
  ): Promise<Record<string, string> | undefined>;
  /** Its work for many people at once. */
  readonly bulkJob?: BulkJob;
}
