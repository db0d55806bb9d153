/** The channel of a place. */
import type { WebClient } from "@slack/web-api";
import type { Outgoing } from "../surface/surface.ts";

type Address = Pick<Outgoing, "place" | "address">;

/** A channel, and whether it had to be opened for that. */
export interface Reached {
  channel: string;
  opened: boolean;
}

const known = ({ place, address }: Address): unknown =>
  place.kind !== "personal" ? place.id : typeof address === "object" && address !== null && "channel" in address ? address.channel : undefined;

/** A person's direct messages are opened where no address is kept; opening them twice does nothing. */
export async function reach(client: WebClient, to: Address): Promise<Reached> {
  const channel = known(to);
  if (typeof channel === "string") return { channel, opened: false };
  const answer = await client.conversations.open({ users: to.place.id });
  return { channel: answer.channel?.id ?? "", opened: true };
}
