/** Claims whose commit succeeded but was never acknowledged are released by their own process. */
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

onBothEngines("a commit whose acknowledgement is lost", (newUrl) => {
  async function open() {
    const platform = createMemoryPlatform();
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: platform.adapter(),
      machine: acceleratedMachineTime(100),
    });
    onTestFinished(() => harness.close());
    return {
      ...harness,
      platform,
      /** Advances the clock by this many heartbeats of five seconds. */
      async beats(count: number): Promise<void> {
        vi.useFakeTimers({ toFake: ["Date"] });
        for (let beat = 0; beat < count; beat++) {
          vi.setSystemTime(Date.now() + 5_000);
          await harness.core.poll();
          await harness.core.settled();
        }
      },
    };
  }

  it("leaves no message without a turn: it is redelivered and answered once", async () => {
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

  it("leaves no turn without its reply", async () => {
    const { core, store, platform, loseAnswer, beats } = await open();
    await core.ingest([messageEvent("maria", wishMessages[0]!, "m1")]);
    loseAnswer();
    await core.settled();
    await beats(3);
    await untilIdle(store);
    expect(platform.words()).toEqual([expect.stringContaining("R-1")]);
    expect(platform.tries).toHaveLength(1);
  });

  it("releases no claim that is in use", async () => {
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
