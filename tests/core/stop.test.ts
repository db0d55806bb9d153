/** Graceful stop: what is finished, and what is left to the next process. */
import { expect, it, vi } from "vitest";
import {
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

onBothEngines("graceful stop", (newUrl) => {
  it("finishes accepted events and sends all their messages", async () => {
    const platform = createMemoryPlatform();
    const harness = await openCoreHarness({ url: await newUrl(), adapter: platform.adapter() });
    for (const text of wishMessages) await harness.core.ingest([messageEvent("maria", text)]);
    await harness.core.stop();
    expect(platform.words("slack/dm/maria")).toHaveLength(wishMessages.length);
    expect(platform.words("slack/channel/CINTAKE")).toHaveLength(1);
    expect(await storedAnswers(harness.store)).toHaveLength(4);
    expect(await harness.store.read.db.$count(harness.store.read.t.replicas)).toBe(0);
    await harness.store.close();
  });

  it("leaves delayed messages to the next process, in order", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const first = await openCoreHarness({ url, adapter: platform.adapter() });
    platform.fail({ outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 30_000 } });
    for (const text of wishMessages.slice(0, 3))
      await first.core.ingest([messageEvent("maria", text)]);
    await eventually(() => expect(platform.tries).toHaveLength(1));
    await first.close();
    expect(platform.said).toEqual([]);
    const next = await openCoreHarness({
      url,
      adapter: platform.adapter(),
      clock: manualClock("2027-03-02T10:01:00Z"),
    });
    await untilIdle(next.store);
    expect(platform.words()).toEqual([
      expect.stringContaining("R-1"),
      expect.stringContaining("customer"),
      expect.stringContaining("Who looks after"),
    ]);
    await next.close();
  });

  it("keeps the replica registered until its work is done", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const gate = Promise.withResolvers<void>();
    const judge = scriptedJudge();
    const first = await openCoreHarness({
      url,
      adapter: platform.adapter(),
      judge: { ...judge, read: (ask) => gate.promise.then(() => judge.read(ask)) },
    });
    const second = await openCoreHarness({ url, adapter: platform.adapter(), beside: first });
    await first.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    const stopped = first.core.stop();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 }); // the next heartbeat
    await second.core.poll();
    vi.useRealTimers();
    const { db, t } = first.store.read;
    expect(await db.$count(t.replicas)).toBe(2);
    expect(platform.tries).toEqual([]);
    gate.resolve();
    await stopped;
    expect(platform.said).toHaveLength(1);
    expect(await db.$count(t.replicas)).toBe(1);
    await second.core.stop();
    await second.close();
  });

  it("leaves a turn that waits for another replica's to the next process", async () => {
    const platform = createMemoryPlatform();
    const url = await newUrl();
    const gate = Promise.withResolvers<void>();
    const judge = scriptedJudge();
    const slow = await openCoreHarness({
      url,
      adapter: platform.adapter(),
      judge: { ...judge, read: (ask) => gate.promise.then(() => judge.read(ask)) },
    });
    const stopping = await openCoreHarness({ url, adapter: platform.adapter(), beside: slow });
    await slow.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    await stopping.core.ingest([messageEvent("maria", wishMessages[1]!)]);
    await stopping.core.stop();
    gate.resolve();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 6_000 });
    await slow.core.poll();
    vi.useRealTimers();
    await untilIdle(slow.store);
    expect(platform.said).toHaveLength(2);
    await slow.core.stop();
    await stopping.close();
    await slow.close();
  });
});
