/** Delivery of a message for each response of a platform and each fault of the database. */
import { describe, expect, it, type TestContext } from "vitest";
import type { PlatformAdapter } from "../../../src/platform/adapter.ts";
import type { InboundEventOf } from "../../../src/platform/event.ts";
import {
  acceleratedMachineTime,
  type CoreHarness,
  manualClock,
  manualMachineTime,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  storedAnswers,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { messageEvent, pressEvent } from "../../harness/events.ts";
import { eventually } from "../../harness/eventually.ts";
import { createMemoryPlatform, type PostedMessage } from "../../harness/memory-platform.ts";
import { sentence, words } from "../../harness/words.ts";

const busy = { kind: "unknown", code: "http_500" } as const;

onBothEngines("message delivery", (newUrl) => {
  async function open(
    { onTestFinished }: TestContext,
    options: Partial<Parameters<typeof openCoreHarness>[0]> & { finds?: boolean } = {},
  ) {
    const platform = createMemoryPlatform();
    const coreHarness = await openCoreHarness({
      url: await newUrl(),
      adapter: platform.adapter("slack", options),
      ...options,
    });
    onTestFinished(() => coreHarness.close());
    return { ...coreHarness, platform };
  }

  /** Returns Maria's press of "Skip" on a message. */
  function skips({ card, message }: PostedMessage): InboundEventOf<"press"> {
    const skip = card
      .flatMap((element) => (element.kind === "buttons" ? element.buttons : []))
      .find(({ label }) => label === words.plain("requests.button.skip"))!;
    return pressEvent("maria", "press" in skip ? skip.press : "", message);
  }

  const outbox = async ({ store }: Pick<CoreHarness, "store">) => {
    const { db, t } = store.read;
    return (await db.select().from(t.outbox).orderBy(t.outbox.seq)).map(
      ({ state, code, attempts, message }) => ({ state, code, attempts, message }),
    );
  };

  describe.concurrent("stays sent when a press proves that it arrived, after %i attempts", () => {
    it("is sent after the pause that the platform asked for, in order", async (context) => {
      const machine = manualMachineTime();
      const { platform, core, store } = await open(context, { machine });
      platform.fail({ outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 2_000 } });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await eventually(() => expect(platform.tries).toHaveLength(1));
      await core.ingest([messageEvent("maria", wishMessages[1]!)]);
      await core.ingest([messageEvent("tom", wishMessages[0]!)]);
      await eventually(() => expect(platform.said).toHaveLength(1));
      await eventually(async () => expect(await outbox({ store })).toHaveLength(3));
      machine.pass(1_999);
      await core.poll();
      expect(platform.tries).toHaveLength(2);
      machine.pass(1);
      await untilIdle(store);
      expect(platform.said.map(({ place }) => place)).toEqual([
        "slack/dm/tom",
        "slack/dm/maria",
        "slack/dm/maria",
      ]);
      expect(platform.words("slack/dm/maria")[0]).toContain("R-1");
    });

    it("is looked up after a failure, and resent if it did not arrive", async (context) => {
      const resent: string[] = [];
      const coreHarness = await open(context, {
        messageResent: ({ id, workspace }) => void resent.push(`${workspace} ${id}`),
      });
      coreHarness.platform.fail({ outcome: busy });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(coreHarness.store);
      expect([coreHarness.platform.tries.length, coreHarness.platform.said.length]).toEqual([2, 1]);
      const { db, t } = coreHarness.store.read;
      const [row] = await db.select().from(t.outbox);
      expect(resent).toEqual([`${row?.workspace} ${row?.id}`]);
      expect(await outbox(coreHarness)).toMatchObject([{ state: "sent", attempts: 2 }]);
    });

    it("is looked up after a failure, and not resent if it arrived", async (context) => {
      const coreHarness = await open(context);
      coreHarness.platform.fail({ outcome: busy, arrives: true });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(coreHarness.store);
      expect(coreHarness.platform.tries).toHaveLength(1);
      expect(await outbox(coreHarness)).toMatchObject([
        { state: "sent", attempts: 1, message: coreHarness.platform.said[0]!.message },
      ]);
    });

    it("delays no other message while it gets no response", async (context) => {
      const { platform, core, store } = await open(context);
      const silence = Promise.withResolvers<typeof busy>();
      platform.fail(
        { outcome: silence.promise, arrives: true },
        ({ place }) => place === "slack/dm/maria",
      );
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await core.ingest([messageEvent("tom", wishMessages[0]!)]);
      await eventually(() => expect(platform.words("slack/dm/tom")).toHaveLength(1));
      await eventually(async () =>
        expect((await outbox({ store })).map(({ state }) => state).sort()).toEqual([
          "sending",
          "sent",
        ]),
      );
      silence.resolve(busy);
      await untilIdle(store);
      expect(platform.tries).toHaveLength(2);
    });

    it("is looked up again, and not resent, while the platform cannot tell", async (context) => {
      const platform = createMemoryPlatform();
      const adapter = platform.adapter();
      let asked = 0;
      const find: PlatformAdapter["findSentMessage"] = async (message) =>
        ++asked === 1 ? undefined : adapter.findSentMessage?.(message);
      const { core, store } = await open(context, {
        adapter: { ...adapter, findSentMessage: find },
      });
      platform.fail({ outcome: busy, arrives: true });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(store);
      expect([asked, platform.tries.length]).toEqual([2, 1]);
    });

    it("is resent once when its platform responds and cannot look it up", async (context) => {
      const platform = createMemoryPlatform();
      let silent = 3;
      const find: PlatformAdapter["findSentMessage"] = async () =>
        silent-- > 0 ? { kind: "unknown", code: "http_503" } : "untold";
      const coreHarness = await open(context, {
        adapter: { ...platform.adapter(), findSentMessage: find },
        machine: acceleratedMachineTime(50),
      });
      platform.fail({ outcome: busy });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(coreHarness.store);
      // it answered twice, some seconds apart, before the single resend
      expect(silent).toBeLessThan(-1);
      expect(platform.said).toHaveLength(1);
      expect(await outbox(coreHarness)).toMatchObject([{ state: "sent", attempts: 2 }]);
    });

    it("is kept, and not resent, however long its platform is down", async (context) => {
      const platform = createMemoryPlatform();
      const adapter = platform.adapter();
      let asked = 0;
      const find: PlatformAdapter["findSentMessage"] = async (message) =>
        ++asked <= 15 ? { kind: "unknown", code: "http_503" } : adapter.findSentMessage?.(message);
      const coreHarness = await open(context, {
        adapter: { ...adapter, findSentMessage: find },
        machine: acceleratedMachineTime(1_000),
      });
      platform.fail({ outcome: busy, arrives: true });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(coreHarness.store);
      expect([asked, platform.tries.length]).toEqual([16, 1]);
      expect(await outbox(coreHarness)).toMatchObject([{ state: "sent", attempts: 1 }]);
    });

    it("is given up, as recorded, when it cannot be looked up for a day", async (context) => {
      const clock = manualClock();
      const platform = createMemoryPlatform();
      const find: PlatformAdapter["findSentMessage"] = async () => ({
        kind: "refused",
        code: "ratelimited",
        retryAfterMs: 1_000,
      });
      const coreHarness = await open(context, {
        adapter: { ...platform.adapter(), findSentMessage: find },
        clock,
        machine: acceleratedMachineTime(100),
      });
      platform.fail({ outcome: busy });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await eventually(async () =>
        expect(await outbox(coreHarness)).toMatchObject([{ state: "unknown", code: null }]),
      );
      clock.move("2027-03-03T10:00:01Z");
      await eventually(async () =>
        expect((await outbox(coreHarness))[0]).toMatchObject({
          state: "unknown",
          code: "never_known",
          attempts: 1,
        }),
      );
    });

    it("is recorded as refused permanently, and the conversation continues", async (context) => {
      const coreHarness = await open(context);
      coreHarness.platform.fail({ outcome: { kind: "refused", code: "is_archived" } });
      for (const text of wishMessages.slice(0, 2))
        await coreHarness.core.ingest([messageEvent("maria", text)]);
      await untilIdle(coreHarness.store);
      expect(await outbox(coreHarness)).toMatchObject([
        { state: "refused", code: "is_archived" },
        { state: "sent" },
      ]);
      expect(coreHarness.platform.tries).toHaveLength(2);
    });

    it("is resent once, as recorded, without a look-up, and never a third time", async (context) => {
      const coreHarness = await open(context, {
        finds: false,
        machine: acceleratedMachineTime(50),
      });
      // this one certainly did not arrive
      coreHarness.platform.fail({
        outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 10 },
      });
      for (let times = 0; times < 3; times++) coreHarness.platform.fail({ outcome: busy });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(coreHarness.store);
      expect(coreHarness.platform.tries).toHaveLength(3);
      expect(await outbox(coreHarness)).toEqual([
        { state: "unknown", code: "never_known", attempts: 2, message: null },
      ]);
    });

    it("is not sent a third time when each attempt ends in a crash", async (context) => {
      const url = await newUrl();
      const platform = createMemoryPlatform();
      const adapter = platform.adapter("slack", { finds: false });
      for (let crashes = 0; crashes < 2; crashes++) {
        const coreHarness = await openCoreHarness({ url, adapter, host: url, gone: true });
        context.onTestFinished(() => coreHarness.close());
        coreHarness.endAt({ step: "send", nth: 1, when: "after" });
        await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!, "m1")]);
        await coreHarness.dead;
      }
      const last = await openCoreHarness({ url, adapter, host: url });
      context.onTestFinished(() => last.close());
      await untilIdle(last.store);
      expect(platform.tries).toHaveLength(2);
      expect(await outbox(last)).toMatchObject([
        { state: "unknown", code: "never_known", attempts: 2 },
      ]);
    });

    it("may be sent again as an update, which does no harm", async (context) => {
      const { platform, core, store } = await open(context, {
        finds: false,
        machine: acceleratedMachineTime(50),
      });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(store);
      for (let times = 0; times < 3; times++) platform.fail({ outcome: busy });
      await core.ingest([skips(platform.said[0]!)]);
      await untilIdle(store);
      expect(platform.tries).toHaveLength(1 + 4 + 1);
      expect(platform.said).toHaveLength(2);
      expect(platform.said[0]!.words).not.toContain("[Skip]");
    });

    it("is dropped, as recorded, when it updates a message that was never sent", async (context) => {
      const { platform, core, store } = await open(context);
      platform.fail({ outcome: { kind: "refused", code: "is_archived" } });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(store);
      const { db, t } = store.read;
      const [row] = await db.select().from(t.outbox);
      const { seq: _, ...refused } = row!;
      await store.write((w) =>
        w.db.insert(w.t.outbox).values({
          ...refused,
          id: "change",
          kind: "revise",
          target: refused.id,
          state: "queued",
          code: null,
          holder: null,
        }),
      );
      await core.poll();
      await untilIdle(store);
      expect((await outbox({ store }))[1]).toMatchObject({ state: "refused", code: "no_target" });
      expect(platform.tries).toHaveLength(1);
    });

    it("counts as sent when a person presses its button", async (context) => {
      const { platform, core, store } = await open(context, {
        finds: false,
        machine: acceleratedMachineTime(50),
      });
      for (let times = 0; times < 2; times++) platform.fail({ outcome: busy, arrives: true });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await untilIdle(store);
      expect(await outbox({ store })).toMatchObject([{ state: "unknown", code: "never_known" }]);
      const [, second] = platform.said;
      await core.ingest([skips(second!)]);
      await untilIdle(store);
      expect((await outbox({ store }))[0]).toMatchObject({
        state: "sent",
        code: null,
        message: second!.message,
      });
      expect(second!.words).not.toContain("[Skip]");
      expect(platform.words()).toHaveLength(3);
      expect(await storedAnswers(store)).toEqual(["R-1 need: open"]);
    });

    it.for([1, 2])(
      "stays sent when a button tells of it after %i tries",
      async (tries, context) => {
        const machine = manualMachineTime();
        const { platform, core, store } = await open(context, { finds: false, machine });
        for (let times = 0; times < tries; times++) platform.fail({ outcome: busy, arrives: true });
        await core.ingest([messageEvent("maria", wishMessages[0]!)]);
        const inDoubt = (attempts: number) =>
          eventually(async () =>
            expect(await outbox({ store })).toMatchObject([
              { state: "unknown", code: null, attempts },
            ]),
          );
        await inDoubt(1);
        if (tries === 2) {
          await eventually(() => {
            machine.pass(500);
            expect(platform.tries).toHaveLength(2);
          });
          // the single resend must not come too soon
          expect(machine.now()).toBeGreaterThanOrEqual(5_000);
        }
        await inDoubt(tries);
        await core.ingest([skips(platform.said[0]!)]);
        let isSettled = false;
        const settled = core.settled().then(() => {
          isSettled = true;
        });
        await eventually(() => {
          machine.pass(500);
          expect(isSettled).toBe(true);
        });
        await settled;
        expect((await outbox({ store }))[0]).toEqual({
          state: "sent",
          code: null,
          attempts: tries,
          message: platform.said[0]!.message,
        });
        expect(platform.said).toHaveLength(tries + 1);
      },
    );

    it("continues the look-up of a process that ended before it", async (context) => {
      const url = await newUrl();
      const platform = createMemoryPlatform();
      const machine = manualMachineTime();
      const first = await openCoreHarness({
        url,
        adapter: platform.adapter(),
        host: url,
        gone: true,
        machine,
      });
      context.onTestFinished(() => first.close());
      platform.fail({ outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 10 } });
      platform.fail({ outcome: busy });
      await first.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await eventually(() => {
        if (platform.tries.length < 2) machine.pass(500);
        expect(platform.tries).toHaveLength(2);
      });
      await eventually(async () =>
        expect(await outbox(first)).toMatchObject([{ state: "unknown", code: null }]),
      );
      first.crash();
      const next = await openCoreHarness({ url, adapter: platform.adapter(), host: url });
      context.onTestFinished(() => next.close());
      await untilIdle(next.store);
      expect([platform.tries.length, platform.said.length]).toEqual([3, 1]);
    });

    it("expires when the platform refuses it for a day", async (context) => {
      const clock = manualClock();
      const machine = manualMachineTime();
      const coreHarness = await open(context, { clock, machine });
      coreHarness.platform.fail({
        outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 100 },
      });
      coreHarness.platform.fail({
        outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 100 },
      });
      await coreHarness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await eventually(async () =>
        expect(await outbox(coreHarness)).toMatchObject([{ state: "queued", code: "ratelimited" }]),
      );
      clock.move("2027-03-03T10:00:01Z");
      await eventually(() => {
        machine.pass(500);
        expect(coreHarness.platform.tries).toHaveLength(2);
      });
      await eventually(async () =>
        // a reminder may follow, since a day has passed
        expect((await outbox(coreHarness))[0]).toMatchObject({
          state: "refused",
          code: "ratelimited",
        }),
      );
    });

    it("is marked as sent, and not resent, when the database fails after the send", async (context) => {
      const { platform, core, store, lose } = await open(context);
      const told = Promise.withResolvers<void>();
      platform.fail({
        outcome: told.promise.then(() => ({ kind: "sent" as const, message: "m0" })),
        arrives: true,
      });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      await eventually(() => expect(platform.tries).toHaveLength(1));
      lose(2);
      told.resolve();
      await untilIdle(store);
      expect(platform.tries).toHaveLength(1);
      expect(await outbox({ store })).toMatchObject([{ state: "sent", message: "m0" }]);
    });
  });

  describe.concurrent("message and its turn", () => {
    it("wait for a database that is down", async (context) => {
      const slow = Promise.withResolvers<void>();
      const judge = scriptedJudge();
      const { platform, core, store, lose, troubles } = await open(context, {
        judge: { ...judge, read: (ask) => slow.promise.then(() => judge.read(ask)) },
      });
      await core.ingest([messageEvent("maria", wishMessages[0]!)]);
      lose(2);
      slow.resolve();
      await untilIdle(store);
      expect(platform.said).toHaveLength(1);
      expect(troubles).toHaveLength(2);
    });

    it("are set aside after five internal failures, and block nothing else", async (context) => {
      const judge = scriptedJudge();
      const failing = async (ask: Parameters<typeof judge.read>[0]) =>
        ask.text === wishMessages[1] ? Promise.reject(new TypeError("a bug")) : judge.read(ask);
      const { platform, core, store, troubles } = await open(context, {
        judge: { ...judge, read: failing },
      });
      for (const text of [wishMessages[0]!, wishMessages[1]!, wishMessages[2]!])
        await core.ingest([messageEvent("maria", text)]);
      await untilIdle(store);
      expect(troubles).toHaveLength(5);
      expect(platform.said).toHaveLength(3);
      expect(platform.words("slack/dm/maria")[1]).toContain(sentence("requests.trouble"));
      expect(await storedAnswers(store)).toContain(`R-1 need: ${wishMessages[2]}`);
    });
  });
});
