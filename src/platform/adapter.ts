/** Interface between the core and a chat platform, in both directions. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Card } from "./card.ts";
import type { ConversationRef, Person, PlatformName } from "./conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "./event.ts";
import type { Form } from "./form.ts";
import type { RichText } from "./rich-text.ts";

/** A value that JSON can hold; properties that are `undefined` are left out of it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/**
 * Message to send. `id` is that of the outbox row; it is sent as hidden metadata where possible, so
 * that a message of unknown delivery can be found.
 */
export interface OutboundMessage {
  id: string;
  workspace: string;
  place: ConversationRef;
  /** Last address of this conversation from an event, without its thread. */
  address?: Json;
  /** `post` is a new message, `revise` changes `target`, `home` replaces the person's Home tab. */
  kind: "post" | "revise" | "home";
  target?: string;
  card: Card;
  /** Time of queueing, before which no sent copy can exist. */
  queuedAt?: Date;
}

/** Presence of a person shortly before a question is due. */
export interface Presence {
  /** IANA. */
  zone?: string;
  /** Whether they are on leave, out of office or ill, if known. */
  away?: boolean;
  /** End of do-not-disturb. */
  quietUntil?: Date;
}

/**
 * Result of a send; expected failures are values. `unknown`: the message may have arrived (broken
 * connection, 5xx), so it is never resent without verification.
 */
export type SendOutcome =
  /** `message` is the platform's id of the message; `address` replaces that of the conversation. */
  | { kind: "sent"; message?: string; address?: Json }
  /**
   * Not sent; may be retried after `retryAfterMs`, and never without it. `platformDown`: the
   * platform did not answer, as with `unknown`. `blocked`: its place takes no messages until
   * somebody changes something there. `gone`: the message to change does not exist any more. `code`
   * is the platform's and contains no text of people.
   */
  | {
      kind: "refused";
      code: string;
      retryAfterMs?: number;
      platformDown?: true;
      blocked?: BlockedReason;
      gone?: true;
    }
  | { kind: "unknown"; code: string };

/**
 * Reason why a place takes no messages: the bot is no member of it (or it does not exist), it is
 * archived, or posting is restricted there.
 */
export const blockedReasons = ["removed", "archived", "restricted"] as const;

/** Reason for which a place takes no messages of the bot. */
export type BlockedReason = (typeof blockedReasons)[number];

/** Listener that writes its response itself, at once or later. */
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Listeners by method and path: `POST /slack/events`. */
export type HttpRoutes = Readonly<Record<string, HttpListener>>;

/** What the engine needs of a chat platform. */
export interface PlatformAdapter {
  readonly name: PlatformName;
  /** Routes whose requests the web server passes on unread. */
  readonly routes?: HttpRoutes;
  /** Own metrics. */
  readonly metrics?: readonly MetricReading[];
  /** Whether it keeps the process running after the conversation on standard input has ended. */
  readonly keepsRunning?: boolean;
  /** For the platform on standard input: resolves at the end of the input. */
  readonly ended?: Promise<void>;
  /** Sends a message once, without retries. Never throws for an answer of the platform. */
  send(message: OutboundMessage): Promise<SendOutcome>;
  /**
   * Verifies a send of unknown outcome: returns the message's id, `absent`, or a failure that can
   * be retried. `undefined` if the platform cannot tell about this message, `untold` if it answers
   * but cannot tell about any.
   */
  findSentMessage?(
    message: OutboundMessage,
  ): Promise<
    { message: string } | "absent" | "untold" | Exclude<SendOutcome, { kind: "sent" }> | undefined
  >;
  /** Reads text and author of a message that an event only named; `undefined` if unreadable. */
  readMessage?(
    workspace: string,
    place: ConversationRef,
    message: string,
  ): Promise<{ author: Person; text: RichText } | undefined>;
  /** Returns whether a person administers the workspace on its platform; `undefined` if unknown. */
  isAdmin?(workspace: string, person: string): Promise<boolean | undefined>;
  /**
   * Returns a person's membership for their sign-in, or `undefined` if it is unknown;
   * never throws.
   */
  membershipOf?(workspace: string, person: string): Promise<Membership | undefined>;
  /**
   * Returns the members of a platform's group (Slack user group, Teams team), named as people name
   * it there; `undefined` if unreadable.
   */
  membersOf?(workspace: string, group: string): Promise<Person[] | undefined>;
  /** Bulk messages a second for a workspace; unlimited without it. */
  readonly bulkPerSecond?: number;
  /**
   * Returns the presence of people by id, as it will be at an instant; people without data are
   * missing. Never throws.
   */
  presence?(
    workspace: string,
    people: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, Presence>>;
  /** Starts to receive. Resolves once events can be accepted. */
  start(core: Core): Promise<void>;
  /** Stops receiving and waits for events that are being accepted. */
  stop(): Promise<void>;
  /** Returns whether events can be accepted now (a connected socket). */
  isReady(): boolean;
}

/** Facts about the people in events, as known to their platform at delivery. */
export interface NamedPeople {
  /** People of other organisations, and former members; a mention of them becomes text. */
  outsiders: ReadonlySet<string>;
  /**
   * People about whom the platform did not respond. Unless they are stored, a mention of them
   * becomes text, and as authors they count as guests.
   */
  unanswered: ReadonlySet<string>;
}

/** Functions of the core that a platform calls. */
export interface Core {
  /**
   * Stores events, or applies those that must not be stored. Once it resolves, the platform may
   * acknowledge; if it rejects, it must not. Drops duplicates and unaddressed messages of other
   * conversations.
   */
  ingest(events: InboundEvent[], people?: NamedPeople): Promise<void>;
  /**
   * Builds the form of a button or command at once, without model or write; `undefined` if there is
   * none (any more). `values` are those of the open form, when a field of it `rebuildsForm`.
   */
  buildForm(ask: {
    workspace: string;
    by: Person;
    place: ConversationRef;
    press: string;
    guest?: boolean | undefined;
    values?: Readonly<Record<string, string>> | undefined;
  }): Promise<Form | undefined>;
  /**
   * Validates a submitted form at once, without model or write. Returns sentences by field for the
   * open form; `undefined` if it is accepted.
   */
  validateForm(submitted: InboundEventOf<"submitted">): Promise<Record<string, string> | undefined>;
  /**
   * Answers an outsider, or a workflow that names nobody, once a thread and stores nothing else.
   * Resolves and rejects as `ingest` does. `address` is used once and not stored.
   */
  replyToOutsider(to: {
    workspace: string;
    place: ConversationRef;
    address?: Json;
    sender?: "outsider" | "workflow";
  }): Promise<void>;
  /**
   * Finds what a person may see in a place by its words, at once; without words, what is theirs.
   * The cards have no buttons, because they may be shown where the bot is not.
   */
  search(ask: {
    workspace: string;
    by: Person;
    place: ConversationRef;
    text: string;
    guest?: boolean | undefined;
  }): Promise<readonly FoundItem[]>;
  /** Returns the current card of a message of the bot, if it is stored. */
  shownCard(of: {
    workspace: string;
    place: ConversationRef;
    message: string;
  }): Promise<Card | undefined>;
  /** Returns a person's language at once, for the platform's own words (`wordsFor`). */
  languageFor(ask: { workspace: string; by: Person }): Promise<string>;
}

/** Result of a search: a line with a note, and the card to share. */
export interface FoundItem {
  title: string;
  note: string;
  card: Card;
}

/** Membership of a person in a workspace: colleague, invited guest, or of another organisation. */
export type Membership = "member" | "guest" | "outsider";

/** Counts of a histogram. */
export interface MetricDistribution {
  /** Ascending upper bounds of the buckets; larger values count in one more bucket. */
  bounds: readonly number[];
  counts: readonly number[];
  sum: number;
}

/**
 * Metric read at each scrape. `kind` is `counter` for a growing number; `undefined` is omitted.
 * With `label` it is one number for each of the label's values, a small fixed set in the code.
 */
export type MetricReading = { name: string; help: string } & (
  | {
      kind: "counter" | "gauge";
      label?: never;
      read(): number | undefined | Promise<number | undefined>;
    }
  | {
      kind: "counter" | "gauge";
      label: string;
      read(): Record<string, number> | Promise<Record<string, number>>;
    }
  | { kind: "histogram"; label?: never; read(): MetricDistribution }
);

/** A slash command, from which the manifests, the help and the parser are made. */
export interface CommandSpec {
  /**
   * Name after the slash, described by the words `slack.command.<name>`,
   * `slack.command.<name>.hint` and `teams.command.<name>`.
   */
  readonly name: string;
  /**
   * Verbs that may follow it. Without a slash, a message is a command only alone or before a verb.
   */
  readonly verbs: readonly string[];
  /** Path of the action whose form opens when the command comes without words. */
  readonly form?: string;
  /** It is about the person alone, so it is not suggested where others read. */
  readonly isPrivate?: true;
}
