/** Working time between two instants, by the local time of a zone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countryOfZone,
  type WorkCalendar,
  weekCalendar,
  workCalendar,
  workdaysOfZone,
} from "../../../src/lib/dates/work-calendar.ts";
import {
  oneWorkingDayAfter,
  workdayMorningOn,
  workingDayMs,
  workingMsBetween,
} from "../../../src/lib/dates/working-time.ts";

const hour = 3_600_000;
const hours = (from: string, to: string, zone = "UTC"): number =>
  workingMsBetween(new Date(from), new Date(to), weekCalendar(zone)) / hour;
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
];
const instant = fc.date({
  min: new Date("2025-01-01T00:00:00Z"),
  max: new Date("2029-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const zone = fc.constantFrom(...zones);

describe("working time", () => {
  it("counts the hours between nine and five", () => {
    expect(hours("2027-03-02T10:00:00Z", "2027-03-02T12:30:00Z")).toBe(2.5); // a Tuesday
    expect(hours("2027-03-02T06:00:00Z", "2027-03-02T22:00:00Z")).toBe(8);
    expect(hours("2027-03-02T16:00:00Z", "2027-03-03T10:00:00Z")).toBe(2);
  });

  it("counts nothing at the weekend", () => {
    expect(hours("2027-03-05T17:00:00Z", "2027-03-08T09:00:00Z")).toBe(0);
    expect(hours("2027-03-05T16:00:00Z", "2027-03-08T10:00:00Z")).toBe(2);
    expect(hours("2027-03-01T00:00:00Z", "2027-03-29T00:00:00Z")).toBe(4 * 40);
  });

  it("follows the person's time zone", () => {
    // 10:00 there
    expect(hours("2027-03-02T10:00:00Z", "2027-03-02T15:00:00Z", "America/New_York")).toBe(1);
    // Monday noon there
    expect(hours("2027-03-07T23:00:00Z", "2027-03-08T01:00:00Z", "Pacific/Auckland")).toBe(2);
  });

  it("counts eight hours on days beside a change of the clocks", () => {
    // clocks go forward on Sunday
    expect(hours("2027-03-26T00:00:00Z", "2027-03-30T00:00:00Z", "Europe/Berlin")).toBe(16);
    // clocks go back on Sunday
    expect(hours("2027-10-29T00:00:00Z", "2027-11-02T00:00:00Z", "Europe/Berlin")).toBe(16);
    // from 16:00 to 9:30
    expect(hours("2027-03-26T15:00:00Z", "2027-03-29T07:30:00Z", "Europe/Berlin")).toBe(1.5);
  });

  it("is at most the elapsed time and eight hours per day begun, and adds up", () => {
    fc.assert(
      fc.property(fc.tuple(instant, instant, instant), zone, (instants, where) => {
        const [a, b, c] = instants.sort((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
        const whole = workingMsBetween(a, c, weekCalendar(where));
        expect(whole).toBeLessThanOrEqual(c.getTime() - a.getTime());
        expect(whole).toBeLessThanOrEqual(
          Math.ceil((c.getTime() - a.getTime()) / (24 * hour) + 1) * workingDayMs,
        );
        expect(
          workingMsBetween(a, b, weekCalendar(where)) + workingMsBetween(b, c, weekCalendar(where)),
        ).toBeCloseTo(whole, 3);
        expect(workingMsBetween(c, a, weekCalendar(where))).toBe(0);
      }),
    );
  });

  it("equals a count minute by minute", () => {
    const slowly = (from: Date, to: Date, where: string): number => {
      let minutes = 0;
      for (let at = from.getTime(); at < to.getTime(); at += 60_000) {
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(where);
        if (local.dayOfWeek <= 5 && local.hour >= 9 && local.hour < 17) minutes++;
      }
      return minutes / 60;
    };
    const minute = instant.map((at) => new Date(Math.floor(at.getTime() / 60_000) * 60_000));
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 5 * 24 * 60 }), zone, (from, length, where) => {
        const to = new Date(from.getTime() + length * 60_000);
        expect(workingMsBetween(from, to, weekCalendar(where)) / hour).toBeCloseTo(
          slowly(from, to, where),
          6,
        );
      }),
      { numRuns: 30 },
    );
  });

  it("counts nothing on days off", () => {
    const calendar = workCalendar("Europe/Berlin", null, (date) => date === "2027-03-03");
    const [from, to] = [new Date("2027-03-02T00:00:00Z"), new Date("2027-03-05T00:00:00Z")];
    expect(workingMsBetween(from, to, calendar) / hour).toBe(16);
  });
});

describe("one working day later", () => {
  const later = (instant: string, calendar: WorkCalendar): string =>
    oneWorkingDayAfter(new Date(instant), calendar).toISOString();

  it("returns the same minute, within working hours", () => {
    const calendar = weekCalendar("UTC");
    expect(later("2027-03-02T15:20:40Z", calendar)).toBe("2027-03-03T15:20:00.000Z");
    expect(later("2027-03-02T22:00:00Z", calendar)).toBe("2027-03-04T09:00:00.000Z");
    expect(later("2027-03-02T05:00:00Z", calendar)).toBe("2027-03-03T09:00:00.000Z");
  });

  it("skips the weekend of the time zone's country", () => {
    expect(later("2027-03-05T15:00:00Z", weekCalendar("UTC"))).toBe("2027-03-08T15:00:00.000Z");
    for (const zone of ["Asia/Riyadh", "Asia/Jerusalem"]) {
      const thursday = Temporal.ZonedDateTime.from(`2027-03-04T15:00[${zone}]`).toInstant();
      const sunday = Temporal.ZonedDateTime.from(`2027-03-07T15:00[${zone}]`).toInstant();
      expect(later(thursday.toString(), weekCalendar(zone))).toBe(
        new Date(sunday.epochMilliseconds).toISOString(),
      );
    }
  });

  it("skips days off, up to a limit", () => {
    const off = ["2026-04-03", "2026-04-06"]; // Good Friday and Easter Monday
    const calendar = workCalendar("Europe/Berlin", null, (date) => off.includes(date));
    expect(later("2026-04-02T13:00:00Z", calendar)).toBe("2026-04-07T13:00:00.000Z");
    expect(workdayMorningOn("2026-04-03", calendar).toISOString()).toBe("2026-04-07T08:00:00.000Z");
    const never = workCalendar("UTC", null, () => true);
    expect(later("2027-03-02T15:00:00Z", never)).toBe("2027-03-03T15:00:00.000Z");
  });
});

describe("the country of a time zone", () => {
  it("is found by old and new names, and not for an offset", () => {
    for (const zone of ["Asia/Calcutta", "Asia/Kolkata"]) expect(countryOfZone(zone)).toBe("IN");
    for (const zone of ["Europe/Kiev", "Europe/Kyiv"]) expect(countryOfZone(zone)).toBe("UA");
    for (const zone of ["+05:30", "UTC"]) expect(countryOfZone(zone)).toBeUndefined();
  });

  it("determines the days of the daily question", () => {
    expect(workdaysOfZone("Europe/Berlin")).toBe("12345");
    expect(workdaysOfZone("Asia/Riyadh")).toBe("12347");
    for (const zone of ["UTC", "Asia/Kolkata"]) expect(workdaysOfZone(zone)).toBe("12345");
  });
});
