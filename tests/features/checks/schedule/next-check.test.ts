/** Due time of the check, in every zone that this machine knows and over ten years. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type DueTime,
  isDueDay,
  nextDueCheck,
  snoozeUntil,
  type Timetable,
} from "../../../../src/features/checks/schedule/timetable.ts";
import { localDateAt } from "../../../../src/lib/dates/calendar-dates.ts";

const zones = Intl.supportedValuesOf("timeZone");
const never = () => false;
const usual: Timetable = {
  at: "15:00",
  days: "12345",
  zone: "Europe/Berlin",
  region: null,
  pausedUntil: null,
  weekly: false,
};
const every = { days: "1234567" };

/** Returns the checks from an instant on. */
function checks(
  timetable: Partial<Timetable>,
  from: string,
  count: number,
  isOff: (date: string) => boolean = never,
): DueTime[] {
  const found: DueTime[] = [];
  for (let after = new Date(from); found.length < count; after = found.at(-1)!.at)
    found.push(nextDueCheck({ ...usual, ...timetable }, isOff, after)!);
  return found;
}
const told = (due: DueTime[]): string[] =>
  due.map(({ date, at }) => `${date} ${at.toISOString().slice(0, 16)}`);

/** Returns the local time at an instant. */
const wall = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);

/** Expects each check on its date, at the local time or at the first moment after a gap. */
function isRight({ date, at, until }: DueTime, timetable: Timetable): void {
  const here = wall(at, timetable.zone);
  const asked = Temporal.PlainTime.from(timetable.at);
  if (here.toPlainDate().toString() !== date)
    throw new Error(`${timetable.zone}: ${at.toISOString()} is not on ${date}`);
  if (!here.toPlainTime().equals(asked)) {
    const before = wall(new Date(at.getTime() - 1), timetable.zone);
    const jumped =
      Temporal.PlainDateTime.compare(
        before.toPlainDateTime(),
        here.toPlainDate().toPlainDateTime(asked),
      ) < 0;
    if (!jumped || Temporal.PlainTime.compare(here, asked) < 0)
      throw new Error(`${timetable.zone}: ${here} is not at ${timetable.at}`);
  }
  if (until <= at || localDateAt(until, timetable.zone) !== date)
    throw new Error(`${timetable.zone}: ${date} may be asked until ${until.toISOString()}`);
}

describe("nextDueCheck", () => {
  it("returns 15:00 on working days, in summer and in winter", () =>
    expect(told(checks({}, "2027-03-25T12:00Z", 4))).toEqual([
      "2027-03-25 2027-03-25T14:00",
      "2027-03-26 2027-03-26T14:00",
      "2027-03-29 2027-03-29T13:00",
      "2027-03-30 2027-03-30T13:00",
    ]));

  it("returns the end of the gap when clocks skip the time", () =>
    expect(told(checks({ ...every, at: "02:30" }, "2027-03-27T02:00Z", 2))).toEqual([
      "2027-03-28 2027-03-28T01:00",
      "2027-03-29 2027-03-29T00:30",
    ]));

  it("returns the time once when clocks repeat it", () =>
    expect(told(checks({ ...every, at: "02:30" }, "2027-10-30T02:00Z", 2))).toEqual([
      "2027-10-31 2027-10-31T00:30",
      "2027-11-01 2027-11-01T01:30",
    ]));

  it("works in zones of half and quarter hours", () => {
    expect(told(checks({ zone: "Asia/Kolkata" }, "2027-03-01T00:00Z", 1))).toEqual([
      "2027-03-01 2027-03-01T09:30",
    ]);
    expect(told(checks({ zone: "Asia/Kathmandu" }, "2027-03-01T00:00Z", 1))).toEqual([
      "2027-03-01 2027-03-01T09:15",
    ]);
    expect(
      told(checks({ zone: "Australia/Lord_Howe", at: "02:10", ...every }, "2027-10-02T12:00Z", 1)),
    ).toEqual(["2027-10-03 2027-10-02T15:30"]);
  });

  it("returns no date that an island skipped when it crossed the date line", () =>
    expect(told(checks({ ...every, zone: "Pacific/Apia" }, "2011-12-29T12:00Z", 2))).toEqual([
      "2011-12-29 2011-12-30T01:00",
      "2011-12-31 2011-12-31T01:00",
    ]));

  it("returns no day off, and none before the end of an absence", () => {
    expect(told(checks({}, "2027-03-01T00:00Z", 2, (date) => date === "2027-03-01"))).toEqual([
      "2027-03-02 2027-03-02T14:00",
      "2027-03-03 2027-03-03T14:00",
    ]);
    expect(told(checks({ pausedUntil: "2027-04-10" }, "2027-03-01T00:00Z", 1))).toEqual([
      "2027-04-12 2027-04-12T13:00",
    ]);
    expect(nextDueCheck({ ...usual, days: "" }, never, new Date("2027-03-01"))).toBeUndefined();
  });

  it("returns only the first working day of a week for people asked weekly", () =>
    expect(
      checks({ weekly: true }, "2027-03-03T00:00Z", 3, (date) => date === "2027-03-15").map(
        ({ date }) => date,
      ),
    ).toEqual(["2027-03-08", "2027-03-16", "2027-03-22"]));

  it("lasts two hours within working hours, and ten minutes in the evening", () => {
    const ends = (at: string) =>
      wall(checks({ at }, "2027-03-01T00:00Z", 1)[0]!.until, usual.zone)
        .toPlainTime()
        .toString({ smallestUnit: "minute" });
    expect(["15:00", "17:00", "20:00", "23:55"].map(ends)).toEqual([
      "17:00",
      "18:00",
      "20:10",
      "23:59",
    ]);
  });
});

describe("snoozeUntil", () => {
  const at = (length: "hour" | "afternoon", now: string) => {
    const end = snoozeUntil(length, usual.zone, new Date(now));
    return end && wall(end, usual.zone).toPlainTime().toString({ smallestUnit: "minute" });
  };
  it("returns an hour later on the same day", () => {
    expect(at("hour", "2027-03-01T14:05Z")).toBe("16:05");
    expect(at("hour", "2027-03-01T22:30Z")).toBeUndefined();
  });
  it("returns the afternoon, if any of it is left", () => {
    expect([
      at("afternoon", "2027-03-01T08:00Z"),
      at("afternoon", "2027-03-01T14:05Z"),
      at("afternoon", "2027-03-01T15:30Z"),
    ]).toEqual(["14:00", "16:30", undefined]);
  });
});

describe("nextDueCheck over ten years", () => {
  const from = Date.UTC(2020, 0, 1);
  const until = Date.UTC(2030, 0, 1);

  it("returns each due day once, in order, in any zone and at any time of day", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        fc.subarray(["1", "2", "3", "4", "5", "6", "7"], { minLength: 1 }),
        fc.integer({ min: from, max: until }),
        fc.boolean(),
        fc.nat({ max: 6 }),
        (zone, minute, days, start, weekly, off) => {
          const at = Temporal.PlainTime.from("00:00")
            .add({ minutes: minute })
            .toString({ smallestUnit: "minute" });
          const timetable: Timetable = { ...usual, at, days: days.join(""), zone, weekly };
          const isOff = (date: string) => Number(date.slice(-2)) % 7 === off;
          let day = wall(new Date(start), zone).toPlainDate();
          let after = new Date(start);
          for (let count = 0; count < 30; count++) {
            const due = nextDueCheck(timetable, isOff, after)!;
            isRight(due, timetable);
            // the first day may be over already
            if (count === 0) day = Temporal.PlainDate.from(due.date);
            for (; day.toString() < due.date; day = day.add({ days: 1 }))
              expect(isDueDay(day, timetable, isOff)).toBe(false);
            expect(isDueDay(day, timetable, isOff)).toBe(true);
            day = day.add({ days: 1 });
            after = due.at;
          }
        },
      ),
      { numRuns: 150 },
    ));

  it("doubles and loses nothing around any clock change, in every zone", () => {
    for (const zone of zones) {
      const timetable: Timetable = { ...usual, ...every, zone };
      let change = wall(new Date(from), zone).getTimeZoneTransition("next");
      for (
        ;
        change && change.epochMilliseconds < until;
        change = change.getTimeZoneTransition("next")
      ) {
        const gap = change.subtract({ nanoseconds: 1 }).toPlainDateTime();
        for (const at of [gap.toPlainTime(), change.toPlainTime()].map((time) =>
          time.toString({ smallestUnit: "minute" }),
        )) {
          const start = new Date(change.epochMilliseconds - 72 * 3_600_000);
          const dues = checks({ ...timetable, at }, start.toISOString(), 5);
          for (const due of dues) isRight(due, { ...timetable, at });
          const dates = dues.map(({ date }) => Temporal.PlainDate.from(date));
          for (const [index, date] of dates.slice(1).entries())
            expect(dates[index]!.until(date).days, `${zone} ${at} ${date}`).toBe(1);
        }
      }
    }
  });

  it("returns five checks in each week, in every zone", () => {
    for (const zone of zones)
      for (let week = from; week < until; week += 52 * 7 * 86_400_000) {
        const dues = checks({ zone }, new Date(week).toISOString(), 5);
        for (const due of dues) isRight(due, { ...usual, zone });
        expect(
          new Set(dues.map(({ date }) => Temporal.PlainDate.from(date).dayOfWeek)).size,
          `${zone} ${week}`,
        ).toBe(5);
      }
  });
});
