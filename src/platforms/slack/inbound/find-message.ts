/** Look-ups of messages: whether one arrived, and the one that a person pointed at. */
import type { WebClient } from "@slack/web-api";
import type { OutboundMessage } from "../../../platform/adapter.ts";
import type { ConversationRef, Person } from "../../../platform/conversation-ref.ts";
import type { InboundEventOf } from "../../../platform/event.ts";
import type { RichText } from "../../../platform/rich-text.ts";
import { resolveSlackChannel } from "../outbound/send.ts";
import type { SlackMessage } from "../payload-shapes.ts";
import { type SlackFailure, slackErrorCode, toSlackFailure } from "../workspace/api-call.ts";
import { type ReadWithNames, readWithoutNames } from "../workspace/place-names.ts";
import { readSlackMessageWords } from "./message-words.ts";

/**
 * Limits for searching a message of unknown outcome: messages per page, and pages per conversation.
 * The search may be hours later, when Slack works again.
 */
const pageMaxMessages = { conversation: 200, thread: 1000 };
const maxPages = 5;

type ReadMessage = SlackMessage & { metadata?: { event_payload?: { id?: unknown } } };

/**
 * Fetches one message: `ts` may be that of a thread's root, a reply or a message without replies.
 */
async function fetchMessage(
  client: WebClient,
  channel: string,
  ts: string,
): Promise<ReadMessage | undefined> {
  const { messages = [] } = await client.conversations.replies({
    channel,
    ts,
    oldest: ts,
    latest: ts,
    inclusive: true,
    limit: 2,
    include_all_metadata: true,
  });
  return (messages as ReadMessage[]).find((message) => message.ts === ts);
}

/** Lists the messages back to `since` (seconds); undefined if there are too many. */
async function listMessages(
  client: WebClient,
  channel: string,
  thread: string | undefined,
  since: number,
): Promise<ReadMessage[] | undefined> {
  if (thread !== undefined) {
    const { messages, has_more } = await client.conversations.replies({
      channel,
      ts: thread,
      limit: pageMaxMessages.thread,
      include_all_metadata: true,
    });
    return has_more ? undefined : (messages as ReadMessage[]);
  }
  const all: ReadMessage[] = [];
  for (let pages = 0; pages < maxPages; pages++) {
    const before = all.at(-1)?.ts;
    const { messages = [], has_more } = await client.conversations.history({
      channel,
      limit: pageMaxMessages.conversation,
      include_all_metadata: true,
      latest: before,
    });
    all.push(...(messages as ReadMessage[]));
    if (!has_more || Number(all.at(-1)?.ts) < since) return all;
  }
  return undefined;
}

/**
 * Checks whether a message arrived (`PlatformAdapter.findSentMessage`). Unknown without `bot`, the
 * bot's own user id.
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
        ? await fetchMessage(client, channel, message.target)
        : undefined;
    const all = target
      ? [target]
      : await listMessages(
          client,
          channel,
          message.place.thread,
          (message.queuedAt?.getTime() ?? 0) / 1_000,
        );
    const candidates = all?.filter(({ user }) => target !== undefined || user === bot);
    if (!candidates) return undefined;
    const found = candidates.find(({ metadata }) => metadata?.event_payload?.id === message.id);
    if (found) return { message: found.ts };
    // Every message of the bot has an id. If none shows, Slack hides them, and a missing one proves
    // nothing.
    return candidates.every(({ metadata }) => metadata?.event_payload?.id !== undefined)
      ? "absent"
      : undefined;
  } catch (error) {
    const failed = toSlackFailure(error);
    return failed.kind === "unknown" || failed.retryAfterMs !== undefined ? failed : undefined;
  }
}

/** Reads a message (`PlatformAdapter.readMessage`). */
export async function quoteSlackMessage(
  client: WebClient,
  bot: string | undefined,
  place: ConversationRef,
  ts: string,
  readWithNames: ReadWithNames = readWithoutNames,
): Promise<{ author: Person; text: RichText } | undefined> {
  try {
    const { channel } = await resolveSlackChannel(client, { place });
    const message = await fetchMessage(client, channel, ts);
    const author = message?.user ?? message?.bot_id;
    if (!message || author === undefined) return undefined;
    const text = await readWithNames((nameOf) => readSlackMessageWords(message, bot, nameOf));
    return { author: { id: author }, text };
  } catch {
    return undefined;
  }
}

/** Slack's error codes for a channel without the bot. */
const unreachableChannelCodes = new Set(["not_in_channel", "channel_not_found"]);

/**
 * Completes a pointed event. A reaction contains only the message's timestamp, so its thread and
 * text are fetched. A shortcut works in every channel: if the bot cannot post there, the
 * conversation moves to the user's direct messages.
 */
export async function completePointedEvent(
  client: WebClient,
  bot: string | undefined,
  pointed: InboundEventOf<"pointed">,
  readWithNames: ReadWithNames = readWithoutNames,
): Promise<{ pointed: InboundEventOf<"pointed">; message?: SlackMessage | undefined }> {
  const { place, by, message: ts, address: _, ...rest } = pointed;
  if (place.kind === "personal") return { pointed };
  try {
    const message = await fetchMessage(client, place.id, ts);
    if (!message) return { pointed };
    return {
      pointed: {
        ...pointed,
        place: { ...place, thread: message.thread_ts ?? ts },
        text:
          pointed.text ??
          (await readWithNames((nameOf) => readSlackMessageWords(message, bot, nameOf))),
      },
      message,
    };
  } catch (error) {
    return {
      pointed: unreachableChannelCodes.has(slackErrorCode(error))
        ? { ...rest, by, message: ts, place: { platform: "slack", kind: "personal", id: by.id } }
        : pointed,
    };
  }
}
