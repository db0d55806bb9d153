/**
 * Fake Microsoft Teams: people who write, press buttons and submit forms, and a Bot Connector that
 * stores the bot's messages.
 */
import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { expect } from "vitest";
import { eventually } from "../eventually.ts";
import { listen } from "../listen.ts";
import { type CardAction, type CardScreen, renderActivity, renderCard } from "./screen.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
type Fields = { [key: string]: Json | undefined };

export const fakeBot = { id: "28:entwine", name: "Entwine" };

/** Place: a person's chat with the bot, a group chat, or a channel with a thread. */
export interface TeamsLocation {
  group?: string;
  channel?: string;
  thread?: string;
}

/** A message of the bot in its current state. */
export interface TeamsPost extends CardScreen {
  id: string;
  conversation: string;
  activity: Fields;
  /** Text for notifications and screen readers. */
  fallback: string;
  revised: number;
}

/** Response of the bot. */
export interface BotReply {
  status: number;
  body: Json;
}

interface Dialog {
  title: string;
  screen: CardScreen;
  by: string;
  where: TeamsLocation;
  /** For a dialog of the message action: what it was used on. */
  pointed?: Fields;
}

/**
 * Next behaviour of the connector: a status with its data, or a connection that breaks or hangs.
 */
export type ConnectorBehaviour =
  | { status: number; headers?: Record<string, string>; body?: Json }
  | "drops"
  | "hangs";

export interface FakeTeamsOptions {
  /** `null` omits the tenant, as minimal test clients do. */
  tenant?: string | null;
  /** Returns the `authorization` header for a service URL. */
  authorization?: (serviceUrl: string) => string;
  headers?: Record<string, string>;
}

const dashed = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );

/** Returns the Entra object id of a person by name. */
export const aadObjectId = (name: string): string =>
  dashed(createHash("sha256").update(name).digest("hex"));

/**
 * Returns the id that this bot knows a person by; mentions use it instead of the Entra object id.
 */
const botsId = (name: string): string => `29:${name.toLowerCase()}`;
const account = (name: string): Fields => ({
  id: botsId(name),
  name,
  aadObjectId: aadObjectId(name),
});

const html = (text: string): string =>
  text
    .replace(
      /[&<>"]/g,
      (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign,
    )
    .replaceAll("\n", "<br>");

async function bodyOf(request: IncomingMessage): Promise<Fields> {
  const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

/** @param endpoint - The bot's address, including `/api/messages`. */
export async function fakeTeams(
  endpoint: string,
  {
    tenant = "7d1c0f1e-0000-4000-8000-000000000001",
    authorization,
    headers = {},
  }: FakeTeamsOptions = {},
) {
  const posts = new Map<string, TeamsPost>();
  const calls: { method: string; path: string; body: Fields; authorization: string | undefined }[] =
    [];
  const moods: ConnectorBehaviour[] = [];
  const people = new Set<string>();
  /** Differences from an ordinary member in rosters, by name. */
  const standings = new Map<string, Fields>();
  /** Returns a roster entry, in which the Entra object id has a different field name. */
  const member = (name: string): Fields => ({
    id: botsId(name),
    name,
    objectId: aadObjectId(name),
    ...standings.get(name),
  });
  let dialog: Dialog | undefined;
  let last: Fields | undefined;
  let count = 1_700_000_000_000;

  function show(id: string, conversation: string, activity: Fields, revised: number): void {
    posts.set(id, {
      id,
      conversation,
      activity,
      revised,
      fallback: String(activity.summary ?? activity.text ?? ""),
      ...renderActivity(activity),
    });
  }

  function answer(method: string, path: string[], body: Fields): { status: number; body: Json } {
    const [conversation, what, id] = path;
    if (method === "POST" && conversation === undefined)
      return {
        status: 201,
        body: { id: `a:${((body.members as Fields[])[0]?.id ?? "") as string}` },
      };
    if (method === "GET" && what === "members" && id === undefined)
      return { status: 200, body: [...[...people].map(member), fakeBot] };
    if (method === "GET" && what?.startsWith("pagedmembers?")) {
      // One member a page, so that reading only the first page finds too few.
      const at = Number(
        new URLSearchParams(what.slice(what.indexOf("?"))).get("continuationToken") ?? 0,
      );
      const roster = [...[...people].map(member), fakeBot];
      return {
        status: 200,
        body: {
          members: roster.slice(at, at + 1),
          continuationToken: at + 1 < roster.length ? String(at + 1) : undefined,
        },
      };
    }
    if (method === "GET" && what === "members") {
      const name = [...people].find((each) => botsId(each) === id || aadObjectId(each) === id);
      return name === undefined
        ? {
            status: 404,
            body: { error: { code: "MemberNotFoundInConversation", message: "not here" } },
          }
        : { status: 200, body: member(name) };
    }
    if (method === "POST" && conversation && what === "activities") {
      const made = String(++count);
      show(made, conversation, body, 0);
      return { status: 201, body: { id: made } };
    }
    const post = posts.get(id ?? "");
    if (method !== "PUT" || !post)
      return {
        status: 404,
        body: { error: { code: "ActivityNotFoundInConversation", message: "not here" } },
      };
    show(post.id, post.conversation, body, post.revised + 1);
    return { status: 200, body: { id: post.id } };
  }

  const { url: serviceUrl, close } = await listen(async (request, response) => {
    const body = await bodyOf(request);
    const path = (request.url ?? "").split("/").slice(3).map(decodeURIComponent);
    calls.push({
      method: request.method ?? "",
      path: path.join("/"),
      body,
      authorization: request.headers.authorization,
    });
    const mood = moods.shift();
    if (mood === "drops") return request.socket.destroy();
    if (mood === "hangs") return;
    const { status, body: said } = mood ?? answer(request.method ?? "", path.filter(Boolean), body);
    response
      .writeHead(status, { "content-type": "application/json", ...(mood?.headers ?? {}) })
      .end(said === undefined ? undefined : JSON.stringify(said));
  });

  async function deliver(activity: Fields): Promise<BotReply> {
    last = activity;
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization && { authorization: authorization(serviceUrl) }),
        ...headers,
      },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  }

  function conversation(name: string, { group, channel, thread }: TeamsLocation): Fields {
    const base: Fields = tenant ? { tenantId: tenant } : {};
    if (channel)
      return {
        ...base,
        conversationType: "channel",
        isGroup: true,
        id: `19:${channel}@thread.tacv2${thread ? `;messageid=${thread}` : ""}`,
      };
    if (group)
      return { ...base, conversationType: "groupChat", isGroup: true, id: `19:${group}@thread.v2` };
    return { ...base, conversationType: "personal", id: `a:${name.toLowerCase()}` };
  }

  const activity = (name: string, where: TeamsLocation, fields: Fields): Fields => {
    people.add(name);
    return {
      id: String(++count),
      timestamp: new Date().toISOString(),
      channelId: "msteams",
      serviceUrl,
      from: account(name),
      recipient: fakeBot,
      conversation: conversation(name, where),
      channelData: tenant ? { tenant: { id: tenant } } : undefined,
      ...fields,
    };
  };

  const invoke = (
    by: string,
    where: TeamsLocation,
    name: string,
    fields: Fields,
  ): Promise<BotReply> =>
    deliver(activity(by, where, { type: "invoke", name, id: `f:${randomUUID()}`, ...fields }));

  /** Sends a message; in groups and channels the bot receives it only if mentioned (`mentions`). */
  function says(
    name: string,
    text: string,
    { mentions = [], ...where }: TeamsLocation & { mentions?: string[] } = {},
  ): Promise<BotReply> {
    for (const each of mentions) people.add(each);
    const called = mentions.map((each) =>
      each === fakeBot.name ? fakeBot : { id: botsId(each), name: each },
    );
    const tags = called.map((each) => `<at>${String(each.name)}</at>`);
    const spans = called.map(
      (each, index) =>
        `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="${index}">${String(each.name)}</span>&nbsp;`,
    );
    const id = String(++count);
    return deliver(
      activity(name, where.channel && !where.thread ? { ...where, thread: id } : where, {
        type: "message",
        id,
        text: [...tags, text].join(" "),
        textFormat: "plain",
        attachments: [
          { contentType: "text/html", content: `<p>${spans.join("")}${html(text)}</p>` },
        ],
        entities: called.map((mentioned, index) => ({
          type: "mention",
          mentioned,
          text: tags[index] ?? "",
        })),
      }),
    );
  }

  /** Opens the dialog of a response, as a client would. */
  function opened(by: string, where: TeamsLocation, reply: BotReply, pointed?: Fields): BotReply {
    const task = (
      reply.body as { task?: { type: string; value: { title: string; card: Fields } } } | null
    )?.task;
    dialog =
      task?.type === "continue"
        ? {
            title: task.value.title,
            screen: renderCard(task.value.card.content),
            by,
            where,
            ...(pointed && { pointed }),
          }
        : undefined;
    return reply;
  }

  /** Returns the value of an input; undefined if it is empty. */
  function taken(
    { label, value, choices, dataset }: CardScreen["inputs"][number],
    typed = value,
  ): string {
    if (choices.length === 0 || dataset || typed === value) return typed;
    const chosen = choices.find(({ title }) => title === typed);
    if (!chosen && typed) throw new Error(`no choice "${typed}" at "${label}"`);
    return chosen?.value ?? "";
  }

  const labelled = (actions: CardAction[], label: string): CardAction => {
    const action = actions.find(({ title }) => title === label);
    if (!action)
      throw new Error(
        `no button "${label}" among ${actions.map(({ title }) => `"${title}"`).join(", ")}`,
      );
    return action;
  };

  return {
    serviceUrl,
    standings,
    calls,
    posts: () => [...posts.values()],
    post: (id: string): TeamsPost | undefined => posts.get(id),
    dialog: () => dialog,
    says,
    dm: (name: string, text: string) => says(name, text),
    deliver,
    activity,
    invoke,
    /** Repeats the last delivery. */
    repeats: () => (last ? deliver(last) : Promise.reject(new Error("nothing was delivered yet"))),
    /** Sets the connector's next behaviours. */
    answers: (...next: ConnectorBehaviour[]) => void moods.push(...next),
    /** Presses a button of a message by its label. */
    async press(
      post: TeamsPost,
      label: string,
      by: string,
      where: TeamsLocation = {},
    ): Promise<BotReply> {
      const { type, verb, data } = labelled(post.actions, label);
      if (type === "imBack") return says(by, data as string, where);
      if (type === "Action.Submit")
        return opened(
          by,
          where,
          await invoke(by, where, "task/fetch", {
            replyToId: post.id,
            value: { data, context: { theme: "default" } },
          }),
        );
      return invoke(by, where, "adaptiveCard/action", {
        replyToId: post.id,
        value: { action: { type, verb: verb ?? "", data }, trigger: "manual" },
      });
    },
    /** Fills in the open dialog by label and submits it, by its first button or the named one. */
    async submit(values: Record<string, string>, label?: string): Promise<BotReply> {
      if (!dialog) throw new Error("no dialog is open");
      const { screen: shown, by, where, pointed } = dialog;
      const filled = Object.fromEntries(
        shown.inputs
          .map((input) => [input.id, taken(input, values[input.label])])
          .filter(([, value]) => value !== ""),
      );
      const { data } =
        shown.actions.find(
          ({ type, title }) => type === "Action.Submit" && (label ?? title) === title,
        ) ?? {};
      const value = { data: { ...(data as Fields), ...filled }, context: { theme: "default" } };
      return opened(
        by,
        where,
        await (pointed
          ? invoke(by, where, "composeExtension/submitAction", { value: { ...pointed, ...value } })
          : invoke(by, where, "task/submit", { value })),
      );
    },
    /** Uses the message action "Ask the partner questions" on a message. */
    async point(
      by: string,
      { id, author, text }: { id: string; author: string; text: string },
      where: TeamsLocation = {},
    ): Promise<BotReply> {
      const from = {
        user: { id: aadObjectId(author), displayName: author, userIdentityType: "aadUser" },
      };
      const messagePayload = {
        id,
        from,
        body: { contentType: "html", content: `<div>${html(text)}</div>` },
      };
      const value = {
        commandId: "askPartnerQuestions",
        commandContext: "message",
        messagePayload,
      };
      const reply = await invoke(by, where, "composeExtension/fetchTask", { value });
      return opened(by, where, reply, value);
    },
    /** Searches by the message extension. */
    search: (by: string, text: string, where: TeamsLocation = {}): Promise<BotReply> =>
      invoke(by, where, "composeExtension/query", {
        value: { commandId: "findRequests", parameters: [{ name: "text", value: text }] },
      }),
    /** Waits for the first message of the bot that contains this text. */
    posted: (words: string): Promise<TeamsPost> =>
      eventually(() => {
        const found = [...posts.values()].find((post) => post.words.includes(words));
        expect(
          found,
          `the bot says "${words}" (it said ${JSON.stringify([...posts.values()].map((post) => post.words))})`,
        ).toBeDefined();
        return found!;
      }),
    close,
  };
}

export type FakeTeams = Awaited<ReturnType<typeof fakeTeams>>;
