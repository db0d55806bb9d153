/**
 * Conversion of parsed payloads to inbound events. Pure: a payload gives the same events with the
 * same ids on each delivery.
 */
import type { CommandSpec } from "../../../platform/adapter.ts";
import type { InboundEvent, QuotedMessage } from "../../../platform/event.ts";
import { isMentionedInPassing } from "../../../platform/mention.ts";
import type { SlackMessage, SlackMessageEvent } from "../payload-shapes.ts";
import { type SlackPayload, slackLocation, slackThreadOf, slackTimestampMs } from "../payloads.ts";
import { actionEvents, commandEvents, shortcutEvents, submissionEvents } from "./interactions.ts";
import { readSlackMessageText } from "./message-text.ts";

export interface SlackConversionOptions {
  commands: readonly CommandSpec[];
  /** The bot's own user id. */
  bot: string;
  /** Name of the emoji that starts a request from a message. */
  emoji: string;
  /** Time (ms since 1970) for payloads without one. */
  now: number;
}

/**
 * Subtypes of messages of people; all others are notices ("has joined", "set the topic") or bots.
 */
const spokenSubtypes = new Set([undefined, "file_share", "me_message", "thread_broadcast"]);

type PersonalMessage = SlackMessage & { user: string };

const isByPerson = (message: SlackMessage, bot: string): message is PersonalMessage =>
  message.user !== undefined && message.user !== bot && message.bot_id === undefined;

/** Returns how a message mentions the bot: not at all, in passing, or to address it. */
function mentionOf({ text = "" }: SlackMessage, bot: string): "none" | "passing" | "address" {
  const [before = "", after, ...more] = text.split(new RegExp(`<@${bot}(?:\\|[^>]*)?>`));
  if (after === undefined) return "none";
  return more.length === 0 && isMentionedInPassing(before, after) ? "passing" : "address";
}

/**
 * Returns the place of a message's conversation: in a channel the message's thread, started or not.
 * Undefined for messages that people write to each other in a channel: a thread starts with a
 * mention of the bot, or with replies.
 */
function conversationOf(channel: string, message: PersonalMessage, addressed: boolean) {
  if (channel.startsWith("D")) return slackLocation(channel, message.user, slackThreadOf(message));
  return addressed || message.thread_ts !== undefined
    ? slackLocation(channel, message.user, message.thread_ts ?? message.ts)
    : undefined;
}

/** Returns the forwarded message, if there is one with words. */
function quotedIn({ attachments = [] }: SlackMessage, bot: string): QuotedMessage | undefined {
  for (const { ts, author_id, text, message_blocks = [] } of attachments) {
    const blocks = message_blocks.flatMap(({ message }) => message.blocks);
    const words = readSlackMessageText({ text, ...(blocks.length > 0 && { blocks }) });
    if (words.length > 0)
      return {
        text: words,
        ...(ts !== undefined && { message: ts }),
        ...(author_id !== undefined && author_id !== bot && { author: { id: author_id } }),
      };
  }
  return undefined;
}

/** Returns the text of files: the transcription of a voice clip, and the text of a snippet. */
const wordsOfFiles = ({ files = [] }: SlackMessage): string =>
  files
    .map(({ transcription, mode, preview }) =>
      (transcription?.preview.content ?? (mode === "snippet" ? preview : undefined) ?? "").trim(),
    )
    .filter(Boolean)
    .join("\n");

/**
 * Returns a message's own text, or without any the text that it forwards or has in its files, and
 * the message that it forwards.
 */
function wordsOf(message: SlackMessage, bot: string) {
  const own = readSlackMessageText(message, bot);
  const quoted = quotedIn(message, bot);
  const inFiles = own.length === 0 && !quoted ? wordsOfFiles(message) : "";
  return {
    text: own.length > 0 ? own : (quoted?.text ?? (inFiles ? [inFiles] : [])),
    ...(quoted && { quoted }),
  };
}

function messageEvents(
  event: SlackMessageEvent,
  source: { id: string; workspace: string },
  bot: string,
): InboundEvent[] {
  const { channel, subtype } = event;
  const isChanged = subtype === "message_changed";
  // A root message that is deleted while its replies stay becomes a "tombstone".
  const isDeleted =
    subtype === "message_deleted" || (isChanged && event.message?.subtype === "tombstone");
  const message = isDeleted ? event.previous_message : isChanged ? event.message : event;
  if (!message || !spokenSubtypes.has(message.subtype) || !isByPerson(message, bot)) return [];

  const mention = mentionOf(message, bot);
  const addressed =
    channel.startsWith("D") ||
    mention === "address" ||
    (event.type === "app_mention" && mention === "none");
  const location = conversationOf(channel, message, addressed);
  if (!location) return [];
  const common = {
    ...source,
    at: slackTimestampMs(event.event_ts ?? event.ts),
    by: { id: message.user },
    ...location,
    message: message.ts,
  };

  if (isDeleted) return [{ ...common, kind: "deleted" }];
  if (!isChanged) return [{ ...common, kind: "message", addressed, ...wordsOf(message, bot) }];
  // Slack also reports a change when it adds a link preview, or a reply to the thread.
  if (message.text === event.previous_message?.text) return [];
  const text = readSlackMessageText(message, bot);
  return [{ ...common, kind: "edited", text, ...(mention === "address" && { addressed: true }) }];
}

/** Slack's names for a thumbs-up, in any skin tone. */
const isThumbsUp = (reaction: string): boolean => /^(?:\+1|thumbsup)(?:::|$)/.test(reaction);

function deliveredEvents(
  { id, workspace, event }: SlackPayload & { kind: "event" },
  { bot, emoji }: SlackConversionOptions,
): InboundEvent[] {
  if ("ts" in event) return messageEvents(event, { id, workspace }, bot);

  const common = { id, workspace, at: slackTimestampMs(event.event_ts), by: { id: event.user } };
  switch (event.type) {
    case "reaction_added": {
      const { channel, ts } = event.item;
      const author = event.item_user ?? event.user;
      if (event.user === bot || channel === undefined || ts === undefined) return [];
      if (author === bot)
        return isThumbsUp(event.reaction)
          ? [{ ...common, kind: "approved", ...slackLocation(channel, event.user), message: ts }]
          : [];
      if (event.reaction !== emoji) return [];
      const location = slackLocation(channel, event.user, channel.startsWith("D") ? undefined : ts);
      return [{ ...common, kind: "pointed", ...location, message: ts, author: { id: author } }];
    }
    case "app_home_opened": {
      const { tab } = event;
      return tab === "home" || tab === "messages"
        ? [{ ...common, kind: "opened", ...slackLocation(event.channel, event.user), tab }]
        : [];
    }
    case "member_joined_channel": {
      const by = { id: event.inviter ?? bot };
      return event.user === bot
        ? [{ ...common, kind: "joined", by, ...slackLocation(event.channel, bot) }]
        : [];
    }
  }
}

/**
 * Returns the events of a payload; none if it holds nothing for the core.
 * @throws if a submitted form is not one of ours
 */
export function toInboundEvents(
  payload: SlackPayload,
  options: SlackConversionOptions,
): InboundEvent[] {
  switch (payload.kind) {
    case "event":
      return deliveredEvents(payload, options);
    case "actions":
      return actionEvents(payload);
    case "submission":
      return submissionEvents(payload, options.now);
    case "shortcut":
      return shortcutEvents(payload, options.bot);
    case "command":
      return commandEvents(payload, options);
    default:
      return [];
  }
}
