/** Life of a request after its brief, as the team and the requesters act, on both engines. */

import { describe, expect, it, type TestContext } from "vitest";
import {
  briefChannelKey,
  type CaseTeam,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import { onBothEngines } from "../../../harness/core-harness.ts";
import { sentence } from "../../../harness/words.ts";

onBothEngines("life of a request", (newUrl) => {
  async function open({ onTestFinished }: TestContext): Promise<CaseTeam> {
    const team = await openCaseTeam(await newUrl());
    onTestFinished(() => team.close());
    return team;
  }

  describe.concurrent("with a database each", () => {
    it("assigns it to the first of two who press, and tells the other and the requester", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.accept(
        t.press("lea", "I’ll take it", briefChannelKey),
        t.press("tom", "I’ll take it", briefChannelKey),
      );
      expect((await t.card(request)).words).toContain(
        sentence("life.card.owner", { owner: "@lea", since: new Date("2027-03-02T12:00:00.000Z") }),
      );
      expect(await t.notes(request)).toEqual([
        sentence("life.refused.taken", {
          who: "@lea",
          number: 1,
          at: new Date("2027-03-02T12:00:00.000Z"),
        }),
      ]);
      expect(t.heard("maria")).toBe("@lea has taken R-1.");
      await t.does("lea", request, "Give it back");
      expect(t.heard("maria")).toContain("back with the team");
      await t.does("lea", request, "Hand to …", { to: "tom" });
      expect(t.heard("maria")).toBe("@tom has taken over R-1.");
      expect((await t.notes(request)).at(-1)).toBe(
        sentence("life.team.assign", { by: "@lea", number: 1, to: "@tom" }),
      );
      expect(await t.steps(request)).toEqual(["take", "release", "assign"]);
    });

    it("sends the team's question to the requester, and the answer to the card's thread", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      expect(t.heard("maria")).toContain(
        `${sentence("life.told.ask", { who: "@lea", number: 1 })}\n> Which dealers?\nJust answer here`,
      );
      await t.says("maria", "Those in the north", { message: "answer" });
      expect(t.heard("maria")).toBe(sentence("life.relay.answered", { who: "@lea" }));
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
        place: { platform: "slack", kind: "personal", id: "maria" },
      } as const;
      await t.accept({ ...said, kind: "edited", message: "answer", text: ["Those in the south"] });
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: Those in the south");
      expect((await t.card(request)).words).toContain("Those in the south");
      await t.accept({ ...said, id: "e2", kind: "deleted", message: "answer" });
      expect((await t.notes(request)).at(-1)).toBe(
        sentence("life.team.taken_back", { by: "@maria" }),
      );
      expect((await t.card(request)).words).not.toContain("Those in");
    });

    it("takes an answer by form or in the thread, also beside another request", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.says("maria", "We need a dashboard");
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      expect(t.heard("maria")).toContain(sentence("life.told.ask.busy", { busy: 2 }));
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

    it("takes answers in a channel's thread only from the requester", async (context) => {
      const t = await open(context);
      const place = { platform: "slack", kind: "channel", id: "C1", thread: "1" } as const;
      const request = await t.brings("maria", { place });
      await t.does("lea", request, "Ask", { text: "Which dealers?" });
      expect(t.platform.words("slack/channel/C1/1").at(-1)).toContain("Which dealers?");
      await t.says("petra", "lunch, anybody?", { place, addressed: false });
      expect(await t.notes(request)).toHaveLength(1);
      await t.says("maria", "Those in the north", { place, addressed: false });
      expect((await t.notes(request)).at(-1)).toBe("@maria answers @lea: Those in the north");
    });

    it("lets an alternative be accepted, or objected to once with a reason", async (context) => {
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
        `${sentence("life.told.propose", { who: "@lea", number: 1 })}\n> The portal shows it\nReason: It is there already\n${sentence("life.offer.how")}`,
      );
      expect(
        await t.presses("maria", sentence("life.button.object"), directMessageKey("maria"), {
          text: " ",
        }),
      ).toEqual({ text: sentence("life.mistake.empty") });
      await t.presses("maria", sentence("life.button.object"), directMessageKey("maria"), {
        text: "Not on a phone",
      });
      expect([await t.status(request), t.heard("maria")]).toEqual([
        "new",
        sentence("life.offer.objected", { number: 1 }),
      ]);
      expect((await t.notes(request)).at(-1)).toBe(
        sentence("life.team.object", { by: "@maria", why: "Not on a phone" }),
      );

      await t.does("tom", request, "Propose another way", { alternative: "An app" });
      await t.presses("maria", sentence("life.button.object"), directMessageKey("maria"), {
        text: "Not at all",
      });
      expect(t.heard("maria")).toBe(
        `${sentence("life.refused.once")}\n[${sentence("life.button.ask_for_person")}]`,
      );
      await t.presses("maria", "A person, please", directMessageKey("maria"));
      expect((await t.notes(request)).at(-1)).toBe(
        sentence("life.team.ask_for_person", { by: "@maria", number: 1 }),
      );
      expect(await t.status(request)).toBe("alternative_proposed");
      const press = t.press("maria", "That works", directMessageKey("maria"));
      await t.says("maria", "yes");
      expect([await t.status(request), (await t.rows())[0]?.owner]).toEqual(["accepted", "tom"]);
      await t.accept(press);
      expect(t.heard("maria")).toBe(
        sentence("life.refused.stale", { number: 1, status: "taken on" }),
      );
      expect((await t.steps(request)).filter((step) => step === "accept")).toHaveLength(1);
    });

    it("takes a reply to an alternative in words, and adds what is neither yes nor no", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "Propose another way", { alternative: "The portal shows it" });
      await t.says("maria", "only if it shows dealers too");
      await t.says("maria", "and it has to work abroad");
      expect(t.heard("maria")).toContain(sentence("life.added", { number: 1 }));
      await t.says("maria", "no, that has no dealers in it");
      expect(await t.steps(request)).toEqual([
        "propose",
        "add: only if it shows dealers too",
        "add: and it has to work abroad",
        "object: no, that has no dealers in it",
      ]);
      await t.does("lea", request, "Propose another way", { alternative: "An app" });
      await t.says("maria", "yes");
      expect(await t.status(request)).toBe("accepted");
    });

    it("refuses a decline without a reason, even by a forged form", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      expect(
        await t.does("lea", request, "Decline", { text: "No time", alternative: "none" }),
      ).toEqual({
        alternative: sentence("life.mistake.no_alternative"),
      });
      await t.forces("lea", request, "decline", { text: "No time" });
      expect(await t.status(request)).toBe("new");
      expect((await t.notes(request)).at(-1)).toBe(sentence("life.refused.no_alternative"));
      await t.forces("lea", request, "ask", {});
      expect((await t.notes(request)).at(-1)).toBe(
        `${sentence("life.refused.incomplete", { number: 1 })}\n[Ask]`,
      );
      await t.forces("lea", request, "postpone", {
        text: "No time",
        until: "2027-02-31",
        alternative: "The old one",
      });
      expect(await t.steps(request)).toEqual([]);
      await t.does("lea", request, "Decline", { text: "No time", alternative: "Petra has a list" });
      expect(t.heard("maria")).toContain(
        "what they suggest instead:\n> Petra has a list\nReason: No time",
      );
      await t.presses("maria", "I’ll do that", directMessageKey("maria"));
      expect([await t.status(request), await t.steps(request)]).toEqual([
        "declined",
        ["decline: No time", "accept"],
      ]);
      expect((await t.notes(request)).at(-1)).toBe(sentence("life.team.accept", { by: "@maria" }));
    });

    it("reopens it on the day to which it was postponed, after a weekend on Monday", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      expect(
        await t.does("lea", request, "Postpone", {
          until: "2027-03-02",
          text: "Stocktaking",
          alternative: "The old list",
        }),
      ).toEqual({
        until: sentence("life.mistake.past"),
      });
      await t.does("lea", request, "Postpone", {
        until: "2027-03-13",
        text: "Stocktaking",
        alternative: "The old list",
      });
      expect(t.heard("maria")).toContain(
        `${sentence("life.told.postpone", { number: 1, until: new Date("2027-03-13T12:00:00.000Z") })}\n> The old list`,
      );
      const press = t.press("maria", "I’ll do that", directMessageKey("maria"));
      await t.until("2027-03-14T12:00:00Z");
      expect(await t.status(request)).toBe("postponed");
      await t.until("2027-03-15T10:00:00Z");
      expect([await t.status(request), t.heard("maria")]).toEqual([
        "new",
        sentence("life.told.reactivate", { number: 1 }),
      ]);
      await t.accept(press);
      expect(t.heard("maria"), "nobody was first: the clock was").toBe(
        sentence("life.refused.stale", { number: 1, status: "with the team" }),
      );
    });

    it("counts it as a repair once the team says so, also after its brief changed", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "I’ll take it");
      await t.does("lea", request, "Mark as a fault");
      expect((await t.card(request)).words).toContain(sentence("life.card.factory"));
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
        /@maria has changed the brief. It now says:\n.*: Paul$/,
      );
      expect((await t.card(request)).words).toContain("Paul");
    });

    it("keeps its state while its brief is edited, parked and cancelled", async (context) => {
      const t = await open(context);
      const request = await t.brings("maria");
      await t.does("lea", request, "I’ll take it");
      await t.presses("maria", "Change something", directMessageKey("maria"));
      await t.presses("maria", "Need", directMessageKey("maria"));
      for (const day of ["03", "04", "05", "08"]) await t.until(`2027-03-${day}T10:00:00Z`);
      await t.says("maria", "They cannot see the price");
      await t.says("maria", "yes");
      expect(await t.status(request)).toBe("accepted");
      expect((await t.card(request)).words).toContain("They cannot see the price");
    });

    it("withdraws, disclaims and restores it, but not once it is delivered", async (context) => {
      const t = await open(context);
      const request = await t.asks("maria");
      const press = t.press("maria", "That was no request", directMessageKey("maria"));
      await t.does("lea", request, "I’ll take it");
      await t.does("lea", request, "Ask", { text: "Which system?" });
      await t.accept(press);
      expect([await t.status(request), (await t.notes(request)).at(-1)]).toEqual([
        "not_a_request",
        sentence("life.team.dismiss", { by: "@maria", number: 1 }),
      ]);
      await t.says("maria", "So much for that");
      expect(
        (await t.notes(request)).at(-1),
        "what was asked before is not answered any more",
      ).toContain("isn’t a request");
      await t.accept(t.press("maria", "Bring it back", directMessageKey("maria")));
      expect([await t.status(request), (await t.notes(request)).at(-1)]).toEqual([
        "new",
        sentence("life.team.restore", { by: "@maria", number: 1 }),
      ]);
      await t.does("lea", request, "I’ll take it");
      await t.does("lea", request, "Delivered");
      await t.accept({ ...press, id: "again" });
      expect([await t.status(request), t.heard("maria")]).toEqual([
        "delivered",
        sentence("life.refused.stale.who", {
          who: "@lea",
          number: 1,
          status: "delivered",
          at: new Date("2027-03-02T12:00:00.000Z"),
        }),
      ]);
    });
  });
});
