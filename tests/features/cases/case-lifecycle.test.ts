/** A request after its brief, played by the team and by those who asked, on both engines. */
import { describe, expect, it, type TestContext } from "vitest";
import {
  briefChannelKey,
  type CaseTeam,
  directMessageKey,
  openCaseTeam,
} from "../../harness/case-team.ts";
import { onBothEngines } from "../../harness/core-harness.ts";

onBothEngines("the life of a request", (newUrl) => {
  async function open({ onTestFinished }: TestContext): Promise<CaseTeam> {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    return team;
  }

  describe.concurrent("each with its own database", () => {
    it("is taken by one of two who press at once, and tells the other and the requester", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.accept(
        t.press("lea", "I take it", briefChannelKey),
        t.press("tom", "I take it", briefChannelKey),
      );
      expect((await t.card(request)).words).toContain("@lea has it since Mar 2, 2027");
      expect(await t.notes(request)).toEqual(["@lea was first, and has R-1 since Mar 2, 2027."]);
      expect(t.heard("maria")).toBe("@lea has R-1 now.");
      await t.does("lea", request, "Give it back");
      expect(t.heard("maria")).toContain("back on the team’s table");
      await t.does("lea", request, "Hand to …", { to: "tom" });
      expect(t.heard("maria")).toBe("@tom has R-1 now.");
      expect((await t.notes(request)).at(-1)).toBe("@lea handed R-1 to @tom.");
      expect(await t.steps(request)).toEqual(["take", "release", "hand"]);
    });

    it("carries a question to whoever asked for it, and the answer back under the card", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      expect(t.heard("maria")).toContain(
        "@lea asks about R-1:\n> Which dealers?\nJust answer here",
      );
      await t.says("maria", "Those in the north", { message: "answer" });
      expect(t.heard("maria")).toBe("Thank you, @lea has it.");
      expect(await t.notes(request)).toEqual([
        "@lea asks @maria: Which dealers?",
        "@maria answers @lea: Those in the north",
      ]);
      expect((await t.card(request)).words).toContain(
        "@lea asked: Which dealers?\n@maria answered: Those in the north",
      );

      const said = {
        id: "e1",
        workspace: "slack:T1",
        at: 1,
        by: { id: "maria" },
        place: { surface: "slack", kind: "personal", id: "maria" },
      } as const;
      await t.accept({ ...said, kind: "edited", message: "answer", text: ["Those in the south"] });
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: Those in the south");
      expect((await t.card(request)).words).toContain("Those in the south");
      await t.accept({ ...said, id: "e2", kind: "deleted", message: "answer" });
      expect((await t.notes(request)).at(-1)).toBe("@maria has taken back what they wrote here.");
      expect((await t.card(request)).words).not.toContain("Those in");
    });

    it("has its question answered by form or thread, also beside another request", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.says("maria", "We need a dashboard");
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      expect(t.heard("maria")).toContain(
        "What you write here goes to R-2 just now: tap Answer for this one.",
      );
      await t.presses("maria", "Answer", directMessageKey("maria"), { text: "All of them" });
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: All of them");
      await t.does("lea", request, "Ask", { text: "Since when?" });
      const asked = t.platform.said.findLast(({ place }) => place === directMessageKey("maria"))!;
      await t.restart();
      await t.says("maria", "Since May", { place: { ...asked.at, thread: asked.message } });
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: Since May");
      await t.says("maria", "They see what sold last week");
      expect((await t.rows()).map(({ status }) => status).sort()).toEqual(["asking", "new"]);
      expect(t.heard("maria")).not.toContain("Thank you, @lea");
    });

    it("takes answers in a channel's thread from its requester alone", async (context) => {
      const t = await open(context);
      const place = { surface: "slack", kind: "channel", id: "C1", thread: "1" } as const;
      const request = await t.brings("maria", { place });
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      expect(t.platform.words("slack/channel/C1/1").at(-1)).toContain("Which dealers?");
      await t.says("petra", "lunch, anybody?", { place, addressed: false });
      expect(await t.notes(request)).toHaveLength(1);
      await t.says("maria", "Those in the north", { place, addressed: false });
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: Those in the north");
    });

    it("may be met in another way: accepted, or objected to once and with a reason", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      expect(
        await t.does("lea", request, "Propose another way", { alternative: "nothing" }),
      ).toHaveProperty("alternative");
      await t.does("lea", request, "Propose another way", {
        alternative: "The portal shows it",
        text: "It is there already",
      });
      expect(t.heard("maria")).toContain(
        "@lea proposes another way to what R-1 is for:\n> The portal shows it\nBecause: It is there already\nDoes that do it for you?",
      );
      expect(
        await t.presses("maria", "That doesn’t do it", directMessageKey("maria"), { text: " " }),
      ).toEqual({ text: "Please write a few words." });
      await t.presses("maria", "That doesn’t do it", directMessageKey("maria"), {
        text: "Not on a phone",
      });
      expect([await t.status(request), t.heard("maria")]).toEqual([
        "new",
        "I’ll take that to the team. They look at R-1 once more.",
      ]);
      expect((await t.notes(request)).at(-1)).toBe(
        "@maria says that the alternative doesn’t do it: Not on a phone",
      );

      await t.does("tom", request, "Propose another way", { alternative: "An app" });
      await t.presses("maria", "That doesn’t do it", directMessageKey("maria"), {
        text: "Not at all",
      });
      expect(t.heard("maria")).toBe(
        "The team has your objection already. If it is still not right, a person comes to you.\n[A person, please]",
      );
      await t.presses("maria", "A person, please", directMessageKey("maria"));
      expect((await t.notes(request)).at(-1)).toBe(
        "@maria would like to talk to a person about R-1. Who gets in touch?",
      );
      expect(await t.status(request)).toBe("alternative_proposed");
      await t.says("maria", "yes");
      await t.presses("maria", "That works", directMessageKey("maria"));
      expect([await t.status(request), (await t.rows())[0]?.owner]).toEqual(["accepted", "tom"]);
      await t.accept(t.press("maria", "That works", directMessageKey("maria")));
      expect(t.heard("maria")).toBe("R-1 has moved on: taken on.");
      expect((await t.steps(request)).filter((step) => step === "accept")).toHaveLength(1);
    });

    it("has what was offered answered in words: yes is yes, and else a tap decides", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "Propose another way", { alternative: "The portal shows it" });
      await t.says("maria", "It has no dealers in it");
      expect(t.heard("maria")).toContain("what shall I make of that?");
      await t.presses("maria", "That doesn’t do it", directMessageKey("maria"));
      expect(await t.steps(request)).toEqual(["propose", "object: It has no dealers in it"]);
      await t.does("lea", request, "Propose another way", { alternative: "An app" });
      await t.says("maria", "yes");
      expect(await t.status(request)).toBe("accepted");
    });

    it("is never declined bare, not even past the form", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      expect(
        await t.does("lea", request, "Decline", { text: "No time", alternative: "none" }),
      ).toEqual({
        alternative: "A bare no helps nobody. What can they do instead, however small?",
      });
      await t.forces("lea", request, "decline", { text: "No time" });
      expect(await t.status(request)).toBe("new");
      expect((await t.notes(request)).at(-1)).toBe(
        "A no needs something beside it: what do we suggest instead?",
      );
      await t.forces("lea", request, "ask", {});
      expect((await t.notes(request)).at(-1)).toBe(
        "Something is missing yet: please fill in the form for R-1.\n[Ask]",
      );
      await t.forces("lea", request, "postpone", {
        text: "No time",
        until: "2027-02-31",
        alternative: "The old one",
      });
      expect(await t.steps(request)).toEqual([]);
      await t.does("lea", request, "Decline", { text: "No time", alternative: "Petra has a list" });
      expect(t.heard("maria")).toContain(
        "What they suggest instead:\n> Petra has a list\nBecause: No time",
      );
      await t.presses("maria", "I’ll do that", directMessageKey("maria"));
      expect([await t.status(request), await t.steps(request)]).toEqual([
        "declined",
        ["decline: No time", "accept"],
      ]);
      expect((await t.notes(request)).at(-1)).toBe("@maria goes with the alternative.");
    });

    it("comes back when the day comes that it waited for, after the weekend", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      expect(
        await t.does("lea", request, "Postpone", {
          until: "2027-03-02",
          text: "Stocktaking",
          alternative: "The old list",
        }),
      ).toEqual({
        until: "Please choose a day to come.",
      });
      await t.does("lea", request, "Postpone", {
        until: "2027-03-13",
        text: "Stocktaking",
        alternative: "The old list",
      });
      expect(t.heard("maria")).toContain(
        "R-1 waits until March 13, 2027. What helps until then:\n> The old list",
      );
      await t.until("2027-03-14T12:00:00Z");
      expect(await t.status(request)).toBe("postponed");
      await t.until("2027-03-15T10:00:00Z");
      expect([await t.status(request), t.heard("maria")]).toEqual([
        "new",
        "R-1 is back on the team’s table: the day it waited for has come.",
      ]);
      await t.accept(t.press("maria", "I’ll do that", directMessageKey("maria")));
      expect(t.heard("maria"), "nobody was first: the clock was").toBe(
        "R-1 has moved on: with the team.",
      );
    });

    it("counts as a repair once the team says so, also after its brief was changed", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "I take it");
      await t.does("lea", request, "Something to mend");
      expect((await t.card(request)).words).toContain("The team counts it as something to mend.");
      await t.does("lea", request, "Value stream", { new: "Order to cash" });
      await t.presses("maria", "Change something", directMessageKey("maria"));
      await t.presses("maria", "Looks after them", directMessageKey("maria"));
      await t.says("maria", "Paul");
      await t.says("maria", "yes");
      expect((await t.rows())[0]).toMatchObject({
        kind: "factory_issue",
        status: "accepted",
        stream: "Order to cash",
      });
      expect((await t.notes(request)).at(-1)).toMatch(
        /@maria has changed the brief. It says now:\n.*: Paul$/,
      );
      expect((await t.card(request)).words).toContain("Paul");
    });

    it("keeps its state while its brief is mended, put aside and forgotten", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "I take it");
      await t.presses("maria", "Change something", directMessageKey("maria"));
      await t.presses("maria", "Need", directMessageKey("maria"));
      for (const day of ["03", "04", "05", "08"]) await t.until(`2027-03-${day}T10:00:00Z`);
      await t.says("maria", "They cannot see the price");
      await t.says("maria", "yes");
      expect(await t.status(request)).toBe("accepted");
      expect((await t.card(request)).words).toContain("They cannot see the price");
    });

    it("is withdrawn, disowned and brought back, and not when it is delivered already", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "I take it");
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      const press = {
        ...t.press("maria", "Change something", directMessageKey("maria")),
        press: `no_request/${request}`,
      };
      await t.accept(press);
      expect([await t.status(request), (await t.notes(request)).at(-1)]).toEqual([
        "not_a_request",
        "@maria says that R-1 was no request.",
      ]);
      await t.says("maria", "So much for that");
      expect(
        (await t.notes(request)).at(-1),
        "what was asked before is not answered any more",
      ).toContain("was no request");
      await t.accept(t.press("maria", "Bring it back", directMessageKey("maria")));
      expect([await t.status(request), (await t.notes(request)).at(-1)]).toEqual([
        "new",
        "@maria has brought R-1 back.",
      ]);
      await t.does("lea", request, "I take it");
      await t.does("lea", request, "Delivered");
      await t.accept({ ...press, id: "again" });
      expect([await t.status(request), t.heard("maria")]).toEqual([
        "delivered",
        "@lea was first: R-1 is delivered since Mar 2, 2027.",
      ]);
    });
  });
});
