/** Order and uniqueness of the events of a conversation, on several replicas. */
import { afterEach, expect, it, vi } from "vitest";
import type { JudgeInput } from "../../src/nlu/judge.ts";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import {
  type CoreHarness,
  manualClock,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  storedAnswers,
  untilIdle,
  wishMessages,
} from "../harness/core-harness.ts";
import { messageEvent } from "../harness/events.ts";
import { eventually } from "../harness/eventually.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";

onBothEngines("events", (newUrl) => {
  const harnesses: CoreHarness[] = [];
  const open = async (options: Parameters<typeof openCoreHarness>[0]): Promise<CoreHarness> => {
    const harness = await openCoreHarness(options);
    harnesses.unshift(harness);
    return harness;
  };
  /** Callbacks that release what a test holds up; called at its end. */
  const gates: (() => void)[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const open of gates.splice(0)) open();
    for (const harness of harnesses.splice(0)) await harness.close();
  });

  /** Creates a judge that answers only when released. */
  function slowJudge() {
    const gate = Promise.withResolvers<void>();
    gates.push(gate.resolve);
    const judge = scriptedJudge();
    return {
      judge: { ...judge, read: (ask: JudgeInput) => gate.promise.then(() => judge.read(ask)) },
      let: gate.resolve,
    };
  }

  it("count once when delivered three times concurrently", async () => {
    const platform = createMemoryPlatform();
    const { core, store } = await open({ url: await newUrl(), adapter: platform.adapter() });
    const event = messageEvent("maria", wishMessages[0]!);
    await Promise.all([event, event, event].map((each) => core.ingest([each])));
    await core.ingest([event]);
    await untilIdle(store);
    expect(await store.read.db.$count(store.read.t.requests)).toBe(1);
    expect(platform.said).toHaveLength(1);
  });

  it("count once when two events bring the same message", async () => {
    const platform = createMemoryPlatform();
    const { core, store } = await open({ url: await newUrl(), adapter: platform.adapter() });
    const place: ConversationRef = { platform: "slack", kind: "channel", id: "C1", thread: "m1" };
    await core.ingest([
      messageEvent("maria", wishMessages[0]!, "m1", { id: "mention", place }),
      messageEvent("maria", wishMessages[0]!, "m1", { id: "message", place }),
    ]);
    await untilIdle(store);
    expect(await store.read.db.$count(store.read.t.requests)).toBe(1);
    expect(platform.said).toHaveLength(1);
  });

  it("are answered in order when two replicas claim one conversation concurrently", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const slow = slowJudge();
    const first = await open({ url, adapter: platform.adapter(), judge: slow.judge });
    const second = await open({ url, adapter: platform.adapter(), beside: first });
    for (const [index, text] of wishMessages.entries())
      await [first, second][index % 2]!.core.ingest([messageEvent("maria", text)]);
    slow.let();
    await untilIdle(second.store);
    const alone = createMemoryPlatform();
    const undisturbed = await open({ url: await newUrl(), adapter: alone.adapter() });
    for (const text of wishMessages) await undisturbed.core.ingest([messageEvent("maria", text)]);
    await untilIdle(undisturbed.store);
    for (const place of ["slack/dm/maria", "slack/channel/CINTAKE"])
      expect(platform.texts(place)).toEqual(alone.texts(place));
    expect(await storedAnswers(second.store)).toEqual(await storedAnswers(undisturbed.store));
  });

  it("are answered in order in a channel while another replica's message is slow", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const gate = Promise.withResolvers<void>();
    gates.push(gate.resolve);
    const first = await open({ url, adapter: platform.adapter() });
    const second = await open({ url, adapter: platform.adapter(), beside: first });
    platform.fail({ until: gate.promise });
    await first.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    await eventually(() => expect(platform.tries).toHaveLength(1));
    await second.core.ingest([messageEvent("maria", wishMessages[1]!)]);
    const { db, t } = second.store.read;
    await eventually(async () => expect(await db.$count(t.outbox)).toBe(2));
    await second.core.poll();
    expect(platform.tries).toHaveLength(1);
    gate.resolve();
    await untilIdle(second.store);
    expect(platform.words()).toEqual([
      expect.stringContaining("R-1"),
      expect.stringContaining("customer"),
    ]);
  });

  it("of an ended replica are processed before later ones of another replica", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const first = await open({ url, adapter: platform.adapter(), host: url, gone: true });
    const second = await open({ url, adapter: platform.adapter(), host: url, beside: first });
    await second.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    await untilIdle(second.store);
    first.endAt({ step: "write", nth: 1, when: "after" });
    void first.core.ingest([messageEvent("maria", wishMessages[1]!)]);
    await first.dead;
    await second.core.ingest([messageEvent("maria", wishMessages[2]!)]);
    vi.setSystemTime(Date.now() + 6_000); // the next heartbeat
    await second.core.poll();
    await untilIdle(second.store);
    expect((await storedAnswers(second.store)).map((answer) => answer.replace(/: .*/, ""))).toEqual(
      ["R-1 customer", "R-1 need"],
    );
    expect(platform.said).toHaveLength(3);
  });

  it("of a live replica that is taken for ended are processed once", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const slow = slowJudge();
    const sleepy = await open({
      url,
      adapter: platform.adapter(),
      host: url,
      gone: true,
      judge: slow.judge,
    });
    await sleepy.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    const second = await open({ url, adapter: platform.adapter(), host: url, beside: sleepy });
    await untilIdle(second.store);
    slow.let();
    await sleepy.core.settled();
    expect(platform.tries).toHaveLength(1);
    expect(await second.store.read.db.$count(second.store.read.t.requests)).toBe(1);
    expect(sleepy.troubles).toEqual([]);
  });

  it("are answered once when a waiting replica is taken for ended", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const clock = manualClock();
    platform.fail({ outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 600 } });
    const sleepy = await open({ url, adapter: platform.adapter(), host: url, gone: true, clock });
    await sleepy.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    await eventually(() => expect(platform.tries).toHaveLength(1));
    clock.move("2027-03-02T10:01:00Z");
    const second = await open({
      url,
      adapter: platform.adapter(),
      host: url,
      beside: sleepy,
      clock,
    });
    await untilIdle(second.store);
    await sleepy.core.settled();
    expect(platform.tries).toHaveLength(2);
    expect(platform.said).toHaveLength(1);
  });

  it("overheard in a thread count from the conversation's first message", async () => {
    const platform = createMemoryPlatform();
    const slow = slowJudge();
    const { core, store } = await open({
      url: await newUrl(),
      adapter: platform.adapter(),
      judge: slow.judge,
    });
    const place: ConversationRef = { platform: "slack", kind: "channel", id: "C1", thread: "m1" };
    await core.ingest([
      messageEvent("maria", "what shall we have for lunch?", "m0", {
        place: { ...place, thread: "m0" },
        addressed: false,
      }),
    ]);
    await core.ingest([messageEvent("maria", wishMessages[0]!, "m1", { place })]);
    await core.ingest([messageEvent("maria", wishMessages[1]!, "m2", { place, addressed: false })]);
    slow.let();
    await untilIdle(store);
    expect(await storedAnswers(store)).toEqual([`R-1 need: ${wishMessages[1]}`]);
    expect(await store.read.db.$count(store.read.t.inbox)).toBe(2);
  });

  it("of 64 concurrent conversations do not mix", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const first = await open({ url, adapter: platform.adapter() });
    const second = await open({ url, adapter: platform.adapter(), beside: first });
    const people = Array.from({ length: 64 }, (_, index) => `person${index}`);
    await Promise.all(
      people.map(async (person, index) => {
        for (const text of wishMessages.slice(0, -1))
          await [first, second][index % 2]!.core.ingest([
            messageEvent(person, text.replace("dealer", `dealer of ${person}`)),
          ]);
      }),
    );
    await untilIdle(first.store);
    const { db, t } = first.store.read;
    const requests = await db.select().from(t.requests);
    expect(requests.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      people.map((_, index) => index + 1),
    );
    const heard = people.map((person) => platform.texts(`slack/dm/${person}`));
    for (const [index, person] of people.entries()) {
      expect(heard[index]).toHaveLength(wishMessages.length - 1);
      expect(heard[index]!.at(-1)).toContain(`dealer of ${person} `);
    }
    const nameless = heard.map((words) =>
      words
        .join("\n")
        .replaceAll(/R-\d+/g, "R-0")
        .replaceAll(/person\d+/g, "somebody"),
    );
    expect(new Set(nameless.map((words) => words.replaceAll(/…/g, "").slice(0, 600))).size).toBe(1);
  });
});
