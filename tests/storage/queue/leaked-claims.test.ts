/**
 * The database does what it is told, and stops before it can say so: what is on record as this
 * process's is taken up all the same.
 */
import { afterEach, expect, it, onTestFinished, vi } from "vitest";
import {
  acceleratedMachineTime,
  messageEvent,
  onBothEngines,
  openCoreHarness,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { eventually } from "../../harness/eventually.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

afterEach(() => void vi.useRealTimers());

onBothEngines("a write whose answer gets lost", (newUrl) => {
  async function open() {
    const platform = createMemoryPlatform();
    const house = await openCoreHarness({
      url: await newUrl(),
      surface: platform.surface(),
      machine: acceleratedMachineTime(100),
    });
    onTestFinished(() => house.close());
    return {
      ...house,
      platform,
      /** So many heartbeats, five seconds apart. */
      async beats(count: number): Promise<void> {
        vi.useFakeTimers({ toFake: ["Date"] });
        for (let beat = 0; beat < count; beat++) {
          vi.setSystemTime(Date.now() + 5_000);
          await house.core.poll();
          await house.core.settled();
        }
      },
    };
  }

  it("leaves no message without its turn: the platform brings it again, and it is answered once", async () => {
    const { core, store, platform, loseAnswer, beats } = await open();
    loseAnswer();
    await expect(
      core.ingest([messageEvent("maria", wishMessages[0]!, "m1")]),
    ).rejects.toMatchObject({ code: "database_unreachable" });
    await core.ingest([messageEvent("maria", wishMessages[0]!, "m1")]);
    await beats(3);
    await untilIdle(store);
    expect(platform.words()).toEqual([expect.stringContaining("R-1")]);
  });

  it("leaves no turn without its answer", async () => {
    const { core, store, platform, loseAnswer, beats } = await open();
    await core.ingest([messageEvent("maria", wishMessages[0]!, "m1")]);
    loseAnswer();
    await core.settled();
    await beats(3);
    await untilIdle(store);
    expect(platform.words()).toEqual([expect.stringContaining("R-1")]);
    expect(platform.tries).toHaveLength(1);
  });

  it("takes nothing out of hands that are at work", async () => {
    const { core, store, platform, beats } = await open();
    const slow = Promise.withResolvers<void>();
    platform.fail({ until: slow.promise });
    await core.ingest([messageEvent("maria", wishMessages[0]!, "m1")]);
    await eventually(() => expect(platform.tries).toHaveLength(1));
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let beat = 0; beat < 3; beat++) {
      vi.setSystemTime(Date.now() + 5_000);
      await core.poll();
    }
    slow.resolve();
    await untilIdle(store);
    expect(platform.tries).toHaveLength(1);
    await beats(2);
    expect(platform.tries).toHaveLength(1);
  });
});
