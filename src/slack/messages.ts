/** Messages said, edited and deleted. Speech of people only: what bots say, and Slack's own notices, are no arrivals. */
import type { Arrival } from "../surface/arrival.ts";
import type { Message, MessageEvent } from "./payloads.ts";
import { instant, threadOf, where } from "./place.ts";
import { speech } from "./prose.ts";

/** Subtypes under which people speak; all the others are notices ("has joined", "set the topic") or bots. */
const spoken = new Set([undefined, "file_share", "me_message", "thread_broadcast"]);

const byPerson = (message: Message, bot: string): message is Message & { user: string } =>
  message.user !== undefined && message.user !== bot && message.bot_id === undefined;

const mentions = ({ text = "" }: Message, bot: string): boolean => text.includes(`<@${bot}>`) || text.includes(`<@${bot}|`);

/**
 * The place of a message's conversation: on a channel it lives in the message's thread, whether that has begun or not.
 * None for what people say at the top of a channel to each other: a thread begins with a mention of the bot, or by others' replies.
 */
function conversation(channel: string, message: Message & { user: string }, addressed: boolean) {
  if (channel.startsWith("D")) return where(channel, message.user, threadOf(message));
  return addressed || message.thread_ts !== undefined ? where(channel, message.user, message.thread_ts ?? message.ts) : undefined;
}

export function hear(event: MessageEvent, of: { id: string; workspace: string }, bot: string): Arrival[] {
  const { channel, subtype } = event;
  const changed = subtype === "message_changed";
  // A first message that is deleted while its replies stay becomes a "tombstone".
  const deleted = subtype === "message_deleted" || (changed && event.message?.subtype === "tombstone");
  const message = deleted ? event.previous_message : changed ? event.message : event;
  if (!message || !spoken.has(message.subtype) || !byPerson(message, bot)) return [];

  const addressed = event.type === "app_mention" || channel.startsWith("D") || mentions(message, bot);
  const at = conversation(channel, message, addressed);
  if (!at) return [];
  const common = { ...of, at: instant(event.event_ts ?? event.ts), by: { id: message.user }, ...at, message: message.ts };

  if (deleted) return [{ ...common, kind: "deleted" }];
  if (!changed) return [{ ...common, kind: "message", addressed, text: speech(message, bot) }];
  // Slack reports a change too when it adds the preview of a link, or a reply to the thread.
  return message.text === event.previous_message?.text ? [] : [{ ...common, kind: "edited", text: speech(message, bot) }];
}
