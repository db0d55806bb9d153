/** Inbound events for tests, as a platform would report them. */
import { randomUUID } from "node:crypto";
import type { ConversationRef, PlatformName } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent, InboundEventOf } from "../../src/platform/event.ts";
import type { RichText } from "../../src/platform/rich-text.ts";

export const testWorkspace = "slack:T1";

/** A Tuesday, 10:00 UTC. */
export const testMorning = "2027-03-02T10:00:00Z";

export const directMessages = (
  person: string,
  platform: PlatformName = "slack",
): ConversationRef => ({ platform, kind: "personal", id: person });

export const channelRef = (
  id: string,
  thread?: string,
  platform: PlatformName = "slack",
): ConversationRef => ({ platform, kind: "channel", id, thread });

type Common = Pick<
  InboundEvent,
  "id" | "workspace" | "at" | "by" | "zone" | "locale" | "guest" | "place" | "address"
>;

/**
 * Author and origin of an event: a person's id, or more fields. By default the event comes from
 * their direct messages and has a unique id.
 */
export type EventSource = string | (Partial<Common> & Pick<Common, "by">);

function commonOf(source: EventSource): Common {
  const given = typeof source === "string" ? { by: { id: source } } : source;
  const { workspace = testWorkspace, by } = given;
  const platform = workspace.split(":")[0] as PlatformName;
  return {
    id: randomUUID(),
    workspace,
    at: Date.parse(testMorning),
    place: directMessages(by.id, platform),
    ...given,
  };
}

const richText = (text: string | RichText): RichText => (typeof text === "string" ? [text] : text);

/** Returns a message to the bot; the same `message` id makes it a repeated delivery. */
export const messageEvent = (
  source: EventSource,
  text: string | RichText,
  message: string = randomUUID(),
  more: Partial<InboundEventOf<"message">> = {},
): InboundEventOf<"message"> => ({
  ...commonOf(source),
  ...(typeof source === "string" && { id: `event of ${message}` }),
  kind: "message",
  message,
  text: richText(text),
  addressed: true,
  ...more,
});

export const editedEvent = (
  source: EventSource,
  message: string,
  text: string | RichText,
): InboundEventOf<"edited"> => ({
  ...commonOf(source),
  kind: "edited",
  message,
  text: richText(text),
});

export const deletedEvent = (source: EventSource, message: string): InboundEventOf<"deleted"> => ({
  ...commonOf(source),
  kind: "deleted",
  message,
});

/** @param card - Id of the message that shows the button. */
export const pressEvent = (
  source: EventSource,
  press: string,
  card?: string,
): InboundEventOf<"press"> => ({ ...commonOf(source), kind: "press", press, card });

export const submittedEvent = (
  source: EventSource,
  form: string,
  values: Record<string, string>,
): InboundEventOf<"submitted"> => ({ ...commonOf(source), kind: "submitted", form, values });

export const commandEvent = (
  source: EventSource,
  command: InboundEventOf<"command">["command"],
  text: string | RichText,
  more: Partial<InboundEventOf<"command">> = {},
): InboundEventOf<"command"> => ({
  ...commonOf(source),
  kind: "command",
  command,
  text: text === "" ? [] : richText(text),
  ...more,
});

export const openedEvent = (
  source: EventSource,
  tab: "home" | "messages" = "home",
): InboundEventOf<"opened"> => ({ ...commonOf(source), kind: "opened", tab });

export const dueEvent = (
  source: EventSource,
  job: string,
  subject: string,
): InboundEventOf<"due"> => ({ ...commonOf(source), kind: "due", job, subject });
