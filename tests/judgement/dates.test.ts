import { describe, expect, it } from "vitest";
import { readDate } from "../../src/judgement/dates.ts";

/** A Thursday. */
const today = "2026-11-19";

describe("the day that a measure names", () => {
  for (const [text, date] of [
    ["2027-03-31", "2027-03-31"],
    ["by end of March", "2027-03-31"],
    ["date given in the same call, end of March", "2027-03-31"],
    ["bis Ende März", "2027-03-31"],
    ["fin mars", "2027-03-31"],
    ["a finales de marzo", "2027-03-31"],
    ["on 15 January", "2027-01-15"],
    ["January 15th", "2027-01-15"],
    ["am 15.1.", "2027-01-15"],
    ["am 15.1.2028", "2028-01-15"],
    ["le 15 janvier", "2027-01-15"],
    ["el 15 de enero", "2027-01-15"],
    ["mid February", "2027-02-15"],
    ["in February", "2027-02-28"],
    ["in six weeks", "2026-12-31"],
    ["in 30 days", "2026-12-19"],
    ["in drei Monaten", "2027-02-19"],
    ["dans deux semaines", "2026-12-03"],
    ["dentro de 3 meses", "2027-02-19"],
    ["a quarter from now, in one quarter", "2027-02-19"],
    ["end of Q1", "2027-03-31"],
    ["next quarter", "2027-03-31"],
    ["end of the month", "2026-11-30"],
    ["next month", "2026-12-31"],
    ["nächsten Monat", "2026-12-31"],
    ["by the end of the year", "2026-12-31"],
    ["on Monday", "2026-11-23"],
    ["this week", "2026-11-20"],
    ["tomorrow", "2026-11-20"],
    ["before Christmas", "2026-12-24"],
    ["before summer", "2027-06-30"],
  ] as const)
    it(`"${text}" is ${date}`, () => expect(readDate(text, today)).toBe(date));

  for (const text of ["when nobody complains any more", "we may march on", "15 % fewer calls", "from 9 days to 2", "I don't know", "a second opinion"])
    it(`"${text}" names none`, () => expect(readDate(text, today)).toBeUndefined());
});
