/** Outcome of a request, asked for months later. */

import { describe, expect, it, type TestContext } from "vitest";
import { type CaseTeam, directMessageKey, openCaseTeam } from "../../../harness/case-team.ts";
import { onBothEngines } from "../../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../../harness/memory-platform.ts";
import { sentence } from "../../../harness/words.ts";

onBothEngines("outcome of a request", (newUrl) => {
  /** Opens a request delivered on March 2, to be measured on March 31. */
  async function delivered({
    onTestFinished,
  }: TestContext): Promise<CaseTeam & { request: string }> {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    const request = await team.brings("maria");
    await team.does("lea", request, "I’ll take it");
    await team.does("lea", request, "Delivered", {
      brought: "team",
      text: "In the app since today",
    });
    return Object.assign(team, { request });
  }
  const outcome = async (t: CaseTeam & { request: string }) => {
    const { status, outcome, brought } = (await t.rows())[0]!;
    return { status, outcome, brought };
  };

  describe.concurrent("with a database each", () => {
    it("is asked for on the measure's date, with the measure, and takes evidence", async (context) => {
      const t = await delivered(context);
      expect(t.heard("maria")).toBe(
        `${sentence("life.told.deliver", { number: 1, date: new Date("2027-03-31T12:00:00.000Z") })}\n> In the app since today`,
      );
      await t.until("2027-03-31T09:59:00Z");
      expect(t.heard("maria")).toContain("is delivered");
      await t.until("2027-03-31T10:00:00Z");
      expect(t.heard("maria")).toBe(
        `${sentence("life.outcome.ask.measure", { number: 1, hoped: "a date in the same call, by the end of March" })} ${sentence("life.outcome.question")}\n[Yes] [Partly] [No] [${sentence("life.verdict.too_early")}] [${sentence("life.verdict.not_needed")}]`,
      );
      await t.presses("maria", "Partly", directMessageKey("maria"));
      expect(t.heard("maria")).toBe(sentence("life.outcome.partly"));
      await t.says("maria", "The date is there, the price is not");
      expect(t.heard("maria")).toBe(sentence("life.outcome.evidence", { number: 1 }));
      expect(await outcome(t)).toEqual({
        status: "outcome_known",
        outcome: "partly",
        brought: "team",
      });
      expect(await t.notes(t.request)).toEqual([
        sentence("life.team.outcome", { number: 1, by: "@maria", verdict: "partly" }),
        "@maria adds: The date is there, the price is not",
      ]);
      expect((await t.card(t.request)).words).toContain(
        "Outcome, by @maria: Partly\n@maria answered: The date is there, the price is not",
      );
    });

    it("is not asked for in the requester's do-not-disturb", async ({ onTestFinished }) => {
      const platform = createMemoryPlatform();
      const quietUntil = new Date("2027-03-31T12:00:00Z");
      const presence = async () => new Map([["maria", { quietUntil }]]);
      const t = await openCaseTeam(await newUrl(), {
        platform,
        adapter: { ...platform.adapter(), presence },
      });
      onTestFinished(() => t.close());
      const request = await t.brings("maria");
      await t.does("lea", request, "I’ll take it");
      await t.does("lea", request, "Delivered");
      await t.until("2027-03-31T10:00:00Z");
      expect(t.heard("maria")).not.toContain(sentence("life.outcome.question"));
      await t.until("2027-03-31T12:00:00Z");
      expect(t.heard("maria")).toContain(sentence("life.outcome.question"));
    });

    it("can be told in words before a button is pressed; the words are its evidence", async (context) => {
      const t = await delivered(context);
      await t.until("2027-03-31T10:00:00Z");
      await t.says("maria", "They have stopped calling us");
      expect(t.heard("maria")).toContain(sentence("life.outcome.question"));
      await t.presses("maria", "Yes", directMessageKey("maria"));
      expect((await t.steps(t.request)).slice(-2)).toEqual([
        "evidence: They have stopped calling us",
        "outcome",
      ]);
      expect(await outcome(t)).toMatchObject({ outcome: "yes" });
    });

    it("is postponed when it is too early, and asked for again a month later", async (context) => {
      const t = await delivered(context);
      await t.until("2027-03-31T10:00:00Z");
      await t.presses("maria", "Too early to say", directMessageKey("maria"));
      expect(t.heard("maria")).toBe(
        sentence("life.outcome.too_early", { date: new Date("2027-04-30T12:00:00.000Z") }),
      );
      for (const day of ["2027-04-01", "2027-04-08", "2027-04-29"])
        await t.until(`${day}T10:00:00Z`);
      expect([await outcome(t), t.heard("maria")]).toEqual([
        { status: "delivered", outcome: null, brought: "team" },
        sentence("life.outcome.too_early", { date: new Date("2027-04-30T12:00:00.000Z") }),
      ]);
      await t.until("2027-04-30T10:00:00Z");
      await t.says("maria", "yes");
      expect(await outcome(t)).toMatchObject({ status: "outcome_known", outcome: "yes" });
    });

    it("is asked for once more, then stays open; a late answer still counts", async (context) => {
      const t = await delivered(context);
      await t.until("2027-03-31T10:00:00Z");
      await t.until("2027-04-01T10:00:00Z");
      expect(t.heard("maria")).toContain(sentence("life.outcome.again", { number: 1 }));
      await t.until("2027-04-06T10:00:00Z");
      expect(await outcome(t)).toMatchObject({ status: "outcome_known", outcome: "not_answered" });
      expect((await t.notes(t.request)).at(-1)).toBe(
        sentence("life.team.outcome.not_answered", { number: 1 }),
      );
      expect(t.heard("maria"), "they are left in peace").toContain(
        sentence("life.outcome.again", { number: 1 }),
      );
      await t.until("2027-06-01T10:00:00Z");
      const press = t.press("maria", "Yes", directMessageKey("maria"));
      await t.presses("maria", "No longer needed", directMessageKey("maria"));
      expect(await outcome(t)).toMatchObject({ outcome: "not_needed" });
      await t.accept(press);
      expect(await outcome(t)).toMatchObject({ outcome: "not_needed" });
    });

    it("does not take later messages as its answer", async (context) => {
      const t = await delivered(context);
      await t.until("2027-03-31T10:00:00Z");
      await t.presses("maria", "No", directMessageKey("maria"));
      await t.until("2027-04-02T10:00:00Z");
      await t.says("maria", "We need a key to the archive");
      expect((await t.rows()).map(({ number, status }) => [number, status])).toEqual([
        [1, "outcome_known"],
        [2, "new"],
      ]);
      expect((await t.steps(t.request)).at(-1)).toBe("outcome");
    });

    it("is not asked for while the request is reopened; only its requester can tell", async (context) => {
      const t = await delivered(context);
      await t.until("2027-03-31T10:00:00Z");
      await t.accept({ ...t.press("tom", "Yes", directMessageKey("maria")), id: "tom" });
      expect([t.heard("maria"), (await outcome(t)).status]).toEqual([
        sentence("life.refused.not_requester", { number: 1 }),
        "delivered",
      ]);
      await t.does("lea", t.request, "Reopen", { text: "The price is missing" });
      expect(t.heard("maria")).toContain("The price is missing");
      await t.until("2027-04-06T10:00:00Z");
      expect([t.heard("maria"), (await outcome(t)).status]).toEqual([
        expect.stringContaining(sentence("life.told.reopen", { who: "@lea", number: 1 })),
        "accepted",
      ]);
      await t.does("lea", t.request, "Delivered");
      expect(t.heard("maria")).toContain("On May 6, 2027 I’ll ask you");
    });
  });
});
