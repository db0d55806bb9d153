/** Resolution of places to Slack channels. */
import type { WebClient } from "@slack/web-api";
import type { OutboundMessage } from "../../../platform/adapter.ts";

type Address = Pick<OutboundMessage, "place" | "address">;

/** A channel; `opened` if it had to be opened first. */
export interface ResolvedSlackChannel {
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
