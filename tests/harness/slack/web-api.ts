/** Web API of the fake Slack: validates and stores the bot's messages, and fails on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { keepModalValues, type ModalView, modalRefusal } from "./modal.ts";
import { blocksRefusal } from "./screen.ts";

export interface PostedToSlack {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: unknown[];
  thread_ts?: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

interface Call {
  method: string;
  args: Record<string, unknown>;
}

/**
 * Failure of a call: a status, an error code, no response, or a late one (`until`). With `after`
 * the call takes effect before it fails.
 */
export type ApiTrouble =
  | { status: number; retryAfter?: number; after?: true }
  | { error: string }
  | { silence: true; after?: true }
  | { until: Promise<unknown> };

export interface FakeWorkspace {
  bot: string;
  botToken: string;
  appToken: string;
  team: string;
  /** Names by person id. */
  names: Map<string, string>;
  /** Ids of the workspace's admins. */
  admins: Set<string>;
  /** Time zones and statuses by person id. */
  profiles: Map<
    string,
    {
      tz?: string;
      locale?: string;
      deleted?: boolean;
      status_emoji?: string;
      status_text?: string;
      status_expiration?: number;
    }
  >;
  /** Differences from an ordinary member, by person id. */
  users: Map<string, Record<string, unknown>>;
  /** Do-not-disturb periods by person id, in Unix seconds. */
  quiet: Map<string, [from: number, until: number]>;
  /** Members by user group id. */
  userGroups: Map<string, string[]>;
  /** Handles by user group id. */
  groupHandles: Map<string, string>;
  /** Channel details by id. */
  channels: Map<string, Record<string, unknown>>;
  /** Scopes of the bot's token. */
  scopes: string[];
  messages: PostedToSlack[];
  homes: Map<string, ModalView>;
  modals: ModalView[];
  prompts: { channel: string; prompts: { title: string; message: string }[] }[];
  triggers: Set<string>;
  calls: Call[];
  troubles: { method: string; trouble: ApiTrouble }[];
  stamp(): string;
  socketUrl(): string;
  /** Token that renews the bot's token once. */
  refreshToken?: string;
  /** OAuth responses by code, without the token. */
  grants: Map<string, Record<string, unknown>>;
}

/** Properties of the app that are the same in every workspace. */
export const fakeSlackApp = {
  id: "A0ENTWINE",
  clientId: "10.20",
  clientSecret: "client secret of the fake",
};

type Answer = Record<string, unknown>;
const no = (error: string): Answer => ({ ok: false, error });

/** Returns the form fields of a request; fields that hold JSON are parsed. */
const argumentsOf = (body: string): Record<string, unknown> =>
  Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [
      name,
      /^[[{]/.test(value) && name !== "text" ? JSON.parse(value) : value,
    ]),
  );

const inside = (
  ts: string,
  { oldest = "0", latest = "9", inclusive }: Record<string, unknown>,
): boolean =>
  inclusive === "true"
    ? ts >= String(oldest) && ts <= String(latest)
    : ts > String(oldest) && ts < String(latest);

function seen(message: PostedToSlack, args: Record<string, unknown>): Partial<PostedToSlack> {
  const { metadata, ...rest } = message;
  return {
    ...rest,
    metadata: metadata && args.include_all_metadata === "true" ? metadata : undefined,
  };
}

function checked(args: Record<string, unknown>): Answer | undefined {
  if (typeof args.text !== "string" || args.text === "") return no("no_text");
  const wrong = blocksRefusal((args.blocks ?? []) as unknown[]);
  return wrong === undefined ? undefined : no(wrong);
}

/** API methods that the bot may call. */
const methods: Record<string, (here: FakeWorkspace, args: Record<string, unknown>) => Answer> = {
  "auth.test": ({ bot, team }) => ({ ok: true, user_id: bot, team_id: team, bot_id: "B0ENTWINE" }),
  "oauth.v2.access": (here, { code, grant_type }) => {
    if (grant_type === "refresh_token") {
      here.botToken = `${here.botToken}+`;
      here.refreshToken = `${here.refreshToken}+`;
      const [access_token, refresh_token] = [here.botToken, here.refreshToken];
      return { ok: true, access_token, refresh_token, expires_in: 43_200, token_type: "bot" };
    }
    const grant = here.grants.get(String(code));
    if (!here.grants.delete(String(code))) return no("invalid_code");
    if (grant?.refresh_token) here.refreshToken = String(grant.refresh_token);
    const common = {
      app_id: fakeSlackApp.id,
      token_type: "bot",
      access_token: here.botToken,
      bot_user_id: here.bot,
      scope: here.scopes.join(","),
    };
    return {
      ok: true,
      ...common,
      team: { id: here.team, name: "Test" },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: "U0MARIA" },
      ...grant,
    };
  },
  "auth.revoke": () => ({ ok: true, revoked: true }),
  "apps.connections.open": ({ socketUrl }) => ({ ok: true, url: socketUrl() }),
  "conversations.open": (_, { users }) => ({ ok: true, channel: { id: `D${users}` } }),
  "conversations.info": ({ channels }, { channel }) => {
    const found = channels.get(String(channel));
    return found ? { ok: true, channel: { id: channel, ...found } } : no("channel_not_found");
  },
  "chat.postMessage": (here, args) => {
    const wrong = checked(args);
    if (wrong) return wrong;
    const { channel, text, blocks = [], thread_ts, metadata } = args as unknown as PostedToSlack;
    if (here.channels.get(channel)?.is_archived) return no("is_archived");
    const message: PostedToSlack = {
      channel,
      ts: here.stamp(),
      user: here.bot,
      text,
      blocks: numbered(blocks),
      thread_ts,
      metadata,
    };
    here.messages.push(message);
    return { ok: true, channel, ts: message.ts };
  },
  "chat.update": (here, args) => {
    const message = here.messages.find(
      ({ ts, channel }) => ts === args.ts && channel === args.channel,
    );
    if (!message) return no("message_not_found");
    const wrong = checked(args);
    if (wrong) return wrong;
    const { text, blocks = [], metadata } = args as unknown as PostedToSlack;
    Object.assign(message, { text, blocks: numbered(blocks), ...(metadata && { metadata }) });
    return { ok: true, channel: message.channel, ts: message.ts };
  },
  "conversations.history": (here, args) => {
    const limit = Number(args.limit ?? 100);
    const all = here.messages
      .filter(
        ({ channel, ts, thread_ts }) => channel === args.channel && !thread_ts && inside(ts, args),
      )
      .toReversed();
    return {
      ok: true,
      messages: all.slice(0, limit).map((message) => seen(message, args)),
      has_more: all.length > limit,
    };
  },
  "conversations.replies": (here, args) => {
    const of = here.messages.filter(({ channel }) => channel === args.channel);
    const named = of.find(({ ts }) => ts === args.ts);
    if (!named) return no("thread_not_found");
    const thread = named.thread_ts ?? named.ts;
    const all = of.filter(
      ({ ts, thread_ts }) => (ts === thread && named.ts === thread) || thread_ts === thread,
    );
    return {
      ok: true,
      messages: all
        .filter(({ ts }) => ts === thread || inside(ts, args))
        .slice(0, Number(args.limit ?? 1000))
        .map((message) => seen(message, args)),
    };
  },
  "views.open": (here, { trigger_id, view }) => {
    if (!here.triggers.delete(String(trigger_id))) return no("expired_trigger_id");
    const id = `V${here.stamp()}`;
    const opened = { callback_id: "", ...(view as ModalView), id, hash: here.stamp() };
    const wrong = modalRefusal(opened);
    if (wrong) return no(wrong);
    here.modals.push(opened);
    return { ok: true, view: opened };
  },
  "views.update": (here, { view_id, hash, view }) => {
    const before = here.modals.find(({ id }) => id === view_id);
    if (!before) return no("not_found");
    if (hash !== undefined && hash !== before.hash) return no("hash_conflict");
    const updated = { callback_id: "", ...(view as ModalView), id: before.id, hash: here.stamp() };
    const wrong = modalRefusal(updated);
    if (wrong) return no(wrong);
    here.modals[here.modals.indexOf(before)] = keepModalValues(updated, before);
    return { ok: true, view: updated };
  },
  "views.publish": (here, { user_id, view }) => {
    const wrong = blocksRefusal((view as ModalView).blocks, 100);
    if (wrong) return no(wrong);
    here.homes.set(String(user_id), {
      ...(view as ModalView),
      id: `V${here.stamp()}`,
      blocks: numbered((view as ModalView).blocks),
    });
    return { ok: true };
  },
  "dnd.teamInfo": ({ quiet }, { users }) => {
    const ids = String(users).split(",");
    if (ids.length > 50) return no("too_many_users");
    const told = ids.map((id) => {
      const [from, until] = quiet.get(id) ?? [1, 1];
      return [id, { dnd_enabled: quiet.has(id), next_dnd_start_ts: from, next_dnd_end_ts: until }];
    });
    return { ok: true, users: Object.fromEntries(told) };
  },
  "users.info": (here, { user, include_locale }) => ({
    ok: true,
    user: {
      id: user,
      name: String(user).toLowerCase(),
      real_name: `${user} of the tests`,
      is_admin: here.admins.has(String(user)),
      is_owner: false,
      team_id: here.team,
      tz: here.profiles.get(String(user))?.tz ?? "Europe/Berlin",
      locale:
        String(include_locale) === "true"
          ? (here.profiles.get(String(user))?.locale ?? "en-US")
          : undefined,
      deleted: here.profiles.get(String(user))?.deleted ?? false,
      profile: {
        display_name: here.names.get(String(user)) ?? "",
        ...here.profiles.get(String(user)),
      },
      ...here.users.get(String(user)),
    },
  }),
  "usergroups.list": ({ userGroups, groupHandles }) => ({
    ok: true,
    usergroups: [...userGroups.keys()].map((id) => ({
      id,
      handle: groupHandles.get(id) ?? id.toLowerCase(),
    })),
  }),
  "usergroups.users.list": ({ userGroups }, { usergroup }) => {
    const users = userGroups.get(String(usergroup));
    if (!users) return no("no_such_subteam");
    return users.length > 0 ? { ok: true, users } : no("subteam_is_empty");
  },
  "assistant.threads.setSuggestedPrompts": (here, { channel_id, prompts, thread_ts }) => {
    // For an unknown thread_ts Slack answers `ok` and shows nothing.
    if (!thread_ts)
      here.prompts.push({
        channel: String(channel_id),
        prompts: prompts as { title: string; message: string }[],
      });
    return (prompts as unknown[]).length > 4 ? no("invalid_arguments") : { ok: true };
  },
};

/** Adds block ids, as Slack does. */
const numbered = <T>(blocks: T[]): T[] =>
  blocks.map((block, index) => ({ block_id: `b${index}`, ...block }));

/** Returns the workspace of a call, by its token or its OAuth code. */
function whose(
  all: FakeWorkspace[],
  method: string,
  args: Record<string, unknown>,
  bearer: string | undefined,
): FakeWorkspace | undefined {
  if (method === "oauth.v2.access")
    return args.client_id === fakeSlackApp.clientId &&
      args.client_secret === fakeSlackApp.clientSecret
      ? args.grant_type === "refresh_token"
        ? all.find(({ refreshToken }) => refreshToken === args.refresh_token)
        : (all.find(({ grants }) => grants.has(String(args.code))) ?? all[0])
      : undefined;
  const kind = method === "apps.connections.open" ? "appToken" : "botToken";
  return all.find((each) => bearer === `Bearer ${each[kind]}`);
}

async function answer(
  all: FakeWorkspace[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, body: Answer, headers = {}) =>
    void response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify(body));
  const method = (request.url ?? "").replace(/^\/api\//, "");
  const args = argumentsOf(await text(request));
  const here = whose(all, method, args, request.headers.authorization);
  if (!here) return reply(200, no("invalid_auth"));
  const act = methods[method];
  if (!act) return reply(200, no("unknown_method"));
  here.calls.push({ method, args });

  const index = here.troubles.findIndex((planned) => planned.method === method);
  const [{ trouble } = { trouble: undefined }] = index < 0 ? [] : here.troubles.splice(index, 1);
  if (trouble && "error" in trouble) return reply(200, no(trouble.error));
  if (trouble && "until" in trouble) await trouble.until;
  if (trouble && "after" in trouble) act(here, args);
  if (trouble && "silence" in trouble) return void request.socket.destroy();
  if (trouble && "status" in trouble)
    return reply(
      trouble.status,
      no("trouble"),
      trouble.retryAfter === undefined ? {} : { "retry-after": trouble.retryAfter },
    );
  reply(200, act(here, args), { "x-oauth-scopes": here.scopes.join(",") });
}

/** Serves the API of all workspaces on a free local port. */
export async function serveWebApi(all: FakeWorkspace[]) {
  const server = createServer((request, response) => void answer(all, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
