/**
 * Messages said, edited and deleted. Speech of people only: what bots say, and Slack's own notices,
 * are no arrivals.
 */
import type { InboundEvent } from "../../../platform/event.ts";
import type { SlackMessage, SlackMessageEvent } from "../payloads.ts";
import { slackLocation, slackThreadOf, slackTimestampMs } from "./location.ts";
import { readSlackMessageText } from "./message-text.ts";

/**
 * Subtypes under which people speak; all the others are notices ("has joined", "set the topic") or
 * bots.
 */
const spoken = new Set([undefined, "file_share", "me_message", "thread_broadcast"]);

const byPerson = (message: SlackMessage, bot: string): message is SlackMessage & { user: string } =>
  message.user !== undefined && message.user !== bot && message.bot_id === undefined;

const mentions = ({ text = "" }: SlackMessage, bot: string): boolean =>
  text.includes(`<@${bot}>`) || text.includes(`<@${bot}|`);

/**
 * The place of a message's conversation: on a channel it lives in the message's thread, whether
 * that has begun or not.
 * None for what people say at the top of a channel to each other: a thread begins with a mention of
 * the bot, or by others' replies.
 */
function conversation(
  channel: string,
  message: SlackMessage & { user: string },
  addressed: boolean,
) {
  if (channel.startsWith("D")) return slackLocation(channel, message.user, slackThreadOf(message));
  return addressed || message.thread_ts !== undefined
    ? slackLocation(channel, message.user, message.thread_ts ?? message.ts)
    : undefined;
}

export function parseSlackMessageEvent(
  event: SlackMessageEvent,
  of: { id: string; workspace: string },
  bot: string,
): InboundEvent[] {
  const { channel, subtype } = event;
  const changed = subtype === "message_changed";
  // A first message that is deleted while its replies stay becomes a "tombstone".
  const deleted =
    subtype === "message_deleted" || (changed && event.message?.subtype === "tombstone");
  const message = deleted ? event.previous_message : changed ? event.message : event;
  if (!message || !spoken.has(message.subtype) || !byPerson(message, bot)) return [];

  const addressed =
    event.type === "app_mention" || channel.startsWith("D") || mentions(message, bot);
  const at = conversation(channel, message, addressed);
  if (!at) return [];
  const common = {
    ...of,
    at: slackTimestampMs(event.event_ts ?? event.ts),
    by: { id: message.user },
    ...at,
    message: message.ts,
  };

  if (deleted) return [{ ...common, kind: "deleted" }];
  if (!changed)
    return [{ ...common, kind: "message", addressed, text: readSlackMessageText(message, bot) }];
  // Slack reports a change too when it adds the preview of a link, or a reply to the thread.
  return message.text === event.previous_message?.text
    ? []
    : [{ ...common, kind: "edited", text: readSlackMessageText(message, bot) }];
}
