/** Working minutes of a request, by what it waited for. */

import { describe, expect, it } from "vitest";
import type {
  CaseActionType,
  CaseStatus,
  HistoryEntry,
} from "../../../../src/features/cases/lifecycle/case.ts";
import { measureWorkingMinutes } from "../../../../src/features/cases/lifecycle/working-minutes.ts";
import { weekCalendar } from "../../../../src/lib/dates/work-calendar.ts";

const step = (
  at: string,
  status: CaseStatus,
  act?: CaseActionType,
  more: Partial<HistoryEntry> = {},
): HistoryEntry => ({ id: at, status, by: { id: "lea" }, at: new Date(at), act, ...more });

const measure = (steps: HistoryEntry[], end: string, people: string[] = []) =>
  measureWorkingMinutes(steps, {
    end: new Date(end),
    calendar: weekCalendar("UTC"),
    approval: { people, all: true },
  });

describe("measureWorkingMinutes", () => {
  it("divides the time until delivery by what the request waited for", () => {
    const steps = [
      step("2027-03-02T10:00:00Z", "asking"),
      step("2027-03-02T10:30:00Z", "new"),
      step("2027-03-02T12:00:00Z", "accepted", "take"),
      step("2027-03-02T13:00:00Z", "accepted", "ask"),
      step("2027-03-02T15:00:00Z", "accepted", "answer"),
      step("2027-03-02T16:00:00Z", "accepted", "wait_for", { into: "other" }),
      step("2027-03-03T10:00:00Z", "accepted", "stop_waiting", { into: "other" }),
    ];
    expect(measure(steps, "2027-03-03T11:00:00Z")).toEqual({
      lead: 30 + 90 + 60 + 120 + 60 + 120 + 60,
      ...{ asking: 30, queue: 90, requester: 120, held: 120, hand: 180 },
    });
  });

  it("counts neither nights nor weekends", () => {
    const friday = [step("2027-03-05T16:00:00Z", "accepted", "take")];
    expect(measure(friday, "2027-03-08T10:00:00Z")).toEqual({ lead: 120, hand: 120 });
  });

  it("counts missing approvals as agreement, and the rest as queue", () => {
    const steps = [
      step("2027-03-02T10:00:00Z", "new"),
      step("2027-03-02T11:00:00Z", "new", "approve", { by: { id: "sven" } }),
    ];
    expect(measure(steps, "2027-03-02T14:00:00Z", ["sven"])).toEqual({
      ...{ lead: 240, agreement: 60, queue: 180 },
    });
  });

  it("keeps the time between a delivery and its reopening apart", () => {
    const steps = [
      step("2027-03-02T10:00:00Z", "accepted", "take"),
      step("2027-03-02T11:00:00Z", "delivered", "deliver"),
      step("2027-03-02T15:00:00Z", "accepted", "reopen"),
    ];
    expect(measure(steps, "2027-03-02T16:00:00Z")).toEqual({ lead: 360, hand: 120, closed: 240 });
  });
});
