/** Interface of features, which look up what they need, then run in one transaction. */
import type { Words } from "../lib/i18n.ts";
import type { FoundItem, PlatformAdapter } from "../platform/adapter.ts";
import type { Card } from "../platform/card.ts";
import type { BriefChannels, ConversationRef, Person } from "../platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../platform/event.ts";
import type { Form } from "../platform/form.ts";
import type { RichText } from "../platform/rich-text.ts";
import type { OutboxRow } from "../storage/queue/outbox.ts";
import type { Reader, Writer } from "../storage/store.ts";
import type { Action, ActionDecoder } from "./actions.ts";
import type { BulkJob } from "./bulk-job.ts";
import type { DeliveryChange } from "./delivery/blocked-places.ts";
import type {
  HeardMessage,
  MessageAuthor,
  OfferedTarget,
  OpenThing,
  RecentRequest,
  WordsReading,
} from "./message-target.ts";

/**
 * Functions for one turn, passed in by the composition root. Those that the engine does not know,
 * such as the judge, are declared there by module augmentation.
 */
export interface TurnTools {
  /**
   * Classifies a message, given the open thing that it most likely answers, whether it is about a
   * stored request, and everything that it may belong to.
   * @param ask.recent Text of the author's latest request
   * @param ask.today ISO date on which the author wrote it, in the author's time zone
   */
  readWords(ask: {
    text: string;
    thing: OpenThing | undefined;
    isAboutRequest: boolean;
    recent?: string | undefined;
    offered?: readonly OfferedTarget[];
    today: string;
  }): Promise<WordsReading>;
}

/** Context for preparing a turn. Only here may a turn use the network. */
export interface PrepareContext extends TurnTools {
  read: Reader;
  /** For reads over many rows, which would block other events. */
  readAside: Reader;
  words: Words;
  platforms: ReadonlyMap<string, PlatformAdapter>;
  /** Channels for briefs. */
  briefChannels: BriefChannels;
  /** Key of the turn's conversation. */
  conversation: string;
  /** Returns whether words must not be stored together with a name. */
  isConfidentialText(text: RichText): boolean;
  newId(): string;
  now(): Date;
}

/** Sources from which turns are prepared. */
export interface TurnSources
  extends Omit<PrepareContext, "words" | "conversation" | "isConfidentialText" | keyof TurnTools> {
  features: readonly Feature[];
  /** Opens the functions for one turn. */
  openTools(): TurnTools;
}

/** Message that a turn posts. */
interface TurnMessage {
  card: Card;
  /** Conversation of the event by default. */
  place?: ConversationRef;
  kind?: "post" | "home";
  /** Sent after the write without a row, and lost if the process ends before. */
  unrecorded?: true;
  /** Id by which it can be updated later. */
  id?: string;
  /** Key of the conversation within which messages stay in order; that of `place` by default. */
  conversation?: string;
  /** Request that it is about, and its role for that request. */
  request?: string;
  question?: string;
  /** Message in whose thread it is posted, if that one is not sent yet. */
  target?: string;
}

/** A message with the choice of what it belongs to. */
type RequiredChoice = Pick<InboundEventOf<"message">, "by" | "at" | "place" | "message" | "text"> &
  Required<Pick<InboundEventOf<"message">, "chosen">>;

/** Context of a turn; all its effects are one transaction. */
export interface TurnContext {
  readonly w: Writer;
  /** Words for the readers of the turn's conversation. */
  readonly words: Words;
  /** Words for text that the whole workspace reads. */
  readonly workspaceWords: Words;
  /** Words for the person who acted. */
  readonly actorWords: Words;
  /** Channels for briefs. */
  readonly briefChannels: BriefChannels;
  /** Returns the words for the readers of another conversation. */
  wordsAt(place: ConversationRef): Promise<Words>;
  /** Returns a group's customer chain, from the feature that stores it. */
  readCustomerChain(group: string | null): Promise<readonly string[] | undefined>;
  /** Returns the sections of all features on a person's home page. */
  readHomeSections(person: string): Promise<Card>;
  readonly workspace: string;
  /** Key of the turn's conversation, and its place. */
  readonly conversation: string;
  readonly place: ConversationRef;
  readonly at: Date;
  newId(): string;
  /** Posts a message and returns its id. */
  post(message: TurnMessage): string;
  /** Changes a message, by its id or row. Does nothing when it does not exist. */
  revise(message: string | OutboxRow | undefined, card: Card): Promise<void>;
  /** Changes a sent card whose buttons no longer apply, unless this turn has; a crash can lose it. */
  settle(message: string, settled: (card: Card) => Card): Promise<void>;
  /** Replaces the buttons around the pressed one with the choice. */
  resolveCard(event: InboundEventOf<"press">): Promise<void>;
  /** Returns the id of the message with the pressed button. */
  actionMessageId(event: InboundEventOf<"press">): Promise<string | undefined>;
  /**
   * Schedules a job; one of the same kind and subject moves. `kind` is the path of one of the
   * feature's actions, and comes back as an event in `conversation`, which must have had a turn
   * before.
   */
  scheduleJob(job: {
    kind: string;
    subject: string;
    dueAt: Date;
    conversation?: string;
  }): Promise<void>;
  cancelJob(kind: string, subject: string): Promise<void>;
  /** Processes a message of the turn's conversation again with its chosen target. */
  hearAgain(message: RequiredChoice): Promise<void>;
  /** Stores a job event, which has a turn of its own; false if one with its id was stored before. */
  enqueueEvent(to: {
    id: string;
    place: ConversationRef;
    /** Key of the conversation; that of `place` by default. */
    conversation?: string;
    job: string;
    subject: string;
  }): Promise<boolean>;
}

/** Inbound event as passed to its feature. */
export interface TurnInput<A extends Action = Action> {
  readonly event: InboundEvent;
  /**
   * Decoded action of a button, form, job or typed command; `undefined` for other events and for
   * unknown paths.
   */
  readonly action: A | undefined;
  /** Subject of the message above the thread; looked up for the fallback only. */
  readonly about?: string | undefined;
  /** Target of a message, with the reading of its words. Missing for other events. */
  readonly heard?: HeardMessage | undefined;
}

/** Conversation of a thread, and the subject of the message above it. */
export interface ThreadTarget {
  conversation: string;
  about?: string | undefined;
}

/**
 * A feature. `State` is the JSON that it stores with a conversation, `Known` its lookups for a
 * turn, `A` its actions.
 */
export interface Feature<State = unknown, Known = unknown, A extends Action = Action> {
  /** Command, first part of its paths (`check/…`) and key of its state. Unique. */
  readonly name: string;
  /** Feature whose state it reads and writes instead of its own. */
  readonly sharesStateOf?: string;
  readonly actions?: ActionDecoder<A>;
  /** Handles the events that no other feature claims. Exactly one feature has it. */
  readonly fallback?: true;
  /** Lists the open things of a conversation, from the feature's state. */
  openThings?(
    on: Reader,
    author: MessageAuthor,
    state: State | undefined,
  ): readonly OpenThing[] | Promise<readonly OpenThing[]>;
  /**
   * Returns a question that waits for a button and that no turn posted: the id of its message in
   * the outbox, and the path of the button that plain words stand for.
   */
  openQuestion?(
    on: Reader,
    author: MessageAuthor,
  ): Promise<{ outbox: string; pressOf(words: string): string | undefined } | undefined>;
  /** Lists requests that a message may be about: the author's recent ones, and one it names. */
  recentRequests?(
    on: Reader,
    author: MessageAuthor,
    text: string,
  ): Promise<readonly RecentRequest[]>;
  /**
   * Finds the conversation that a direct message started; `direct` is the key of the direct
   * messages.
   */
  findThread?(
    on: Reader,
    workspace: string,
    direct: string,
    message: string,
  ): Promise<ThreadTarget | undefined>;
  /** Finds the person for whom a channel conversation is held, whose language it uses. */
  findReader?(
    on: Reader,
    workspace: string,
    conversation: string,
    state: State | undefined,
  ): Promise<string | undefined>;
  /**
   * First words after a command that belong to this feature (`/entwine danger`). A message to the
   * bot that is such a word alone, or after the command's name, counts as the command.
   */
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  /**
   * Parses a typed command, or one sent as a message (slash commands do not work in threads).
   * Returns `undefined` when a message is no command of this feature.
   */
  parseCommand?(text: RichText, from: "command" | "message"): A | undefined;
  /** Returns the current path for one written by an earlier release; `undefined` for others. */
  legacyAction?(path: string): string | undefined;
  /** Returns the event as it may be stored, before anything is written, with a constant id. */
  toStorableEvent?(event: InboundEvent): InboundEvent;
  /** Reverses `toStorableEvent`. */
  fromStorableEvent?(event: InboundEvent): InboundEvent;
  /** Handling of events that are applied at once and never stored. */
  readonly confidential?: {
    /** Returns whether text must not be stored together with a name, in any kind of event. */
    isConfidential(text: RichText): boolean;
    /**
     * Returns whether to `apply` an event by `turn` or to `drop` it; `undefined` for ordinary
     * events.
     * @param isOverheard whether the bot takes no part in the conversation
     */
    dispositionOf(
      on: Reader,
      input: TurnInput<A>,
      isOverheard: boolean,
    ): Promise<"apply" | "drop" | undefined>;
    /** Applies the event. Its messages are unrecorded, and `state` does not change. Idempotent. */
    turn(ctx: TurnContext, input: TurnInput<A>, state: State | undefined): Promise<void>;
  };
  /** Returns whether guests of the workspace may do this. Without it, guests may do nothing. */
  allowsGuests?(input: TurnInput<A>): boolean;
  /** Looks up what the turn needs and classifies its text. */
  prepare?(ctx: PrepareContext, input: TurnInput<A>, state: State | undefined): Promise<Known>;
  /** Runs the turn. Resolves with the state to store with the conversation. */
  turn(
    ctx: TurnContext,
    input: TurnInput<A>,
    state: State | undefined,
    known: Known,
  ): Promise<State | undefined>;
  /** Returns whether the feature stores text of a message, so that its edit or deletion matters. */
  keepsMessage?(on: Reader, workspace: string, message: string): Promise<boolean>;
  /** Updates the stored text of a message that was edited or deleted (`text` is undefined). */
  applyEdit?(
    w: Writer,
    workspace: string,
    message: string,
    text: RichText | undefined,
  ): Promise<void>;
  /** Returns a business group's links to the paying customer, if this feature stores them. */
  readCustomerChain?(
    on: Reader,
    workspace: string,
    group: string | null,
  ): Promise<readonly string[] | undefined>;
  /** Returns what the feature shows on a person's home page, below their open requests. */
  homeSection?(
    on: Reader,
    viewer: Omit<MessageAuthor, "conversation">,
    words: Words,
  ): Promise<Card>;
  /** Runs in the write that stores an event with the person's time zone (IANA). */
  onTimeZone?(w: Writer, workspace: string, person: string, zone: string): Promise<void>;
  /** Finds things by words, for a platform's search. */
  search?(on: Reader, ask: FeatureSearch): Promise<readonly FoundItem[]>;
  /** Builds the form of a button (`team`: in the brief channel), if the person may fill it in. */
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
      values?: Readonly<Record<string, string>> | undefined;
    },
  ): Promise<Form | undefined>;
  /** Returns the validation errors of a submitted form by field name. */
  validateForm?(
    on: Reader,
    submitted: InboundEventOf<"submitted"> & { team: boolean; guest: boolean; action: A },
    words: Words,
    now: Date,
  ): Promise<Record<string, string> | undefined>;
  /**
   * Runs in the write that stores that a message in a channel or group chat is blocked, that it
   * arrived after all, or that the message which it changes does not exist any more. Called each
   * time that a blocked message is refused again.
   */
  onDeliveryChange?(
    ctx: Pick<TurnContext, "w" | "workspace" | "briefChannels" | "enqueueEvent">,
    row: OutboxRow,
    change: DeliveryChange,
  ): Promise<void>;
  /** Work for many people in batches. */
  readonly bulkJob?: BulkJob;
}

/** `team`: the place is the team's brief channel. Without `text` their own things are sought. */
export interface FeatureSearch {
  workspace: string;
  person: string;
  place: ConversationRef;
  team: boolean;
  guest: boolean;
  text: string;
  now: Date;
  words: Words;
}
