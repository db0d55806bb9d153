/** Side that a request waits for, and for how long. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CaseActionType,
  type CaseStatus,
  caseActionTypes,
  caseStatuses,
  type HistoryEntry,
} from "../../../../src/features/cases/lifecycle/case.ts";
import {
  awaitedFromRequester,
  measureWaitingTimes,
  waitingTimeText,
  workingTimeText,
} from "../../../../src/features/cases/lifecycle/waiting-time.ts";
import { weekCalendar } from "../../../../src/lib/dates/work-calendar.ts";
import { workingMsBetween } from "../../../../src/lib/dates/working-time.ts";
import { loadWords } from "../../../../src/lib/i18n.ts";
import { toPlainText } from "../../../../src/platform/rich-text.ts";
import { sentence } from "../../../harness/words.ts";

const words = loadWords("en");
const hour = 3_600_000;

let ids = 0;
const step = (
  at: string,
  status: CaseStatus,
  act?: CaseActionType,
  more: Partial<HistoryEntry> = {},
): HistoryEntry => ({
  ...{ id: `s${++ids}`, status, by: { id: "lea" }, at: new Date(at) },
  act,
  ...more,
});
/** Returns the hours for the requester and for the team, and the side that it waits for. */
const read = (steps: HistoryEntry[], now: string) => {
  const { requester, team, running } = measureWaitingTimes(steps, {
    status: steps.at(-1)!.status,
    now: new Date(now),
    calendar: weekCalendar("UTC"),
  });
  return [requester / hour, team / hour, running];
};
const talked = [
  step("2027-03-02T10:00:00Z", "asking"),
  step("2027-03-02T11:00:00Z", "confirming"),
  step("2027-03-02T12:00:00Z", "new"),
];

describe("waiting time", () => {
  it("counts for the requester during the interview, and for the team afterwards", () => {
    expect(read(talked.slice(0, 1), "2027-03-02T13:00:00Z")).toEqual([3, 0, "requester"]);
    expect(read(talked, "2027-03-02T13:00:00Z")).toEqual([2, 1, "team"]);
    expect(
      read([...talked, step("2027-03-02T14:00:00Z", "accepted", "take")], "2027-03-03T10:00:00Z"),
    ).toEqual([2, 6, "team"]);
  });

  it("counts for the requester while a question of the team is open", () => {
    const asked = [...talked, step("2027-03-02T13:00:00Z", "new", "ask")];
    expect(read(asked, "2027-03-02T15:00:00Z")).toEqual([4, 1, "requester"]);
    expect(
      read([...asked, step("2027-03-02T15:00:00Z", "new", "answer")], "2027-03-02T16:00:00Z"),
    ).toEqual([4, 2, "team"]);
  });

  it("counts for the requester while an alternative is open, for the team once refused", () => {
    const proposed = [
      ...talked,
      step("2027-03-02T13:00:00Z", "alternative_proposed", "propose", { alternative: ["this"] }),
    ];
    expect(read(proposed, "2027-03-02T14:00:00Z")).toEqual([3, 1, "requester"]);
    expect(
      read([...proposed, step("2027-03-02T14:00:00Z", "new", "object")], "2027-03-02T16:00:00Z"),
    ).toEqual([3, 3, "team"]);
  });

  it("stops while the request is postponed, and once it is delivered", () => {
    const until = [
      ...talked,
      step("2027-03-02T13:00:00Z", "postponed", "postpone", { alternative: ["this"] }),
    ];
    expect(read(until, "2027-03-04T13:00:00Z")).toEqual([2, 1, undefined]);
    expect(
      read([...until, step("2027-03-04T13:00:00Z", "new", "reactivate")], "2027-03-04T14:00:00Z"),
    ).toEqual([2, 2, "team"]);
    expect(
      read(
        [...talked, step("2027-03-02T13:00:00Z", "delivered", "deliver")],
        "2027-03-04T13:00:00Z",
      ),
    ).toEqual([2, 1, undefined]);
  });

  it("never exceeds the working time that passed, whatever happened", () => {
    const start = Date.parse("2027-03-01T00:00:00Z");
    const steps = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 400 * hour }),
        status: fc.constantFrom(...caseStatuses),
        act: fc.option(fc.constantFrom(...caseActionTypes)),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
        (happened, zone) => {
          let at = start;
          const taken = happened.map(({ after, status, act }) => {
            at += after;
            return step(new Date(at).toISOString(), status, act ?? undefined);
          });
          const now = new Date(at + 100 * hour);
          const { requester, team } = measureWaitingTimes(taken, {
            status: taken.at(-1)!.status,
            now,
            calendar: weekCalendar(zone),
          });
          expect(Math.min(requester, team)).toBeGreaterThanOrEqual(0);
          expect(requester + team).toBeLessThanOrEqual(
            workingMsBetween(taken[0]!.at, now, weekCalendar(zone)) + 1,
          );
        },
      ),
    );
  });

  it("is formatted as people would say it", () => {
    expect(
      [0, 59, 60, 3 * 60 + 20, 8 * 60, 20 * 60, 25 * 60].map((minutes) =>
        workingTimeText(minutes * 60_000, words),
      ),
    ).toEqual([
      sentence("where.time.short"),
      sentence("where.time.short"),
      "one working hour",
      "3 working hours",
      "one working day",
      "2 working days",
      "3 working days",
    ]);
    const said = (side: "requester" | "team", eyes: "own" | "team" | "others") =>
      toPlainText(waitingTimeText(side, 3 * hour, eyes, { id: "maria", name: "Maria" }, words));
    expect(said("team", "own")).toBe(said("team", "others"));
    expect(said("team", "team")).not.toBe(said("team", "others"));
    expect(said("requester", "own")).toBe(sentence("where.clock.you", { time: "3 working hours" }));
    expect(said("requester", "team")).toBe("waiting for @Maria for 3 working hours");
    expect(said("team", "others")).toBe(sentence("where.clock.team", { time: "3 working hours" }));
  });
});

it("does not count an alternative given with a decline, until it is accepted", () => {
  const declined = [
    ...talked,
    step("2027-03-02T13:00:00Z", "declined", "decline", { alternative: ["this"] }),
  ];
  expect(awaitedFromRequester("declined", declined)).toBe("offer");
  expect(
    awaitedFromRequester("declined", [
      ...declined,
      step("2027-03-02T14:00:00Z", "declined", "accept"),
    ]),
  ).toBeUndefined();
});
