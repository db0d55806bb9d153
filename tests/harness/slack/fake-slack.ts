/**
 * Fake Slack workspace: people who write, press buttons and submit forms, a Web API for the bot,
 * and deliveries to the bot by HTTP or socket.
 */
import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { requiredSlackScopes } from "../../../src/platforms/slack/app-config.ts";
import { eventually } from "../eventually.ts";
import { type ComposerInput, composeMessage } from "./composer.ts";
import {
  type DeliveryKind,
  deliverByHttp,
  type FakeSlackPayload,
  type HttpDelivery,
  listenForSlack,
  signingSecret,
} from "./http-delivery.ts";
import { fillModal, type ModalView, modalStaysOpen } from "./modal.ts";
import { buttonsOf, renderMessage } from "./screen.ts";
import { serveSocket } from "./socket-mode.ts";
import { type ApiTrouble, type FakeWorkspace, type PostedToSlack, serveWebApi } from "./web-api.ts";

/** A message's timestamp and channel, and the bot's response to its delivery. */
export interface DeliveredToBot extends HttpDelivery {
  ts: string;
  channel: string;
}

export type FakeSlack = Awaited<ReturnType<typeof fakeSlack>>;

interface Options {
  team?: string;
  bot?: string;
  botToken?: string;
  /** Another workspace of the same Slack that has the same app. */
  beside?: Awaited<ReturnType<typeof serveWebApi>> & {
    all: FakeWorkspace[];
    socket: ReturnType<typeof serveSocket>;
  };
}

export async function fakeSlack({
  team = "T0TEST",
  bot = "U0ENTWINE",
  botToken = "xoxb-test",
  beside,
}: Options = {}) {
  let count = 0;
  const began = Math.floor(Date.now() / 1000);
  const here: FakeWorkspace = {
    ...{ bot, botToken, appToken: "xapp-test", team, scopes: [...requiredSlackScopes] },
    ...{
      messages: [],
      homes: new Map(),
      names: new Map(),
      admins: new Set(),
      userGroups: new Map(),
      groupHandles: new Map(),
      channels: new Map(),
      profiles: new Map(),
      users: new Map(),
      quiet: new Map(),
      modals: [],
      prompts: [],
      triggers: new Set(),
      calls: [],
      troubles: [],
      grants: new Map(),
    },
    stamp: () => `${began}.${String(++count).padStart(6, "0")}`,
    socketUrl: () => `ws://127.0.0.1:${port}/link?ticket=${randomUUID()}`,
  };
  const all = beside?.all ?? [];
  all.push(here);
  const { server, port } = beside ?? (await serveWebApi(all));
  const socket = beside?.socket ?? serveSocket(server);
  const hosts: { close(): void }[] = [];
  let events: string | undefined;
  let last: () => Promise<HttpDelivery> = () =>
    Promise.reject(new Error("nothing was delivered yet"));

  const deliver = (kind: DeliveryKind, payload: FakeSlackPayload): Promise<HttpDelivery> => {
    let retry = 0;
    last = () => {
      const attempt = retry++;
      if (events !== undefined) return deliverByHttp(events, { kind, payload }, attempt);
      return socket.deliver({
        type: kind,
        payload,
        ...(attempt > 0 && { retry_attempt: attempt, retry_reason: "timeout" }),
      });
    };
    return last();
  };

  const event = (event: FakeSlackPayload, more: FakeSlackPayload = {}): Promise<HttpDelivery> =>
    deliver("events_api", {
      ...{
        type: "event_callback",
        token: "legacy",
        team_id: here.team,
        context_team_id: here.team,
        context_enterprise_id: null,
        api_app_id: "A0ENTWINE",
      },
      ...{ event, event_id: `Ev${here.stamp()}`, event_time: began, is_ext_shared_channel: false },
      authorizations: [
        {
          enterprise_id: null,
          team_id: here.team,
          user_id: here.bot,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      ...more,
    });

  const trigger = (): string => {
    const id = `${here.stamp()}.trigger`;
    here.triggers.add(id);
    return id;
  };

  const interaction = (person: string) => ({
    user: {
      id: person,
      username: person.toLowerCase(),
      name: person.toLowerCase(),
      team_id: here.team,
    },
    team: { id: here.team, domain: "test" },
    api_app_id: "A0ENTWINE",
    token: "legacy",
  });

  const typeOf = (channel: string) =>
    channel.startsWith("D") ? "im" : channel.startsWith("G") ? "group" : "channel";

  /** Stores a person's message and returns its event. */
  function said(
    person: string,
    channel: string,
    words: ComposerInput,
    thread?: string,
  ): PostedToSlack & FakeSlackPayload {
    const of = { team: here.team, user_team: here.team, source_team: here.team };
    const message = {
      type: "message",
      user: person,
      ...of,
      channel,
      ts: here.stamp(),
      ...composeMessage(words),
      thread_ts: thread,
    };
    here.messages.push(message);
    return message;
  }

  const say = async (
    person: string,
    channel: string,
    words: ComposerInput,
    thread?: string,
  ): Promise<DeliveredToBot> => {
    const message = said(person, channel, words, thread);
    return {
      ...(await event({ ...message, event_ts: message.ts, channel_type: typeOf(channel) })),
      ts: message.ts,
      channel,
    };
  };

  const message = (ts: string): PostedToSlack => {
    const found = here.messages.find((message) => message.ts === ts);
    if (!found) throw new Error(`no message ${ts}`);
    return found;
  };

  const changed = (subtype: string, of: PostedToSlack, more: FakeSlackPayload) =>
    event({
      type: "message",
      subtype,
      hidden: true,
      channel: of.channel,
      channel_type: typeOf(of.channel),
      ts: here.stamp(),
      event_ts: here.stamp(),
      ...more,
    });

  return {
    ...here,
    ...{ all, server, port },
    signingSecret,
    socket,
    apiUrl: `http://127.0.0.1:${port}/api/`,
    /** Delivers by HTTP to this address from now on; by socket if undefined. */
    deliverTo(url: string | undefined) {
      events = url;
    },
    address: () => events,
    /** Serves the bot's listener as its web server would, and delivers to it. */
    async host(listener: RequestListener): Promise<void> {
      const host = await listenForSlack(listener);
      hosts.push(host);
      events = `${host.url}/slack/events`;
    },

    /** Repeats the last delivery, as Slack does when it got no acknowledgement. */
    redeliver: (): Promise<HttpDelivery> => last(),
    event,
    /** Delivers any kind of interaction. */
    interact: (person: string, payload: FakeSlackPayload): Promise<HttpDelivery> =>
      deliver("interactive", { ...interaction(person), ...payload }),
    say,
    dm: (person: string, words: ComposerInput, thread?: string): Promise<DeliveredToBot> =>
      say(person, `D${person}`, words, thread),
    /**
     * Delivers a mention, which Slack sends twice: as an `app_mention` and as a channel message.
     */
    async mention(
      person: string,
      channel: string,
      words: string,
      thread?: string,
    ): Promise<DeliveredToBot> {
      const message = said(person, channel, [{ person: here.bot }, ` ${words}`], thread);
      await event({ ...message, type: "app_mention", event_ts: message.ts });
      return {
        ...(await event({ ...message, event_ts: message.ts, channel_type: typeOf(channel) })),
        ts: message.ts,
        channel,
      };
    },
    edit(ts: string, words: ComposerInput): Promise<HttpDelivery> {
      const before = { ...message(ts) };
      const after = Object.assign(message(ts), composeMessage(words));
      return changed("message_changed", after, {
        message: { ...after, edited: { user: after.user, ts: here.stamp() } },
        previous_message: before,
      });
    },
    remove(ts: string): Promise<HttpDelivery> {
      const [gone] = here.messages.splice(here.messages.indexOf(message(ts)), 1) as [PostedToSlack];
      return changed("message_deleted", gone, { deleted_ts: ts, previous_message: gone });
    },
    react: (person: string, ts: string, reaction: string): Promise<HttpDelivery> =>
      event({
        type: "reaction_added",
        user: person,
        reaction,
        item: { type: "message", channel: message(ts).channel, ts },
        item_user: message(ts).user,
        event_ts: here.stamp(),
      }),
    openHome: (person: string, tab: "home" | "messages"): Promise<HttpDelivery> =>
      event({
        type: "app_home_opened",
        user: person,
        channel: `D${person}`,
        tab,
        event_ts: here.stamp(),
      }),
    invite: (person: string, channel: string): Promise<HttpDelivery> =>
      event({
        type: "member_joined_channel",
        user: here.bot,
        channel,
        channel_type: "C",
        team: here.team,
        inviter: person,
        event_ts: here.stamp(),
      }),

    command: (
      person: string,
      command: string,
      text = "",
      channel = "C0GENERAL",
    ): Promise<HttpDelivery> =>
      deliver("slash_commands", {
        ...{
          token: "legacy",
          team_id: here.team,
          team_domain: "test",
          user_id: person,
          user_name: person.toLowerCase(),
          api_app_id: "A0ENTWINE",
          is_enterprise_install: "false",
        },
        ...{
          channel_id: channel,
          channel_name: channel.startsWith("D") ? "directmessage" : "general",
          command,
          text,
          trigger_id: trigger(),
          response_url: "http://127.0.0.1:9/",
        },
      }),
    shortcut(person: string, ts: string, callback_id: string): Promise<HttpDelivery> {
      const { channel, ...rest } = message(ts);
      return deliver("interactive", {
        ...interaction(person),
        type: "message_action",
        callback_id,
        trigger_id: trigger(),
        action_ts: here.stamp(),
        message_ts: ts,
        channel: { id: channel, name: "general" },
        message: rest,
      });
    },
    /** Presses the button with this label on a message, or on the person's Home tab. */
    press(person: string, on: string | "home", label: string): Promise<HttpDelivery> {
      const home = on === "home" ? here.homes.get(person) : undefined;
      const card = home ? undefined : message(on);
      const button = buttonsOf(home?.blocks ?? card?.blocks).find(
        (button) => button.label === label,
      );
      if (!button) throw new Error(`no button "${label}" there`);
      const { label: _, ...action } = button;
      const where = card
        ? {
            channel: { id: card.channel, name: "general" },
            message: card,
            container: {
              type: "message",
              message_ts: card.ts,
              channel_id: card.channel,
              is_ephemeral: false,
            },
          }
        : { view: home, container: { type: "view", view_id: home?.id } };
      return deliver("interactive", {
        ...interaction(person),
        type: "block_actions",
        trigger_id: trigger(),
        ...where,
        actions: [
          {
            ...action,
            type: action.selected_option ? "overflow" : "button",
            action_ts: here.stamp(),
          },
        ],
      });
    },
    /** Returns the open modal. */
    modal: (): ModalView | undefined => here.modals.at(-1),
    /** Changes a field of the open modal, which Slack reports where it is asked to. */
    async changeField(person: string, label: string, value: string): Promise<void> {
      const view = here.modals.at(-1);
      if (!view) throw new Error("no modal is open");
      const values = fillModal(view, { [label]: value });
      const block = view.blocks.find((each) => each.label?.text === label);
      if (!block?.dispatch_action) return;
      await deliver("interactive", {
        ...interaction(person),
        type: "block_actions",
        trigger_id: trigger(),
        container: { type: "view", view_id: view.id },
        view: { ...view, state: { values } },
        actions: [{ ...block.element, block_id: block.block_id, action_ts: here.stamp() }],
      });
    },
    /**
     * Fills in the open modal by label, leaves other values unchanged, and submits it. The modal
     * closes unless the response has validation errors.
     */
    async submit(person: string, values: Record<string, string>): Promise<HttpDelivery> {
      const view = here.modals.at(-1);
      if (!view) throw new Error("no modal is open");
      const state = { values: fillModal(view, values) };
      const delivery = await deliver("interactive", {
        ...interaction(person),
        type: "view_submission",
        trigger_id: trigger(),
        view: { ...view, state },
      });
      if (delivery.acknowledged && !modalStaysOpen(view, delivery.reply))
        here.modals.splice(here.modals.indexOf(view), 1);
      return delivery;
    },

    message,
    show: (ts: string) => renderMessage(message(ts)),
    /** Returns the bot's messages, oldest first. */
    said: (channel?: string): PostedToSlack[] =>
      here.messages.filter(
        (message) =>
          message.user === here.bot && (channel === undefined || message.channel === channel),
      ),
    /** Waits for a message of the bot that contains this text. */
    posted: (words: string, channel?: string): Promise<PostedToSlack> =>
      eventually(() => {
        const found = here.messages.findLast(
          (message) =>
            message.user === here.bot &&
            (channel === undefined || message.channel === channel) &&
            renderMessage(message).words.includes(words),
        );
        if (!found) throw new Error(`the bot has not said "${words}"`);
        return found;
      }),
    /** Makes the next call of this method fail. */
    fail(method: string, trouble: ApiTrouble): void {
      here.troubles.push({ method, trouble });
    },
    async close(): Promise<void> {
      if (beside) return;
      socket.close();
      for (const host of hosts) host.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
