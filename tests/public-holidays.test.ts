import { expect, it } from "vitest";
import { isHoliday, isRegion } from "../src/public-holidays.ts";

it("knows countries, their states and parts of these", () => {
  expect(["DE", "DE-BY", "US-CA", "US-LA-NO"].filter(isRegion)).toHaveLength(4);
  expect(["", "XX", "de", "DE-QQ", "DE-BY-A-B", "constructor"].filter(isRegion)).toEqual([]);
});

it("knows public holidays, those of a part of a country only there", () => {
  expect([isHoliday("2027-05-06", "DE"), isHoliday("2027-05-07", "DE")]).toEqual([true, false]);
  expect([isHoliday("2027-01-06", "DE-BY"), isHoliday("2027-01-06", "DE-HH")]).toEqual([true, false]);
});

it("knows holidays of several days, of half a day, and those that move to a weekday", () => {
  expect(["2027-03-09", "2027-03-10", "2027-03-11"].map((date) => isHoliday(date, "AE"))).toEqual([true, true, true]);
  expect(isHoliday("2027-12-31", "CW")).toBe(true);
  expect(isHoliday("2027-07-05", "US")).toBe(true);
});
