/** Slack as far as the bot meets it: its rules for what is said and its way of bringing events, spoken to by the house's own code for Slack. */
import type { WebClient } from "@slack/web-api";
import { NotOk } from "../../src/slack/call.ts";
import { defaultEmoji, shortcut } from "../../src/slack/hears.ts";
import { openForm, putRight } from "../../src/slack/immediate.ts";
import { formAsk } from "../../src/slack/interactions.ts";
import { complete, find, quote } from "../../src/slack/look.ts";
import { isAdmin, membersOf } from "../../src/slack/members.ts";
import { rememberNames } from "../../src/slack/names.ts";
import { presence } from "../../src/slack/presence.ts";
import { openProfiles } from "../../src/slack/profiles.ts";
import { type Payload, receive } from "../../src/slack/receive.ts";
import { send } from "../../src/slack/send.ts";
import type { Surface } from "../../src/surface/surface.ts";
import type { Replica } from "./replica.ts";
import { type Desk, type Done, type Message, type Opened, type Person, wordsIn } from "./screen.ts";
import type { Side } from "./side.ts";
import { openSlackRules } from "./slack-rules.ts";
import { buttonsIn, filledIn, openedIn } from "./slack-view.ts";

const bot = "UBOT";
/** Slack brings an event again at once, after a minute and after five. */
const retries = [0, 60_000, 300_000];
/** How long Slack waits for an acknowledgement. */
const patience = 3_000;
const quiet = { warn() {}, error() {}, info() {}, debug() {} } as never;

interface Post {
  ts: string;
  user: string;
  text: string;
  thread_ts?: string;
  metadata?: { event_payload: { id: string } };
  blocks?: unknown;
}

export function openSlackTenant({ world, tenant, deliver, weather, shown, blind }: Side) {
  const { time, dice } = world;
  const team = tenant.workspace.slice("slack:".length);
  const channels = new Map<string, Post[]>();
  const homes = new Map<string, Message>();
  const opening = new Map<string, Opened>();
  let minute = 0;
  let counter = 0;

  const postsIn = (channel: string): Post[] => channels.getOrInsertComputed(channel, () => []);
  const roomOf = (channel: string): string => (channel.startsWith("D") ? channel.slice(1) : channel);

  /** Slack's ids of messages are times that are unique in a channel; in two workspaces they may well be the same. */
  function stamp(): string {
    const now = Math.floor(time.now() / 60_000) * 60;
    counter = now === minute ? counter + 1 : 1;
    minute = now;
    return `${now}.${String(counter).padStart(6, "0")}`;
  }
  const id = (kind: string): string => `${kind}${time.now().toString(36)}${dice.below(2 ** 30).toString(36)}`;

  const say = openSlackRules({ world, weather }, (method, { channel, ts, thread_ts, text, metadata, blocks }) => {
    const posts = postsIn(channel);
    const old = posts.find((post) => post.ts === ts);
    if (method === "chat.update" && !old) return undefined;
    const post = old ?? { ts: stamp(), user: bot, text };
    Object.assign(post, { text, metadata, blocks, ...(thread_ts !== undefined && { thread_ts }) });
    if (!old) posts.push(post);
    const { id: outbox } = metadata.event_payload;
    const message: Message = { id: post.ts, outbox, room: roomOf(channel), words: wordsIn(blocks) || text, buttons: buttonsIn(blocks), at: time.now() };
    shown(post.thread_ts === undefined ? message : { ...message, thread: post.thread_ts }, old ? "revise" : "post");
    return post.ts;
  });

  const client = {
    conversations: {
      open: async ({ users }: { users: string }) => ({ channel: { id: `D${users}` } }),
      history: async ({ channel, limit }: { channel: string; limit: number }) => {
        if (weather.down) throw new NotOk(503, undefined, 0);
        return {
          messages: postsIn(channel)
            .filter(({ thread_ts }) => thread_ts === undefined)
            .slice(-limit)
            .reverse(),
        };
      },
      replies: async ({ channel, ts, latest }: { channel: string; ts: string; latest?: string }) => {
        if (weather.down) throw new NotOk(503, undefined, 0);
        return { messages: postsIn(channel).filter((post) => post.ts === (latest ?? ts) || (latest === undefined && post.thread_ts === ts)) };
      },
    },
    views: {
      publish: async ({ user_id, view }: { user_id: string; view: { blocks: unknown } }) => {
        if (weather.down) throw new NotOk(503, undefined, 0);
        const home: Message = { id: "home", outbox: "", room: user_id, words: wordsIn(view.blocks), buttons: buttonsIn(view.blocks), at: time.now() };
        homes.set(user_id, home);
        shown(home, "home");
      },
      open: async ({ trigger_id, view }: { trigger_id: string; view: Record<string, unknown> }) => void opening.set(trigger_id, openedIn(view)),
    },
    users: {
      info: async ({ user }: { user: string }) => {
        const person = tenant.people.find((each) => each.id === user);
        return {
          user: person && {
            id: user,
            name: person.name,
            tz: person.zone,
            locale: person.locale,
            team_id: team,
            is_admin: person.admin,
            profile: { display_name: person.name },
          },
        };
      },
    },
    dnd: { teamInfo: async () => ({ users: {} }) },
    usergroups: { users: { list: async () => ({ users: tenant.people.map((person) => person.id) }) } },
  } as unknown as WebClient;
  const names = rememberNames(openProfiles(client));

  /** What `slack/app.ts` does with a payload once its signature is checked. */
  async function take({ core }: Replica, payload: Payload): Promise<Done> {
    const ask = formAsk(payload);
    if (ask && (await openForm(core, client, ask, quiet))) return { acknowledged: true, form: opening.get(ask.trigger)! };
    const arrivals = receive(payload, { bot, emoji: defaultEmoji, now: time.now() });
    if (await putRight(core, payload, arrivals, async () => undefined)) return { acknowledged: true, mistakes: true };
    const whole = await Promise.all(arrivals.map(async (arrival) => (arrival.kind === "pointed" ? (await complete(client, bot, arrival)).pointed : arrival)));
    if (whole.length > 0) await core.accept(whole.map(names.named));
    return { acknowledged: true };
  }

  async function bring(what: string, payload: object, again: readonly number[]): Promise<Done> {
    const { acknowledged, value } = await deliver({
      what: `${tenant.workspace} ${what}`,
      take: (replica) => take(replica, payload as Payload),
      again,
      patience,
    });
    return { ...value, acknowledged };
  }
  const event = (what: string, inner: object): Promise<Done> =>
    bring(what, { type: "event_callback", team_id: team, event_id: id("Ev"), event_time: Math.floor(time.now() / 1_000), event: inner }, retries);
  const once = (what: string, payload: object): Promise<Done> => bring(what, { team: { id: team }, trigger_id: id("t"), ...payload }, []);
  const now = (): string => (time.now() / 1_000).toFixed(6);
  const where = (person: Person, channel?: string): string => channel ?? `D${person.id}`;

  function written(message: string): { channel: string; post: Post } | undefined {
    for (const [channel, posts] of channels) for (const post of posts) if (post.ts === message && post.user !== bot) return { channel, post };
    return undefined;
  }

  const desk: Desk = {
    async says(person, text, { channel, thread, mention } = {}) {
      const post: Post = { ts: stamp(), user: person.id, text: mention ? `<@${bot}> ${text}` : text, ...(thread !== undefined && { thread_ts: thread }) };
      postsIn(where(person, channel)).push(post);
      const message = { type: "message", channel: where(person, channel), event_ts: post.ts, ...post };
      const [done] = await Promise.all([
        event(`${person.id} writes ${text}`, message),
        ...(mention ? [event(`${person.id} mentions the bot`, { ...message, type: "app_mention" })] : []),
      ]);
      return { ...done!, message: post.ts };
    },
    async edits(person, message, text) {
      const found = written(message);
      if (!found) return { acknowledged: false };
      const { channel, post } = found;
      const previous_message = { ...post };
      Object.assign(post, { text });
      return event(`${person.id} edits`, {
        type: "message",
        subtype: "message_changed",
        channel,
        ts: now(),
        event_ts: now(),
        message: { ...post },
        previous_message,
      });
    },
    async deletes(person, message) {
      const found = written(message);
      if (!found) return { acknowledged: false };
      const { channel, post } = found;
      postsIn(channel).splice(postsIn(channel).indexOf(post), 1);
      return event(`${person.id} deletes`, { type: "message", subtype: "message_deleted", channel, ts: now(), event_ts: now(), previous_message: post });
    },
    commands: (person, command, text, channel) =>
      once(`${person.id} types /${command} ${text}`, {
        team_id: team,
        command: `/${command}`,
        text,
        user_id: person.id,
        user_name: person.name,
        channel_id: where(person, channel),
      }),
    presses: (person, { id: ts, room, thread }, { own, press }) => {
      const on =
        ts === "home"
          ? {}
          : { channel: { id: room === person.id ? where(person) : room }, message: { ts, ...(thread !== undefined && { thread_ts: thread }) } };
      return once(`${person.id} presses ${press}`, {
        type: "block_actions",
        user: { id: person.id, name: person.name },
        ...on,
        actions: [{ ...own, action_ts: now() }],
      });
    },
    fills: (person, _on, { own }, values) => {
      const state = Object.fromEntries(
        (own.blocks as { block_id?: string; type: string; element?: { type: string } }[]).flatMap((block) => {
          const value = block.block_id === undefined ? undefined : values[block.block_id];
          return block.type === "input" ? [[block.block_id, { value: filledIn(block.element!.type, value ?? "") }]] : [];
        }),
      );
      return once(`${person.id} sends ${Object.values(values).join(" | ")}`, {
        type: "view_submission",
        user: { id: person.id, name: person.name },
        view: { ...own, id: id("V"), state: { values: state } },
      });
    },
    async opensHome(person) {
      return event(`${person.id} opens the home page`, { type: "app_home_opened", user: person.id, channel: where(person), tab: "home", event_ts: now() });
    },
    async points(person, author, text) {
      const post: Post = { ts: stamp(), user: author.id, text };
      postsIn(tenant.channel).push(post);
      const payload = {
        type: "message_action",
        callback_id: shortcut,
        user: { id: person.id, name: person.name },
        action_ts: now(),
        channel: { id: tenant.channel },
        message: post,
      };
      return once(`${person.id} points at what ${author.id} said`, payload);
    },
  };

  return {
    desk,
    homes,
    send: (message: Parameters<Surface["send"]>[0]) => send(client, say, message),
    async find(message: Parameters<Surface["send"]>[0]) {
      const found = await find(client, bot, message);
      if (found === undefined) blind(message.id);
      return found;
    },
    quote: (place: Parameters<NonNullable<Surface["quote"]>>[1], message: string) => quote(client, bot, place, message),
    isAdmin: (person: string) => isAdmin(client, team, person),
    membersOf: (group: string) => membersOf(client, group),
    localeOf: names.localeOf,
    presence: (people: readonly string[], at: Date) => presence(client, people, at),
  };
}
export type SlackTenant = ReturnType<typeof openSlackTenant>;
