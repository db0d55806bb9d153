/** Several requests for the same thing, and a team at its work-in-progress limit. */

import { describe, expect, it, type TestContext } from "vitest";
import { caseActions } from "../../../../src/features/cases/actions.ts";
import { deriveRequestTitle } from "../../../../src/nlu/rules/requests/request-title.ts";
import { type CaseTeam, directMessageKey, openCaseTeam } from "../../../harness/case-team.ts";
import { onBothEngines, testWorkspace, wishMessages } from "../../../harness/core-harness.ts";
import { sentence, words } from "../../../harness/words.ts";

onBothEngines("merged requests", (newUrl) => {
  async function open({ onTestFinished }: TestContext): Promise<CaseTeam> {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    return team;
  }

  /** R-1 is Maria's, R-2 Petra's and R-3 Tom's; R-3 was merged into into R-1. */
  async function chain(t: CaseTeam): Promise<[string, string, string]> {
    const first = await t.brings("maria");
    const second = await t.asks("petra");
    const third = await t.asks("paul");
    await t.does("lea", third, "Merge", { into: second });
    await t.does("lea", second, "Merge", { into: first });
    return [first, second, third];
  }

  describe.concurrent("with a database each", () => {
    it("continue as one, and each requester hears what happens to it", async (context) => {
      const t = await open(context);
      const [first, second, third] = await chain(t);
      expect(await Promise.all([first, second, third].map((each) => t.status(each)))).toEqual([
        "new",
        "merged",
        "merged",
      ]);
      expect((await t.card(first)).words).toContain("Also asked for by: @petra, @paul");
      expect((await t.card(second)).words).toContain(
        sentence("life.card.merged", { into: 1, since: new Date("2027-03-02T12:00:00.000Z") }),
      );
      expect(t.platform.words(directMessageKey("paul")).slice(-2)).toEqual([
        words.plain("life.told.merge", {
          own: 3,
          number: 2,
          title: deriveRequestTitle("We need a key to the workshop")!,
        }),
        words.plain("life.told.merge", {
          own: 3,
          number: 1,
          title: deriveRequestTitle(wishMessages[0]!)!,
        }),
      ]);
      await t.does("lea", first, "I’ll take it");
      for (const person of ["maria", "petra", "paul"])
        expect(t.heard(person)).toBe("@lea has taken R-1.");
    });

    it("never form a circle, also not with themselves or one already merged", async (context) => {
      const t = await open(context);
      const [first, second, third] = await chain(t);
      await t.forces("lea", first, "merge", { into: third });
      expect((await t.notes(first)).at(-1)).toBe(
        sentence("life.refused.gone", { other: 3, status: "merged with another" }),
      );
      await t.forces("lea", first, "merge", { into: first });
      expect((await t.notes(first)).at(-1)).toBe(sentence("life.refused.itself", { number: 1 }));
      await t.forces("lea", first, "merge", {});
      expect((await t.notes(first)).at(-1)).toContain("Something is still missing");
      await t.forces("lea", second, "merge", { into: first });
      expect((await t.notes(second)).at(-1)).toBe(
        sentence("life.refused.stale", { number: 2, status: "merged with another" }),
      );
      expect((await t.rows()).map(({ mergedInto }) => mergedInto)).toEqual([null, first, second]);
    });

    it("never form a circle when two people merge at once", async (context) => {
      const t = await open(context);
      const [one, other] = [await t.asks("petra"), await t.asks("paul")];
      const card = {
        id: "",
        workspace: testWorkspace,
        at: 0,
        place: { platform: "slack", kind: "channel", id: "CINTAKE" },
        kind: "submitted",
      } as const;
      await t.accept(
        { ...card, id: "a", by: { id: "lea" }, form: `act/${one}/merge`, values: { into: other } },
        {
          ...card,
          id: "b",
          by: { id: "tom" },
          form: `act/${other}/merge`,
          values: { into: one },
          place: { ...card.place, thread: "elsewhere" },
        },
      );
      expect((await t.rows()).map(({ status }) => status).sort()).toEqual(["merged", "new"]);
    });

    it("let all requesters ask and answer, and only the leading one's requester accept", async (context) => {
      const t = await open(context);
      const [first] = await chain(t);
      await t.does("lea", first, "Ask", { text: "Which door?" });
      await t.says("paul", "The blue one");
      expect((await t.notes(first)).at(-1)).toBe("@paul answers @lea: The blue one");
      expect((await t.card(first)).words).toContain("@paul answered: The blue one");
      await t.does("lea", first, "Propose another way", { alternative: "It is never locked" });
      expect(t.heard("petra")).toContain(
        `${sentence("life.told.part_of.how", { number: 1 })}\n[Answer]`,
      );
      await t.presses("petra", "Answer", directMessageKey("petra"), { text: "It is at night" });
      expect((await t.notes(first)).at(-1)).toBe("@petra answers @lea: It is at night");
      await t.presses("maria", "That works", directMessageKey("maria"));
      expect(t.heard("petra")).toBe(sentence("life.told.accept", { who: "@maria", number: 1 }));
    });

    it("separate when the leading one is withdrawn, or the team separates them", async (context) => {
      const t = await open(context);
      const [first, second, third] = await chain(t);
      const change = t.press("maria", "Change something", directMessageKey("maria"));
      await t.accept({ ...change, press: caseActions.encode("withdraw", first) });
      expect(await Promise.all([first, second, third].map((each) => t.status(each)))).toEqual([
        "cancelled",
        "new",
        "merged",
      ]);
      expect(t.heard("petra")).toBe(sentence("life.told.unmerge", { own: 2, number: 1 }));
      expect((await t.card(second)).words).toContain("Also asked for by: @paul");
      await t.does("lea", third, "Separate again");
      expect([await t.status(third), t.heard("paul")]).toEqual([
        "new",
        sentence("life.told.unmerge", { own: 3, number: 2 }),
      ]);
      expect((await t.card(second)).words).not.toContain("Also asked for by");
    });

    it("have their outcome asked of each requester, with their own measure", async (context) => {
      const t = await open(context);
      const [first] = await chain(t);
      await t.does("lea", first, "I’ll take it");
      await t.does("lea", first, "Delivered");
      await t.until("2027-03-31T10:00:00Z");
      expect(t.heard("maria")).toContain("a date in the same call");
      expect(t.heard("petra")).toContain(sentence("life.outcome.routine.question"));
      await t.presses("petra", "No", directMessageKey("petra"));
      await t.presses("maria", "Yes", directMessageKey("maria"));
      await t.says("petra", "Not at night");
      expect((await t.notes(first)).slice(-3)).toEqual([
        sentence("life.team.outcome", { number: 1, by: "@petra", verdict: "no" }),
        sentence("life.team.outcome", { number: 1, by: "@maria", verdict: "yes" }),
        "@petra adds: Not at night",
      ]);
      expect((await t.rows())[0]).toMatchObject({ status: "outcome_known", outcome: "yes" });
      for (const day of ["2027-04-01", "2027-04-06", "2027-04-12"])
        await t.until(`${day}T10:00:00Z`);
      expect((await t.rows())[0]).toMatchObject({ status: "outcome_known", outcome: "yes" });
      expect(
        t.platform
          .words(directMessageKey("maria"))
          .filter((words) => words.includes(sentence("life.outcome.again", { number: 1 }))),
      ).toEqual([]);
      expect(
        t.platform
          .words(directMessageKey("paul"))
          .filter((words) => words.includes(sentence("life.outcome.again", { number: 1 }))),
      ).toHaveLength(0);
    });
  });
});

onBothEngines("team at its work-in-progress limit", (newUrl) => {
  async function open({ onTestFinished }: TestContext): Promise<CaseTeam> {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    await team.asks("maria");
    const { store } = team.coreHarness;
    await store.write(({ db, t }) =>
      db
        .update(t.workspaces)
        .set({ settings: { capacity: 1 } })
        .then(() => undefined),
    );
    await team.does("lea", await team.newest(), "I’ll take it");
    return team;
  }

  it("is asked which request will wait, and that one's requester is told", async (context) => {
    const t = await open(context);
    const waiting = (await t.rows())[0]!.id;
    const request = await t.asks("petra");
    await t.does("tom", request, "I’ll take it");
    expect([await t.status(request), (await t.notes(request)).at(-1)]).toEqual([
      "new",
      `${sentence("life.refused.full", { capacity: 1, inHand: 1, number: 2 })}\n[${sentence("life.button.waits")}]`,
    ]);
    const under = `slack/channel/CINTAKE/${(await t.card(request)).message}`;
    expect(await t.presses("tom", "Choose what waits", under)).toEqual({
      text: sentence("life.mistake.waits"),
    });
    await t.presses("tom", "Choose what waits", under, { waits: waiting });
    expect(await t.status(request)).toBe("accepted");
    expect(t.heard("maria")).toBe(
      sentence("life.told.wait_for", { number: 1, first: 2, who: "@tom" }),
    );
    expect((await t.card(waiting)).words).toContain("Waits for: R-2");
    expect((await t.notes(waiting)).at(-1)).toBe(
      sentence("life.team.wait_for", { number: 1, by: "@tom" }),
    );
    const { db, t: tables } = t.coreHarness.store.read;
    expect(await db.select().from(tables.tradeOffs)).toMatchObject([
      { first: request, waits: waiting, side: "team", by: "tom" },
    ]);
    await t.does("tom", request, "Delivered", { brought: "requested" });
    expect(t.heard("maria")).toBe(sentence("life.told.stop_waiting", { number: 1, first: 2 }));
    expect((await t.card(waiting)).words).not.toContain("Waits for");
    expect((await t.notes(waiting)).at(-1)).toBe(sentence("life.team.stop_waiting", { number: 1 }));
  });

  it("chooses it when a request is handed over, but only from those in progress", async (context) => {
    const t = await open(context);
    const request = await t.asks("petra");
    const third = await t.asks("paul");
    await t.forces("tom", request, "take", { waits: third });
    expect((await t.notes(request)).at(-1)).toBe(
      sentence("life.refused.gone", { other: 3, status: "with the team" }),
    );
    const waiting = (await t.rows())[0]!.id;
    await t.does("tom", request, "Hand to …", { to: "lea", waits: waiting });
    expect((await t.rows())[1]).toMatchObject({ status: "accepted", owner: "lea" });
    await t.forces("tom", third, "take", { text: "The move of the archive" });
    const { db, t: tables } = t.coreHarness.store.read;
    expect(
      (await db.select().from(tables.tradeOffs)).map(({ first, waits, words }) => [
        first,
        waits,
        words,
      ]),
    ).toEqual([
      [request, waiting, null],
      [third, null, ["The move of the archive"]],
    ]);
  });
});
