/** Slack client: real payloads in, the product's own blocks out. */
import type { WebClient } from "@slack/web-api";
import { featureCommands } from "../../../src/app/registry.ts";
import type { Core } from "../../../src/platform/adapter.ts";
import { defaultPointerEmoji, messageShortcutId } from "../../../src/platforms/slack/app-config.ts";
import { enrichSlackEvent } from "../../../src/platforms/slack/inbound/accept-events.ts";
import {
  completePointedEvent,
  quoteSlackMessage,
} from "../../../src/platforms/slack/inbound/find-message.ts";
import { readSlackFormRequest } from "../../../src/platforms/slack/inbound/interactions.ts";
import {
  openSlackModal,
  validateSlackSubmission,
} from "../../../src/platforms/slack/inbound/sync-replies.ts";
import { toInboundEvents } from "../../../src/platforms/slack/inbound/to-inbound-events.ts";
import { sendSlackMessage } from "../../../src/platforms/slack/outbound/send.ts";
import { parseSlackPayload } from "../../../src/platforms/slack/payloads.ts";
import type { SlackCall } from "../../../src/platforms/slack/workspace/api-call.ts";
import { openSlackProfiles } from "../../../src/platforms/slack/workspace/profiles.ts";
import type { OpenedForm } from "../../../src/tools/simulation/people/screen.ts";
import {
  slackButtonsIn,
  slackInputState,
  slackOpenedForm,
} from "../../../src/tools/simulation/platforms/slack-web-client.ts";
import { composeMessage } from "../../harness/slack/composer.ts";
import { renderMessage } from "../../harness/slack/screen.ts";
import {
  botName,
  type ChatClient,
  isGroupChat,
  mentionPattern,
  type Post,
  personOfRoom,
  type Room,
  type Screen,
  showPost,
} from "./screen.ts";

const team = "T024BE7LD";
const bot = "U0BOTUSER1";
const quiet = { warn() {}, error() {}, info() {}, debug() {} } as never;

const idOf = (name: string): string => (name === botName ? bot : `U${name.toUpperCase()}`);
const channelOf = (room: Room): string => {
  const person = personOfRoom(room);
  if (person !== undefined) return `D${idOf(person)}`;
  return `${isGroupChat(room) ? "G" : "C"}${room.toUpperCase()}`;
};

/** Separates `@name` from the words. */
const composed = (text: string) =>
  composeMessage(
    text
      .split(/(@\w+)/)
      .filter((part) => part !== "")
      .map((part) => (part.startsWith("@") ? { person: idOf(part.slice(1)) } : part)),
  );

const mentionsBot = (text: string): boolean =>
  [...text.matchAll(mentionPattern)].some(([, name]) => name === botName);

type SlackFile = Record<string, unknown>;
const fileOf = (name: string): SlackFile => ({
  id: `F${name}`,
  name,
  title: name,
  mimetype: name.endsWith(".png") ? "image/png" : "application/octet-stream",
  filetype: name.split(".").at(-1),
  mode: "hosted",
  permalink: `https://acme.slack.com/files/${name}`,
});

export function createSlackClient(screen: Screen): ChatClient {
  let core: Core;
  let opened: OpenedForm | undefined;
  let count = 0;
  const rooms = new Map<string, Room>();
  const channel = (room: Room): string => {
    const id = channelOf(room);
    rooms.set(id, room);
    return id;
  };
  const stamp = (): string =>
    `${Math.floor(screen.now() / 1_000)}.${String(++count).padStart(6, "0")}`;
  /** Returns a unique timestamp: presses with the same one count as one press. */
  const nowStamp = (): string => (screen.now() / 1_000 + ++count / 1e6).toFixed(6);

  const raw = ({ id, by, text, file, thread }: Post, more: object = {}) => ({
    ts: id,
    ...(by === undefined ? { user: bot, bot_id: "B1", text } : { user: idOf(by), team }),
    ...(by !== undefined && composed(text)),
    thread_ts: thread,
    ...(file !== undefined && { files: [fileOf(file)] }),
    ...more,
  });

  const postsIn = (id: string): Post[] => screen.posts.filter(({ room }) => room === rooms.get(id));

  const people = new Map<string, string>();
  const api = {
    conversations: {
      open: async ({ users }: { users: string }) => {
        channel(`dm:${[...people].find(([, id]) => id === users)?.[0] ?? users}`);
        return { channel: { id: `D${users}` } };
      },
      history: async ({ channel: id }: { channel: string }) => ({
        messages: postsIn(id)
          .filter(({ thread }) => thread === undefined)
          .reverse()
          .map((post) => raw(post)),
      }),
      replies: async ({ channel: id, ts, latest }: Record<string, string>) => ({
        messages: postsIn(id!)
          .filter(
            (post) => post.id === (latest ?? ts) || (latest === undefined && post.thread === ts),
          )
          .map((post) => raw(post)),
      }),
    },
    views: {
      publish: async () => ({}),
      open: async ({ view }: { view: Record<string, unknown> }) => {
        opened = slackOpenedForm(view);
      },
    },
    users: {
      info: async ({ user }: { user: string }) => {
        const [name = user] = [...people].find(([, id]) => id === user) ?? [];
        return {
          user: {
            id: user,
            name,
            tz: screen.zone,
            locale: screen.locale(name),
            team_id: team,
            is_admin: false,
            profile: { display_name: name },
          },
        };
      },
    },
  };
  const client = api as unknown as WebClient;
  const profiles = openSlackProfiles(async (user) => (await client.users.info({ user })).user);

  const call: SlackCall = async (_method, values) => {
    const {
      channel: id,
      ts,
      thread_ts,
      blocks,
      text,
      metadata,
    } = values as {
      channel: string;
      ts?: string;
      thread_ts?: string;
      blocks: unknown[];
      text: string;
      metadata: { event_payload: { id: string } };
    };
    const made = ts ?? stamp();
    showPost(
      screen,
      {
        id: made,
        room: rooms.get(id) ?? id,
        thread: thread_ts ?? screen.posts.find((post) => post.id === ts)?.thread,
        outbox: metadata.event_payload.id,
      },
      {
        words: renderMessage({ text, blocks }).words || text,
        buttons: slackButtonsIn(blocks),
      },
    );
    return { ts: made };
  };

  /** Processes a payload as `platforms/slack` does after checking the signature. */
  async function take(payloadOf: object): Promise<{ mistakes: boolean }> {
    const payload = parseSlackPayload(payloadOf);
    const ask = readSlackFormRequest(payload, featureCommands);
    if (ask && (await openSlackModal(core, client, ask, quiet))) return { mistakes: false };
    const events = toInboundEvents(payload, {
      bot,
      commands: featureCommands,
      emoji: defaultPointerEmoji,
      now: screen.now(),
    });
    const [first] = events;
    if (!first) return { mistakes: false };
    await profiles.fetch(first.by.id);
    if (
      payload.kind === "submission" &&
      first.kind === "submitted" &&
      (await validateSlackSubmission(core, payload.body, first, async () => undefined))
    )
      return { mistakes: true };
    const whole = await Promise.all(
      events.map(async (event) =>
        event.kind === "pointed" ? (await completePointedEvent(client, bot, event)).pointed : event,
      ),
    );
    await core.ingest(whole.map((event) => enrichSlackEvent(profiles, event)));
    return { mistakes: false };
  }

  const event = (inner: object) =>
    take({
      type: "event_callback",
      team_id: team,
      event_id: `Ev${stamp()}`,
      event_time: Math.floor(screen.now() / 1_000),
      event: inner,
    });
  const interaction = (by: string, payload: object) =>
    take({
      team: { id: team },
      trigger_id: `t${stamp()}`,
      user: { id: personId(by), name: by },
      ...payload,
    });
  const at = ({ room, id, thread }: Post) => ({
    channel: { id: channel(room) },
    message: { ts: id, thread_ts: thread },
  });
  function personId(name: string): string {
    people.set(name, idOf(name));
    return idOf(name);
  }

  return {
    workspace: `slack:${team}`,
    teamChannel: { platform: "slack", kind: "channel", id: channel("team") },
    personId,
    adapter: {
      name: "slack",
      send: (message) => sendSlackMessage(client, call, message),
      readMessage: (_, place, message) => quoteSlackMessage(client, bot, place, message),
      isAdmin: async () => false,
      presence: async () => new Map(),
      start: async () => {},
      stop: async () => {},
      isReady: () => true,
    },
    connect(given) {
      core = given;
    },
    async says({ by, room, under, text, file, quote, payload }) {
      const post: Post = {
        ...{ id: stamp(), room, by, text, file, versions: [] },
        thread: under && (under.thread ?? under.id),
      };
      screen.posts.push(post);
      personId(by);
      const message = {
        ...raw(post),
        type: "message",
        channel: channel(room),
        channel_type: room.startsWith("dm:") ? "im" : isGroupChat(room) ? "mpim" : "channel",
        event_ts: post.id,
        ...(file !== undefined && { subtype: "file_share" }),
        attachments: quote && [shared(quote)],
        ...payload,
      };
      await event(message);
      if (!room.startsWith("dm:") && mentionsBot(text))
        await event({ ...message, subtype: undefined, type: "app_mention" });
      return post;
    },
    async edits(post, text) {
      const previous_message = raw(post);
      post.text = text;
      await event({
        ...{ type: "message", subtype: "message_changed", channel: channel(post.room) },
        ...{ ts: nowStamp(), event_ts: nowStamp(), previous_message },
        message: raw(post, { edited: { user: idOf(post.by!), ts: nowStamp() } }),
      });
    },
    async deletes(post) {
      screen.posts.splice(screen.posts.indexOf(post), 1);
      await event({
        ...{ type: "message", subtype: "message_deleted", channel: channel(post.room) },
        ...{ ts: nowStamp(), event_ts: nowStamp(), deleted_ts: post.id },
        previous_message: raw(post),
      });
    },
    async reacts(by, post, reaction) {
      await event({
        ...{ type: "reaction_added", user: personId(by), reaction, event_ts: nowStamp() },
        item: { type: "message", channel: channel(post.room), ts: post.id },
        item_user: post.by === undefined ? bot : idOf(post.by),
      });
    },
    async points(by, post) {
      await interaction(by, {
        ...{ type: "message_action", callback_id: messageShortcutId, action_ts: nowStamp() },
        channel: { id: channel(post.room) },
        message: raw(post),
      });
    },
    async types(by, room, command, text) {
      await take({
        ...{ team_id: team, command: `/${command}`, text, trigger_id: `t${stamp()}` },
        ...{ user_id: personId(by), user_name: by, channel_id: channel(room) },
      });
    },
    async presses(by, post, { own }) {
      opened = undefined;
      await interaction(by, {
        type: "block_actions",
        ...at(post),
        actions: [{ ...own, action_ts: nowStamp() }],
      });
      return opened;
    },
    async submits(by, _post, { own }, values) {
      const blocks = own.blocks as { block_id?: string; element?: { type: string } }[];
      const state = Object.fromEntries(
        blocks.flatMap(({ block_id, element }) =>
          block_id !== undefined && element
            ? [[block_id, { value: slackInputState(element.type, values[block_id] ?? "") }]]
            : [],
        ),
      );
      const view = { ...own, id: `V${stamp()}`, state: { values: state } };
      return (await interaction(by, { type: "view_submission", view })).mistakes;
    },
  };

  /** Returns a forwarded message, as Slack attaches it. */
  function shared(post: Post) {
    return {
      ...{ is_msg_unfurl: true, is_share: true, ts: post.id, channel_team: team },
      ...{ author_id: idOf(post.by ?? botName), author_name: post.by ?? "Entwine" },
      channel_id: channel(post.room),
      from_url: `https://acme.slack.com/archives/${channel(post.room)}/p${post.id.replace(".", "")}`,
      ...{ text: post.text, fallback: post.text },
      message_blocks: [{ message: { blocks: composed(post.text).blocks } }],
    };
  }
}
