/** Job that asks everybody who is due, through the core and on both engines. */
import { expect, it, onTestFinished } from "vitest";
import {
  enrolPerson,
  readEnrolment,
  rescheduleAllChecks,
  skipCheck,
  snoozeCheck,
  stopEnrolment,
  updateEnrolment,
} from "../../../../src/features/checks/schedule/enrolments.ts";
import type { PlatformAdapter } from "../../../../src/platform/adapter.ts";
import { upsertWorkspace } from "../../../../src/storage/directory.ts";
import {
  manualClock,
  onBothEngines,
  openCoreHarness,
  testWorkspace,
} from "../../../harness/core-harness.ts";
import { openedEvent } from "../../../harness/events.ts";
import { eventually } from "../../../harness/eventually.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";
import {
  checkDates,
  checksFeature,
  directMessages,
  enrolForChecks,
  runScheduler,
} from "../due-people.ts";

onBothEngines("sweep of due checks", (newUrl) => {
  async function open(from = "2027-03-01T12:00:00Z", more: Partial<PlatformAdapter> = {}) {
    const platform = createMemoryPlatform();
    const clock = manualClock(from);
    const harness = await openCoreHarness({
      url: await newUrl(),
      adapter: { ...platform.adapter(), ...more },
      clock,
      features: [checksFeature()],
    });
    onTestFinished(() => harness.close());
    const until = async (now: string) => {
      clock.move(now);
      await runScheduler(harness);
    };
    const asked = () => platform.said.map(({ place }) => place);
    return { ...harness, platform, until, asked, clock };
  }

  it("asks at 15:00 local time, slightly later for each person, and never earlier", async () => {
    const { store, until, asked, platform } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    await enrolForChecks(store, "U2", "Europe/London", "2027-03-01T12:00Z");
    await until("2027-03-01T13:59:59Z");
    expect(asked()).toEqual([]);
    await until("2027-03-01T14:00:00Z");
    await until("2027-03-01T14:00:01Z");
    expect(asked()).toEqual(["slack/dm/U1"]);
    await until("2027-03-01T15:00:02Z");
    await until("2027-03-01T15:00:03Z");
    expect(asked()).toEqual(["slack/dm/U1", "slack/dm/U2"]);
    expect(platform.words().every((said) => said.includes("check.ask"))).toBe(true);
    expect(await checkDates(store)).toEqual(["U1 2027-03-01 asked", "U2 2027-03-01 asked"]);
  });

  it("asks nobody twice a day, however often it runs and whatever the clock says", async () => {
    const { store, until, asked } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    for (const now of ["14:00:00", "14:00:02", "14:30:00", "13:00:00", "14:00:00", "15:59:00"])
      await until(`2027-03-01T${now}Z`);
    await store.write((w) =>
      updateEnrolment(w, testWorkspace, "U1", { at: "15:30" }, new Date("2027-03-01T14:01Z")),
    );
    await store.write((w) =>
      updateEnrolment(
        w,
        testWorkspace,
        "U1",
        { zone: "America/New_York" },
        new Date("2027-03-01T14:01Z"),
      ),
    );
    for (const now of ["14:31:00", "20:00:00", "20:30:02", "21:00:00"])
      await until(`2027-03-01T${now}Z`);
    expect(asked()).toHaveLength(1);
    await until("2027-03-02T20:30:00Z");
    await until("2027-03-02T20:30:02Z");
    expect(asked()).toHaveLength(2);
  });

  it("follows a person who travels", async () => {
    const { store, core, until, asked } = await open("2027-03-01T08:00:00Z");
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T08:00Z");
    await core.ingest([openedEvent({ by: { id: "U1" }, zone: "Asia/Kolkata" })]);
    await core.settled();
    const before = asked().length;
    await until("2027-03-01T09:30:00Z");
    await until("2027-03-01T09:30:02Z");
    expect(asked().slice(before)).toEqual(["slack/dm/U1"]);
  });

  it("uses the workspace's zone when the person's is unknown, and UTC without either", async () => {
    const { store, until, asked } = await open("2027-03-01T08:00:00Z");
    const at = new Date("2027-03-01T08:00Z");
    await store.write(async (w) => {
      await upsertWorkspace(w, testWorkspace, at);
      await w.db.update(w.t.workspaces).set({ settings: { zone: "Asia/Tokyo" } });
      await enrolPerson(w, {
        workspace: testWorkspace,
        person: "U1",
        place: directMessages("U1"),
        by: "U1",
        now: at,
        at: "18:00",
      });
      await enrolPerson(w, {
        workspace: "slack:T2",
        person: "U2",
        place: directMessages("U2"),
        by: "U2",
        now: at,
        at: "18:00",
      });
    });
    await until("2027-03-01T09:00:00Z");
    await until("2027-03-01T09:00:02Z");
    expect(asked()).toEqual(["slack/dm/U1"]);
    await until("2027-03-01T18:00:00Z");
    await until("2027-03-01T18:00:02Z");
    expect(asked()).toEqual(["slack/dm/U1", "slack/dm/U2"]);
  });

  it("skips people who are away, and asks those whose status is unknown", async () => {
    // too early to ask the platform, so that it is asked about all of them at once
    const at = "2027-03-01T13:40:00Z";
    const { store, until, asked } = await open(at, {
      presence: async () =>
        new Map([
          ["U1", { away: true }],
          ["U2", { quietUntil: new Date("2027-03-01T14:30:00Z") }],
          ["U3", { zone: "Europe/London" }],
        ]),
    });
    for (const person of ["U1", "U2", "U3", "U4"])
      await enrolForChecks(store, person, "Europe/Berlin", at);
    await until("2027-03-01T13:55:00Z");
    await eventually(async () =>
      expect((await readEnrolment(store.read, testWorkspace, "U1"))?.quietUntil).toBeTruthy(),
    );
    await until("2027-03-01T14:00:00Z");
    await until("2027-03-01T14:00:10Z");
    expect(asked()).toEqual(["slack/dm/U4"]);
    await until("2027-03-01T14:30:10Z");
    expect(asked()).toEqual(["slack/dm/U4", "slack/dm/U2"]);
    await until("2027-03-01T15:00:00Z");
    await until("2027-03-01T15:00:10Z");
    expect(await checkDates(store)).toEqual([
      "U1 2027-03-01 away",
      "U2 2027-03-01 asked",
      "U3 2027-03-01 asked",
      "U4 2027-03-01 asked",
    ]);
  });

  it("leaves out weekends, public holidays and the organisation's days off", async () => {
    const { store, until } = await open("2027-03-25T08:00:00Z");
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-25T08:00Z", { region: "DE-BY" });
    await store.write(async (w) => {
      await w.db.insert(w.t.daysOff).values({
        workspace: testWorkspace,
        region: "DE",
        date: "2027-03-25",
        name: "Summer party",
        by: "U9",
      });
      await rescheduleAllChecks(w, testWorkspace, new Date("2027-03-25T08:00Z"));
    });
    for (const day of ["25", "26", "27", "28", "29", "30"])
      for (const hour of ["13:00", "13:30", "14:00", "14:30"])
        await until(`2027-03-${day}T${hour}:00Z`);
    expect(await checkDates(store)).toEqual(["U1 2027-03-30 asked"]);
  });

  it("respects do-not-disturb when everybody was rescheduled shortly before", async () => {
    const at = "2027-03-01T13:55:00Z";
    const { store, until, asked } = await open(at, {
      presence: async () => new Map([["U1", { quietUntil: new Date("2027-03-01T14:30:00Z") }]]),
    });
    await enrolForChecks(store, "U1", "Europe/Berlin", at);
    await until(at);
    await eventually(async () =>
      expect((await readEnrolment(store.read, testWorkspace, "U1"))?.quietUntil).toBeTruthy(),
    );
    await store.write((w) => rescheduleAllChecks(w, testWorkspace, new Date("2027-03-01T13:57Z")));
    for (const now of ["13:57:00", "14:00:00", "14:00:10", "14:29:00"])
      await until(`2027-03-01T${now}Z`);
    expect(asked()).toEqual([]);
    await until("2027-03-01T14:30:10Z");
    expect(asked()).toEqual(["slack/dm/U1"]);
  });

  it("asks late once after an outage, and not when it is too late to matter", async () => {
    const { store, until, asked } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    await until("2027-03-02T15:00:00Z");
    await until("2027-03-02T15:00:02Z");
    expect(await checkDates(store)).toEqual(["U1 2027-03-01 missed", "U1 2027-03-02 late"]);
    await until("2027-03-03T17:00:00Z");
    expect(await checkDates(store)).toContain("U1 2027-03-03 missed");
    expect(asked()).toHaveLength(1);
  });

  it("drops a check that waited too long to be sent, without counting it as missed", async () => {
    const { store, until, asked, platform } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    platform.fail({ outcome: { kind: "refused", code: "ratelimited", retryAfterMs: 60_000 } });
    await until("2027-03-01T14:00:01Z");
    await until("2027-03-01T16:00:00Z");
    expect(asked()).toEqual([]);
    expect(await checkDates(store)).toEqual(["U1 2027-03-01 missed"]);
    const [row] = await store.read.db
      .select({ misses: store.read.t.enrolments.misses })
      .from(store.read.t.enrolments);
    expect(row).toEqual({ misses: 0 });
  });

  it("never resends a check of unknown outcome", async () => {
    const { store, until, platform } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    platform.fail({ outcome: { kind: "unknown", code: "ETIMEDOUT" } });
    for (const now of ["14:00:01", "14:05:00", "14:30:00"]) await until(`2027-03-01T${now}Z`);
    expect(platform.tries).toHaveLength(1);
  });

  it("withdraws an unsent check when its person leaves, skips or moves it", async () => {
    const { store, until, asked } = await open();
    const now = new Date("2027-03-01T14:00:00Z");
    for (const person of ["U1", "U2", "U3", "U4"])
      await enrolForChecks(store, person, "Europe/Berlin", "2027-03-01T12:00Z");
    await until("2027-03-01T14:00:00Z");
    expect(asked()).toEqual([]);
    await store.write((w) => stopEnrolment(w, testWorkspace, "U1", now));
    await store.write((w) => skipCheck(w, testWorkspace, "U2", "2027-03-01", now));
    await store.write((w) => updateEnrolment(w, testWorkspace, "U3", { at: "16:00" }, now));
    await until("2027-03-01T14:00:10Z");
    expect(asked()).toEqual(["slack/dm/U4"]);
    await until("2027-03-01T15:00:00Z");
    await until("2027-03-01T15:00:10Z");
    expect(asked()).toEqual(["slack/dm/U4", "slack/dm/U3"]);
    expect(await checkDates(store)).toEqual([
      "U2 2027-03-01 chosen",
      "U3 2027-03-01 asked",
      "U4 2027-03-01 asked",
    ]);
  });

  it("asks again after a snooze, but not once it was answered", async () => {
    const { store, until, asked } = await open();
    for (const person of ["U1", "U2"])
      await enrolForChecks(store, person, "Europe/Berlin", "2027-03-01T12:00Z");
    await until("2027-03-01T14:00:00Z");
    await until("2027-03-01T14:00:10Z");
    for (const person of ["U1", "U2"])
      await store.write((w) =>
        snoozeCheck(w, testWorkspace, person, "2027-03-01", "hour", new Date("2027-03-01T14:02Z")),
      );
    await store.write((w) =>
      updateEnrolment(w, testWorkspace, "U2", { misses: 0 }, new Date("2027-03-01T14:03Z")),
    );
    await until("2027-03-01T15:02:00Z");
    await until("2027-03-01T15:02:10Z");
    expect(asked().sort()).toEqual(["slack/dm/U1", "slack/dm/U1", "slack/dm/U2"]);
    await until("2027-03-02T14:00:00Z");
    await until("2027-03-02T14:00:10Z");
    expect(asked()).toHaveLength(5);
  });

  it("becomes weekly after three unanswered checks, and says so", async () => {
    const { store, until, platform } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    for (let day = 1; day <= 12; day++) {
      const date = `2027-03-${String(day).padStart(2, "0")}`;
      await until(`${date}T14:00:00Z`);
      await until(`${date}T14:00:02Z`);
    }
    expect((await checkDates(store)).map((day) => day.slice(3, 13))).toEqual([
      "2027-03-01",
      "2027-03-02",
      "2027-03-03",
      "2027-03-04",
      "2027-03-08",
    ]);
    expect(platform.words().map((said) => said.includes("check.weekly"))).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it("asks nobody who opted out, unless they opt in again", async () => {
    const { store, until, asked } = await open();
    await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:00Z");
    await store.write((w) => stopEnrolment(w, testWorkspace, "U1", new Date("2027-03-01T12:10Z")));
    expect(
      await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T12:20Z", { by: "ULEAD" }),
    ).toBe(false);
    await until("2027-03-01T14:00:05Z");
    expect(asked()).toEqual([]);
    expect(await enrolForChecks(store, "U1", "Europe/Berlin", "2027-03-01T15:00Z")).toBe(true);
    await until("2027-03-02T14:00:00Z");
    await until("2027-03-02T14:00:05Z");
    expect(await checkDates(store)).toEqual(["U1 2027-03-02 asked"]);
  });
});
