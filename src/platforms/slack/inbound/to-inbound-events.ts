/**
 * Conversion of parsed payloads to inbound events. Pure: a payload gives the same events with the
 * same ids on each delivery.
 */

import { isMentionedInPassing } from "../../../nlu/rules/references/mention.ts";
import type { CommandSpec } from "../../../platform/adapter.ts";
import type { ConversationRef } from "../../../platform/conversation-ref.ts";
import type { InboundEvent } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import type { SlackMessage, SlackMessageEvent } from "../payload-shapes.ts";
import { type SlackPayload, slackLocation, slackThreadOf, slackTimestampMs } from "../payloads.ts";
import { type NameOf, noNames } from "../workspace/place-names.ts";
import { actionEvents, commandEvents, shortcutEvents, submissionEvents } from "./interactions.ts";
import { listSlackFiles, readSlackMessage, readSlackMessageWords } from "./message-words.ts";

/** What the conversion of payloads needs of the workspace. */
export interface SlackConversionOptions {
  commands: readonly CommandSpec[];
  /** The bot's own user id. */
  bot: string;
  /** Name of the emoji that starts a request from a message. */
  emoji: string;
  /** Time (ms since 1970) for payloads without one. */
  now: number;
  /** Names of channels and user groups, as far as they are known. */
  nameOf?: NameOf;
}

/**
 * Subtypes of messages of people; all others are notices ("has joined", "set the topic") or bots.
 */
const spokenSubtypes = new Set([undefined, "file_share", "me_message", "thread_broadcast"]);

/** The user of Slack's own notices and of emails to a channel. */
const slackbot = "USLACKBOT";

const isByWorkflow = ({ workflow_id, bot_profile, bot_id }: SlackMessage): boolean =>
  bot_id !== undefined && (workflow_id !== undefined || bot_profile?.is_workflow_bot === true);

/** Returns the only person that a text names, besides the bot. */
function onlyPersonIn(text: RichText, bot: string): string | undefined {
  const named = text.flatMap((span) =>
    typeof span === "object" && "person" in span && span.person !== bot ? [span.person] : [],
  );
  const [person, ...others] = new Set(named);
  return others.length === 0 ? person : undefined;
}

/**
 * Returns the author of a message. A workflow posts what a person filled in, so it speaks for the
 * person whom it names. Undefined for other bots and for notices.
 */
function authorOf(message: SlackMessage, { bot, nameOf = noNames }: SlackConversionOptions) {
  const { user, subtype } = message;
  if (isByWorkflow(message)) return onlyPersonIn(readSlackMessageWords(message, bot, nameOf), bot);
  return spokenSubtypes.has(subtype) && user !== bot && user !== slackbot ? user : undefined;
}

/**
 * Returns the author of a message that an app posted with the token of a person or of its own bot,
 * which only the author's profile distinguishes.
 */
export function slackAppAuthor(payload: SlackPayload): string | undefined {
  if (payload.kind !== "event" || !("ts" in payload.event)) return undefined;
  const { event } = payload;
  const message = event.message ?? event.previous_message ?? event;
  return message.bot_id === undefined || isByWorkflow(message) ? undefined : message.user;
}

/**
 * Returns the thread in which to tell a workflow that mentions the bot that it has to name the
 * person who asks.
 */
export function unnamedWorkflowThread(
  payload: SlackPayload,
  options: SlackConversionOptions,
): ConversationRef | undefined {
  if (payload.kind !== "event" || payload.event.type !== "app_mention") return undefined;
  const { event } = payload;
  return isByWorkflow(event) && authorOf(event, options) === undefined
    ? slackLocation(event.channel, "", event.thread_ts ?? event.ts).place
    : undefined;
}

/** Returns how a message mentions the bot: not at all, in passing, or to address it. */
function mentionOf({ text = "" }: SlackMessage, bot: string): "none" | "passing" | "address" {
  const [before = "", after, ...more] = text.split(new RegExp(`<@${bot}(?:\\|[^>]*)?>`));
  if (after === undefined) return "none";
  return more.length === 0 && isMentionedInPassing(before, after) ? "passing" : "address";
}

/**
 * Returns the place of a message's conversation: in a channel the message's thread, started or not.
 * Undefined for messages that people write to each other in a channel: a thread starts with a
 * mention of the bot, or with replies. In a group chat, people also answer outside of the thread:
 * such a message has the chat as its place, and the engine finds the thread.
 */
function conversationOf(
  { channel, channel_type }: SlackMessageEvent,
  { author, message, addressed }: { author: string; message: SlackMessage; addressed: boolean },
) {
  if (channel.startsWith("D") || (!addressed && channel_type === "mpim"))
    return slackLocation(channel, author, slackThreadOf(message));
  return addressed || message.thread_ts !== undefined
    ? slackLocation(channel, author, message.thread_ts ?? message.ts)
    : undefined;
}

function messageEvents(
  event: SlackMessageEvent,
  source: { id: string; workspace: string },
  options: SlackConversionOptions,
): InboundEvent[] {
  const { bot, nameOf = noNames } = options;
  const { channel, subtype } = event;
  const isChanged = subtype === "message_changed";
  // A root message that is deleted while its replies stay becomes a "tombstone".
  const isDeleted =
    subtype === "message_deleted" || (isChanged && event.message?.subtype === "tombstone");
  const message = isDeleted ? event.previous_message : isChanged ? event.message : event;
  const author = message && authorOf(message, options);
  if (!message || author === undefined) return [];

  const mention = mentionOf(message, bot);
  const addressed =
    channel.startsWith("D") ||
    mention === "address" ||
    (event.type === "app_mention" && mention === "none");
  // a workflow only ever asks: it answers nothing, and later changes are not the person's
  if (isByWorkflow(message) && (!addressed || isChanged || isDeleted)) return [];
  const location = conversationOf(event, { author, message, addressed });
  if (!location) return [];
  const common = {
    ...source,
    at: slackTimestampMs(event.event_ts ?? event.ts),
    by: { id: author },
    ...location,
    message: message.ts,
  };

  if (isDeleted) return [{ ...common, kind: "deleted" }];
  const listed = listSlackFiles(message.files);
  const files = listed.length > 0 ? listed : undefined;
  if (!isChanged) {
    const { text, quoted } = readSlackMessage(message, bot, nameOf);
    const isBare = text.length === 0 && !message.files?.length && !message.attachments?.length;
    return [
      {
        ...common,
        kind: "message",
        addressed,
        text,
        quoted,
        files,
        isBare: isBare || undefined,
      },
    ];
  }
  // Slack also reports a change when it adds a link preview, or a reply to the thread.
  if (message.text === event.previous_message?.text) return [];
  const text = readSlackMessageWords(message, bot, nameOf);
  return [
    {
      ...common,
      kind: "edited",
      text,
      files,
      addressed: mention === "address" || undefined,
    },
  ];
}

/** Slack's names for a thumbs-up, in any skin tone. */
const isThumbsUp = (reaction: string): boolean => /^(?:\+1|thumbsup)(?:::|$)/.test(reaction);

function deliveredEvents(
  { id, workspace, event }: SlackPayload & { kind: "event" },
  options: SlackConversionOptions,
): InboundEvent[] {
  if ("ts" in event) return messageEvents(event, { id, workspace }, options);
  const { bot, emoji, now } = options;
  if (!("user" in event)) {
    const at = event.event_ts === undefined ? now : slackTimestampMs(event.event_ts);
    const place = slackLocation(event.channel, bot);
    return [{ id, workspace, at, by: { id: bot }, kind: "reopened", ...place }];
  }

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
      return shortcutEvents(payload, options);
    case "command":
      return commandEvents(payload, options);
    default:
      return [];
  }
}
