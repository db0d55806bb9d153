/** Saying things on Slack: once each, with an outcome for whatever happens. */
import type { WebClient } from "@slack/web-api";
import type { Outcome, Outgoing } from "../surface/surface.ts";
import { blocksOf, fallbackOf, viewBlocks } from "./blocks.ts";
import { type Call, NotOk } from "./call.ts";
import { type Reached, reach } from "./channel.ts";
import { failure, pause } from "./outcome.ts";

/** Carries the outbox row's id, so that a message of unknown fate can be found again. */
const metadata = (id: string) => ({ event_type: "entwine", event_payload: { id } });

async function say(call: Call, { id, kind, place, target, card }: Outgoing, { channel, opened }: Reached): Promise<Outcome> {
  const message = { channel, text: fallbackOf(card), metadata: metadata(id), parse: "none", link_names: false } as const;
  const post = (drawn: boolean): Promise<{ ts?: string }> => {
    const blocks = blocksOf(card, undefined, { drawn });
    return kind === "revise" && target !== undefined
      ? call("chat.update", { ...message, blocks, ts: target })
      : call("chat.postMessage", {
          ...message,
          blocks,
          unfurl_links: false,
          unfurl_media: false,
          ...(place.thread !== undefined && { thread_ts: place.thread }),
        });
  };
  const { ts } = await post(true).catch((error) => {
    // Not every workspace takes charts yet. What was refused for its blocks was surely not said.
    if (error instanceof NotOk && error.reason === "invalid_blocks" && card.some((element) => element.kind === "chart")) return post(false);
    throw error;
  });
  return { kind: "sent", ...(ts !== undefined && { message: ts }), ...(opened && { address: { channel } }) };
}

async function publish(client: WebClient, { place, card }: Outgoing): Promise<Outcome> {
  await client.views.publish({ user_id: place.id, view: { type: "home", blocks: blocksOf(card, viewBlocks, { drawn: false }) } });
  return { kind: "sent" };
}

export async function send(client: WebClient, call: Call, message: Outgoing): Promise<Outcome> {
  let repeatable = true;
  try {
    if (message.kind === "home") return await publish(client, message);
    const reached = await reach(client, message);
    repeatable = false;
    return await say(call, message, reached);
  } catch (error) {
    const failed = failure(error);
    return repeatable && failed.kind === "unknown" ? { kind: "refused", code: failed.code, again: pause, down: true } : failed;
  }
}
