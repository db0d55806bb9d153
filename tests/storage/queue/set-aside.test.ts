/** Rows that cannot be processed are set aside, and all others are processed. */
import { expect, it, onTestFinished } from "vitest";
import { openFeatures } from "../../../src/app/registry.ts";
import type { Feature } from "../../../src/core/feature.ts";
import { createCheckBulkJob } from "../../../src/features/checks/schedule/sweep.ts";
import { wordsFor } from "../../../src/lib/i18n.ts";
import type { PlatformAdapter } from "../../../src/platform/adapter.ts";
import { eq } from "../../../src/storage/drizzle.ts";
import { countSetAsideRows, retrySetAsideRows } from "../../../src/storage/queue/set-aside.ts";
import {
  checkDates,
  checksFeature,
  enrolForChecks,
  runScheduler,
} from "../../features/checks/due-people.ts";
import {
  acceleratedMachineTime,
  manualClock,
  messageEvent,
  onBothEngines,
  openCoreHarness,
  testWorkspace,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { eventually } from "../../harness/eventually.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";

onBothEngines("rows set aside", (newUrl) => {
  async function open(features: readonly Feature[], more: Partial<PlatformAdapter> = {}) {
    const platform = createMemoryPlatform();
    const clock = manualClock("2027-03-01T12:00:00Z");
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: { ...platform.adapter(), ...more },
      clock,
      features,
      machine: acceleratedMachineTime(100),
    });
    onTestFinished(() => harness.close());
    const until = async (now: string) => {
      clock.move(now);
      await runScheduler(harness);
    };
    return { ...harness, platform, until };
  }

  it("skips one unreadable check among many and retries it a day later", async () => {
    let broken = true;
    let tries = 0;
    const bulk = createCheckBulkJob();
    const feature: Feature = {
      ...checksFeature(),
      bulkJob: {
        ...bulk,
        runBatch: (w, round) =>
          bulk.runBatch(w, {
            ...round,
            words(language) {
              if (language !== "fr") return wordsFor();
              tries++;
              if (broken) throw new TypeError("no words");
              return wordsFor("fr");
            },
          }),
      },
    };
    const { store, until } = await open([feature]);
    for (const person of ["U1", "U2", "U3"])
      await enrolForChecks(store, person, "Europe/Berlin", "2027-03-01T12:00Z");
    await store.write(({ db, t }) =>
      db.update(t.people).set({ language: "fr" }).where(eq(t.people.id, "U2")),
    );
    for (const now of ["14:00:00", "14:00:02"]) await until(`2027-03-01T${now}Z`);
    await eventually(async () => {
      await until("2027-03-01T14:00:03Z");
      expect(await countSetAsideRows(store.read)).toEqual({ enrolments: 1 });
      expect(await checkDates(store)).toEqual(["U1 2027-03-01 asked", "U3 2027-03-01 asked"]);
    });
    const before = tries;
    for (const now of ["14:00:04", "14:00:06", "14:30:00"]) await until(`2027-03-01T${now}Z`);
    expect(tries).toBe(before);

    broken = false;
    // as each heartbeat does
    await store.write((w) => retrySetAsideRows(w, new Date("2027-03-02T14:00:01Z")));
    for (const now of ["14:00:00", "14:00:02"]) await until(`2027-03-02T${now}Z`);
    await eventually(async () => {
      await until("2027-03-02T14:00:04Z");
      expect(await checkDates(store)).toContain("U2 2027-03-02 asked");
    });
    expect(await countSetAsideRows(store.read)).toEqual({});
  });

  it("sends what follows a message that cannot be sent", async () => {
    const platform = createMemoryPlatform();
    const adapter = platform.adapter();
    const { store, core } = await open(openFeatures({ secrets: ["a secret of the tests"] }), {
      async send(message) {
        if (JSON.stringify(message.card).includes("impossible"))
          throw new TypeError("no such card");
        return adapter.send(message);
      },
    });
    await store.write(({ db, t }) =>
      db.insert(t.outbox).values({
        ...{
          id: "bad",
          workspace: testWorkspace,
          conversation: "slack/dm/maria",
          kind: "post",
          place: { platform: "slack", kind: "personal", id: "maria" },
        },
        ...{
          card: [{ kind: "text", text: ["impossible"] }],
          queuedAt: new Date("2027-03-01T12:00:00Z"),
        },
      }),
    );
    await core.poll();
    await core.ingest([messageEvent("maria", wishMessages[0]!)]);
    await untilIdle(store);
    expect(platform.words("slack/dm/maria").join()).toContain("R-1");
    expect(await countSetAsideRows(store.read)).toEqual({ outbox: 1 });
  });
});

onBothEngines("a time zone", (newUrl) => {
  it.each([
    ["US/Pacific-New", "America/Los_Angeles"],
    ["IST", "Asia/Kolkata"],
    ["W. Europe Standard Time", "Europe/Berlin"],
    ["Mars/Olympus", null],
    ["x".repeat(10_240), null],
    ["Europe/Berlin\0", null],
  ])("is stored in usable form when a platform reports it %s", async (told, kept) => {
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: createMemoryPlatform().adapter(),
    });
    onTestFinished(() => harness.close());
    const { store, core } = harness;
    await core.ingest([messageEvent("maria", wishMessages[0]!, "m1", { zone: told })]);
    await untilIdle(store);
    const [person] = await store.read.db
      .select({ zone: store.read.t.people.zone })
      .from(store.read.t.people);
    expect(person?.zone ?? null).toBe(kept);
    expect(harness.troubles).toEqual([]);
  });
});
