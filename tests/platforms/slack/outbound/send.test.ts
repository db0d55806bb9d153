import { LogLevel, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboundMessage } from "../../../../src/platform/adapter.ts";
import type { Card } from "../../../../src/platform/card.ts";
import type { ConversationRef } from "../../../../src/platform/conversation-ref.ts";
import {
  findSlackMessage,
  quoteSlackMessage,
} from "../../../../src/platforms/slack/inbound/find-message.ts";
import { sendSlackMessage } from "../../../../src/platforms/slack/outbound/send.ts";
import { createSlackCall } from "../../../../src/platforms/slack/workspace/api-call.ts";
import { pooledFetch } from "../../../../src/platforms/slack/workspace/clients.ts";
import { listen } from "../../../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../../../harness/slack/fake-slack.ts";
import type { ApiTrouble } from "../../../harness/slack/web-api.ts";

let slack: FakeSlack;
let adapter: ReturnType<typeof open>;
const quiet = {
  logLevel: LogLevel.ERROR,
  rejectRateLimitedCalls: true,
  retryConfig: { retries: 0 },
};

function open(slackApiUrl: string, timeout = 5_000) {
  const client = new WebClient(slack.botToken, {
    slackApiUrl,
    fetch: pooledFetch,
    timeout,
    ...quiet,
  });
  const call = createSlackCall({ url: slackApiUrl, token: slack.botToken, timeout });
  return {
    send: (message: OutboundMessage) => sendSlackMessage(client, call, message),
    find: (message: OutboundMessage) => findSlackMessage(client, slack.bot, message),
    quote: (place: ConversationRef, ts: string) => quoteSlackMessage(client, slack.bot, place, ts),
  };
}

beforeEach(async () => {
  slack = await fakeSlack();
  adapter = open(slack.apiUrl);
});
afterEach(() => slack.close());

const maria = { platform: "slack", kind: "personal", id: "U0MARIA" } as const;
const intake = { platform: "slack", kind: "channel", id: "C0INTAKE" } as const;
const post = (change: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: "out-1",
  workspace: "slack:T0TEST",
  place: intake,
  kind: "post",
  card: [{ kind: "text", text: ["Noted as R-17"] }],
  ...change,
});
const calls = (method: string) => slack.calls.filter((call) => call.method === method);

describe("chart on Slack", () => {
  const chart: Card = [
    {
      kind: "chart",
      chart: "bar",
      title: "Glad",
      labels: ["1 March"],
      series: [{ name: "Glad", values: [80] }],
      unit: " %",
      most: 100,
      text: ["80 %"],
    },
  ];
  const blocksSaid = () =>
    calls("chat.postMessage").map(({ args }) =>
      (args.blocks as { type: string }[]).map(({ type }) => type),
    );

  it("is a native block", async () => {
    expect(await adapter.send(post({ card: chart }))).toMatchObject({ kind: "sent" });
    expect(blocksSaid()).toEqual([["data_visualization"]]);
  });

  it("is drawn with characters when the workspace does not accept charts yet", async () => {
    slack.fail("chat.postMessage", { error: "invalid_blocks" });
    const outcome = await adapter.send(post({ card: chart }));
    expect(blocksSaid()).toEqual([["data_visualization"], ["rich_text", "rich_text"]]);
    expect(outcome.kind === "sent" && slack.show(outcome.message ?? "")?.words).toContain(
      "1 March  ████████░░ 80 %",
    );
  });
});

describe("card that Slack refuses for its content", () => {
  const card: Card = [
    { kind: "text", text: ["See ", { link: "http://bad link", label: "the page" }] },
    {
      kind: "buttons",
      buttons: [
        { label: "Take it", press: "take" },
        { label: "Open", url: "http://bad link" },
      ],
    },
  ];

  it.each(["invalid_blocks", "msg_too_long", "msg_blocks_too_long"])(
    "is sent plainer after %s: first without links, then without blocks",
    async (error) => {
      for (const buttons of [1, 0]) {
        slack.fail("chat.postMessage", { error });
        if (buttons === 0) slack.fail("chat.postMessage", { error });
        const outcome = await adapter.send(post({ card, id: `plain-${buttons}` }));
        const shown = slack.show((outcome as { message: string }).message);
        expect(outcome.kind).toBe("sent");
        expect(shown?.words || shown?.fallback).toContain("the page (http://bad link)");
        expect(shown?.live).toEqual([]);
        expect(shown?.words.includes("Take it")).toBe(buttons === 1);
      }
    },
  );
});

describe("outcome of a Slack send", () => {
  it.each<[string, ApiTrouble, object]>([
    [
      "a pause that Slack asks for",
      { status: 429, retryAfter: 7 },
      { kind: "refused", code: "ratelimited", retryAfterMs: 7_000 },
    ],
    [
      "a pause of zero",
      { status: 429, retryAfter: 0 },
      { kind: "refused", code: "ratelimited", retryAfterMs: 1_000 },
    ],
    [
      "a channel that the bot is not in",
      { error: "not_in_channel" },
      { kind: "refused", code: "not_in_channel", blocked: "removed" },
    ],
    [
      "an archived channel",
      { error: "is_archived" },
      { kind: "refused", code: "is_archived", blocked: "archived" },
    ],
    [
      "a channel where posting is restricted",
      { error: "restricted_action_thread_only_channel" },
      {
        kind: "refused",
        code: "restricted_action_thread_only_channel",
        blocked: "restricted",
      },
    ],
    ["a person who left", { error: "user_disabled" }, { kind: "refused", code: "user_disabled" }],
    [
      "a temporary outage",
      { error: "service_unavailable" },
      { kind: "refused", code: "service_unavailable", retryAfterMs: 5_000, platformDown: true },
    ],
    [
      "an internal error of Slack, after which the message may exist",
      { error: "internal_error" },
      { kind: "unknown", code: "internal_error" },
    ],
    ["a broken server", { status: 502 }, { kind: "unknown", code: "http_502" }],
    ["a proxy that refuses it", { status: 403 }, { kind: "refused", code: "http_403" }],
    ["a connection that breaks", { silence: true }, { kind: "unknown", code: "UND_ERR_SOCKET" }],
  ])("%s", async (_, trouble, outcome) => {
    slack.fail("chat.postMessage", trouble);
    expect(await adapter.send(post())).toEqual(outcome);
    expect(calls("chat.postMessage")).toHaveLength(1);
  });

  it("is refused when Slack cannot be reached", async () => {
    const { apiUrl } = slack;
    await slack.close();
    expect(await adapter.send(post())).toEqual({
      kind: "refused",
      code: "ECONNREFUSED",
      retryAfterMs: 5_000,
      platformDown: true,
    });
    slack = await fakeSlack();
    expect(slack.apiUrl).not.toBe(apiUrl);
  });

  it("is unknown when Slack does not respond", async () => {
    const answering = Promise.withResolvers<void>();
    slack.fail("chat.postMessage", { until: answering.promise });
    expect(await open(slack.apiUrl, 50).send(post())).toMatchObject({ kind: "unknown" });
    answering.resolve();
  });

  it("is unknown when another server responds, whose text is not quoted", async () => {
    const page = await listen((_, response) => response.end("<html>Please sign in, Maria</html>"));
    expect(await open(`${page.url}/`).send(post())).toEqual({
      kind: "unknown",
      code: "unreadable_answer",
    });
    await page.close();
  });

  it("is not affected by half an emoji", async () => {
    expect(
      await adapter.send(
        post({ card: [{ kind: "text", text: ["half \ud83d of it & more=1+1 ü"] }] }),
      ),
    ).toMatchObject({ kind: "sent" });
    expect((await slack.posted("of it & more=1+1 ü")).text).toContain("half");
  });

  it("delays one message, and no other", async () => {
    slack.fail("chat.postMessage", { status: 429, retryAfter: 30 });
    const [first, second] = await Promise.all([
      adapter.send(post()),
      adapter.send(post({ id: "out-2" })),
    ]);
    expect([first.kind, second.kind]).toEqual(["refused", "sent"]);
  });
});

describe("destination of a Slack message", () => {
  it("is the thread, without previews, and with the outbox row's id", async () => {
    await adapter.send(post({ place: { ...intake, thread: "1763801000.000300" } }));
    expect(calls("chat.postMessage")[0]?.args).toMatchObject({
      ...{
        channel: "C0INTAKE",
        thread_ts: "1763801000.000300",
        unfurl_links: "false",
        unfurl_media: "false",
        link_names: "false",
        parse: "none",
      },
      metadata: { event_type: "entwine", event_payload: { id: "out-1" } },
    });
  });

  it("is a new conversation for a person who never wrote; its id is returned", async () => {
    expect(await adapter.send(post({ place: maria }))).toMatchObject({
      kind: "sent",
      address: { channel: "DU0MARIA" },
    });
    expect(
      await adapter.send(post({ place: maria, address: { channel: "DU0MARIA" } })),
    ).toMatchObject({ address: undefined });
    expect(calls("conversations.open")).toHaveLength(1);
  });

  it("is certainly none when the direct messages could not be opened", async () => {
    slack.fail("conversations.open", { status: 500 });
    expect(await adapter.send(post({ place: maria }))).toEqual({
      kind: "refused",
      code: "http_500",
      retryAfterMs: 5_000,
      platformDown: true,
    });
    expect(slack.said()).toEqual([]);
  });

  it("is the person's Home tab", async () => {
    expect(await adapter.send(post({ place: maria, kind: "home" }))).toEqual({ kind: "sent" });
    expect(JSON.stringify(slack.homes.get("U0MARIA"))).toContain("Noted as R-17");
  });

  it("is none when the message to update was deleted", async () => {
    expect(await adapter.send(post({ kind: "revise", target: "1.000001" }))).toEqual({
      kind: "refused",
      code: "message_not_found",
      gone: true,
    });
  });
});

describe("findSlackMessage", () => {
  it.each<[string, Partial<OutboundMessage>]>([
    ["in a channel", {}],
    ["in direct messages", { place: maria }],
  ])("finds a message that arrived %s", async (_, where) => {
    slack.fail("chat.postMessage", { silence: true, after: true });
    expect(await adapter.send(post(where))).toMatchObject({ kind: "unknown" });
    expect(await adapter.find(post(where))).toEqual({ message: slack.said()[0]?.ts });
    expect(await adapter.find(post({ ...where, id: "out-2" }))).toBe("absent");
  });

  it("finds a message in a thread", async () => {
    const { ts } = await slack.say("U0MARIA", "C0INTAKE", "hello");
    slack.fail("chat.postMessage", { status: 500, after: true });
    const reply = post({ place: { ...intake, thread: ts } });
    await adapter.send(reply);
    expect(await adapter.find(reply)).toEqual({ message: slack.said()[0]?.ts });
    expect(await adapter.find({ ...reply, id: "out-2" })).toBe("absent");
  });

  it("finds an updated message", async () => {
    await adapter.send(post());
    const ts = slack.said()[0]?.ts ?? "";
    const revision = post({ id: "out-2", kind: "revise", target: ts });
    expect(await adapter.find(revision)).toBe("absent");
    slack.fail("chat.update", { status: 500, after: true });
    await adapter.send(revision);
    expect(await adapter.find(revision)).toEqual({ message: ts });
  });

  it("does not report a message as absent when Slack shows no ids, or nothing", async () => {
    await adapter.send(post());
    for (const message of slack.messages) delete message.metadata;
    expect(await adapter.find(post({ id: "out-2" }))).toBeUndefined();
    slack.fail("conversations.history", { error: "missing_scope" });
    expect(await adapter.find(post())).toBeUndefined();
  });

  it("returns when to look again when Slack cannot tell now", async () => {
    slack.fail("conversations.history", { status: 503 });
    expect(await adapter.find(post())).toEqual({ kind: "unknown", code: "http_503" });
    slack.fail("conversations.history", { status: 429, retryAfter: 3 });
    expect(await adapter.find(post())).toEqual({
      kind: "refused",
      code: "ratelimited",
      retryAfterMs: 3_000,
    });
  });

  it("finds a message before later ones, and cannot tell when there are too many", async () => {
    const queuedAt = new Date(Date.now() - 60_000);
    await adapter.send(post());
    const first = slack.said()[0]?.ts;
    const talk = (count: number) =>
      Array.from({ length: count }, () =>
        slack.messages.push({ ...slack.messages.at(-1)!, user: "U0MARIA", ts: slack.stamp() }),
      );
    talk(500);
    expect(await adapter.find(post({ queuedAt }))).toEqual({ message: first });
    talk(600);
    expect(await adapter.find(post({ queuedAt }))).toBeUndefined();
    expect(await adapter.find(post({ id: "out-2", queuedAt: new Date(Date.now() + 60_000) }))).toBe(
      "absent",
    ); // all messages are older
  });

  it("returns when to look again while the bot does not know its own id", async () => {
    await adapter.send(post());
    const client = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      fetch: pooledFetch,
      ...quiet,
    });
    expect(await findSlackMessage(client, undefined, post())).toEqual({
      kind: "refused",
      code: "not_yet",
    });
  });
});

describe("quoteSlackMessage", () => {
  it("reads a message with its author, also in a thread", async () => {
    const { ts } = await slack.say("U0TOM", "C0GENERAL", "lunch?");
    const reply = await slack.say("U0MARIA", "C0GENERAL", [{ bold: "no" }, ", a CRM & fast"], ts);
    const place = { platform: "slack", kind: "channel", id: "C0GENERAL", thread: ts } as const;
    expect(await adapter.quote(place, ts)).toEqual({ author: { id: "U0TOM" }, text: ["lunch?"] });
    expect(await adapter.quote(place, reply.ts)).toEqual({
      author: { id: "U0MARIA" },
      text: [{ bold: "no" }, ", a CRM & fast"],
    });
  });

  it("returns undefined when it cannot be read", async () => {
    expect(await adapter.quote(intake, "1.000001")).toBeUndefined();
  });
});
