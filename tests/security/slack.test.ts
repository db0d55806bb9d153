/** Unsigned, replayed and malformed requests at `/slack/events`. */
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signingSecret } from "../harness/slack/http-delivery.ts";
import { openSlackHarness, type SlackHarness } from "../harness/slack/slack-harness.ts";

let harness: SlackHarness;
beforeEach(async () => {
  harness = await openSlackHarness({ http: true });
  await harness.adapter.start(harness.core);
});
afterEach(() => harness.close());

const now = (): number => Math.floor(Date.now() / 1_000);
const sign = (
  body: string | Buffer,
  timestamp: number | string = now(),
  secret = signingSecret,
): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`;

interface SignedRequest {
  body: string | Buffer;
  timestamp?: number | string;
  /** Headers in place of Slack's; an undefined one is omitted. */
  headers?: Record<string, string | string[] | undefined>;
}

/** Sends one request, signed as by Slack unless the headers say otherwise. */
async function postSigned({
  body,
  timestamp = now(),
  headers = {},
}: SignedRequest): Promise<{ status: number | undefined; reply: string }> {
  const signed = {
    "x-slack-request-timestamp": `${timestamp}`,
    "x-slack-signature": sign(body, timestamp),
    "content-type": "application/json",
  };
  const kept = Object.entries({ ...signed, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const sent = request(harness.slack.address()!, {
    method: "POST",
    headers: Object.fromEntries(kept),
  });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode, reply: await text(response) };
}

const inForm = { "content-type": "application/x-www-form-urlencoded" };
const event = (more: object = {}, message: object = {}): string =>
  JSON.stringify({
    ...{ type: "event_callback", team_id: "T0TEST", event_id: "Ev1", event_time: now() },
    event: {
      type: "message",
      channel_type: "im",
      user: "U0MARIA",
      channel: "D0MARIA",
      ts: "1700000000.000100",
      text: "We need a tool",
      ...message,
    },
    ...more,
  });
const command = (more: Record<string, string> = {}): string =>
  `${new URLSearchParams({ team_id: "T0TEST", user_id: "U0MARIA", channel_id: "D0MARIA", channel_name: "directmessage", command: "/request", text: "mine", trigger_id: "1.2.3", ...more })}`;
const interaction = (payload: object): string =>
  `${new URLSearchParams({ payload: JSON.stringify({ team: { id: "T0TEST" }, user: { id: "U0MARIA" }, ...payload }) })}`;

describe("request without Slack's signature", () => {
  const body = event();
  it.each<[string, () => Partial<SignedRequest>]>([
    [
      "without Slack's headers",
      () => ({
        headers: { "x-slack-signature": undefined, "x-slack-request-timestamp": undefined },
      }),
    ],
    ["without a signature", () => ({ headers: { "x-slack-signature": undefined } })],
    ["without a time", () => ({ headers: { "x-slack-request-timestamp": undefined } })],
    [
      "signed with another secret",
      () => ({ headers: { "x-slack-signature": sign(body, now(), "another") } }),
    ],
    [
      "with the signature of another body",
      () => ({ headers: { "x-slack-signature": sign(`${body} `) } }),
    ],
    [
      "with the signature of another minute",
      () => ({ headers: { "x-slack-signature": sign(body, now() - 60) } }),
    ],
    [
      "of another version",
      () => ({ headers: { "x-slack-signature": sign(body).replace("v0", "v1") } }),
    ],
    [
      "with a signature that is too short",
      () => ({ headers: { "x-slack-signature": sign(body).slice(0, -1) } }),
    ],
    [
      "with a signature that is too long",
      () => ({ headers: { "x-slack-signature": `${sign(body)}0` } }),
    ],
    [
      "with a signature of multi-byte characters",
      () => ({ headers: { "x-slack-signature": `v0=${"é".repeat(64)}` } }),
    ],
    ["with an empty signature", () => ({ headers: { "x-slack-signature": "v0=" } })],
    ["with a bare digest", () => ({ headers: { "x-slack-signature": sign(body).slice(3) } })],
    ["with two signatures", () => ({ headers: { "x-slack-signature": [sign(body), sign(body)] } })],
    [
      "with two times",
      () => ({ headers: { "x-slack-request-timestamp": [`${now()}`, `${now()}`] } }),
    ],
    ["of six minutes ago", () => ({ timestamp: now() - 360 })],
    ["of six minutes in the future", () => ({ timestamp: now() + 360 })],
    ["of the year 33658", () => ({ timestamp: 1e12 })],
    ["of a time that is not a number", () => ({ timestamp: "NaN" })],
    ["of a time in another notation", () => ({ timestamp: `0x${now().toString(16)}` })],
    ["of an empty time", () => ({ timestamp: "" })],
    [
      "that is compressed, which Slack's never are",
      () => ({ body: gzipSync(body), headers: { "content-encoding": "gzip" } }),
    ],
  ])("%s", async (_, how) => {
    expect((await postSigned({ body, ...how() })).status).toBe(401);
    expect(harness.arrivals).toEqual([]);
    expect((await postSigned({ body })).status).toBe(200);
    expect(harness.arrivals).toHaveLength(1);
  });

  it("is refused also when it claims to check the certificate", async () => {
    const unsigned = {
      ...inForm,
      "x-slack-signature": undefined,
      "x-slack-request-timestamp": undefined,
    };
    expect(
      (await postSigned({ body: "ssl_check=1&payload=%7B%7D", headers: unsigned })).status,
    ).toBe(401);
  });
});

describe("replayed request", () => {
  it.each<[string, () => SignedRequest]>([
    ["an event", () => ({ body: event() })],
    [
      "a press",
      () => ({
        body: interaction({
          type: "block_actions",
          trigger_id: "1.2",
          actions: [{ action_id: "press/0", action_ts: "1700000000.000100", value: "mine" }],
        }),
        headers: inForm,
      }),
    ],
    ["a command", () => ({ body: command(), headers: inForm })],
    [
      "a form",
      () => ({
        body: interaction({
          type: "view_submission",
          view: {
            ...{
              id: "V1",
              type: "modal",
              callback_id: "form",
              blocks: [],
              state: { values: { text: { value: { value: "a tool" } } } },
            },
            private_metadata: JSON.stringify({
              form: "request:new",
              place: { platform: "slack", kind: "personal", id: "U0MARIA" },
            }),
          },
        }),
        headers: inForm,
      }),
    ],
  ])("is %s of the same id, which the ledger takes once", async (_, made) => {
    const again = made();
    for (const status of [200, 200]) expect((await postSigned(again)).status).toBe(status);
    const ids = harness.arrivals.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
  });
});

describe("signed request without a valid payload", () => {
  const deep = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  beforeEach(() => void process.on("unhandledRejection", note));
  afterEach(() => {
    process.off("unhandledRejection", note);
    expect(uncaught.splice(0)).toEqual([]);
  });

  it.each<[string, SignedRequest]>([
    ["nothing", { body: "" }],
    ["half of a form", { body: event().slice(0, -3) }],
    ["a form that says it is JSON", { body: command() }],
    [
      "JSON that says it is a form's payload",
      { body: `payload=${encodeURIComponent("{")}`, headers: inForm },
    ],
    ["a byte order mark", { body: `\ufeff${event()}` }],
    ["invalid UTF-8", { body: "\ufffd\ufffd" }],
    ...[
      "null",
      " null\n",
      "[]",
      "[null]",
      '"x"',
      "1",
      "-0",
      "1e999",
      "9".repeat(400),
      "true",
      deep(100_000),
    ].map((body): [string, SignedRequest] => [`JSON of ${body.slice(0, 9)}`, { body }]),
    ...["null", "[]", "", "1", "%22x%22", "%20null"].map((payload): [string, SignedRequest] => [
      `a form's payload of ${payload}`,
      { body: `payload=${payload}`, headers: inForm },
    ]),
    [
      "a form's payload of null under another spelling of its name",
      { body: "%70ayload=null", headers: inForm },
    ],
    [
      "null with an unusual form content type",
      {
        body: "payload=null",
        headers: { "content-type": `${inForm["content-type"]}; charset=utf-8` },
      },
    ],
  ])("is refused with a clear error: %s", async (_, sent) => {
    expect((await postSigned(sent)).status).toBe(400);
    expect(
      (
        await postSigned({
          ...sent,
          headers: { ...sent.headers, "x-slack-signature": sign(sent.body, now(), "another") },
        })
      ).status,
    ).toBe(401);
    expect(harness.arrivals).toEqual([]);
  });

  it.each<[string, SignedRequest]>([
    [
      "two payloads",
      { body: `${interaction({ type: "block_actions" })}&payload=%7B%7D`, headers: inForm },
    ],
    [
      "a payload with __proto__",
      { body: `{"__proto__": ${event()}, "constructor": {"prototype": {"team_id": "T0TEST"}}}` },
    ],
    ["deeply nested lists", { body: `{"team_id": "T0TEST", "event": ${deep(100_000)}}` }],
    ["deeply nested objects", { body: `${'{"event":'.repeat(100_000)}1${"}".repeat(100_000)}` }],
    ["a timestamp that is too large", { body: event({}, { ts: "9".repeat(400) }) }],
    ["a press without actions", { body: '{"type":"block_actions","actions":null}' }],
    [
      "a press with a null action",
      {
        body: interaction({ type: "block_actions", trigger_id: "1", actions: [null] }),
        headers: inForm,
      },
    ],
    [
      "a null form",
      { body: interaction({ type: "view_submission", view: null }), headers: inForm },
    ],
    [
      "a shortcut on a null message",
      {
        body: interaction({ type: "message_action", message: null, channel: [] }),
        headers: inForm,
      },
    ],
    [
      "a Home tab without a person",
      { body: event({ event: { type: "app_home_opened", view: null } }) },
    ],
    ["an event that is a list", { body: event({ event: [] }) }],
    ["an empty form", { body: "", headers: inForm }],
    ["a message of another shape", { body: event({}, { ts: { $gt: 0 } }) }],
    ["a message without a timestamp", { body: event({}, { ts: "soon" }) }],
    ["an event of nothing", { body: event({ event: null }) }],
    [
      "a command named like an object property",
      { body: command({ command: "constructor" }), headers: inForm },
    ],
  ])("is acknowledged and ignored: %s", async (_, sent) => {
    expect((await postSigned(sent)).status).toBe(200);
    expect(harness.arrivals).toEqual([]);
    expect(({} as { team_id?: string }).team_id).toBeUndefined();
  });

  it.each<[string, string]>([
    ["a NUL", "a\0tool"],
    ["half an emoji", "a tool \ud83e"],
    ["bidirectional control characters", "\u202etool\u2066"],
  ])("is accepted unchanged with %s in its text", async (_, words) => {
    expect((await postSigned({ body: event({}, { text: words }) })).status).toBe(200);
    expect(harness.arrivals).toMatchObject([{ text: [words] }]);
  });

  it("is accepted with bytes that are no valid UTF-8", async () => {
    const body = Buffer.from(event({}, { text: "a tool" }));
    body[body.indexOf("tool")] = 0xff;
    // Slack's library compares characters, not bytes.
    expect(
      (await postSigned({ body, headers: { "x-slack-signature": sign(body.toString()) } })).status,
    ).toBe(200);
    expect(harness.arrivals).toMatchObject([{ text: ["a \ufffdool"] }]);
  });

  it("answers Slack's URL verification, only with Slack's own challenge", async () => {
    const { status, reply } = await postSigned({
      body: JSON.stringify({ type: "url_verification", challenge: "<b>x</b>" }),
    });
    expect({ status, reply: JSON.parse(reply) }).toEqual({
      status: 200,
      reply: { challenge: "<b>x</b>" },
    });
  });
});

describe("workspace without an installation", () => {
  it.each<[string, () => SignedRequest]>([
    ["says something", () => ({ body: event({ team_id: "T0OTHER" }) })],
    [
      "says something in a channel that both share",
      () => ({ body: event({ team_id: "T0TEST", context_team_id: "T0OTHER" }) }),
    ],
    ["gives a command", () => ({ body: command({ team_id: "T0OTHER" }), headers: inForm })],
    ["is an organisation", () => ({ body: event({ team_id: null, enterprise_id: "E0OTHER" }) })],
    ["is not a workspace", () => ({ body: event({ team_id: undefined }) })],
  ])("%s, whose event is acknowledged and ignored", async (_, made) => {
    expect((await postSigned(made())).status).toBe(200);
    expect(harness.arrivals).toEqual([]);
    expect(
      harness.slack.calls.filter(
        ({ method }) => method.startsWith("views") || method.startsWith("chat"),
      ),
    ).toEqual([]);
  });

  it("is never answered with our token", async () => {
    const message = {
      id: "1",
      place: { platform: "slack", kind: "channel", id: "C1" },
      kind: "post",
      card: [{ kind: "text", text: ["hello"] }],
    } as const;
    const sent = await harness.adapter.send({
      ...message,
      card: [...message.card],
      workspace: "slack:T0OTHER",
    } as never);
    expect(sent).toMatchObject({ kind: "refused", code: "uninstalled" });
    expect(harness.slack.said()).toEqual([]);
  });
});
