/** Slack's channels and timestamps in the words of the port. */
import type { ConversationRef } from "../../../platform/conversation-ref.ts";

/** Milliseconds since 1970 of Slack's `1652635099.971779`. */
export const slackTimestampMs = (ts: string): number => Math.round(Number(ts) * 1000);

/** A place, with what it takes to reach it. */
export interface SlackLocation {
  place: ConversationRef;
  address?: { channel: string };
}

/** A person's direct messages, when it is not told which channel they are. */
export const directMessageLocation = (person: string): SlackLocation => ({
  place: { surface: "slack", kind: "personal", id: person },
});

/**
 * Where `person` stands in a Slack conversation. `D…` is the direct messages with the bot; whatever
 * else is a channel, group messages too, since a mention and a press on a button
 * do not tell the two apart, and the same conversation must have the same place each time.
 */
export function slackLocation(channel: string, person: string, thread?: string): SlackLocation {
  const threaded = thread === undefined ? {} : { thread };
  return channel.startsWith("D")
    ? {
        place: { surface: "slack", kind: "personal", id: person, ...threaded },
        address: { channel },
      }
    : { place: { surface: "slack", kind: "channel", id: channel, ...threaded } };
}

/** The thread that a message stands in; its first message is no reply to itself. */
export const slackThreadOf = ({
  ts,
  thread_ts,
}: {
  ts: string;
  thread_ts?: string | undefined;
}): string | undefined => (thread_ts === ts ? undefined : thread_ts);
