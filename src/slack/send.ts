/** Saying things on Slack, looking whether they were said, and reading what somebody pointed at. */
import type { WebClient } from "@slack/web-api";
import type { Place } from "../surface/place.ts";
import type { Outcome, Outgoing, Surface } from "../surface/surface.ts";
import { blocksOf, fallbackOf, viewBlocks } from "./blocks.ts";
import { failure, pause } from "./outcome.ts";
import type { Message } from "./payloads.ts";
import { speech } from "./prose.ts";

/** Carries the outbox row's id, so that a message of unknown fate can be found again. */
const metadata = (id: string) => ({ event_type: "entwine", event_payload: { id } });

/** Messages that are looked through for a lost one, which is looked for at once or when the next process starts; in a thread all that one page holds. */
const glance = { conversation: 200, thread: 1000 };

type Read = Message & { metadata?: { event_payload?: { id?: unknown } } };
type Address = Pick<Outgoing, "place" | "address">;

/** The conversation's channel, and whether it had to be opened for that. */
interface Reached {
  channel: string;
  opened: boolean;
}

const known = ({ place, address }: Address): unknown =>
  place.kind !== "personal" ? place.id : typeof address === "object" && address !== null && "channel" in address ? address["channel"] : undefined;

export function talk(client: WebClient, bot: () => string | undefined): Required<Pick<Surface, "send" | "find" | "quote">> {
  /** A person's direct messages are opened where no address is kept; opening them twice does nothing. */
  async function reach(to: Address): Promise<Reached> {
    const channel = known(to);
    if (typeof channel === "string") return { channel, opened: false };
    const answer = await client.conversations.open({ users: to.place.id });
    return { channel: answer.channel?.id ?? "", opened: true };
  }

  async function say({ id, kind, place, target, card }: Outgoing, { channel, opened }: Reached): Promise<Outcome> {
    const message = { channel, text: fallbackOf(card), blocks: blocksOf(card), metadata: metadata(id), parse: "none", link_names: false } as const;
    const { ts } =
      kind === "revise" && target !== undefined
        ? await client.chat.update({ ...message, ts: target })
        : await client.chat.postMessage({ ...message, unfurl_links: false, unfurl_media: false, ...(place.thread !== undefined && { thread_ts: place.thread }) });
    return { kind: "sent", ...(ts !== undefined && { message: ts }), ...(opened && { address: { channel } }) };
  }

  async function publish({ place, card }: Outgoing): Promise<Outcome> {
    await client.views.publish({ user_id: place.id, view: { type: "home", blocks: blocksOf(card, viewBlocks) } });
    return { kind: "sent" };
  }

  async function send(message: Outgoing): Promise<Outcome> {
    let repeatable = true;
    try {
      if (message.kind === "home") return await publish(message);
      const reached = await reach(message);
      repeatable = false;
      return await say(message, reached);
    } catch (error) {
      const failed = failure(error);
      return repeatable && failed.kind === "unknown" ? { kind: "refused", code: failed.code, again: pause } : failed;
    }
  }

  /** One message, wherever it stands: `ts` may be a thread's first message, a reply or a message without replies. */
  async function one(channel: string, ts: string): Promise<Read | undefined> {
    const { messages = [] } = await client.conversations.replies({ channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 2, include_all_metadata: true });
    return (messages as Read[]).find((message) => message.ts === ts);
  }

  async function latest(channel: string, thread: string | undefined): Promise<Read[]> {
    const { messages = [] } =
      thread === undefined
        ? await client.conversations.history({ channel, limit: glance.conversation, include_all_metadata: true })
        : await client.conversations.replies({ channel, ts: thread, limit: glance.thread, include_all_metadata: true });
    return messages as Read[];
  }

  async function find(message: Outgoing): Promise<{ message: string } | "absent" | undefined> {
    if (message.kind === "home") return undefined;
    try {
      const { channel } = await reach(message);
      const target = message.kind === "revise" && message.target !== undefined ? await one(channel, message.target) : undefined;
      const ours = target ? [target] : (await latest(channel, message.place.thread)).filter(({ user }) => user === bot());
      const found = ours.find(({ metadata }) => metadata?.event_payload?.id === message.id);
      if (found) return { message: found.ts };
      // All that we say carries an id: where none shows, Slack keeps them from us, and absence proves nothing.
      return ours.every(({ metadata }) => metadata?.event_payload?.id !== undefined) ? "absent" : undefined;
    } catch {
      return undefined;
    }
  }

  async function quote(_workspace: string, place: Place, ts: string): ReturnType<NonNullable<Surface["quote"]>> {
    try {
      const { channel } = await reach({ place });
      const message = await one(channel, ts);
      const author = message?.user ?? message?.bot_id;
      return message && author !== undefined ? { author: { id: author }, text: speech(message, bot()) } : undefined;
    } catch {
      return undefined;
    }
  }

  return { send, find, quote };
}
