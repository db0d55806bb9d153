/**
 * Simulated Slack workspace: its API rules and event delivery, used by the product's Slack code.
 */
import { featureCommands } from "../../../app/registry.ts";
import type { PlatformAdapter } from "../../../platform/adapter.ts";
import { defaultPointerEmoji, messageShortcutId } from "../../../platforms/slack/app-config.ts";
import { enrichSlackEvent } from "../../../platforms/slack/inbound/accept-events.ts";
import {
  completePointedEvent,
  findSlackMessage,
  quoteSlackMessage,
} from "../../../platforms/slack/inbound/find-message.ts";
import { readSlackFormRequest } from "../../../platforms/slack/inbound/interactions.ts";
import {
  openSlackModal,
  validateSlackSubmission,
} from "../../../platforms/slack/inbound/sync-replies.ts";
import { toInboundEvents } from "../../../platforms/slack/inbound/to-inbound-events.ts";
import { sendSlackMessage } from "../../../platforms/slack/outbound/send.ts";
import { parseSlackPayload } from "../../../platforms/slack/payloads.ts";
import {
  fetchSlackPresence,
  isSlackAdmin,
  listUserGroupMembers,
} from "../../../platforms/slack/workspace/people.ts";
import { openSlackPlaceNames } from "../../../platforms/slack/workspace/place-names.ts";
import { openSlackProfiles } from "../../../platforms/slack/workspace/profiles.ts";
import {
  collectStrings,
  type OpenedForm,
  type SimulatedPerson,
  type TenantClient,
  type UserActionResult,
  type VisibleMessage,
} from "../people/screen.ts";
import type { SimulatedReplica } from "../runtime/simulated-replica.ts";
import type { TenantContext } from "./event-delivery.ts";
import { createSlackRules } from "./slack-rules.ts";
import {
  createSimulatedWebClient,
  type SimulatedSlackPost,
  slackButtonsIn,
  slackInputState,
} from "./slack-web-client.ts";

const bot = "UBOT";
/** Delays (ms) of Slack's retries. */
const retryDelaysMs = [0, 60_000, 300_000];
/** Time (ms) that Slack waits for an acknowledgement. */
const acknowledgeTimeoutMs = 3_000;
const quiet = { warn() {}, error() {}, info() {}, debug() {} } as never;

export function createSlackTenant({
  world,
  tenant,
  deliver,
  conditions,
  shown,
  unknownFate,
}: TenantContext) {
  const { time, random } = world;
  const team = tenant.workspace.slice("slack:".length);
  const channels = new Map<string, SimulatedSlackPost[]>();
  const homes = new Map<string, VisibleMessage>();
  const opening = new Map<string, OpenedForm>();
  let minute = 0;
  let counter = 0;

  const postsIn = (channel: string): SimulatedSlackPost[] =>
    channels.getOrInsertComputed(channel, () => []);
  const roomOf = (channel: string): string =>
    channel.startsWith("D") ? channel.slice(1) : channel;

  /** Returns a message id: a time that is unique in a channel; two workspaces may have the same. */
  function stamp(): string {
    const now = Math.floor(time.now() / 60_000) * 60;
    counter = now === minute ? counter + 1 : 1;
    minute = now;
    return `${now}.${String(counter).padStart(6, "0")}`;
  }
  const id = (kind: string): string =>
    `${kind}${time.now().toString(36)}${random.below(2 ** 30).toString(36)}`;

  const say = createSlackRules(
    { world, conditions, tenant },
    (method, { channel, ts, thread_ts, text, metadata, blocks }) => {
      const posts = postsIn(channel);
      const old = posts.find((post) => post.ts === ts);
      if (method === "chat.update" && !old) return undefined;
      const post = old ?? { ts: stamp(), user: bot, text };
      Object.assign(post, {
        text,
        metadata,
        blocks,
        ...(thread_ts !== undefined && { thread_ts }), // an update names no thread
      });
      if (!old) posts.push(post);
      const { id: outbox } = metadata.event_payload;
      const message: VisibleMessage = {
        id: post.ts,
        outbox,
        room: roomOf(channel),
        words: collectStrings(blocks) || text,
        buttons: slackButtonsIn(blocks),
        at: time.now(),
      };
      shown(
        post.thread_ts === undefined ? message : { ...message, thread: post.thread_ts },
        old ? "revise" : "post",
      );
      return post.ts;
    },
  );

  const webClient = createSimulatedWebClient({
    tenant,
    team,
    now: () => time.now(),
    isDown: () => conditions.isPlatformDown,
    postsIn,
    showHome(home) {
      homes.set(home.room, home);
      shown(home, "home");
    },
    openForm: (trigger, form) => void opening.set(trigger, form),
  });
  const names = openSlackPlaceNames(() => Promise.reject(new Error("no names here")));
  const profiles = openSlackProfiles(async (user) => (await webClient.users.info({ user })).user);

  /** Processes a payload as `platforms/slack/adapter.ts` does after checking the signature. */
  async function take({ core }: SimulatedReplica, raw: object): Promise<UserActionResult> {
    const payload = parseSlackPayload(raw);
    const ask = readSlackFormRequest(payload, featureCommands);
    if (ask && (await openSlackModal(core, webClient, ask, quiet)))
      return { acknowledged: true, form: opening.get(ask.trigger)! };
    const events = toInboundEvents(payload, {
      bot,
      commands: featureCommands,
      emoji: defaultPointerEmoji,
      now: time.now(),
    });
    const [first] = events;
    if (!first) return { acknowledged: true };
    await profiles.fetch(first.by.id); // the access check requests it
    if (
      payload.kind === "submission" &&
      first.kind === "submitted" &&
      (await validateSlackSubmission(core, payload.body, first, async () => undefined))
    )
      return { acknowledged: true, mistakes: true };
    const whole = await Promise.all(
      events.map(async (event) =>
        event.kind === "pointed"
          ? (await completePointedEvent(webClient, bot, event)).pointed
          : event,
      ),
    );
    await core.accept(whole.map((event) => enrichSlackEvent(profiles, event)));
    return { acknowledged: true };
  }

  async function bring(
    what: string,
    payload: object,
    again: readonly number[],
  ): Promise<UserActionResult> {
    const { acknowledged, value } = await deliver({
      what: `${tenant.workspace} ${what}`,
      take: (replica) => take(replica, payload),
      again,
      acknowledgeTimeoutMs,
    });
    return { ...value, acknowledged };
  }
  const event = (what: string, inner: object): Promise<UserActionResult> =>
    bring(
      what,
      {
        type: "event_callback",
        team_id: team,
        event_id: id("Ev"),
        event_time: Math.floor(time.now() / 1_000),
        event: inner,
      },
      retryDelaysMs,
    );
  const once = (what: string, payload: object): Promise<UserActionResult> =>
    bring(what, { team: { id: team }, trigger_id: id("t"), ...payload }, []);
  const now = (): string => (time.now() / 1_000).toFixed(6);
  const where = (person: SimulatedPerson, channel?: string): string => channel ?? `D${person.id}`;

  function written(message: string): { channel: string; post: SimulatedSlackPost } | undefined {
    for (const [channel, posts] of channels)
      for (const post of posts)
        if (post.ts === message && post.user !== bot) return { channel, post };
    return undefined;
  }

  const client: TenantClient = {
    async says(person, text, { channel, thread, mention } = {}) {
      const post: SimulatedSlackPost = {
        ts: stamp(),
        user: person.id,
        text: mention ? `<@${bot}> ${text}` : text,
        thread_ts: thread,
      };
      postsIn(where(person, channel)).push(post);
      const message = {
        type: "message",
        channel: where(person, channel),
        event_ts: post.ts,
        ...post,
      };
      const [done] = await Promise.all([
        event(`${person.id} writes ${text}`, message),
        ...(mention
          ? [event(`${person.id} mentions the bot`, { ...message, type: "app_mention" })]
          : []),
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
      return event(`${person.id} deletes`, {
        type: "message",
        subtype: "message_deleted",
        channel,
        ts: now(),
        event_ts: now(),
        previous_message: post,
      });
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
          : {
              channel: { id: room === person.id ? where(person) : room },
              message: { ts, thread_ts: thread },
            };
      return once(`${person.id} presses ${press}`, {
        type: "block_actions",
        user: { id: person.id, name: person.name },
        ...on,
        actions: [{ ...own, action_ts: now() }],
      });
    },
    fills: (person, _on, { own }, values) => {
      const state = Object.fromEntries(
        (own.blocks as { block_id?: string; type: string; element?: { type: string } }[]).flatMap(
          (block) => {
            const value = block.block_id === undefined ? undefined : values[block.block_id];
            return block.type === "input"
              ? [[block.block_id, { value: slackInputState(block.element!.type, value ?? "") }]]
              : [];
          },
        ),
      );
      return once(`${person.id} sends ${Object.values(values).join(" | ")}`, {
        type: "view_submission",
        user: { id: person.id, name: person.name },
        view: { ...own, id: id("V"), state: { values: state } },
      });
    },
    async opensHome(person) {
      return event(`${person.id} opens the home page`, {
        type: "app_home_opened",
        user: person.id,
        channel: where(person),
        tab: "home",
        event_ts: now(),
      });
    },
    async points(person, author, text) {
      const post: SimulatedSlackPost = { ts: stamp(), user: author.id, text };
      postsIn(tenant.channel).push(post);
      const payload = {
        type: "message_action",
        callback_id: messageShortcutId,
        user: { id: person.id, name: person.name },
        action_ts: now(),
        channel: { id: tenant.channel },
        message: post,
      };
      return once(`${person.id} uses the message action on a message of ${author.id}`, payload);
    },
  };

  return {
    client,
    homes,
    reopenIntake: () =>
      event("the team's channel is unarchived", {
        type: "channel_unarchive",
        channel: tenant.briefChannel,
        event_ts: now(),
      }),
    send: (message: Parameters<PlatformAdapter["send"]>[0]) =>
      sendSlackMessage(webClient, say, message),
    async find(message: Parameters<PlatformAdapter["send"]>[0]) {
      const found = await findSlackMessage(webClient, bot, message);
      if (found === undefined) unknownFate(message.id);
      return found;
    },
    quote: (place: Parameters<NonNullable<PlatformAdapter["readMessage"]>>[1], message: string) =>
      quoteSlackMessage(webClient, bot, place, message),
    isAdmin: (person: string) => isSlackAdmin(webClient, team, person),
    membersOf: (group: string) => listUserGroupMembers({ client: webClient, names }, team, group),
    presence: (people: readonly string[], at: Date) =>
      fetchSlackPresence({ client: webClient, profiles }, people, at),
  };
}
export type SlackTenant = ReturnType<typeof createSlackTenant>;
