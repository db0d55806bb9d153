/** Decision on what to do for a person at the current time. */
import { expect, it } from "vitest";
import {
  becomesWeekly,
  decideDueChecks,
  type EnrolmentStatus,
  nextDueCheck,
  type Timetable,
} from "../../../../src/features/checks/schedule/timetable.ts";

const standing: EnrolmentStatus = {
  zone: "Europe/Berlin",
  through: new Date("2027-03-02T14:00Z"),
  snoozedUntil: null,
  snoozedDate: null,
  quietUntil: null,
  weekly: false,
  misses: 0,
};

/** Decides for a person in Berlin, asked at 15:00, whose last check was on Tuesday, March 2. */
function at(now: string, more: Partial<EnrolmentStatus & Timetable> = {}) {
  const whole = {
    at: "15:00",
    days: "12345",
    region: null,
    pausedUntil: null,
    ...standing,
    ...more,
  };
  const { ask, skipped } = decideDueChecks(
    whole,
    (after) => nextDueCheck(whole, () => false, after),
    new Date(now),
  );
  // stored days stay as they are
  const fresh = skipped.filter((day) => day.date > "2027-03-02");
  return [
    ...fresh.map(({ date, why }) => `${date} ${why}`),
    ...(ask ? [`${date(ask)} from ${ask.from.toISOString().slice(11, 16)}`] : []),
  ];
}
const date = ({ date, late, snoozed }: { date: string; late: boolean; snoozed: boolean }) =>
  [date, ...(late ? ["late"] : []), ...(snoozed ? ["again"] : [])].join(" ");

it.each(["0001-01-01T00:00Z", "1970-01-01T00:00Z", "9000-01-01T00:00Z"])(
  "asks on time and returns quickly when everything was handled until %s",
  (through) => {
    const began = performance.now();
    expect(at("2027-03-03T14:00Z", { through: new Date(through) }).at(-1)).toBe(
      through.startsWith("9") ? undefined : "2027-03-03 from 14:00",
    );
    expect(performance.now() - began).toBeLessThan(5_000);
  },
);

it("asks on time", () => {
  expect(at("2027-03-03T13:59Z")).toEqual([]);
  expect(at("2027-03-03T14:00Z")).toEqual(["2027-03-03 from 14:00"]);
});

it("asks late after an outage, once, within two hours and working hours", () => {
  expect(at("2027-03-03T15:30Z")).toEqual(["2027-03-03 late from 15:30"]);
  expect(at("2027-03-03T16:00Z")).toEqual(["2027-03-03 missed"]);
  expect(at("2027-03-03T16:55Z", { at: "16:30" })).toEqual(["2027-03-03 late from 16:55"]);
  expect(at("2027-03-03T17:00Z", { at: "16:30" })).toEqual(["2027-03-03 missed"]);
});

it("keeps no backlog: records each missed day, and asks for the current one", () =>
  expect(at("2027-03-08T14:20Z")).toEqual([
    "2027-03-03 missed",
    "2027-03-04 missed",
    "2027-03-05 missed",
    "2027-03-08 late from 14:20",
  ]));

it("records at most two weeks of a long outage", () =>
  expect(at("2027-06-01T03:00Z")).toHaveLength(10));

it("waits during do-not-disturb, and skips the day when that lasts too long", () => {
  expect(at("2027-03-03T14:00Z", { quietUntil: new Date("2027-03-03T15:10Z") })).toEqual([
    "2027-03-03 from 15:10",
  ]);
  expect(at("2027-03-03T14:00Z", { quietUntil: new Date("2027-03-04T08:00Z") })).toEqual([
    "2027-03-03 away",
  ]);
});

it("asks again after a snooze, unless that ended long ago", () => {
  const snoozed = { snoozedUntil: new Date("2027-03-02T15:05Z"), snoozedDate: "2027-03-02" };
  expect(at("2027-03-02T15:00Z", snoozed)).toEqual([]);
  expect(at("2027-03-02T15:05Z", snoozed)).toEqual(["2027-03-02 again from 15:05"]);
  expect(at("2027-03-02T19:00Z", snoozed)).toEqual([]);
});

it("asks travellers by their local time", () => {
  expect(at("2027-03-03T14:00Z", { zone: "America/New_York" })).toEqual([]);
  expect(at("2027-03-03T20:00Z", { zone: "America/New_York" })).toEqual(["2027-03-03 from 20:00"]);
  expect(at("2027-03-03T10:00Z", { zone: "Asia/Dubai" })).toEqual([]);
  // arrived at 16:00
  expect(at("2027-03-03T12:00Z", { zone: "Asia/Dubai" })).toEqual(["2027-03-03 late from 12:00"]);
  // arrived at 21:00
  expect(at("2027-03-03T12:00Z", { zone: "Asia/Tokyo" })).toEqual(["2027-03-03 missed"]);
});

it("becomes weekly after three unanswered checks in a row", () => {
  expect([2, 3].map((misses) => becomesWeekly({ weekly: false, misses }))).toEqual([false, true]);
  expect(becomesWeekly({ weekly: true, misses: 3 })).toBe(false);
});
