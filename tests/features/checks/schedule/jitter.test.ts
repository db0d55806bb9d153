import { expect, it } from "vitest";
import {
  sendSlot,
  sendWindowMs,
} from "../../../../src/features/checks/schedule/question-messages.ts";

const minute = 60_000;

it("spreads a team over seconds, a company over minutes and 100,000 over an hour", () =>
  expect([1, 60, 5_000, 12_000, 100_000].map((people) => sendWindowMs(people) / minute)).toEqual([
    1 / 60,
    1,
    10,
    20,
    60,
  ]));

it("gives everybody their own offset, a different one each day, evenly", () => {
  const places = Array.from({ length: 10_000 }, (_, index) => sendSlot(`U${index}`, "2027-03-01"));
  expect(sendSlot("U1", "2027-03-01")).toBe(places[1]);
  expect(sendSlot("U1", "2027-03-02")).not.toBe(places[1]);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => places.filter((place) => Math.floor(place * 10) === tenth).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(900);
  expect(Math.max(...tenths)).toBeLessThan(1_100);
});
