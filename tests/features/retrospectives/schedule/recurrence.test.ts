/** Recurrence of a retrospective at a local time, across clock changes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  meetingOnWorkday,
  nextMeeting,
  parseRecurrence,
  shiftMeeting,
} from "../../../../src/features/retrospectives/schedule/recurrence.ts";
import { workCalendar } from "../../../../src/lib/dates/work-calendar.ts";

const now = new Date("2027-03-02T10:00:00Z");
const berlin = "Europe/Berlin";

it.each([
  ["2 weeks friday 14:00", 2, 5, "14:00"],
  ["other friday at 14:00", 2, 5, "14:00"],
  ["friday 2pm", 1, 5, "14:00"],
  ["week on Monday 10:30", 1, 1, "10:30"],
  ["4 weeks thursday 9", 4, 4, "09:00"],
])("parses %s", (text, weeks, weekday, time) => {
  expect(parseRecurrence(text, berlin, now)).toMatchObject({ weeks, weekday, time });
});

it.each(["friday", "14:00", "whenever", "friday 25:00"])("does not guess at %s", (text) => {
  expect(parseRecurrence(text, berlin, now)).toBeUndefined();
});

it("keeps its local time when clocks change", () => {
  const rhythm = parseRecurrence("2 weeks friday 14:00", berlin, now)!;
  const meetings = [nextMeeting(rhythm, now)];
  for (let index = 0; index < 3; index++) meetings.push(nextMeeting(rhythm, meetings.at(-1)!));
  expect(meetings.map((at) => at.toISOString())).toEqual([
    "2027-03-05T13:00:00.000Z",
    "2027-03-19T13:00:00.000Z",
    "2027-04-02T12:00:00.000Z",
    "2027-04-16T12:00:00.000Z",
  ]);
  expect(shiftMeeting(meetings[1]!, 7, rhythm).toISOString()).toBe("2027-03-26T13:00:00.000Z");
});

it("repeats on its weekday, at its interval of weeks, in every zone", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 365 * 5 }),
      (zone, weeks, hour, day) => {
        const from = new Date(now.getTime() + day * 86_400_000);
        const rhythm = parseRecurrence(`${weeks} weeks wednesday ${hour}:30`, zone, from)!;
        const first = nextMeeting(rhythm, from);
        const second = nextMeeting(rhythm, first);
        const local = (at: Date) =>
          Temporal.Instant.fromEpochMilliseconds(at.getTime())
            .toZonedDateTimeISO(zone)
            .toPlainDate();
        expect(first > from).toBe(true);
        expect(local(first).dayOfWeek).toBe(3);
        expect(local(first).until(local(second), { largestUnit: "days" }).days).toBe(7 * weeks);
      },
    ),
    { numRuns: 300 },
  );
});

it("moves a meeting from a day off to the next working day, at the same time", () => {
  const fridays = parseRecurrence("friday 14:00", berlin, now)!;
  const daysOff = new Set(["2027-03-26", "2027-03-29"]);
  const calendar = workCalendar(berlin, "DE", (date) => daysOff.has(date));
  const moved = (at: string) => meetingOnWorkday(new Date(at), fridays, calendar).toISOString();
  expect(moved("2027-03-19T13:00:00Z")).toBe("2027-03-19T13:00:00.000Z");
  expect(moved("2027-03-26T13:00:00Z")).toBe("2027-03-30T12:00:00.000Z");
  expect(moved("2027-03-27T13:00:00Z")).toBe("2027-03-27T13:00:00.000Z");
});
