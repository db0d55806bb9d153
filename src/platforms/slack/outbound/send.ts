/** Sending of messages to Slack: once each, with an outcome for every failure. */
import type { WebClient } from "@slack/web-api";
import type { OutboundMessage, SendOutcome } from "../../../platform/adapter.ts";
import { type SlackCall, SlackCallError } from "../workspace/api-call.ts";
import { slackRetryDelayMs, toSlackFailure } from "../workspace/api-errors.ts";
import { renderSlackBlocks, renderSlackFallbackText, viewMaxBlocks } from "./blocks.ts";

/** Metadata with the outbox row's id, by which a message of unknown outcome is found. */
const metadata = (id: string) => ({ event_type: "entwine", event_payload: { id } });

async function postMessage(
  call: SlackCall,
  { id, kind, place, target, card }: OutboundMessage,
  { channel, opened }: ResolvedSlackChannel,
): Promise<SendOutcome> {
  const message = {
    channel,
    text: renderSlackFallbackText(card),
    metadata: metadata(id),
    parse: "none",
    link_names: false,
  } as const;
  const post = (drawn: boolean): Promise<Record<string, unknown>> => {
    const blocks = renderSlackBlocks(card, undefined, { drawn });
    return kind === "revise" && target !== undefined
      ? call("chat.update", { ...message, blocks, ts: target })
      : call("chat.postMessage", {
          ...message,
          blocks,
          unfurl_links: false,
          unfurl_media: false,
          thread_ts: place.thread,
        });
  };
  const { ts } = await post(true).catch((error) => {
    // Some workspaces do not accept charts yet. A message refused for its blocks was certainly not
    // sent.
    if (
      error instanceof SlackCallError &&
      error.reason === "invalid_blocks" &&
      card.some((element) => element.kind === "chart")
    )
      return post(false);
    throw error;
  });
  return {
    kind: "sent",
    message: typeof ts === "string" ? ts : undefined,
    address: opened ? { channel } : undefined,
  };
}

async function publishHome(
  client: WebClient,
  { place, card }: OutboundMessage,
): Promise<SendOutcome> {
  await client.views.publish({
    user_id: place.id,
    view: { type: "home", blocks: renderSlackBlocks(card, viewMaxBlocks, { drawn: false }) },
  });
  return { kind: "sent" };
}

export async function sendSlackMessage(
  client: WebClient,
  call: SlackCall,
  message: OutboundMessage,
): Promise<SendOutcome> {
  let repeatable = true;
  try {
    if (message.kind === "home") return await publishHome(client, message);
    const reached = await resolveSlackChannel(client, message);
    repeatable = false;
    return await postMessage(call, message, reached);
  } catch (error) {
    const failed = toSlackFailure(error);
    return repeatable && failed.kind === "unknown"
      ? { kind: "refused", code: failed.code, retryAfterMs: slackRetryDelayMs, platformDown: true }
      : failed;
  }
}

type Address = Pick<OutboundMessage, "place" | "address">;

/** A channel; `opened` if it had to be opened first. */
interface ResolvedSlackChannel {
  channel: string;
  opened: boolean;
}

const known = ({ place, address }: Address): unknown =>
  place.kind !== "personal"
    ? place.id
    : typeof address === "object" && address !== null && "channel" in address
      ? address.channel
      : undefined;

/**
 * Returns the channel of a place. Opens a person's direct messages if their channel is unknown,
 * which is idempotent.
 */
export async function resolveSlackChannel(
  client: WebClient,
  to: Address,
): Promise<ResolvedSlackChannel> {
  const channel = known(to);
  if (typeof channel === "string") return { channel, opened: false };
  const answer = await client.conversations.open({ users: to.place.id });
  return { channel: answer.channel?.id ?? "", opened: true };
}
