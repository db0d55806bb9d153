/** Microsoft Teams client: real activities in, the product's own cards out. */
import { featureCommands } from "../../../src/app/registry.ts";
import type { Core, OutboundMessage } from "../../../src/platform/adapter.ts";
import { cardActions } from "../../../src/platform/card.ts";
import { Activity } from "../../../src/platforms/teams/inbound/activity.ts";
import { answerInvoke } from "../../../src/platforms/teams/inbound/invoke.ts";
import {
  type ActivityContext,
  toTeamsInboundEvents,
} from "../../../src/platforms/teams/inbound/to-inbound-events.ts";
import { openTeamsSender } from "../../../src/platforms/teams/outbound/send.ts";
import type { Connector } from "../../../src/platforms/teams/workspace/connector.ts";
import {
  activityReference,
  type TeamsReference,
} from "../../../src/platforms/teams/workspace/references.ts";
import {
  type OpenedForm,
  type VisibleButton,
  walkObjects,
} from "../../../src/tools/simulation/people/screen.ts";
import { type CardAction, renderActivity, renderCard } from "../../harness/teams/screen.ts";
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

const tenant = "7d1c0f1e-0000-4000-8000-000000000001";
const bot = { id: "28:3f2504e0-4f89-41d3-9a0c-0305e82c3301", name: "Entwine" };
const serviceUrl = "https://smba.trafficmanager.net/teams/";

const idOf = (name: string): string => `aad-${name}`;
const account = (name: string) =>
  name === botName ? bot : { id: `29:${name}`, name, aadObjectId: idOf(name) };

/**
 * Returns a conversation id: `19:sales@thread.tacv2;messageid=…`, `19:chat-lunch@thread.v2` or
 * `a:ana`.
 */
function conversationOf(room: Room, thread?: string): string {
  const person = personOfRoom(room);
  if (person !== undefined) return `a:${person}`;
  if (isGroupChat(room)) return `19:${room}@thread.v2`;
  return `19:${room}@thread.tacv2${thread ? `;messageid=${thread}` : ""}`;
}

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>");

const pressOf = ({ data }: CardAction): string =>
  (data as { entwine: { press: string } } | null)?.entwine?.press ?? "";

const fieldKinds: Record<string, OpenedForm["fields"][number]["kind"]> = {
  "Input.ChoiceSet": "choice",
  "Input.Date": "date",
};

/** Returns a dialog as displayed. */
function openedIn(body: unknown): OpenedForm | undefined {
  const card = [...walkObjects(body)].find(({ type }) => type === "AdaptiveCard");
  const sends = [...walkObjects(card)].find(({ type }) => type === "Action.Submit");
  if (!card || !sends) return undefined;
  const fields = renderCard(card as never).inputs.map(
    ({ id, type, value, choices, dataset }): OpenedForm["fields"][number] => ({
      name: id,
      kind: dataset ? "person" : (fieldKinds[type] ?? "text"),
      value,
      options: choices.map((choice) => choice.value),
    }),
  );
  return { fields, own: sends.data as Record<string, unknown> };
}

interface WrittenAttachment {
  contentType: string;
  content: string;
  /** Of a file. */
  name?: string;
}

const attached = (file: string | undefined): WrittenAttachment[] =>
  file === undefined
    ? []
    : [
        {
          contentType: file.endsWith(".png")
            ? "image/*"
            : "application/vnd.microsoft.teams.file.download.info",
          content: file,
          name: file,
        },
      ];

export function createTeamsClient(screen: Screen): ChatClient {
  let core: Core;
  let latest: TeamsReference | undefined;
  let count = 0;
  const stamp = (): string => String(Math.floor(screen.now()) + ++count);

  /** Newest message of the bot in each room, whose suggested actions are shown. */
  const newest = new Map<string, string>();

  function show(
    conversation: string,
    id: string,
    body: unknown,
    { id: outbox, card }: OutboundMessage,
  ): void {
    const [where = "", thread] = conversation.split(";messageid=");
    const room = where.startsWith("a:")
      ? `dm:${where.slice(2).replace(/^aad-/, "")}`
      : where.slice("19:".length).replace(/@.*$/, "");
    const { words, actions } = renderActivity(body as never);
    newest.set(room, id);
    showPost(
      screen,
      { id, room, thread, outbox },
      {
        words,
        buttons: actions.flatMap((action): VisibleButton[] =>
          action.type === "imBack"
            ? cardActions(card)
                .filter(({ label }) => label === action.title)
                .map(({ label, press }) => ({
                  ...{ label, press, opensForm: false },
                  own: { suggested: label },
                }))
            : action.type === "Action.Execute" || action.type === "Action.Submit"
              ? [
                  {
                    label: action.title,
                    press: pressOf(action),
                    opensForm: action.type === "Action.Submit",
                    own: { verb: action.verb, data: action.data },
                  },
                ]
              : [],
        ),
      },
    );
  }

  /** Creates the connector for one message, because Teams does not know our outbox. */
  const connectorFor =
    (message: OutboundMessage): Connector =>
    async (method, _reference, path, { body } = {}) => {
      if (method === "GET") return { kind: "done", body: { members: [] } };
      if (path.length === 0)
        return {
          kind: "done",
          body: { id: `a:${(body as { members: { id: string }[] }).members[0]!.id}` },
        };
      const [conversation = "", , target] = path;
      const id = target ?? stamp();
      show(conversation, id, body, message);
      return { kind: "done", body: { id } };
    };

  const activity = (by: string, conversation: string, more: object): Activity =>
    Activity.parse({
      ...{ id: stamp(), timestamp: new Date(screen.now()).toISOString() },
      ...{ localTimezone: screen.zone, locale: screen.locale(by) },
      ...{ serviceUrl, channelId: "msteams", from: account(by), recipient: bot },
      conversation: {
        id: conversation,
        conversationType: conversation.startsWith("a:")
          ? "personal"
          : conversation.includes("@thread.v2")
            ? "groupChat"
            : "channel",
        tenantId: tenant,
      },
      channelData: { tenant: { id: tenant } },
      ...more,
    });

  async function bring(one: Activity): Promise<unknown> {
    const delivery: ActivityContext = { at: screen.now(), commands: featureCommands };
    const { conversation: _, ...reference } = activityReference(one, delivery);
    latest = reference;
    if (one.type !== "invoke") return core.ingest(toTeamsInboundEvents(one, delivery));
    const { body } = await answerInvoke(one, delivery, {
      core,
      listMembers: async () => [],
      membershipOf: async () => undefined,
      peopleIn: () => ({ outsiders: new Set(), unanswered: new Set() }),
      isInConversation: async () => true,
    });
    return body;
  }

  /** Returns text with its mentions, as Teams sends it; a reply begins with the quoted message. */
  function written(text: string, quoted: Post | undefined) {
    const names = [...text.matchAll(mentionPattern)].map(([, name]) => name!);
    const shown = (name: string): string => account(name).name;
    const quote = quoted
      ? `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="${quoted.id}"><strong itemprop="mri" itemid="${quoted.by ? `8:orgid:${idOf(quoted.by)}` : bot.id}">${quoted.by ?? bot.name}</strong><p itemprop="preview">${html(quoted.text.slice(0, 200))}</p></blockquote>`
      : "";
    let index = 0;
    const spans = html(text).replace(
      mentionPattern,
      (_, name: string) =>
        `<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="${index++}">${shown(name)}</span>`,
    );
    return {
      text: text.replace(mentionPattern, (_, name: string) => `<at>${shown(name)}</at>`),
      textFormat: "plain",
      attachments: [
        { contentType: "text/html", content: `${quote}<p>${spans}</p>` },
      ] as WrittenAttachment[],
      entities: names.map((name) => ({
        type: "mention",
        mentioned: account(name),
        text: `<at>${shown(name)}</at>`,
      })),
    };
  }

  /** Returns a message of another place, as Teams attaches it. */
  const forwarded = (post: Post) => [
    {
      contentType: "forwardedMessageReference",
      content: JSON.stringify({
        originalMessageId: post.id,
        originalMessageContent: `<p>${html(post.text)}</p>`,
        originalMessageSender: { user: { id: idOf(post.by!), displayName: post.by } },
      }),
    },
  ];

  const conversationOfPost = ({ room, thread, id }: Post): string =>
    conversationOf(room, thread ?? id);

  const client: ChatClient = {
    workspace: `teams:${tenant}`,
    teamChannel: { platform: "teams", kind: "channel", id: "19:team@thread.tacv2" },
    personId: idOf,
    adapter: {
      name: "teams",
      send: (message) => openTeamsSender(connectorFor(message), () => latest).send(message),
      start: async () => {},
      stop: async () => {},
      isReady: () => true,
    },
    connect(given) {
      core = given;
    },
    async says({ by, room, under, text, file, quote, payload }) {
      const isThreaded = personOfRoom(room) === undefined && !isGroupChat(room);
      const id = stamp();
      const thread = isThreaded && under ? (under.thread ?? under.id) : undefined;
      const post: Post = { id, room, thread, by, text, file, versions: [] };
      screen.posts.push(post);
      const quoted = quote?.room === room ? quote : isThreaded ? undefined : under;
      const said = written(text, quoted);
      if (quote && quote !== quoted) said.attachments.push(...forwarded(quote));
      said.attachments.push(...attached(file));
      await bring(
        activity(by, conversationOf(room, thread ?? id), {
          type: "message",
          id,
          ...said,
          ...payload,
        }),
      );
      return post;
    },
    async edits(post, text) {
      post.text = text;
      const said = written(text, undefined);
      said.attachments.push(...attached(post.file));
      await bring(
        activity(post.by!, conversationOfPost(post), {
          ...{ type: "messageUpdate", id: post.id, ...said },
          channelData: { tenant: { id: tenant }, eventType: "editMessage" },
        }),
      );
    },
    async deletes(post) {
      screen.posts.splice(screen.posts.indexOf(post), 1);
      await bring(
        activity(post.by!, conversationOfPost(post), {
          ...{ type: "messageDelete", id: post.id },
          channelData: { tenant: { id: tenant }, eventType: "softDeleteMessage" },
        }),
      );
    },
    async reacts(by, post, emoji) {
      await bring(
        activity(by, conversationOfPost(post), {
          type: "messageReaction",
          reactionsAdded: [{ type: emoji === "+1" ? "like" : emoji }],
          replyToId: post.id,
        }),
      );
    },
    async points(by, post) {
      await bring(
        activity(by, conversationOfPost(post), {
          ...{ type: "invoke", name: "composeExtension/submitAction" },
          value: {
            messagePayload: {
              id: post.id,
              from: { user: { id: idOf(post.by!), displayName: post.by! } },
              body: { content: html(post.text) },
            },
          },
        }),
      );
    },
    async types(by, room, command, text) {
      const mention = personOfRoom(room) === undefined ? `@${botName} ` : "";
      await client.says({ by, room, text: `${mention}${command} ${text}`.trim() });
    },
    async presses(by, post, { own, opensForm }) {
      const { verb, data, suggested } = own;
      if (typeof suggested === "string") {
        if (newest.get(post.room) === post.id)
          await client.says({ by, room: post.room, text: suggested });
        return undefined;
      }
      const body = await bring(
        activity(by, conversationOfPost(post), {
          ...{ type: "invoke", name: opensForm ? "task/fetch" : "adaptiveCard/action" },
          replyToId: post.id,
          value: opensForm ? { data } : { action: { type: "Action.Execute", verb, data } },
        }),
      );
      return opensForm ? openedIn(body) : undefined;
    },
    async submits(by, post, { own }, values) {
      const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
      const body = await bring(
        activity(by, conversationOfPost(post), {
          ...{ type: "invoke", name: "task/submit", replyToId: post.id },
          value: { data: { ...own, ...filled } },
        }),
      );
      return openedIn(body) !== undefined;
    },
  };
  return client;
}
