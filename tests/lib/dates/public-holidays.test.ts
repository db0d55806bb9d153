import { expect, it } from "vitest";
import { isHolidayRegion, isPublicHoliday } from "../../../src/lib/dates/public-holidays.ts";

it("knows countries, their states and regions", () => {
  expect(["DE", "DE-BY", "US-CA", "US-LA-NO"].filter(isHolidayRegion)).toHaveLength(4);
  expect(["", "XX", "de", "DE-QQ", "DE-BY-A-B", "constructor"].filter(isHolidayRegion)).toEqual([]);
});

it("knows public holidays, and regional ones only in their region", () => {
  expect([isPublicHoliday("2027-05-06", "DE"), isPublicHoliday("2027-05-07", "DE")]).toEqual([
    true,
    false,
  ]);
  expect([isPublicHoliday("2027-01-06", "DE-BY"), isPublicHoliday("2027-01-06", "DE-HH")]).toEqual([
    true,
    false,
  ]);
});

it("knows holidays of several days, half days, and those moved to a weekday", () => {
  expect(
    ["2027-03-09", "2027-03-10", "2027-03-11"].map((date) => isPublicHoliday(date, "AE")),
  ).toEqual([true, true, true]);
  expect(isPublicHoliday("2027-12-31", "CW")).toBe(true);
  expect(isPublicHoliday("2027-07-05", "US")).toBe(true);
});
