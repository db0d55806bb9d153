/** Sending of messages to Slack: once each, with an outcome for every failure. */

import type { KnownBlock } from "@slack/types";
import type { WebClient } from "@slack/web-api";
import type { BlockedReason, OutboundMessage, SendOutcome } from "../../../platform/adapter.ts";
import { type Card, plainerCard } from "../../../platform/card.ts";
import { truncateText } from "../../../platform/rich-text.ts";
import {
  type SlackCall,
  type SlackFailure,
  slackErrorCode,
  slackRetryDelayMs,
  toSlackFailure,
} from "../workspace/api-call.ts";
import { renderSlackBlocks, renderSlackFallbackText, viewMaxBlocks } from "./blocks.ts";

/** Metadata with the outbox row's id, by which a message of unknown outcome is found. */
const metadata = (id: string) => ({ event_type: "entwine", event_payload: { id } });

/**
 * Error codes for the content of a message, which was certainly not sent.
 * [docs.slack.dev/reference/methods/chat.postMessage]
 */
const isContentError = (code: string): boolean =>
  /^(?:invalid_blocks|invalid_blocks_format|block_mismatch|msg_too_long|msg_blocks_too_long|no_text)$/.test(
    code,
  );

/** Reasons why a channel takes no messages, by error code. The last group concerns the app. */
const blockedCodes: Readonly<Record<string, BlockedReason>> = {
  is_archived: "archived",
  channel_not_found: "removed",
  not_in_channel: "removed",
  channel_is_limited_access: "restricted",
  restricted_action: "restricted",
  restricted_action_read_only_channel: "restricted",
  restricted_action_thread_only_channel: "restricted",
  restricted_action_non_threadable_channel: "restricted",
  no_permission: "restricted",
  access_denied: "restricted",
  ekm_access_denied: "restricted",
  missing_scope: "restricted",
  team_access_not_granted: "removed",
  account_inactive: "removed",
  token_revoked: "removed",
};

/** Error codes of an update whose message does not exist any more, or takes no changes. */
const goneCodes = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

function refinedFailure(failure: SlackFailure, kind: OutboundMessage["kind"]): SlackFailure {
  if (failure.kind === "unknown" || failure.retryAfterMs !== undefined) return failure;
  const { code } = failure;
  const blocked = blockedCodes[code];
  if (blocked) return { ...failure, blocked };
  return kind === "revise" && goneCodes.has(code) ? { ...failure, gone: true } : failure;
}

/** Maximum characters of an update without blocks. [docs.slack.dev/reference/methods/chat.update] */
const plainMaxChars = 4_000;

/**
 * Returns the texts and blocks of a message, to be tried in this order: one bad link, chart or block
 * must not keep it from its readers.
 */
const versionsOf = (card: Card): (() => { text: string; blocks: KnownBlock[] })[] => [
  () => ({ text: renderSlackFallbackText(card), blocks: renderSlackBlocks(card) }),
  () => ({
    text: renderSlackFallbackText(card),
    blocks: renderSlackBlocks(plainerCard(card)),
  }),
  () => ({ text: truncateText(renderSlackFallbackText(card), plainMaxChars), blocks: [] }),
];

async function postMessage(
  call: SlackCall,
  { id, kind, place, target, card }: OutboundMessage,
  { channel, opened }: ResolvedSlackChannel,
): Promise<SendOutcome> {
  const message = {
    channel,
    metadata: metadata(id),
    parse: "none",
    link_names: false,
  } as const;
  const post = (version: {
    text: string;
    blocks: KnownBlock[];
  }): Promise<Record<string, unknown>> =>
    kind === "revise" && target !== undefined
      ? call("chat.update", { ...message, ...version, ts: target })
      : call("chat.postMessage", {
          ...message,
          ...version,
          unfurl_links: false,
          unfurl_media: false,
          thread_ts: place.thread,
        });
  const [full, ...plainer] = versionsOf(card);
  let sending = post(full!());
  for (const version of plainer)
    sending = sending.catch((error) => {
      if (!isContentError(slackErrorCode(error))) throw error;
      return post(version());
    });
  const { ts } = await sending;
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

/** Sends or updates a message once and returns the outcome; never throws. */
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
    const failed = refinedFailure(toSlackFailure(error), message.kind);
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
