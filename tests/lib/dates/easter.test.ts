/** Easter of years that are known from almanacs. */
import { expect, it } from "vitest";
import { nextEaster } from "../../../src/nlu/text/named-times.ts";

it("is the Sunday in almanacs", () => {
  for (const date of ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"])
    expect(nextEaster(Temporal.PlainDate.from(date), 0).toString()).toBe(date);
});

it("is next year's once it has passed, also for days counted from it", () => {
  expect(nextEaster(Temporal.PlainDate.from("2026-04-06"), 0).toString()).toBe("2027-03-28");
  expect(nextEaster(Temporal.PlainDate.from("2026-05-01"), 49).toString()).toBe("2026-05-24");
});
