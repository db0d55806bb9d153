import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { type House, openHouse } from "./house.ts";

/** Fifty times as fast: pauses between tries are milliseconds. */
const fast = () => systemClock(new Date(), 50);

let house: House;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeEach(async () => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
  house = await openHouse({ socket: true }, fast());
});
afterEach(async () => {
  await house.close();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

const start = () => house.surface.start(house.core);
const connectedAgain = () => vi.waitFor(() => expect([house.surface.ready(), house.slack.socket.connected()]).toEqual([true, true]), { timeout: 5_000 });

describe("Socket Mode", () => {
  it("tells how it stands", async () => {
    expect(house.surface.ready()).toBe(false);
    await start();
    await vi.waitFor(() => expect(house.surface.socket()).toEqual({ connected: 1, connections: 1, reconnects: 0, pings: 1 }));
  });

  it.each(["recycle", "cut"] as const)("is not ready while its connection is gone (%s), and comes back by itself", async (how) => {
    await start();
    const next = Promise.withResolvers<void>();
    house.slack.fail("apps.connections.open", { until: next.promise });
    house.slack.socket[how]();
    await vi.waitFor(() => expect(house.surface.ready()).toBe(false));
    next.resolve();
    await connectedAgain();
    expect(house.surface.socket()).toMatchObject({ connected: 1, reconnects: 1 });
    await house.slack.dm("U0MARIA", "still there?");
    expect(house.arrivals).toMatchObject([{ text: ["still there?"] }]);
  });

  it("goes on trying while Slack gives no connection, whatever it says", async () => {
    await start();
    for (const trouble of [
      { status: 500 },
      { error: "internal_error" },
      { silence: true },
      { error: "account_inactive" },
      { status: 429, retryAfter: 1 },
    ] as const)
      house.slack.fail("apps.connections.open", trouble);
    house.slack.socket.cut();
    await connectedAgain();
    expect(house.slack.troubles).toEqual([]);
  });

  it("waits for a Slack that is not there at the start", async () => {
    house.slack.fail("auth.test", { status: 503 });
    house.slack.fail("apps.connections.open", { silence: true });
    await start();
    expect(house.surface.ready()).toBe(true);
  });

  it("stops the start when its token is refused", async () => {
    house.slack.fail("apps.connections.open", { error: "invalid_auth" });
    await expect(start()).rejects.toMatchObject({ code: "slack_token_refused", message: expect.stringContaining("SLACK_APP_TOKEN") });
  });

  it("survives an envelope without an event, and lines that are no envelopes", async () => {
    await start();
    house.slack.socket.sendRaw({ envelope_id: "e1", type: "events_api", payload: { type: "app_rate_limited", team_id: "T0TEST", minute_rate_limited: 1 } });
    house.slack.socket.sendRaw("nonsense");
    house.slack.socket.sendRaw(null);
    expect(await house.slack.dm("U0MARIA", "hello")).toMatchObject({ acknowledged: true });
  });

  it("leaves a delivery to the next connection when the line broke before the acknowledgement", async () => {
    const gate = Promise.withResolvers<void>();
    vi.spyOn(house.core, "accept").mockImplementationOnce(async (arrivals) => {
      house.arrivals.push(...arrivals);
      await gate.promise;
    });
    await start();
    const said = house.slack.dm("U0MARIA", "hello");
    await vi.waitFor(() => expect(house.arrivals).toHaveLength(1));
    const next = Promise.withResolvers<void>();
    house.slack.fail("apps.connections.open", { until: next.promise });
    house.slack.socket.cut();
    await vi.waitFor(() => expect(house.surface.ready()).toBe(false));
    gate.resolve();
    next.resolve();
    expect(await said).toMatchObject({ acknowledged: false });
    await connectedAgain();
    expect(await house.slack.redeliver()).toMatchObject({ acknowledged: true });
    expect(house.arrivals[1]?.id).toBe(house.arrivals[0]?.id);
  });

  it("stops while it is waiting for Slack", async () => {
    for (let times = 0; times < 20; times++) house.slack.fail("auth.test", { status: 503 });
    const starting = start().catch((error: unknown) => error);
    await vi.waitFor(() => expect(house.slack.calls.length).toBeGreaterThan(1));
    await house.surface.stop();
    expect(await starting).toMatchObject({ code: "slack_not_listening" });
  });
});

describe("Socket Mode and HTTP together", () => {
  it("hear both", async () => {
    const both = await openHouse({ socket: true, http: true });
    await both.surface.start(both.core);
    await both.slack.dm("U0MARIA", "by HTTP");
    both.slack.deliverTo(undefined);
    await both.slack.dm("U0MARIA", "by socket");
    expect(both.arrivals).toMatchObject([{ text: ["by HTTP"] }, { text: ["by socket"] }]);
    await both.close();
  });
});
