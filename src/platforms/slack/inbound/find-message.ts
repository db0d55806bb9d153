/** Looking at what stands in Slack: whether a message arrived, and what somebody pointed at. */
import type { WebClient } from "@slack/web-api";
import type { OutboundMessage } from "../../../platform/adapter.ts";
import type { ConversationRef, Person } from "../../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { resolveSlackChannel } from "../outbound/resolve-channel.ts";
import type { SlackMessage } from "../payload-shapes.ts";
import { type SlackFailure, slackErrorCode, toSlackFailure } from "../workspace/api-errors.ts";
import { readSlackMessageText } from "./message-text.ts";

/**
 * Messages a page, and the most pages of a conversation, that are looked through for a lost one. It
 * may be looked for hours later, when Slack works again.
 */
const page = { conversation: 200, thread: 1000 };
const mostPages = 5;

type Read = SlackMessage & { metadata?: { event_payload?: { id?: unknown } } };

/**
 * One message, wherever it stands: `ts` may be a thread's first message, a reply or a message
 * without replies.
 */
async function one(client: WebClient, channel: string, ts: string): Promise<Read | undefined> {
  const { messages = [] } = await client.conversations.replies({
    channel,
    ts,
    oldest: ts,
    latest: ts,
    inclusive: true,
    limit: 2,
    include_all_metadata: true,
  });
  return (messages as Read[]).find((message) => message.ts === ts);
}

/** The messages back to `since`, in seconds; undefined where they are too many to look through. */
async function latest(
  client: WebClient,
  channel: string,
  thread: string | undefined,
  since: number,
): Promise<Read[] | undefined> {
  if (thread !== undefined) {
    const { messages, has_more } = await client.conversations.replies({
      channel,
      ts: thread,
      limit: page.thread,
      include_all_metadata: true,
    });
    return has_more ? undefined : (messages as Read[]);
  }
  const all: Read[] = [];
  for (let pages = 0; pages < mostPages; pages++) {
    const before = all.at(-1)?.ts;
    const { messages = [], has_more } = await client.conversations.history({
      ...{ channel, limit: page.conversation, include_all_metadata: true },
      ...(before !== undefined && { latest: before }),
    });
    all.push(...(messages as Read[]));
    if (!has_more || Number(all.at(-1)?.ts) < since) return all;
  }
  return undefined;
}

/**
 * See `Surface.find`; `bot` is the bot's own user id, without which nothing can be told yet: Slack
 * has not answered the first call.
 */
export async function findSlackMessage(
  client: WebClient,
  bot: string | undefined,
  message: OutboundMessage,
): Promise<{ message: string } | "absent" | SlackFailure | undefined> {
  if (message.kind === "home") return undefined;
  if (bot === undefined) return { kind: "refused", code: "not_yet" };
  try {
    const { channel } = await resolveSlackChannel(client, message);
    const target =
      message.kind === "revise" && message.target !== undefined
        ? await one(client, channel, message.target)
        : undefined;
    const all = target
      ? [target]
      : await latest(
          client,
          channel,
          message.place.thread,
          (message.queuedAt?.getTime() ?? 0) / 1_000,
        );
    const ours = all?.filter(({ user }) => target !== undefined || user === bot);
    if (!ours) return undefined;
    const found = ours.find(({ metadata }) => metadata?.event_payload?.id === message.id);
    if (found) return { message: found.ts };
    // All that we say carries an id: where none shows, Slack keeps them from us, and absence proves
    // nothing.
    return ours.every(({ metadata }) => metadata?.event_payload?.id !== undefined)
      ? "absent"
      : undefined;
  } catch (error) {
    const failed = toSlackFailure(error);
    return failed.kind === "unknown" || failed.retryAfterMs !== undefined ? failed : undefined;
  }
}

/** See `Surface.quote`. */
export async function quoteSlackMessage(
  client: WebClient,
  bot: string | undefined,
  place: ConversationRef,
  ts: string,
): Promise<{ author: Person; text: RichText } | undefined> {
  try {
    const { channel } = await resolveSlackChannel(client, { place });
    const message = await one(client, channel, ts);
    const author = message?.user ?? message?.bot_id;
    return message && author !== undefined
      ? { author: { id: author }, text: readSlackMessageText(message, bot) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Slack's words for a channel that we are not in. */
const strange = new Set(["not_in_channel", "channel_not_found"]);

/**
 * An emoji names its message only: where that is a reply, the conversation belongs in the thread
 * that it stands in, and its words are at hand.
 * A shortcut works in every channel: where we cannot speak, the conversation is held with whoever
 * used it.
 */
export async function completePointedEvent(
  client: WebClient,
  bot: string | undefined,
  pointed: InboundEventOf<"pointed">,
): Promise<{ pointed: InboundEventOf<"pointed">; message?: SlackMessage | undefined }> {
  const { place, by, message: ts, address: _, ...rest } = pointed;
  if (place.kind === "personal") return { pointed };
  try {
    const message = await one(client, place.id, ts);
    if (!message) return { pointed };
    return {
      pointed: {
        ...pointed,
        place: { ...place, thread: message.thread_ts ?? ts },
        text: pointed.text ?? readSlackMessageText(message, bot),
      },
      message,
    };
  } catch (error) {
    return {
      pointed: strange.has(slackErrorCode(error))
        ? { ...rest, by, message: ts, place: { surface: "slack", kind: "personal", id: by.id } }
        : pointed,
    };
  }
}
