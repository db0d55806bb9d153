/** The team's weekly report on its requests. */

import { expect, it } from "vitest";
import { readDangerZone } from "../../../../src/features/cases/queries/danger-zone.ts";
import {
  manualClock,
  messageEvent,
  onBothEngines,
  openCoreHarness,
  testWorkspace,
  untilIdle,
} from "../../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";
import { sentence } from "../../../harness/words.ts";

const intake = { platform: "slack", kind: "channel", id: "CINTAKE" } as const;

onBothEngines("weekly report", (newUrl) => {
  async function open() {
    const platform = createMemoryPlatform();
    const clock = manualClock();
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: platform.adapter(),
      clock,
    });
    let ids = 0;
    return {
      ...{ ...harness, platform, clock },
      async plays(person: string, need: string): Promise<void> {
        for (const words of [
          "We need a tool",
          need,
          "The dealers would get a date on the spot",
          "Petra",
          "a date in the same call",
          "yes",
        ]) {
          await harness.core.ingest([messageEvent(person, words)]);
          await untilIdle(harness.store);
        }
      },
      async commands(text: string): Promise<string> {
        const by = { id: "anna" };
        await harness.core.ingest([
          {
            id: `c${++ids}`,
            workspace: testWorkspace,
            at: clock.now().getTime(),
            by,
            place: intake,
            kind: "command",
            command: "entwine",
            text: [text],
          },
        ]);
        await untilIdle(harness.store);
        return platform.words("slack/channel/CINTAKE").at(-1)!;
      },
      async sends(form: string, values: Record<string, string>): Promise<void> {
        await harness.core.ingest([
          {
            id: `f${++ids}`,
            workspace: testWorkspace,
            at: 0,
            by: { id: "anna" },
            place: intake,
            kind: "submitted",
            form,
            values,
          },
        ]);
        await untilIdle(harness.store);
      },
    };
  }

  it("lists on Monday morning the needs that several people shared, if any", async () => {
    const { plays, platform, clock, core, store, close } = await open();
    await plays("petra", "Our reps stand at the dealer and cannot see what he ordered last month");
    await plays("maria", "At the dealer nobody can look up the orders of the last months");
    clock.move("2027-03-08T10:00:01Z");
    await core.poll();
    await untilIdle(store);
    const reports = () =>
      platform
        .words("slack/channel/CINTAKE")
        .filter((text) => text.includes(sentence("report.needs.week")));
    expect(reports()).toEqual([expect.stringMatching(/R-1 .*R-2|R-2 .*R-1/s)]);
    clock.move("2027-03-15T10:00:01Z");
    await core.poll();
    await untilIdle(store);
    expect(reports(), "a week without one").toHaveLength(1);
    await close();
  });

  it("lists declined requests, and alternatives that did not help", async () => {
    const { plays, commands, sends, store, core, clock, platform, close } = await open();
    expect(await commands("danger")).toContain("Nothing here");
    await plays("maria", "At the dealer nobody can look up the orders");
    const [request] = await store.read.db
      .select({ id: store.read.t.requests.id })
      .from(store.read.t.requests);
    await sends(`act/${request!.id}/decline`, {
      text: "no money",
      alternative: "the export on Fridays",
    });
    clock.move("2027-03-02T11:00:00Z");
    const objection = {
      id: "o1",
      workspace: testWorkspace,
      at: 0,
      by: { id: "maria" },
      place: { platform: "slack", kind: "personal", id: "maria" },
    } as const;
    await core.ingest([
      {
        ...objection,
        kind: "submitted",
        form: `act/${request!.id}/object`,
        values: { text: "Fridays are too late" },
      },
    ]);
    await untilIdle(store);
    expect(await commands("danger")).toMatch(/R-1 .*Fridays are too late/s);
    expect(platform.words("slack/dm/maria").join("\n")).toContain("the export on Fridays");
    const refusedUntil = async (until: string) => {
      const period = { from: new Date("2027-03-01T00:00:00Z"), until: new Date(until) };
      const zone = await readDangerZone(store.read, testWorkspace, period);
      return zone.refusedAlternatives.map(({ number }) => number);
    };
    expect(await refusedUntil("2027-03-02T11:00:00Z")).toEqual([]);
    expect(await refusedUntil("2027-04-01T00:00:00Z")).toEqual([1]);
    await close();
  });
});
