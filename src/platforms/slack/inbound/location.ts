/** Conversion of Slack's channels and timestamps to places and instants. */
import type { ConversationRef } from "../../../platform/conversation-ref.ts";

/** Converts Slack's `1652635099.971779` to milliseconds since 1970. */
export const slackTimestampMs = (ts: string): number => Math.round(Number(ts) * 1000);

/** A place with its address. */
export interface SlackLocation {
  place: ConversationRef;
  address?: { channel: string };
}

/** Returns a person's direct messages if their channel is unknown. */
export const directMessageLocation = (person: string): SlackLocation => ({
  place: { surface: "slack", kind: "personal", id: person },
});

/**
 * Returns the place of a Slack conversation. `D…` is `person`'s direct messages with the bot. All
 * others count as channels, also group messages, because mentions and presses do not distinguish
 * them and a conversation needs the same place each time.
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

/** Returns the thread of a message; the root message is no reply to itself. */
export const slackThreadOf = ({
  ts,
  thread_ts,
}: {
  ts: string;
  thread_ts?: string | undefined;
}): string | undefined => (thread_ts === ts ? undefined : thread_ts);
