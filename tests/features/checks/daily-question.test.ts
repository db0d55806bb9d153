/** One person's daily check as they see it, through the whole core. */

import { describe, expect, it, type TestContext } from "vitest";
import { noonOf } from "../../../src/lib/dates/calendar-dates.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import { onBothEngines, storedAnswers } from "../../harness/core-harness.ts";
import { openChecksHarness } from "./checks-harness.ts";

const words = loadWords("en");
const sentence = (key: string, values?: Parameters<typeof words.plain>[1]): string =>
  words.plain(`check.${key}`, values);
const button = (key: string): string => sentence(`button.${key}`);
/** Matches each wording of the question. */
const question = `(?:${[1, 2, 3, 4, 5, 6].map((index) => RegExp.escape(sentence(`ask.${index}`))).join("|")})`;
/** Matches each sentence that says thank you. */
const thanks = [1, 2, 3].map((index) => RegExp.escape(sentence(`thanks.${index}`)));

const said = (rows: string[]): string => rows.join("\n");

onBothEngines("daily check", (newUrl) => {
  async function open({ onTestFinished }: TestContext, from?: string) {
    const ctx = await openChecksHarness(await newUrl(), from);
    onTestFinished(() => ctx.close());
    return ctx;
  }

  describe.concurrent("onCheckAction", () => {
    it("asks at once, and replaces its card by a thank-you after one press", async (context) => {
      const { commands, presses, sees, days } = await open(context);
      expect(said(await commands("lea"))).toMatch(
        new RegExp(
          `${question}\n\\[${["happy", "unsure", "unhappy"].map(button).join("\\] \\[")}\\]`,
          "s",
        ),
      );
      await presses("lea", "check/answer/2027-03-01/happy");
      expect(sees("lea")).toHaveLength(1);
      expect(sees("lea")[0]).toMatch(
        new RegExp(
          `^${sentence("you_said", { answer: button("happy") })}\n(?:${thanks.join("|")})`,
        ),
      );
      expect(sees("lea")[0]).not.toContain(`[${button("unsure")}]`);
      expect(await days("lea")).toMatchObject([{ date: "2027-03-01", answer: "happy" }]);
    });

    it("asks for words, stores them, and asks about them on the next working day", async (context) => {
      const { commands, presses, says, sees, days, passes } = await open(context);
      await commands("lea", "on");
      await commands("lea");
      await presses("lea", "check/answer/2027-03-01/unsure");
      expect(sees("lea").at(-1)).toContain(sentence("follow.unsure"));
      const reply = said(await says("lea", "third status deck this week. I'll ask who reads it"));
      expect(reply).toContain(sentence("told"));
      expect(await days("lea")).toMatchObject([
        {
          answer: "unsure",
          working: ["third status deck this week."],
          pledge: ["I'll ask who reads it"],
        },
      ]);
      const next = said(await passes("2027-03-02T15:20:00Z"));
      const pledge = sentence("pledge.deed", {
        when: "yesterday",
        deed: "ask who reads it",
        date: noonOf("2027-03-01"),
      });
      expect(next).toContain(
        `${pledge}\n[${["yes", "not_yet", "otherwise"].map((each) => button(`kept.${each}`)).join("] [")}]`,
      );
      expect(next).toMatch(new RegExp(question));
      await presses("lea", "check/kept/2027-03-01/otherwise");
      expect(sees("lea").at(-1)).toMatch(
        new RegExp(
          `${RegExp.escape(`${pledge}\n${sentence("kept.otherwise")}`)}\n.*${question}`,
          "s",
        ),
      );
      await presses("lea", "check/answer/2027-03-02/happy");
      expect(sees("lea").at(-1)).toContain(sentence("kept.otherwise"));
      expect(sees("lea").at(-1)).toContain(sentence("you_said", { answer: button("happy") }));
      expect(said(await passes("2027-03-03T15:20:00Z"))).not.toContain("ask who reads it");
    });

    it("takes the words it asked for last, also when a request waits", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea");
      await ctx.says("lea", "We need Salesforce for the field team");
      ctx.clock.move("2027-03-01T09:01:00Z");
      await ctx.presses("lea", "check/answer/2027-03-01/unsure");
      await ctx.says("lea", "I'll ask who reads the status deck");
      expect(await ctx.days("lea")).toMatchObject([
        { answer: "unsure", pledge: ["I'll ask who reads the status deck"] },
      ]);
      expect(await storedAnswers(ctx.store)).toEqual([]);
      await ctx.says("lea", "They cannot see what the dealer ordered last month");
      expect(await storedAnswers(ctx.store)).toEqual([
        "R-1 need: They cannot see what the dealer ordered last month",
      ]);
    });

    it("logs a problem told in an answer as a request once, after a press", async (context) => {
      const ctx = await open(context);
      const problem = "The scale in dock 4 shows wrong weights since today, drivers wait";
      await ctx.commands("lea");
      await ctx.presses("lea", "check/answer/2027-03-01/unhappy");
      await ctx.says("lea", problem);
      const requests = async () =>
        (await ctx.store.read.db.select().from(ctx.store.read.t.requests)).length;
      expect(await requests()).toBe(0);
      for (const _ of ["once", "twice"]) await ctx.presses("lea", "check/log/2027-03-01");
      expect(await requests()).toBe(1);
      expect(await ctx.store.read.db.$count(ctx.store.read.t.heldMessages)).toBe(0);
      expect(await ctx.days("lea")).toMatchObject([{ answer: "unhappy" }]);
    });

    it("leaves the words to a request that asked a question later", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea");
      await ctx.presses("lea", "check/answer/2027-03-01/unsure");
      await ctx.says("lea", "We need Salesforce for the field team");
      await ctx.says("lea", "They cannot see what the dealer ordered last month");
      expect(await storedAnswers(ctx.store)).toEqual([
        "R-1 need: They cannot see what the dealer ordered last month",
      ]);
      expect(await ctx.days("lea")).toMatchObject([{ answer: "unsure", pledge: null }]);
    });

    it("lets an answer change on its day, and deletes the words of the first one", async (context) => {
      const { commands, presses, says, sees, days } = await open(context);
      await commands("lea");
      await presses("lea", "check/answer/2027-03-01/unhappy");
      const [card] = [sees("lea").length];
      await says("lea", "reports. I'll stop");
      await presses("lea", "check/again/2027-03-01");
      await presses("lea", "check/answer/2027-03-01/happy");
      expect(card).toBe(1);
      expect(await days("lea")).toMatchObject([{ answer: "happy", working: null, pledge: null }]);
    });

    it("takes a late answer for its own date, with a friendly note", async (context) => {
      const { commands, presses, sees, days, clock } = await open(context);
      await commands("lea");
      clock.move("2027-03-02T08:00:00Z");
      await presses("lea", "check/answer/2027-03-01/happy");
      expect(sees("lea")[0]).toContain(
        sentence("late", { when: "yesterday", date: noonOf("2027-03-01") }),
      );
      expect(sees("lea")[0]).not.toContain(button("again"));
      expect(await days("lea")).toMatchObject([{ date: "2027-03-01", answer: "happy" }]);
      await presses("lea", "check/answer/2027-03-01/unhappy");
      expect(await days("lea")).toMatchObject([{ answer: "happy" }]);
      expect(sees("lea").at(-1)).toContain(sentence("stays"));
    });

    it("takes no answer for a day that it did not ask about, nor for a future one", async (context) => {
      const { presses, days } = await open(context);
      await presses("lea", "check/answer/2027-02-22/happy");
      await presses("lea", "check/answer/2027-03-09/happy");
      await presses("lea", "check/answer/2027-02-30/happy");
      await presses("lea", "check/answer/2027-03-01/delighted");
      expect(await days("lea")).toEqual([]);
    });

    it.for([
      [button("happy"), "happy"],
      ["I think they would be unhappy", "unhappy"],
      ["don't know", "unsure"],
    ] as const)(
      "takes “%s” as the answer, which nobody else reads",
      async ([typed, answer], context) => {
        const { commands, says, sees, days, passes } = await open(context, "2027-03-01T14:00:00Z");
        await commands("lea", "on");
        await passes("2027-03-01T15:30:00Z");
        expect(await says("lea", typed)).toHaveLength(1);
        expect(sees("lea").at(-1)).toContain(sentence("you_said", { answer: button(answer) }));
        expect(await days("lea")).toMatchObject([{ answer }]);
      },
    );

    it("leaves words to a request that was asked about later", async (context) => {
      const { commands, says, days, passes } = await open(context, "2027-03-01T14:00:00Z");
      await commands("lea", "on");
      await passes("2027-03-01T15:30:00Z");
      await says("lea", "We need Salesforce for the field team");
      await says("lea", "not sure");
      expect(await days("lea")).toMatchObject([{ answer: null }]);
    });

    it("offers to ask later only on a day on which it can", async (context) => {
      const { commands, sees, clock } = await open(context);
      const later = [button("hour"), button("afternoon")].map((label) => `[${label}]`);
      await commands("lea");
      for (const label of later) expect(sees("lea").at(-1)).not.toContain(label);
      await commands("lea", "on");
      await commands("lea", "now");
      for (const label of later) expect(sees("lea").at(-1)).toContain(label);
      clock.move("2027-03-01T16:10:00Z");
      await commands("lea", "now");
      expect(sees("lea").at(-1)).toContain(later[0]);
      expect(sees("lea").at(-1)).not.toContain(later[1]);
    });

    it("can be snoozed for an hour, and skipped for a day", async (context) => {
      const { commands, presses, sees, days, passes } = await open(context, "2027-03-01T14:00:00Z");
      await commands("lea", "on");
      await passes("2027-03-01T15:30:00Z");
      await presses("lea", "check/snooze/2027-03-01/hour");
      expect(sees("lea").at(-1)).toContain(sentence("snoozed.hour"));
      expect(said(await passes("2027-03-01T16:40:00Z"))).toMatch(new RegExp(question));
      await presses("lea", "check/skip/2027-03-01");
      expect(sees("lea").at(-1)).toContain(sentence("skipped"));
      expect(await days("lea")).toMatchObject([{ skipped: "chosen", answer: null }]);
      await presses("lea", "check/again/2027-03-01");
      await presses("lea", "check/answer/2027-03-01/happy");
      expect(await days("lea")).toMatchObject([{ skipped: null, answer: "happy" }]);
    });

    it("is not asked twice on a day when a person requests it early", async (context) => {
      const { commands, passes, sees } = await open(context);
      await commands("lea", "on");
      await commands("lea", "now");
      const before = sees("lea").length;
      await passes("2027-03-01T15:20:00Z");
      expect(sees("lea")).toHaveLength(before);
    });

    it("copies words to the retrospective only when asked, and can delete them", async (context) => {
      const { commands, presses, says, sees, days } = await open(context);
      await commands("lea");
      await presses("lea", "check/answer/2027-03-01/unsure");
      await says("lea", "the weekly report, I'll ask who reads it");
      await presses("lea", "check/retro/2027-03-01/on");
      expect(sees("lea").at(-1)).toContain(sentence("retro"));
      expect(await days("lea")).toMatchObject([{ forRetro: true }]);
      await presses("lea", "check/retro/2027-03-01/off");
      expect(await days("lea")).toMatchObject([{ forRetro: false }]);
      await presses("lea", "check/unsay/2027-03-01");
      expect(await days("lea")).toMatchObject([
        { answer: "unsure", working: null, pledge: null, message: null },
      ]);
    });

    it("asks no further when a person declines, and still takes a request", async (context) => {
      const { commands, presses, says, sees, days } = await open(context);
      await commands("lea");
      await presses("lea", "check/answer/2027-03-01/unhappy");
      await says("lea", "nothing");
      expect(sees("lea")[0]).toContain(sentence("left"));
      await presses("lea", "check/answer/2027-03-01/unhappy", { card: "m0" });
      expect(said(await says("lea", "We need Salesforce for the field team"))).toContain("R-1");
      expect(await days("lea")).toMatchObject([{ answer: "unhappy", pledge: null }]);
    });

    it("follows a message that is edited or deleted", async (context) => {
      const { commands, presses, says, edits, deletes, days } = await open(context);
      await commands("lea");
      await presses("lea", "check/answer/2027-03-01/unsure");
      await says("lea", "slides. I'll ask Tom", { message: "w1" });
      await edits("lea", "w1", "slides. I'll ask Petra");
      expect(await days("lea")).toMatchObject([{ pledge: ["I'll ask Petra"] }]);
      await deletes("lea", "w1");
      expect(await days("lea")).toMatchObject([{ answer: "unsure", pledge: null, working: null }]);
    });

    it("words the question differently each day, and for different people", async (context) => {
      const { commands, sees, clock } = await open(context);
      for (const day of ["01", "02", "03", "04"]) {
        clock.move(`2027-03-${day}T09:00:00Z`);
        await commands("lea");
      }
      const questions = sees("lea").map((words) => words.split("\n")[0]);
      expect(new Set(questions).size).toBe(4);
    });
  });
});
