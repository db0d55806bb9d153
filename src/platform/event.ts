/**
 * Inbound events of all platforms and of the scheduler. They are stored as they are, so that the
 * shape is also the format of the inbox.
 */
import { z } from "zod";
import { ConversationRef, Person } from "./conversation-ref.ts";
import { RichText } from "./rich-text.ts";

const common = {
  /**
   * Unique in the workspace and the same on each delivery: the platform's event id, or one built
   * from what it names.
   */
  id: z.string(),
  /** `slack:T…`, `teams:<tenant>` or `local`. */
  workspace: z.string(),
  /** Time of the event by the platform's clock, in milliseconds since 1970. */
  at: z.number(),
  by: Person,
  /** Time zone of the person (IANA), where the platform tells. */
  zone: z.string().optional(),
  /** Language and region of the person (BCP 47), where the platform tells. */
  locale: z.string().optional(),
  /** True for a guest of the workspace; missing where the platform has not told. */
  guest: z.boolean().optional(),
  place: ConversationRef,
  /**
   * Address by which the platform reaches this conversation again (a Slack channel id, a Teams
   * conversation reference). Opaque to the core, stored with the conversation.
   */
  address: z.json().optional(),
};

export const InboundEvent = z.discriminatedUnion("kind", [
  /**
   * A message. `message` is the platform's id; `addressed` is true for direct messages and mentions,
   * and false for other messages of a thread. The bot's own mention is taken out of `text`.
   */
  z.strictObject({
    ...common,
    kind: z.literal("message"),
    message: z.string(),
    text: RichText,
    addressed: z.boolean(),
  }),
  z.strictObject({ ...common, kind: z.literal("edited"), message: z.string(), text: RichText }),
  z.strictObject({ ...common, kind: z.literal("deleted"), message: z.string() }),
  /** A pressed button: `press` is its action's path, `card` the message that has the button. */
  z.strictObject({
    ...common,
    kind: z.literal("press"),
    press: z.string(),
    card: z.string().optional(),
  }),
  /** A submitted form: `form` is its action's path. */
  z.strictObject({
    ...common,
    kind: z.literal("submitted"),
    form: z.string(),
    values: z.record(z.string(), z.string()),
  }),
  /**
   * A typed command. `here` is the conversation in which it was typed, if it is answered in another;
   * `message` is the platform's id where a command is a message.
   */
  z.strictObject({
    ...common,
    here: ConversationRef.optional(),
    kind: z.literal("command"),
    message: z.string().optional(),
    /** `CommandSpec.name`. */
    command: z.string(),
    text: RichText,
  }),
  /**
   * "Ask the partner questions" on somebody's message, by emoji, shortcut or message extension.
   * `place` is that message's thread; `text` is missing where the platform only named the message
   * (see `PlatformAdapter.readMessage`). `outside` where its author is not of the workspace: `author` is then the
   * colleague who pointed at it.
   */
  z.strictObject({
    ...common,
    kind: z.literal("pointed"),
    message: z.string(),
    author: Person,
    text: RichText.optional(),
    outside: z.literal(true).optional(),
  }),
  /** A person opened the bot's home page, or the direct messages with it. */
  z.strictObject({ ...common, kind: z.literal("opened"), tab: z.enum(["home", "messages"]) }),
  /** The bot was added to a place. */
  z.strictObject({ ...common, kind: z.literal("joined") }),
  /** The bot was removed from a place; its address tells the platform so. */
  z.strictObject({ ...common, kind: z.literal("left") }),
  /** A job that is due: `duty` is its action's path. */
  z.strictObject({ ...common, kind: z.literal("due"), duty: z.string(), subject: z.string() }),
]);
export type InboundEvent = z.infer<typeof InboundEvent>;
export type InboundEventOf<K extends InboundEvent["kind"]> = Extract<InboundEvent, { kind: K }>;
