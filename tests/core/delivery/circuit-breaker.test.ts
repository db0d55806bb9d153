/** Circuit breaker: messages that pass while a platform is down, and their order afterwards. */
import fc from "fast-check";
import { describe, expect, it, type TestContext } from "vitest";
import {
  createCircuitBreaker,
  platformHealthOf,
} from "../../../src/core/delivery/circuit-breaker.ts";
import type { SendOutcome } from "../../../src/platform/adapter.ts";
import { enqueueBulkMessages } from "../../../src/storage/queue/bulk-messages.ts";
import {
  acceleratedMachineTime,
  onBothEngines,
  openCoreHarness,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { messageEvent } from "../../harness/events.ts";
import { eventually } from "../../harness/eventually.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

const gap = 100;

function open(random = () => 1) {
  const told: boolean[] = [];
  const time = { now: 0 };
  const circuit = createCircuitBreaker({
    gap,
    now: () => time.now,
    random,
    changed: (isDown) => told.push(isDown),
  });
  const wait = (id: string, more = {}) => circuit.acquire({ id, workspace: "w", ...more });
  const breakIt = () => {
    for (const id of ["a", "b", "c", "d", "e"]) circuit.report(id, "down");
  };
  return { circuit, time, told, wait, breakIt };
}

describe("circuit", () => {
  it("opens after five failures without success, and never because of one message", () => {
    const { circuit, wait } = open();
    for (let times = 0; times < 20; times++) circuit.report("poisoned", "down");
    expect(circuit.isDown()).toBe(false);
    circuit.report("d", "alive");
    for (const id of ["a", "b", "a", "b"]) circuit.report(id, "down");
    expect([circuit.isDown(), wait("x")]).toEqual([false, 0]);
    circuit.report("a", "down");
    expect([circuit.isDown(), wait("x")]).toEqual([true, 5_000]);
  });

  it("lets one message through after a pause that doubles, up to a minute", () => {
    const { time, wait, breakIt, circuit } = open();
    breakIt();
    const pauses = [];
    for (let tries = 0; tries < 6; tries++) {
      const pause = wait("x");
      pauses.push(pause);
      time.now += pause;
      const other = tries % 2 ? "y" : "x";
      expect([wait(other), wait("z")]).toEqual([0, 500]);
      circuit.report(other, "down");
    }
    expect(pauses.map((ms) => Math.floor(ms / 1_000))).toEqual([5, 11, 20, 41, 60, 61]);
  });

  it("probes with conversation messages first, and never with bulk messages", () => {
    const { time, wait, breakIt, circuit } = open();
    breakIt();
    time.now += wait("x");
    expect(wait("x")).toBe(0);
    circuit.report("x", "nothing"); // refused for a reason of its own
    expect([wait("x"), wait("bulk", { bulk: true }), wait("y")]).toEqual([1_000, 300_000, 0]);
  });

  it("ends a probe whose outcome is never reported", () => {
    const { time, wait, breakIt } = open();
    breakIt();
    time.now += wait("x");
    expect([wait("x"), wait("y")]).toEqual([0, 500]);
    time.now += 60_000;
    expect(wait("y")).toBe(0);
  });

  it("releases held messages at a limited rate per workspace once it closes", () => {
    const { time, wait, breakIt, circuit } = open();
    breakIt();
    circuit.report("a", "alive");
    expect(["a", "b", "c"].map((id) => wait(id))).toEqual([0, 100, 200]);
    expect(wait("elsewhere", { workspace: "other" })).toBe(0);
    time.now += 100;
    expect([wait("c"), wait("b"), wait("d")]).toEqual([100, 0, 200]);
    time.now += 60_000;
    expect(["c", "d", "e", "f"].map((id) => wait(id))).toEqual([0, 0, 0, 0]);
  });

  it("classifies the outcome of a send", () => {
    const outcomes: SendOutcome[] = [
      { kind: "sent" },
      { kind: "unknown", code: "ETIMEDOUT" },
      { kind: "refused", code: "ECONNREFUSED", retryAfterMs: 5_000, platformDown: true },
      { kind: "refused", code: "ratelimited", retryAfterMs: 5_000 },
      { kind: "refused", code: "token_revoked" },
    ];
    expect(outcomes.map(platformHealthOf)).toEqual(["alive", "down", "down", "alive", "nothing"]);
  });

  it("lets one probe through at a time, each waiting message in turn", () => {
    const ids = fc.constantFrom("a", "b", "c", "d", "e", "f", "g");
    const step = fc.oneof(
      fc.record({ ask: ids, bulk: fc.boolean() }),
      fc.record({
        hear: ids,
        news: fc.constantFrom(
          "alive" as const,
          "down" as const,
          "down" as const,
          "nothing" as const,
        ),
      }),
      fc.record({ pass: fc.integer({ min: 1, max: 70_000 }) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, dice) => {
          const { circuit, time, told } = open(() => dice);
          let trying: { id: string; since: number } | undefined;
          let opened = 0;
          for (const each of steps) {
            const before = circuit.isDown();
            if ("pass" in each) time.now += each.pass;
            else if ("ask" in each) {
              const wait = circuit.acquire({ id: each.ask, workspace: "w", bulk: each.bulk });
              expect(wait).toBeLessThanOrEqual(before ? 361_000 : gap * 80);
              if (wait > 0 || !before) continue;
              expect(trying === undefined || time.now - trying.since >= 60_000).toBe(true);
              expect(time.now - opened).toBeGreaterThanOrEqual(2_500);
              trying = { id: each.ask, since: time.now };
            } else {
              circuit.report(each.hear, each.news);
              if (trying?.id === each.hear || each.news === "alive") trying = undefined;
            }
            if (circuit.isDown() !== before) expect(told.at(-1)).toBe(circuit.isDown());
            if (circuit.isDown() && !before) opened = time.now;
          }
          expect(told.every((isDown, index) => isDown === (index % 2 === 0))).toBe(true);
          time.now += 400_000;
          if (circuit.isDown())
            expect(circuit.acquire({ id: "h", workspace: "w", bulk: true })).toBe(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const until = <T>(check: () => T | Promise<T>): Promise<T> => eventually(check);

onBothEngines("platform that is down", (newUrl) => {
  /** Opens Slack, which can be taken down, beside Teams, with accelerated machine time. */
  async function opened(
    { onTestFinished }: TestContext,
    outcome: SendOutcome,
    speed = 100,
    bulkPerSecond = 10,
  ) {
    const [slack, teams] = [createMemoryPlatform(), createMemoryPlatform()];
    const adapter = slack.adapter("slack");
    const state = { down: true, calls: 0 };
    const told: string[] = [];
    const machine = acceleratedMachineTime(speed);
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: {
        ...adapter,
        bulkPerSecond,
        async send(message) {
          state.calls++;
          return state.down ? outcome : adapter.send(message);
        },
        async findSentMessage(message) {
          state.calls++;
          return state.down && outcome.kind !== "sent"
            ? outcome
            : adapter.findSentMessage?.(message);
        },
      },
      further: [teams.adapter("teams")],
      platformDown: (name, isDown) => told.push(`${name} ${isDown ? "is down" : "is there again"}`),
      machine,
    });
    onTestFinished(() => harness.close());
    const rows = async () => {
      const { db, t } = harness.store.read;
      return db.select().from(t.outbox).orderBy(t.outbox.seq);
    };
    return { ...harness, slack, teams, state, told, rows, machine };
  }

  /** More messages than the delivery loop takes in one batch. */
  const people = Array.from({ length: 55 }, (_, index) => `p${index}`);
  const [from, to] = [new Date("2027-03-02T09:00:00Z"), new Date("2027-03-02T18:00:00Z")];
  const mailing = (platform: "slack" | "teams", id: string) => ({
    ...{
      id,
      workspace: `${platform}:T1`,
      conversation: `${platform}/dm/${id}`,
      purpose: "checks/ask",
      card: [],
    },
    ...{
      place: { platform, kind: "personal" as const, id },
      notBefore: from,
      notAfter: to,
      queuedAt: from,
    },
  });
  const troubles: [string, SendOutcome][] = [
    [
      "cannot be reached",
      { kind: "refused", code: "ECONNREFUSED", retryAfterMs: 5_000, platformDown: true },
    ],
    ["accepts requests and does not respond", { kind: "unknown", code: "ETIMEDOUT" }],
  ];

  it.for(troubles)(
    "delays only its own messages, in order, and sends each once when it %s",
    async ([, outcome], context) => {
      const { core, store, slack, teams, state, told, rows, machine } = await opened(
        context,
        outcome,
      );
      for (const text of wishMessages.slice(0, 2))
        await Promise.all(people.map((who) => core.ingest([messageEvent(who, text)])));
      await until(async () => expect(await rows()).toHaveLength(2 * people.length));
      await until(() => expect(told).toEqual(["slack is down"]));
      await until(async () =>
        expect(
          (await rows()).filter(({ state }) => state === "sending").length,
        ).toBeLessThanOrEqual(1),
      );
      const [before, since] = [state.calls, machine.now()];
      await core.ingest([
        {
          ...messageEvent("tom", wishMessages[0]!),
          workspace: "teams:T1",
          place: { platform: "teams", kind: "personal", id: "tom" },
        },
      ]);
      await until(() => expect(teams.words()).toHaveLength(1));
      await store.write((w) => enqueueBulkMessages(w, [mailing("teams", "nudge")]));
      await until(() => expect(teams.said.at(-1)?.id).toBe("nudge"));
      // one probe per pause, which is at most a minute
      expect(state.calls - before).toBeLessThan(20 + (machine.now() - since) / 30_000);
      const queued = (await rows()).filter(({ state }) => state === "queued");
      expect(queued.length).toBeGreaterThanOrEqual(people.length);
      expect(slack.said).toEqual([]);
      state.down = false;
      await untilIdle(store);
      expect(told).toEqual(["slack is down", "slack is there again"]);
      const heard = people.map((who) =>
        slack.said.filter(({ place }) => place === `slack/dm/${who}`).map(({ id }) => id),
      );
      expect(heard.map(({ length }) => length)).toEqual(people.map(() => 2));
      const order = (await rows()).map(({ id }) => id);
      for (const ids of heard)
        expect(ids).toEqual([...ids].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    },
  );

  it("keeps bulk messages for later, and sends none of them twice", async (context) => {
    const { core, store, slack, state, told, rows, machine } = await opened(
      context,
      { kind: "unknown", code: "http_503" },
      400,
      0.1,
    );
    const all = Array.from({ length: 30 }, (_, index) => `m${index}`);
    const since = machine.now();
    await store.write((w) =>
      enqueueBulkMessages(
        w,
        all.map((id) => mailing("slack", id)),
      ),
    );
    await core.poll();
    await until(() => expect(told).toEqual(["slack is down"]));
    await until(async () =>
      expect((await rows()).filter(({ holder }) => holder !== null)).toEqual([]),
    );
    const states = Object.groupBy(await rows(), ({ state }) => state);
    expect(states.queued?.length ?? 0).toBeGreaterThanOrEqual(
      15 - (machine.now() - since) / 150_000,
    ); // at the rate of bulk messages
    state.down = false;
    await until(async () => {
      await core.poll();
      expect((await rows()).filter(({ state }) => state === "queued")).toEqual([]);
    });
    await until(async () =>
      expect((await rows()).filter(({ state }) => state === "sending")).toEqual([]),
    );
    const unknown = (await rows()).filter(({ state }) => state === "unknown").map(({ id }) => id);
    expect(slack.said.map(({ id }) => id).sort()).toEqual(
      all.filter((id) => !unknown.includes(id)).sort(),
    );
    expect(told.at(-1)).toBe("slack is there again");
  });
});
