/** Scheduler: reminders, parked requests and jobs, once each, on any clock and several replicas. */
import { expect, it, onTestFinished } from "vitest";
import { interviewActions } from "../../src/features/interview/model/actions.ts";
import { isNull } from "../../src/storage/drizzle.ts";
import { revokeInstallation, saveInstallation } from "../../src/storage/installations.ts";
import {
  type CoreHarness,
  manualClock,
  onBothEngines,
  openCoreHarness,
  scriptedJudge,
  untilIdle,
  wishMessages,
  words,
} from "../harness/core-harness.ts";
import { messageEvent, pressEvent, testWorkspace } from "../harness/events.ts";
import { eventually } from "../harness/eventually.ts";
import { createMemoryPlatform, type MemoryPlatform } from "../harness/memory-platform.ts";

const reminder = words.plain("requests.reminder", { number: 1 });

onBothEngines("scheduler", (newUrl) => {
  /** Opens a core in which a question has been open since `from`. */
  async function asked(
    from: string,
    { zone, replicas = 1 }: { zone?: string; replicas?: number } = {},
  ) {
    const platform = createMemoryPlatform();
    const clock = manualClock(from);
    const url = await newUrl();
    const harnesses: CoreHarness[] = [];
    onTestFinished(async () => {
      for (const harness of harnesses.toReversed()) await harness.close();
    });
    for (let count = 0; count < replicas; count++)
      harnesses.push(
        await openCoreHarness({
          url,
          adapter: platform.adapter(),
          clock,
          beside: harnesses[0],
        }),
      );
    const harness = harnesses[0]!;
    const { store } = harness;
    if (zone)
      await store.write(({ db, t }) =>
        db.insert(t.people).values({ workspace: testWorkspace, id: "maria", zone }),
      );
    await harness.core.ingest([messageEvent("maria", wishMessages[0]!)]);
    await untilIdle(store);
    return {
      platform,
      store,
      url,
      clock,
      harnesses,
      /** Moves the clock, and lets every replica poll. */
      async until(instant: string): Promise<void> {
        clock.move(instant);
        await Promise.all(harnesses.map(({ core }) => core.poll()));
        await untilIdle(store);
      },
      says: async (text: string) => {
        await harness.core.ingest([messageEvent("maria", text)]);
        await untilIdle(store);
      },
      status: async () =>
        (
          await store.read.db
            .select({ status: store.read.t.requests.status })
            .from(store.read.t.requests)
        ).map(({ status }) => status),
    };
  }

  const reminders = (platform: MemoryPlatform): number =>
    platform.words().filter((said) => said.includes(reminder)).length;

  it("reminds once after one working day, and parks the request after another", async () => {
    const here = await asked("2027-03-02T10:00:00Z");
    await here.until("2027-03-03T09:59:59Z");
    expect(reminders(here.platform)).toBe(0);
    await here.until("2027-03-03T10:00:00Z");
    expect(reminders(here.platform)).toBe(1);
    expect(await here.status()).toEqual(["asking"]);
    await here.until("2027-03-04T10:00:00Z");
    await here.until("2027-03-30T10:00:00Z");
    expect(reminders(here.platform)).toBe(1);
    expect(await here.status()).toEqual(["parked"]);
  });

  it("keeps due jobs while the app is removed, and runs them once it is back", async () => {
    const here = await asked("2027-03-02T10:00:00Z");
    const row = {
      platform: "slack",
      app: null,
      organisation: null,
      bot: "U0BOT",
      token: "sealed",
      scopes: [],
      installedBy: "maria",
      installedAt: new Date("2027-03-01T10:00:00Z"),
    } as const;
    await here.store.write((w) => saveInstallation(w, testWorkspace, row));
    await here.store.write((w) =>
      revokeInstallation(w, testWorkspace, new Date("2027-03-02T11:00:00Z")),
    );
    await here.until("2027-03-03T10:00:00Z");
    await here.until("2027-03-05T10:00:00Z");
    expect(reminders(here.platform)).toBe(0);
    expect(await here.status()).toEqual(["asking"]);
    await here.store.write((w) => saveInstallation(w, testWorkspace, row));
    await here.until("2027-03-05T10:00:01Z");
    expect(reminders(here.platform)).toBe(1);
  });

  it("reminds once although several replicas poll at the same time", async () => {
    const here = await asked("2027-03-02T10:00:00Z", { replicas: 3 });
    await here.until("2027-03-03T10:00:00Z");
    expect(reminders(here.platform)).toBe(1);
  });

  it("reminds late after an outage, and once", async () => {
    const here = await asked("2027-03-02T10:00:00Z");
    await here.harnesses[0]!.core.stop();
    const next = await openCoreHarness({
      url: here.url,
      adapter: here.platform.adapter(),
      clock: manualClock("2027-03-10T10:00:00Z"),
      beside: here.harnesses[0]!,
    });
    here.harnesses.push(next);
    await untilIdle(next.store);
    expect(reminders(here.platform)).toBe(1);
    expect(await here.status()).toEqual(["asking"]);
    here.harnesses.shift();
  });

  it("waits for the weekend and the public holidays of the person's country", async () => {
    const berlin = await asked("2026-04-02T13:00:00Z", { zone: "Europe/Berlin" });
    await berlin.until("2026-04-06T13:00:00Z"); // Easter Monday
    expect(reminders(berlin.platform)).toBe(0);
    await berlin.until("2026-04-07T13:00:00Z");
    expect(reminders(berlin.platform)).toBe(1);
    const riyadh = await asked("2027-03-04T12:00:00Z", { zone: "Asia/Riyadh" }); // a Thursday
    await riyadh.until("2027-03-06T12:00:00Z");
    expect(reminders(riyadh.platform)).toBe(0);
    await riyadh.until("2027-03-07T12:00:00Z");
    expect(reminders(riyadh.platform)).toBe(1);
  });

  it("waits for the days off of the organisation", async () => {
    const here = await asked("2027-03-02T10:00:00Z");
    await here.store.write(({ db, t }) =>
      db.insert(t.daysOff).values({
        ...{ workspace: testWorkspace, region: "", date: "2027-03-03", name: "Founders' day" },
        by: "ada",
      }),
    );
    await here.until("2027-03-03T10:00:00Z");
    expect(reminders(here.platform)).toBe(0);
    await here.until("2027-03-04T10:00:00Z");
    expect(reminders(here.platform)).toBe(1);
  });

  it("counts from the last answer", async () => {
    const here = await asked("2027-03-02T10:00:00Z");
    await here.until("2027-03-02T15:00:00Z");
    await here.says(wishMessages[1]!);
    await here.until("2027-03-03T14:59:59Z");
    expect(reminders(here.platform)).toBe(0);
    await here.until("2027-03-03T15:00:00Z");
    expect(reminders(here.platform)).toBe(1);
    expect(here.platform.words().at(-1)).toContain(words.plain("requests.ask.customer"));
  });

  it("sends nothing when the answer came just before", async () => {
    const here = await asked("2027-03-02T10:00:00Z");
    const gate = Promise.withResolvers<void>();
    onTestFinished(() => gate.resolve());
    const judge = scriptedJudge();
    const slow = await openCoreHarness({
      url: here.url,
      adapter: here.platform.adapter(),
      clock: here.clock,
      judge: { ...judge, read: (ask) => gate.promise.then(() => judge.read(ask)) },
      beside: here.harnesses[0]!,
    });
    here.harnesses.push(slow);
    await slow.core.ingest([messageEvent("maria", wishMessages[1]!)]);
    const late = here.until("2027-03-03T10:00:00Z");
    const { db, t } = here.store.read;
    await eventually(async () => expect(await db.$count(t.inbox, isNull(t.inbox.doneAt))).toBe(2));
    gate.resolve();
    await late;
    expect(reminders(here.platform)).toBe(0);
    expect(here.platform.said).toHaveLength(2);
  });

  it("sends nothing at the weekend", async () => {
    const here = await asked("2027-03-05T15:00:00Z"); // a Friday
    await here.until("2027-03-06T15:00:00Z");
    await here.until("2027-03-07T15:00:00Z");
    await here.until("2027-03-08T14:59:59Z");
    expect(reminders(here.platform)).toBe(0);
    await here.until("2027-03-08T15:00:00Z");
    expect(reminders(here.platform)).toBe(1);
  });

  it("follows the local time of the person, across daylight saving", async () => {
    // Friday, 15:00; the clocks go forward on Sunday.
    const here = await asked("2027-03-12T20:00:00Z", { zone: "America/New_York" });
    await here.until("2027-03-15T18:59:59Z");
    expect(reminders(here.platform)).toBe(0);
    await here.until("2027-03-15T19:00:00Z");
    expect(reminders(here.platform)).toBe(1);
    await here.until("2027-03-16T18:59:59Z");
    expect(await here.status()).toEqual(["asking"]);
    await here.until("2027-03-16T19:00:00Z");
    expect(await here.status()).toEqual(["parked"]);
  });

  it.for(["words", "a tap"])(
    "resumes a request parked by %s, days later and after a restart",
    async (how) => {
      const here = await asked("2027-03-02T10:00:00Z");
      await here.until("2027-03-03T10:00:00Z");
      await here.until("2027-03-04T10:00:00Z");
      const { store } = here.harnesses[0]!;
      const { db, t } = store.read;
      const [request] = await db.select({ id: t.requests.id }).from(t.requests);
      await here.harnesses[0]!.core.stop();
      const next = await openCoreHarness({
        url: here.url,
        adapter: here.platform.adapter(),
        clock: manualClock("2027-03-11T09:30:00Z"),
        beside: { store },
      });
      const words = messageEvent("maria", wishMessages[1]!);
      await next.core.ingest([
        how === "words"
          ? words
          : pressEvent("maria", interviewActions.encode("resume", request!.id)),
      ]);
      await untilIdle(next.store);
      expect(await here.status()).toEqual(["asking"]);
      await next.close();
    },
  );
});
