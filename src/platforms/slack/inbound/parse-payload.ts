/**
 * Slack's payloads to arrivals, without a look at anything else: the same payload gives the same
 * arrivals, however often it is delivered.
 */
import type { InboundEvent } from "../../../platform/event.ts";
import { slackEventSubscriptions } from "../app-config.ts";
import { EventCallback, slackWorkspaceId } from "../payloads.ts";
import { slackLocation, slackTimestampMs } from "./location.ts";
import { parseSlackInteraction } from "./parse-interaction.ts";
import { parseSlackMessageEvent } from "./parse-message.ts";

/** A payload of any kind, of which only the kind is known. */
export interface SlackPayload {
  type?: unknown;
  command?: unknown;
  event?: { type?: unknown } | null;
}

/**
 * `bot` is the bot's own user id, `emoji` the one that points; `now` stands in where Slack tells no
 * time.
 */
export interface SlackParseOptions {
  bot: string;
  emoji: string;
  now: number;
}

function fromEvent(payload: SlackPayload, { bot, emoji }: SlackParseOptions): InboundEvent[] {
  const { event, event_id: id } = EventCallback.parse(payload);
  const workspace = slackWorkspaceId(payload);
  if ("ts" in event) return parseSlackMessageEvent(event, { id, workspace }, bot);

  const common = { id, workspace, at: slackTimestampMs(event.event_ts), by: { id: event.user } };
  switch (event.type) {
    case "reaction_added": {
      const { channel, ts } = event.item;
      const author = event.item_user ?? event.user;
      if (
        event.reaction !== emoji ||
        event.user === bot ||
        author === bot ||
        channel === undefined ||
        ts === undefined
      )
        return [];
      return [
        {
          ...common,
          kind: "pointed",
          ...slackLocation(channel, event.user, channel.startsWith("D") ? undefined : ts),
          message: ts,
          author: { id: author },
        },
      ];
    }
    case "app_home_opened":
      return event.tab === "home" || event.tab === "messages"
        ? [
            {
              ...common,
              kind: "opened",
              ...slackLocation(event.channel, event.user),
              tab: event.tab,
            },
          ]
        : [];
    case "member_joined_channel":
      return event.user === bot
        ? [
            {
              ...common,
              kind: "joined",
              by: { id: event.inviter ?? bot },
              ...slackLocation(event.channel, bot),
            },
          ]
        : [];
  }
}

/** Nothing for the kinds that we do not know. Throws when a kind that we know has another shape. */
export function parseSlackPayload(
  payload: SlackPayload,
  listener: SlackParseOptions,
): InboundEvent[] {
  if (payload.event === undefined)
    return parseSlackInteraction(payload, listener.bot, listener.now);
  return Object.hasOwn(slackEventSubscriptions, String(payload.event?.type))
    ? fromEvent(payload, listener)
    : [];
}
