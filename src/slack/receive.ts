/** Slack's payloads to arrivals, without a look at anything else: the same payload gives the same arrivals, however often it is delivered. */
import type { Arrival } from "../surface/arrival.ts";
import { events } from "./hears.ts";
import { interact } from "./interactions.ts";
import { hear } from "./messages.ts";
import { EventCallback, workspaceOf } from "./payloads.ts";
import { instant, where } from "./place.ts";

/** A payload of any kind, of which only the kind is known. */
export interface Payload {
  type?: unknown;
  command?: unknown;
  event?: { type?: unknown } | null;
}

/** `bot` is the bot's own user id, `emoji` the one that points; `now` stands in where Slack tells no time. */
export interface Listener {
  bot: string;
  emoji: string;
  now: number;
}

function fromEvent(payload: Payload, { bot, emoji }: Listener): Arrival[] {
  const { event, event_id: id } = EventCallback.parse(payload);
  const workspace = workspaceOf(payload);
  if ("ts" in event) return hear(event, { id, workspace }, bot);

  const common = { id, workspace, at: instant(event.event_ts), by: { id: event.user } };
  switch (event.type) {
    case "reaction_added": {
      const { channel, ts } = event.item;
      const author = event.item_user ?? event.user;
      if (event.reaction !== emoji || event.user === bot || author === bot || channel === undefined || ts === undefined) return [];
      return [{ ...common, kind: "pointed", ...where(channel, event.user, channel.startsWith("D") ? undefined : ts), message: ts, author: { id: author } }];
    }
    case "app_home_opened":
      return event.tab === "home" || event.tab === "messages" ? [{ ...common, kind: "opened", ...where(event.channel, event.user), tab: event.tab }] : [];
    case "member_joined_channel":
      return event.user === bot ? [{ ...common, kind: "joined", by: { id: event.inviter ?? bot }, ...where(event.channel, bot) }] : [];
  }
}

/** Nothing for the kinds that we do not know. Throws when a kind that we know has another shape. */
export function receive(payload: Payload, listener: Listener): Arrival[] {
  if (payload.event === undefined) return interact(payload, listener.bot, listener.now);
  return Object.hasOwn(events, String(payload.event?.type)) ? fromEvent(payload, listener) : [];
}
