/**
 * Random presses and messages in any order, on old and new cards: each day has one row and one
 * current answer, and words only with a negative answer.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { openChecksHarness } from "./checks-harness.ts";

const dates = ["2027-03-01", "2027-03-02", "2027-03-03", "2027-03-04"] as const;
const date = fc.constantFrom(...dates);
const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constant("answer"), date, fc.constantFrom("happy", "unsure", "unhappy")),
  },
  fc.tuple(fc.constantFrom("again", "skip", "leave", "unsay"), date, fc.constant("")),
  fc.tuple(fc.constant("snooze"), date, fc.constantFrom("hour", "afternoon")),
  fc.tuple(fc.constant("kept"), date, fc.constantFrom("yes", "not_yet", "otherwise", "nonsense")),
  fc.tuple(fc.constant("retro"), date, fc.constantFrom("on", "off")),
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant("says"),
      date,
      fc.constantFrom(
        "the deck. I'll ask who reads it",
        "nothing",
        "We need Salesforce",
        "check mine",
        "thanks",
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom("asks", "sleeps", "on", "off"), date, fc.constant("")),
  },
);

it("keeps a day's answer consistent with its words, whatever people do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
      const ctx = await openChecksHarness(await freshSqlite());
      try {
        let day = 0;
        for (const [verb, of, choice] of acts) {
          const before = await ctx.days("lea");
          if (verb === "says") await ctx.says("lea", choice);
          else if (verb === "asks" || verb === "on" || verb === "off")
            await ctx.commands("lea", verb === "asks" ? "" : verb);
          else if (verb === "sleeps") {
            day = Math.min(day + 1, dates.length - 1);
            ctx.clock.move(`${dates[day]}T10:00:00Z`);
          } else
            await ctx.presses("lea", ["check", verb, of, ...(choice ? [choice] : [])].join("/"));

          const now = await ctx.days("lea");
          expect(new Set(now.map((row) => row.date)).size).toBe(now.length);
          for (const row of now) {
            expect(row.date <= dates[day]!, "no day that is to come").toBe(true);
            expect(row.answer === null, "an answer has its time").toBe(row.answeredAt === null);
            if (row.pledge || row.working || row.forRetro)
              expect(["unsure", "unhappy"]).toContain(row.answer);
            const was = before.find((each) => each.date === row.date);
            if (was?.answer && row.date < dates[day]!)
              expect(row.answer, "a day that is over keeps its answer").toBe(was.answer);
          }
        }
        expect(ctx.coreHarness.troubles).toEqual([]);
      } finally {
        await ctx.close();
      }
    }),
    { numRuns: 25 },
  );
});
