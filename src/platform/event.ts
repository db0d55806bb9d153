/**
 * Inbound events of all platforms and the scheduler. They are stored unchanged, so this is also the
 * format of the inbox.
 */
import { z } from "zod";
import { ConversationRef, Person } from "./conversation-ref.ts";
import { RichText } from "./rich-text.ts";

const common = {
  /**
   * Unique in the workspace and equal on each delivery: the platform's event id, or one derived
   * from the content.
   */
  id: z.string(),
  /** `slack:T…`, `teams:<tenant>` or `local`. */
  workspace: z.string(),
  /** Time of the event (Unix ms) by the platform's clock. */
  at: z.number(),
  by: Person,
  /** Time zone of the person (IANA), if the platform sent it; in a turn, else the stored one. */
  zone: z.string().optional(),
  /** Language and region of the person (BCP 47), if the platform tells. */
  locale: z.string().optional(),
  /** Whether the person is a guest; missing if unknown. */
  guest: z.boolean().optional(),
  place: ConversationRef,
  /**
   * Address of the conversation on the platform (a Slack channel id, a Teams conversation
   * reference). Opaque to the core, stored with the conversation.
   */
  address: z.json().optional(),
};

/** What a message belongs to, as a person chose. Names of things are those of their features. */
export const TargetChoice = z.strictObject({
  is: z.enum([
    "answer",
    "not_known",
    "agreement",
    "refusal",
    "control",
    "resolved",
    "withdrawn",
    "addition",
    "keep_private",
    "new_request",
    "status",
    "aside",
    "not_for_bot",
  ]),
  request: z.string().optional(),
  feature: z.string().optional(),
  /** Name of the open thing within its feature, and the kind of answer that it expects. */
  thing: z.string().optional(),
  answers: z.string().optional(),
  isPrivate: z.literal(true).optional(),
  control: z.string().optional(),
});

/** Target that a person chose with a button for words that had been unclear. */
export type TargetChoice = z.infer<typeof TargetChoice>;

/** A file or picture of a message: its name, and its address on the platform if known. */
export const MessageFile = z.strictObject({ name: z.string(), link: z.string().optional() });

/** A file or picture of a message. */
export type MessageFile = z.infer<typeof MessageFile>;

/** A message that another one answers, quotes or forwards, as far as the platform tells. */
export const QuotedMessage = z.strictObject({
  message: z.string().optional(),
  /** Missing if the author is the bot or unknown. */
  author: Person.optional(),
  text: RichText,
  /** Of several messages that are forwarded at once: the text of each. */
  parts: z.array(RichText).optional(),
});

/** A message that another one answers, quotes or forwards. */
export type QuotedMessage = z.infer<typeof QuotedMessage>;

/** What arrives from a platform or from the scheduler, as it is stored in the queue. */
export const InboundEvent = z.discriminatedUnion("kind", [
  /**
   * Message. `message` is the platform's id; `addressed` is true for direct messages and mentions.
   * `text` omits the bot's own mention; of a message without words that forwards another, it is the
   * other's.
   */
  z.strictObject({
    ...common,
    kind: z.literal("message"),
    message: z.string(),
    text: RichText,
    addressed: z.boolean(),
    quoted: QuotedMessage.optional(),
    /** Files and pictures of the message, whose contents are not read. */
    files: z.array(MessageFile).optional(),
    /** It has no words because it consists of nothing but the bot's mention. */
    isBare: z.literal(true).optional(),
    /** For a message that waited for a choice: that choice, and the id under which it waited. */
    chosen: z
      .strictObject({ held: z.string(), target: TargetChoice, isByDefault: z.boolean() })
      .optional(),
  }),
  /** Changed text of a message. `addressed`: it mentions the bot. */
  z.strictObject({
    ...common,
    kind: z.literal("edited"),
    message: z.string(),
    text: RichText,
    files: z.array(MessageFile).optional(),
    addressed: z.literal(true).optional(),
  }),
  z.strictObject({ ...common, kind: z.literal("deleted"), message: z.string() }),
  /** Pressed button: `press` is its action's path, `card` the message with the button. */
  z.strictObject({
    ...common,
    kind: z.literal("press"),
    press: z.string(),
    card: z.string().optional(),
  }),
  /** Submitted form: `form` is its action's path. */
  z.strictObject({
    ...common,
    kind: z.literal("submitted"),
    form: z.string(),
    values: z.record(z.string(), z.string()),
  }),
  /**
   * Typed command. `here` is the conversation in which it was typed, if it is answered in another;
   * `message` is the platform's id if the command is a message.
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
   * "Ask the partner questions" on a message, by emoji, shortcut or message extension. `place` is
   * that message's thread; `text` is missing if the platform only named the message (see
   * `PlatformAdapter.readMessage`). With `outside`, its author is not of the workspace and `author`
   * is the colleague who used the action.
   */
  z.strictObject({
    ...common,
    kind: z.literal("pointed"),
    message: z.string(),
    author: Person,
    text: RichText.optional(),
    outside: z.literal(true).optional(),
  }),
  /** Thumbs-up on a message of the bot. */
  z.strictObject({ ...common, kind: z.literal("approved"), message: z.string() }),
  /** Opened Home tab, or direct messages with the bot. */
  z.strictObject({ ...common, kind: z.literal("opened"), tab: z.enum(["home", "messages"]) }),
  /** Bot added to a place; `isInstalled`: by a person who may add apps there. */
  z.strictObject({
    ...common,
    kind: z.literal("joined"),
    isInstalled: z.literal(true).optional(),
  }),
  /** Bot removed from a place, as its address tells the platform. */
  z.strictObject({ ...common, kind: z.literal("left") }),
  /** A place that may take messages again, as it was unarchived or restored. Never stored. */
  z.strictObject({ ...common, kind: z.literal("reopened") }),
  /** Due job: `job` is its action's path. */
  z.strictObject({ ...common, kind: z.literal("due"), job: z.string(), subject: z.string() }),
]);
export type InboundEvent = z.infer<typeof InboundEvent>;

/** Event of one kind. */
export type InboundEventOf<K extends InboundEvent["kind"]> = Extract<InboundEvent, { kind: K }>;

/** Returns the people whom an event's words mention. */
export const mentionedIn = (event: InboundEvent): string[] =>
  "text" in event && event.text
    ? event.text.flatMap((span) =>
        typeof span === "object" && "person" in span ? [span.person] : [],
      )
    : [];
