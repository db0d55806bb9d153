/** Saying things on Slack: once each, with an outcome for whatever happens. */
import type { WebClient } from "@slack/web-api";
import type { Outcome, Outgoing } from "../surface/surface.ts";
import { blocksOf, fallbackOf, viewBlocks } from "./blocks.ts";
import type { Call } from "./call.ts";
import { type Reached, reach } from "./channel.ts";
import { failure, pause } from "./outcome.ts";

/** Carries the outbox row's id, so that a message of unknown fate can be found again. */
const metadata = (id: string) => ({ event_type: "entwine", event_payload: { id } });

async function say(call: Call, { id, kind, place, target, card }: Outgoing, { channel, opened }: Reached): Promise<Outcome> {
  const message = { channel, text: fallbackOf(card), blocks: blocksOf(card), metadata: metadata(id), parse: "none", link_names: false } as const;
  const { ts } =
    kind === "revise" && target !== undefined
      ? await call("chat.update", { ...message, ts: target })
      : await call("chat.postMessage", {
          ...message,
          unfurl_links: false,
          unfurl_media: false,
          ...(place.thread !== undefined && { thread_ts: place.thread }),
        });
  return { kind: "sent", ...(ts !== undefined && { message: ts }), ...(opened && { address: { channel } }) };
}

async function publish(client: WebClient, { place, card }: Outgoing): Promise<Outcome> {
  await client.views.publish({ user_id: place.id, view: { type: "home", blocks: blocksOf(card, viewBlocks) } });
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
    return repeatable && failed.kind === "unknown" ? { kind: "refused", code: failed.code, again: pause } : failed;
  }
}
