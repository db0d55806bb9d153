/**
 * Everything that can reach the core, whichever platform it comes from. Stored as it is, so its
 * shape is also the format of the `arrivals` table.
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
  /** When it happened, by the platform, in milliseconds since 1970. */
  at: z.number(),
  by: Person,
  /** The time zone of whoever did it (IANA), where the platform tells. */
  zone: z.string().optional(),
  /** Their language and region (BCP 47), where the platform tells. */
  locale: z.string().optional(),
  /** True for a guest of the workspace; missing where the platform has not told. */
  guest: z.boolean().optional(),
  place: ConversationRef,
  /**
   * What the surface wants back to reach this place again (a Slack channel id, a Teams conversation
   * reference). Opaque to the core, kept with the place.
   */
  address: z.json().optional(),
};

export const InboundEvent = z.discriminatedUnion("kind", [
  /**
   * Somebody wrote. `message` is the platform's id of the message; `addressed` tells a direct
   * message or a mention from talk that the bot merely overhears in a thread. The bot's own mention
   * is already taken out of `text`.
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
  /** A button was pressed; `press` is the button's own, `card` the message that it stands on. */
  z.strictObject({
    ...common,
    kind: z.literal("press"),
    press: z.string(),
    card: z.string().optional(),
  }),
  /** A form came back; `form` is the form's own id. */
  z.strictObject({
    ...common,
    kind: z.literal("submitted"),
    form: z.string(),
    values: z.record(z.string(), z.string()),
  }),
  /**
   * `here` is where it was typed, if that is not where it is answered; `message` the platform's id
   * where a command is a message.
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
   * (see `Surface.quote`). `outside` where its author is not of the workspace: `author` is then the
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
  /** Somebody opened the bot's home page, or the direct messages with it. */
  z.strictObject({ ...common, kind: z.literal("opened"), tab: z.enum(["home", "messages"]) }),
  /** The bot was added to a place. */
  z.strictObject({ ...common, kind: z.literal("joined") }),
  /** The bot was removed from a place; its address now says so to the surface. */
  z.strictObject({ ...common, kind: z.literal("left") }),
  /** A planned duty came due; the clock is one more ear. */
  z.strictObject({ ...common, kind: z.literal("due"), duty: z.string(), subject: z.string() }),
]);
export type InboundEvent = z.infer<typeof InboundEvent>;
export type InboundEventOf<K extends InboundEvent["kind"]> = Extract<InboundEvent, { kind: K }>;
