import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboundMessage, SendOutcome } from "../../../../src/platform/adapter.ts";
import type { Card } from "../../../../src/platform/card.ts";
import type { ConversationRef } from "../../../../src/platform/conversation-ref.ts";
import { openTeamsSender } from "../../../../src/platforms/teams/outbound/send.ts";
import { openConnector } from "../../../../src/platforms/teams/workspace/connector.ts";
import type { TeamsReference } from "../../../../src/platforms/teams/workspace/references.ts";
import { scaledMs } from "../../../harness/eventually.ts";
import {
  type ConnectorBehaviour,
  type FakeTeams,
  fakeTeams,
} from "../../../harness/teams/fake-teams.ts";

const card: Card = [{ kind: "text", text: ["Noted as R-17."] }];
const maria: ConversationRef = { platform: "teams", kind: "personal", id: "maria" };
const channel: ConversationRef = {
  platform: "teams",
  kind: "channel",
  id: "19:field@thread.tacv2",
};

let platform: FakeTeams;
let reference: TeamsReference;
let reachable: TeamsReference | undefined;
let token: () => Promise<string | undefined>;
let say: (change?: Partial<OutboundMessage>) => Promise<SendOutcome>;
let timeoutMs: number;
let look: () => ReturnType<ReturnType<typeof openTeamsSender>["find"]>;

beforeEach(async () => {
  platform = await fakeTeams("http://127.0.0.1:9/nobody-listens");
  reference = { serviceUrl: platform.serviceUrl, bot: "28:entwine", tenant: "t1" };
  reachable = undefined;
  token = async () => "Bearer ours";
  timeoutMs = scaledMs(10_000);
  const connector = openConnector({ local: true, authorization: () => token() });
  const sender = openTeamsSender(
    (method, to, path, options) => connector(method, to, path, { ...options, timeoutMs }),
    () => reachable,
  );
  const message: OutboundMessage = {
    id: "out-1",
    workspace: "teams:t1",
    place: maria,
    address: { ...reference, conversation: "a:maria" },
    kind: "post",
    card,
  };
  say = (change = {}) => sender.send({ ...message, ...change });
  look = () => sender.find(message);
});

afterEach(() => platform.close());

describe("openTeamsSender", () => {
  it("sends to the person's chat, once, with our token", async () => {
    const outcome = await say();
    const [post] = platform.posts();
    expect(outcome).toEqual({ kind: "sent", message: post?.id });
    expect(post).toMatchObject({
      conversation: "a:maria",
      words: "Noted as R-17.",
      fallback: "Noted as R-17.",
    });
    expect(platform.calls.map(({ authorization }) => authorization)).toEqual(["Bearer ours"]);
  });

  it("sends to a channel's thread, or starts one", async () => {
    await say({ place: { ...channel, thread: "1700" }, address: reference });
    await say({ place: channel, address: reference });
    expect(platform.posts().map(({ conversation }) => conversation)).toEqual([
      "19:field@thread.tacv2;messageid=1700",
      "19:field@thread.tacv2",
    ]);
  });

  describe("update in a channel", () => {
    const updates = (place: ConversationRef): Promise<SendOutcome> =>
      say({ place, address: reference, kind: "revise", target: "1800" });
    const paths = () => platform.calls.map(({ method, path }) => `${method} ${path}`);
    const gone = { status: 404, body: { error: { code: "ConversationNotFound" } } };
    const put = (conversation: string): string => `PUT ${conversation}/activities/1800`;

    it("names a post by its own thread, and an answer by the thread above it", async () => {
      platform.answers({ status: 200 }, { status: 200 });
      expect(await updates(channel)).toMatchObject({ kind: "sent", message: "1800" });
      await updates({ ...channel, thread: "1700" });
      expect(paths()).toEqual([
        put(`${channel.id};messageid=1800`),
        put(`${channel.id};messageid=1700`),
      ]);
    });

    it("names a post by the channel alone where its thread is refused", async () => {
      platform.answers(gone, { status: 200 });
      expect(await updates(channel)).toMatchObject({ kind: "sent", message: "1800" });
      expect(paths()).toEqual([put(`${channel.id};messageid=1800`), put(channel.id)]);
    });

    it("tries once where Teams asks it to wait, and once for an answer", async () => {
      platform.answers({ status: 429 }, gone);
      expect(await updates(channel)).toMatchObject({ retryAfterMs: expect.any(Number) });
      await updates({ ...channel, thread: "1700" });
      expect(paths()).toHaveLength(2);
    });
  });

  it("sends to a person who never wrote, and returns their chat", async () => {
    reachable = reference;
    const outcome = await say({ address: undefined as never });
    expect(outcome).toMatchObject({
      kind: "sent",
      address: { ...reference, conversation: "a:maria" },
    });
    expect(platform.calls[0]?.body).toMatchObject({
      isGroup: false,
      members: [{ id: "maria" }],
      bot: { id: "28:entwine" },
      tenantId: "t1",
    });
    expect(platform.posts()).toHaveLength(1);
  });

  it("sends nothing where the app was removed, nor across tenants", async () => {
    reachable = reference;
    expect(await say({ address: { removed: true } })).toEqual({
      kind: "refused",
      code: "uninstalled",
      blocked: "removed",
    });
    expect(await say({ workspace: "teams:t2" })).toEqual({ kind: "refused", code: "other_tenant" });
    expect(platform.calls).toEqual([]);
  });

  it("sends nothing to a workspace from which nobody has written", async () => {
    expect(await say({ address: undefined as never })).toEqual({
      kind: "refused",
      code: "unreachable",
    });
  });

  it("posts the personal card, and updates it from then on", async () => {
    const first = await say({ kind: "home" });
    const message = first.kind === "sent" ? first.message : undefined;
    expect(
      await say({
        kind: "home",
        target: message!,
        card: [{ kind: "text", text: ["Nothing open."] }],
      }),
    ).toEqual({ kind: "sent", message });
    expect(platform.posts()).toMatchObject([{ words: "Nothing open.", revised: 1 }]);
  });

  it("keeps the id of a message that is updated", async () => {
    const { message } = (await say()) as { message: string };
    expect(
      await say({
        kind: "revise",
        target: message,
        card: [{ kind: "text", text: ["Taken by Lea."] }],
      }),
    ).toEqual({ kind: "sent", message });
    expect(platform.posts()).toMatchObject([{ words: "Taken by Lea.", revised: 1 }]);
  });
});

describe("outcome of a Teams send", () => {
  const refusedAgain = { kind: "refused", retryAfterMs: expect.any(Number) };

  it.each<[string, ConnectorBehaviour, object]>([
    [
      "a rate limit",
      { status: 429, headers: { "retry-after": "7" } },
      { kind: "refused", code: "ratelimited", retryAfterMs: 7000 },
    ],
    ["a rate limit without a delay", { status: 429 }, refusedAgain],
    ["a conflict (412)", { status: 412 }, refusedAgain],
    ["a refused token", { status: 401 }, refusedAgain],
    [
      "the bot was blocked",
      { status: 403, body: { error: { code: "MessageWritesBlocked", message: "…" } } },
      { kind: "refused", code: "MessageWritesBlocked", blocked: "restricted" },
    ],
    [
      "a deleted chat",
      { status: 404, body: { error: { code: "ConversationNotFound", message: "…" } } },
      { kind: "refused", code: "ConversationNotFound", blocked: "removed" },
    ],
    [
      "a channel without the bot",
      { status: 403, body: { error: { code: "BotNotInConversationRoster", message: "…" } } },
      { kind: "refused", code: "BotNotInConversationRoster", blocked: "removed" },
    ],
    [
      "an unusual code",
      { status: 409, body: { error: { code: "We need Salesforce", message: "…" } } },
      { kind: "refused", code: "http_409" },
    ],
    [
      "a redirect",
      { status: 307, headers: { location: "https://evil.example/" } },
      { kind: "refused", code: "http_307" },
    ],
    ["an internal error", { status: 500 }, { kind: "unknown", code: "http_500" }],
    ["a broken gateway", { status: 502 }, { kind: "unknown", code: "http_502" }],
    ["a gateway time-out", { status: 504 }, { kind: "unknown", code: "http_504" }],
    ["a lost connection", "drops", { kind: "unknown" }],
    ["no response", "hangs", { kind: "unknown", code: "TimeoutError" }],
  ])("%s: after one attempt", async (_, mood, outcome) => {
    platform.answers(mood);
    if (mood === "hangs") timeoutMs = 200;
    expect(await say()).toMatchObject(outcome);
    expect(platform.calls).toHaveLength(1);
  });

  it.each([
    [400, "BadSyntax"],
    [413, "MessageSizeTooBig"],
  ])(
    "is sent plainer after %i %s: first without links, then without a card",
    async (status, code) => {
      const card: Card = [
        { kind: "text", text: ["See ", { link: "https://bad link", label: "the page" }] },
        { kind: "buttons", buttons: [{ label: "Take it", press: "take" }] },
      ];
      for (const refusals of [1, 2]) {
        for (let count = 0; count < refusals; count++)
          platform.answers({ status, body: { error: { code, message: "…" } } });
        expect(await say({ card, id: `plain-${refusals}` })).toMatchObject({ kind: "sent" });
        const shown = platform.posts().at(-1)!;
        expect(shown.words || shown.fallback).toContain("the page (https://bad link)");
        expect(shown.words.includes("Take it")).toBe(refusals === 1);
      }
    },
  );

  it.each([403, 404])("has a target that is gone when an update gets %i", async (status) => {
    const { message } = (await say()) as { message: string };
    platform.answers({ status });
    expect(await say({ kind: "revise", target: message })).toMatchObject({
      kind: "refused",
      gone: true,
    });
  });

  it("allows no other attempt after a permanent refusal", async () => {
    platform.answers({ status: 403 });
    expect(await say()).not.toHaveProperty("retryAfterMs");
  });

  it("is refused when nothing listens", async () => {
    await platform.close();
    expect(await say()).toMatchObject({ ...refusedAgain, code: "ECONNREFUSED" });
  });

  it("is refused when there is no token", async () => {
    token = () => Promise.reject(new Error("Entra is down"));
    expect(await say()).toMatchObject({ ...refusedAgain, code: "no_token" });
    token = () => new Promise(() => {});
    timeoutMs = 200;
    expect(await say()).toMatchObject({ ...refusedAgain, code: "no_token" });
    expect(platform.calls).toEqual([]);
  });

  it("is refused when the chat could not be created", async () => {
    reachable = reference;
    platform.answers({ status: 500 });
    expect(await say({ address: undefined as never })).toMatchObject({
      ...refusedAgain,
      code: "http_500",
    });
    platform.answers({
      status: 403,
      body: { error: { code: "BotDisabledByAdmin", message: "…" } },
    });
    expect(await say({ address: undefined as never })).toEqual({
      kind: "refused",
      code: "BotDisabledByAdmin",
      blocked: "restricted",
    });
    expect(platform.posts()).toEqual([]);
  });

  it("cannot be looked up later; only whether Teams responds", async () => {
    expect(await look()).toBe("untold");
    platform.answers({ status: 403 });
    expect(await look()).toBe("untold");
    platform.answers({ status: 503 });
    expect(await look()).toEqual({ kind: "unknown", code: "http_503" });
    await platform.close();
    expect(await look()).not.toBe("untold");
    expect(platform.posts()).toEqual([]);
  });

  it("is refused for a host in a changed address", async () => {
    expect(
      await say({
        address: { ...reference, serviceUrl: "https://evil.example/", conversation: "a:1" },
      }),
    ).toEqual({
      kind: "refused",
      code: "untrusted_service_url",
    });
  });
});
