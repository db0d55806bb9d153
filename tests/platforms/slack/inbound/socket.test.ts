import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../../../src/lib/clock.ts";
import { eventually } from "../../../harness/eventually.ts";
import { openSlackHarness, type SlackHarness } from "../../../harness/slack/slack-harness.ts";

/** Time runs fifty times as fast, so that pauses between attempts take milliseconds. */
const fast = () => systemClock(new Date(), 50);

let harness: SlackHarness;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeEach(async () => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
  harness = await openSlackHarness({ socket: true }, fast());
});
afterEach(async () => {
  await harness.close();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

const until = <T>(check: () => T): Promise<T> => eventually(check);

/** Returns the log lines about a missing connection. */
const complaints = () =>
  harness.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "no connection to Slack");
const loud = () =>
  harness.log
    .map((line) => JSON.parse(line))
    .filter(({ level }) => level === "error" || level === "warn");

const start = () => harness.adapter.start(harness.core);
const connectedAgain = () =>
  eventually(() =>
    expect([harness.adapter.isReady(), harness.slack.socket.connected()]).toEqual([true, true]),
  );

describe("Socket Mode", () => {
  it("reports its state", async () => {
    expect(harness.adapter.isReady()).toBe(false);
    await start();
    await until(() =>
      expect(harness.adapter.socketMetrics()).toEqual({
        connected: 1,
        connections: 1,
        reconnects: 0,
        pings: 1,
      }),
    );
  });

  it.each(["recycle", "cut"] as const)(
    "is not ready while its connection is down (%s), and reconnects",
    async (how) => {
      await start();
      const next = Promise.withResolvers<void>();
      harness.slack.fail("apps.connections.open", { until: next.promise });
      harness.slack.socket[how]();
      await until(() => expect(harness.adapter.isReady()).toBe(false));
      next.resolve();
      await connectedAgain();
      expect(harness.adapter.socketMetrics()).toMatchObject({ connected: 1, reconnects: 1 });
      await harness.slack.dm("U0MARIA", "still there?");
      expect(harness.arrivals).toMatchObject([{ text: ["still there?"] }]);
    },
  );

  it("opens a new connection before Slack ends one, and receives from both", async () => {
    await start();
    const next = Promise.withResolvers<void>();
    harness.slack.fail("apps.connections.open", { until: next.promise });
    harness.slack.socket.announce("warning");
    await until(() => expect(harness.slack.troubles).toEqual([]));
    expect(await harness.slack.dm("U0MARIA", "by the old one")).toMatchObject({
      acknowledged: true,
    });
    next.resolve();
    await until(() =>
      expect(harness.adapter.socketMetrics()).toMatchObject({ connected: 2, connections: 2 }),
    );
    const [old, young] = harness.slack.socket.open();
    const news = {
      type: "events_api",
      payload: {
        type: "event_callback",
        team_id: harness.slack.team,
        event: { type: "emoji_changed" },
      },
    } as const;
    for (const by of [old, young])
      expect(await harness.slack.socket.deliver(news, { by })).toMatchObject({
        acknowledged: true,
      });
    old!.close(1000);
    await until(() =>
      expect(harness.adapter.socketMetrics()).toMatchObject({
        connected: 1,
        connections: 1,
        reconnects: 1,
      }),
    );
    expect(harness.adapter.isReady()).toBe(true);
    expect(loud()).toEqual([]);
  });

  it("closes the old connection when Slack keeps it open", async () => {
    await start();
    harness.slack.socket.announce("warning");
    await until(() => expect(harness.slack.socket.connections()).toBe(2));
    await until(() =>
      expect([
        harness.slack.socket.connections(),
        harness.adapter.socketMetrics()?.connected,
      ]).toEqual([1, 1]),
    );
    expect(harness.adapter.socketMetrics()).toMatchObject({ connections: 1, reconnects: 1 });
  });

  it.each([
    ["link_disabled", "Turn Socket Mode on again"],
    ["too_many_websockets", "look for other processes"],
  ])("logs what to do when Slack closes it with %s, and reconnects", async (reason, hint) => {
    await start();
    const next = Promise.withResolvers<void>();
    harness.slack.fail("apps.connections.open", { until: next.promise });
    harness.slack.socket.announce(reason);
    await until(() => expect(harness.adapter.isReady()).toBe(false));
    next.resolve();
    await connectedAgain();
    expect(complaints()).toMatchObject([
      { code: `slack_${reason}`, err: { hint: expect.stringContaining(hint) } },
    ]);
  });

  it("logs a refused token less and less often, and reconnects when it is accepted", async () => {
    await start();
    for (let tries = 0; tries < 6; tries++)
      harness.slack.fail("apps.connections.open", { error: "token_revoked" });
    for (let tries = 0; tries < 3; tries++)
      harness.slack.fail("apps.connections.open", { status: 503 });
    harness.slack.socket.cut();
    await eventually(() => expect(harness.slack.troubles).toEqual([]));
    await connectedAgain();
    expect(complaints().map(({ code, failures }) => [code, failures])).toEqual([
      ["closed", 1],
      ["slack_token_refused", 2],
      ["slack_token_refused", 4],
      ["http_503", 8],
    ]);
    expect(loud()).toEqual(complaints());
    await until(() =>
      expect(harness.log.some((line) => /"failures":1\d.*connected to Slack/.test(line))).toBe(
        true,
      ),
    );
  });

  it("detects a broken connection that neither side closed, and opens another", async () => {
    await start();
    harness.slack.socket.mute();
    await eventually(() =>
      expect(harness.adapter.socketMetrics()).toMatchObject({ connected: 1, reconnects: 1 }),
    );
    expect(await harness.slack.dm("U0MARIA", "hello")).toMatchObject({ acknowledged: true });
  });

  it("receives what Slack sends to this process, and nothing sent to others", async () => {
    await start();
    const other = await openSlackHarness({ socket: true }, fast(), harness.slack);
    await other.adapter.start(other.core);
    expect([
      harness.adapter.socketMetrics()?.connections,
      other.adapter.socketMetrics()?.connections,
    ]).toEqual([1, 2]);
    harness.slack.socket.announce("warning"); // on the newest connection, which belongs to the other process
    await until(() =>
      expect(other.adapter.socketMetrics()).toMatchObject({
        connected: 1,
        connections: 2,
        reconnects: 1,
      }),
    );
    await harness.slack.dm("U0MARIA", "hello");
    expect([harness.arrivals.length, other.arrivals.length]).toEqual([0, 1]);
    await other.adapter.stop();
    await harness.slack.dm("U0MARIA", "hello again");
    expect(harness.arrivals).toMatchObject([{ text: ["hello again"] }]);
  });

  it("retries while Slack gives no connection, whatever the response", async () => {
    await start();
    for (const trouble of [
      { status: 500 },
      { error: "internal_error" },
      { silence: true },
      { error: "account_inactive" },
      { status: 429, retryAfter: 1 },
    ] as const)
      harness.slack.fail("apps.connections.open", trouble);
    harness.slack.socket.cut();
    await connectedAgain();
    expect(harness.slack.troubles).toEqual([]);
  });

  it("waits when Slack cannot be reached at start", async () => {
    harness.slack.fail("auth.test", { status: 503 });
    harness.slack.fail("apps.connections.open", { silence: true });
    await start();
    expect(harness.adapter.isReady()).toBe(true);
  });

  it("ends the start when its token is refused", async () => {
    harness.slack.fail("apps.connections.open", { error: "invalid_auth" });
    await expect(start()).rejects.toMatchObject({
      code: "slack_token_refused",
      message: expect.stringContaining("SLACK_APP_TOKEN"),
    });
  });

  it("survives an envelope without an event, and data that is no envelope", async () => {
    await start();
    harness.slack.socket.sendRaw({
      envelope_id: "e1",
      type: "events_api",
      payload: { type: "app_rate_limited", team_id: "T0TEST", minute_rate_limited: 1 },
    });
    for (const line of ["nonsense", null, [], 1, true, {}, { type: "hello", num_connections: {} }])
      harness.slack.socket.sendRaw(line);
    for (const payload of [
      null,
      [],
      "x",
      1,
      { event: null },
      { event: [] },
      { event: { type: { a: 1 } } },
      { actions: null, type: "block_actions" },
    ])
      for (const type of ["events_api", "interactive", "slash_commands", "hello again", null, {}])
        harness.slack.socket.sendRaw({ envelope_id: "e2", type, payload });
    expect(await harness.slack.dm("U0MARIA", "hello")).toMatchObject({ acknowledged: true });
  });

  it("leaves a delivery to the next connection when one broke before the ack", async () => {
    const gate = Promise.withResolvers<void>();
    vi.spyOn(harness.core, "ingest").mockImplementationOnce(async (events) => {
      harness.arrivals.push(...events);
      await gate.promise;
    });
    await start();
    const said = harness.slack.dm("U0MARIA", "hello");
    await until(() => expect(harness.arrivals).toHaveLength(1));
    const next = Promise.withResolvers<void>();
    harness.slack.fail("apps.connections.open", { until: next.promise });
    harness.slack.socket.cut();
    await until(() => expect(harness.adapter.isReady()).toBe(false));
    gate.resolve();
    next.resolve();
    expect(await said).toMatchObject({ acknowledged: false });
    await connectedAgain();
    expect(loud().at(-1)).toMatchObject({
      level: "warn",
      msg: "stored an event, but the connection closed before its acknowledgement",
    });
    expect(await harness.slack.redeliver()).toMatchObject({ acknowledged: true });
    expect(harness.arrivals[1]?.id).toBe(harness.arrivals[0]?.id);
  });

  it("closes a connection without a hello", async () => {
    await start();
    harness.slack.socket.ignore(2);
    harness.slack.socket.cut();
    await connectedAgain();
    await until(() => expect(harness.slack.socket.connections()).toBe(1));
    expect(harness.adapter.socketMetrics()).toMatchObject({ connected: 1, reconnects: 1 });
  });

  it("opens none after it has stopped, although Slack's response comes late", async () => {
    await start();
    const late = Promise.withResolvers<void>();
    harness.slack.fail("apps.connections.open", { until: late.promise });
    harness.slack.socket.cut();
    await until(() => expect(harness.slack.troubles).toEqual([]));
    await harness.adapter.stop();
    const { length } = harness.log;
    late.resolve();
    await until(() =>
      expect(harness.log.slice(length).some((line) => line.includes("Failed to retrieve"))).toBe(
        true,
      ),
    );
    expect(harness.slack.socket.connections()).toBe(0);
  });

  it("stops while it waits for Slack", async () => {
    for (let times = 0; times < 20; times++) harness.slack.fail("auth.test", { status: 503 });
    const starting = start().catch((error: unknown) => error);
    await until(() => expect(harness.slack.calls.length).toBeGreaterThan(1));
    await harness.adapter.stop();
    expect(await starting).toMatchObject({ code: "slack_not_listening" });
  });
});

describe("Socket Mode and HTTP together", () => {
  it("receive from both", async () => {
    const both = await openSlackHarness({ socket: true, http: true });
    await both.adapter.start(both.core);
    await both.slack.dm("U0MARIA", "by HTTP");
    both.slack.deliverTo(undefined);
    await both.slack.dm("U0MARIA", "by socket");
    expect(both.arrivals).toMatchObject([{ text: ["by HTTP"] }, { text: ["by socket"] }]);
    await both.close();
  });
});
