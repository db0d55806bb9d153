/** Port between the core and a chat platform, in both directions. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Card } from "./card.ts";
import type { ConversationRef, Person, PlatformName } from "./conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "./event.ts";
import type { Form } from "./form.ts";
import type { Membership } from "./membership.ts";
import type { MetricReading } from "./metric-reading.ts";
import type { RichText } from "./rich-text.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A message to send. `id` is that of the outbox row; it travels as hidden metadata where the
 * platform has any, so that a message whose delivery is unknown can be found.
 */
export interface OutboundMessage {
  id: string;
  workspace: string;
  place: ConversationRef;
  /** Last address that an event gave for this conversation, without its thread. */
  address?: Json;
  /** `post` is a new message, `revise` changes `target`, `home` replaces the person's home page. */
  kind: "post" | "revise" | "home";
  target?: string;
  card: Card;
  /** Time from which it waits, before which no sent copy of it can exist. */
  queuedAt?: Date;
}

/** Presence of a person shortly before a question is due. */
export interface Presence {
  /** IANA. */
  zone?: string;
  /** On leave, out of office or ill, as far as they let it be known. */
  away?: boolean;
  /** Not to be disturbed until then. */
  quietUntil?: Date;
}

/**
 * Result of a send; expected failures are values. `unknown` means that the message may have arrived
 * (the connection broke, the platform answered 5xx), so that it is never blindly sent again.
 */
export type SendOutcome =
  /** `message` is the platform's id of the message; `address` replaces the place's. */
  | { kind: "sent"; message?: string; address?: Json }
  /**
   * Not sent. It may be tried again after `retryAfterMs`, and never without that. `platformDown`:
   * the platform did not answer, as with `unknown`. `code` is the platform's and holds no words of
   * people.
   */
  | { kind: "refused"; code: string; retryAfterMs?: number; platformDown?: true }
  | { kind: "unknown"; code: string };

/** A listener that answers by itself, at once or later. */
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Listeners by method and path: `POST /slack/events`. */
export type HttpRoutes = Readonly<Record<string, HttpListener>>;

export interface PlatformAdapter {
  readonly name: PlatformName;
  /** Requests that the web server passes on to it unread. */
  readonly routes?: HttpRoutes;
  /** Metrics of its own. */
  readonly metrics?: readonly MetricReading[];
  /** True where the process goes on for it when the conversation on standard input has ended. */
  readonly keepsRunning?: boolean;
  /** On the platform that reads standard input: resolves at its end. */
  readonly ended?: Promise<void>;
  /** Says it once: no retry inside. Never throws for what a platform can answer. */
  send(message: OutboundMessage): Promise<SendOutcome>;
  /**
   * Looks whether a send of unknown fate arrived, where the platform can tell: the message's id,
   * `absent`, or how asking failed where it can be asked again. Undefined where it cannot tell;
   * `untold` where no message can be asked about, and the platform answers.
   */
  findSentMessage?(
    message: OutboundMessage,
  ): Promise<
    { message: string } | "absent" | "untold" | Exclude<SendOutcome, { kind: "sent" }> | undefined
  >;
  /**
   * The words and author of a message that an arrival only named. Undefined when it cannot be read.
   */
  readMessage?(
    workspace: string,
    place: ConversationRef,
    message: string,
  ): Promise<{ author: Person; text: RichText } | undefined>;
  /**
   * Whether somebody administers the workspace on its platform. Undefined where that cannot be
   * told.
   */
  isAdmin?(workspace: string, person: string): Promise<boolean | undefined>;
  /**
   * Relation of a person to the workspace. Asked before each turn, so cached. Returns `undefined`
   * where it cannot be told; never throws.
   */
  membershipOf?(workspace: string, person: string): Promise<Membership | undefined>;
  /**
   * Those who belong to one of the platform's own groups (a Slack user group, a Teams team), by
   * whatever people give for its name there. Undefined where it cannot be read.
   */
  membersOf?(workspace: string, group: string): Promise<Person[] | undefined>;
  /**
   * How many messages a second it may be given for a workspace besides those that somebody waits
   * for; as many as there are, without.
   */
  readonly bulkPerSecond?: number;
  /**
   * What the platform tells of some people, by their ids, as it will be at an instant; of those of
   * whom it does not tell, nothing. Never throws.
   */
  presence?(
    workspace: string,
    people: readonly string[],
    at: Date,
  ): Promise<ReadonlyMap<string, Presence>>;
  /** Begins to listen. Resolves once arrivals can be taken. */
  start(core: Core): Promise<void>;
  /** Stops listening and waits for what is being accepted. */
  stop(): Promise<void>;
  /** Whether arrivals can be taken at this moment (a socket that is connected). */
  isReady(): boolean;
}

/** Functions of the core that a platform calls. */
export interface Core {
  /**
   * Stores arrivals for good, or applies those that must not be stored. Once it resolves, the
   * surface may acknowledge; if it rejects, it must not. Duplicates, and overheard messages of
   * conversations that are not ours, are dropped here.
   */
  ingest(events: InboundEvent[]): Promise<void>;
  /**
   * The form behind a button or command, at once: no model, no write. Undefined when there is
   * nothing (any more) to fill in.
   */
  buildForm(ask: {
    workspace: string;
    by: Person;
    place: ConversationRef;
    press: string;
  }): Promise<Form | undefined>;
  /**
   * What is wrong with a form that came back: by field, a sentence that says what to do, for the
   * surface to show in the form that stays open. Undefined when it can be accepted. At once: no
   * model, no write.
   */
  validateForm(submitted: InboundEventOf<"submitted">): Promise<Record<string, string> | undefined>;
  /**
   * Answers an outsider, once in a thread, and keeps nothing else. Resolves and rejects as `accept`
   * does. `address` reaches the place, and is not kept.
   */
  replyToOutsider(to: { workspace: string; place: ConversationRef; address?: Json }): Promise<void>;
  /** The language that somebody reads, for the surface's own words (`wordsFor`). At once. */
  languageFor(ask: { workspace: string; by: Person }): Promise<string>;
}
