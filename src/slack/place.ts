/** Slack's channels and timestamps in the words of the port. */
import type { Place } from "../surface/place.ts";

/** Milliseconds since 1970 of Slack's `1652635099.971779`. */
export const instant = (ts: string): number => Math.round(Number(ts) * 1000);

/** A place, with what it takes to reach it. */
export interface Where {
  place: Place;
  address?: { channel: string };
}

/** A person's direct messages, when it is not told which channel they are. */
export const personal = (person: string): Where => ({ place: { surface: "slack", kind: "personal", id: person } });

/**
 * Where `person` stands in a Slack conversation. `D…` is the direct messages with the bot; whatever else is a channel, group messages too, since a mention and a press on a button
 * do not tell the two apart, and the same conversation must have the same place each time.
 */
export function where(channel: string, person: string, thread?: string): Where {
  const threaded = thread === undefined ? {} : { thread };
  return channel.startsWith("D")
    ? { place: { surface: "slack", kind: "personal", id: person, ...threaded }, address: { channel } }
    : { place: { surface: "slack", kind: "channel", id: channel, ...threaded } };
}

/** The thread that a message stands in; its first message is no reply to itself. */
export const threadOf = ({ ts, thread_ts }: { ts: string; thread_ts?: string | undefined }): string | undefined => (thread_ts === ts ? undefined : thread_ts);
