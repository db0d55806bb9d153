/**
 * Three days around the start and the end of summer time, in several zones, on several replicas.
 * Processes crash at any write and any send, clocks jump, and replicas poll again and again. A seed
 * makes each run repeatable.
 */
import { describe, expect, it } from "vitest";
import {
  type DueTime,
  nextDueCheck,
  type Timetable,
} from "../../../../src/features/checks/schedule/timetable.ts";
import { asc, eq } from "../../../../src/storage/drizzle.ts";

import { seededRandom } from "../../../../src/tools/simulation/runtime/random-source.ts";
import {
  type CoreHarness,
  manualClock,
  onBothEngines,
  openCoreHarness,
} from "../../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { checkDates, checksFeature, enrolForChecks, runScheduler } from "../due-people.ts";

const minute = 60_000;
const zones = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Pacific/Auckland",
  "America/St_Johns",
  "Pacific/Honolulu",
];
const times = ["02:30", "09:00", "15:00", "17:30", "23:50"];

interface World {
  seed: number;
  from: string;
  /** Whether processes crash and clocks jump. */
  troubled: boolean;
}

async function simulate(url: string, { seed, from, troubled }: World) {
  const chance = seededRandom(seed);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)]!;
  const start = Date.parse(from);
  const end = start + 3 * 24 * 60 * minute;
  const clock = manualClock(from);
  const platform = createMemoryPlatform();
  /** Every message with the instant of its sending. */
  const said: { place: string; at: Date }[] = [];
  const adapter = { ...platform.adapter() };
  const send = adapter.send;
  adapter.send = (message) => {
    said.push({ place: message.place.id, at: clock.now() });
    return send(message);
  };
  const store = await openTestStore(url);
  await store.migrate();
  const open = (host: string): Promise<CoreHarness> =>
    openCoreHarness({
      url,
      adapter,
      clock,
      features: [checksFeature()],
      host,
      gone: true,
      beside: { store },
    });
  const hosts = troubled ? ["a", "b"] : ["a"];
  const replicas = new Map<string, CoreHarness>();
  const timetables = new Map<string, Timetable>();
  try {
    for (const host of hosts) replicas.set(host, await open(host));
    for (const [index, zone] of [...zones, ...zones].entries()) {
      const person = `U${index}`;
      const at = times[index % times.length]!;
      timetables.set(person, {
        at,
        days: "1234567",
        zone,
        region: null,
        pausedUntil: null,
        weekly: false,
      });
      // nobody answers, and nobody becomes weekly
      await enrolForChecks(store, person, zone, from, { at, days: "1234567", misses: -100 });
    }
    let deaths = 0;

    /** Returns the next instant at which a person or a message is due, or three hours later. */
    async function nextEvent(now: number): Promise<number> {
      const { db, t } = store.read;
      const [due] = await db
        .select({ at: t.enrolments.nextAt })
        .from(t.enrolments)
        .orderBy(asc(t.enrolments.nextAt))
        .limit(1);
      const [queued] = await db
        .select({ at: t.outbox.notBefore })
        .from(t.outbox)
        .where(eq(t.outbox.state, "queued"))
        .orderBy(asc(t.outbox.notBefore))
        .limit(1);
      const events = [due, queued].flatMap((event) => event?.at?.getTime() ?? []);
      return Math.max(now + 1_000, Math.min(...events, now + 180 * minute));
    }

    for (let now = start; now < end; now = await nextEvent(now)) {
      now += Math.floor(chance() * 4 * minute);
      const jump = troubled && chance() < 0.05 ? Math.round((chance() - 0.5) * 180) * minute : 0;
      clock.move(new Date(now + jump).toISOString());
      for (const [host, harness] of replicas) {
        if (troubled && chance() < 0.15)
          harness.endAt({
            step: pick(["write", "send"]),
            nth: 1 + Math.floor(chance() * 4),
            when: pick(["before", "after"]),
          });
        const died = await Promise.race([
          runScheduler(harness).then(() => false),
          harness.dead.then(() => true),
        ]);
        if (!died) continue;
        deaths++;
        await harness.close();
        replicas.set(host, await open(host));
        await runScheduler(replicas.get(host)!);
      }
    }
    return {
      said,
      deaths,
      timetables,
      record: await checkDates(store),
      from: new Date(start),
      until: new Date(end),
    };
  } finally {
    // a planned crash may happen now
    for (const harness of replicas.values()) await Promise.race([harness.close(), harness.dead]);
    await store.close();
  }
}

/** Returns the checks due in between. */
function dueOf(timetable: Timetable, from: Date, until: Date): DueTime[] {
  const dues: DueTime[] = [];
  for (
    let due = nextDueCheck(timetable, () => false, from);
    due && due.until < until;
    due = nextDueCheck(timetable, () => false, due.at)
  )
    dues.push(due);
  return dues;
}

const weekends = { spring: "2027-03-26T00:00:00Z", autumn: "2027-10-29T00:00:00Z" };

onBothEngines("change of summer time at a weekend", (newUrl) => {
  describe.each(Object.entries(weekends))("in %s", (_, from) => {
    it("asks everybody once a day and on time, with everything running", async () => {
      const {
        said,
        timetables,
        record,
        from: start,
        until,
      } = await simulate(await newUrl(), { seed: 1, from, troubled: false });
      for (const [person, timetable] of timetables) {
        const heard = said.filter(({ place }) => place === person).map(({ at }) => at);
        for (const { date, at, until: last } of dueOf(timetable, start, until)) {
          expect(
            heard.filter((each) => each >= at && each < last),
            `${timetable.zone} ${timetable.at} ${date}`,
          ).toHaveLength(1);
          expect(record.filter((day) => day.startsWith(`${person} ${date}`))).toHaveLength(1);
        }
      }
    });

    it.each([2, 3])(
      "asks nobody twice a day or late, despite crashes and clock jumps (seed %i)",
      async (seed) => {
        const { said, deaths, timetables, record } = await simulate(await newUrl(), {
          seed,
          from,
          troubled: true,
        });
        const week = new Date(Date.parse(from) - 24 * 60 * minute);
        let asked = 0;
        expect(deaths).toBeGreaterThan(5);
        for (const [person, timetable] of timetables) {
          const dues = dueOf(timetable, week, new Date(week.getTime() + 9 * 24 * 60 * minute));
          const dates = said
            .filter(({ place }) => place === person)
            .map(
              ({ at }) =>
                dues.find((due) => due.at <= at && at < due.until)?.date ??
                `out of time at ${at.toISOString()}, ${timetable.zone} ${timetable.at}`,
            );
          expect(dates.filter((date) => date.startsWith("out"))).toEqual([]);
          expect(new Set(dates).size, `${person} ${dates}`).toBe(dates.length);
          asked += dates.length;
        }
        expect(asked).toBeGreaterThan(timetables.size);
        expect(new Set(record.map((day) => day.slice(0, day.lastIndexOf(" ")))).size).toBe(
          record.length,
        );
      },
    );
  });
});
