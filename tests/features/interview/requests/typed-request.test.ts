/** The command "/request" typed as a message, and messages that are deleted once the team has them. */
import { randomUUID } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { briefChannelKey, type CaseTeam, openCaseTeam } from "../../../harness/case-team.ts";
import { onBothEngines } from "../../../harness/core-harness.ts";
import { messageEvent } from "../../../harness/events.ts";
import { sentence } from "../../../harness/words.ts";

onBothEngines("message about a request", (newUrl) => {
  let team: CaseTeam;
  afterEach(() => team?.close());

  it("that is its number, or the command without a slash, shows it and adds nothing", async () => {
    team = await openCaseTeam(await newUrl());
    const request = await team.brings("maria");
    const steps = await team.steps(request);
    for (const typed of ["R-1", "R-1?", "#1", "request R-1", "request 1", "/request R-1"]) {
      await team.says("maria", typed);
      expect(team.heard("maria"), typed).toContain("R-1 · Salesforce");
    }
    for (const typed of ["request mine", "/request mine"]) {
      await team.says("maria", typed);
      expect(team.heard("maria"), typed).toContain(sentence("where.mine", { count: 1 }));
    }
    expect(await team.steps(request)).toEqual(steps);
  });

  it("opens one where a slash precedes what is needed", async () => {
    team = await openCaseTeam(await newUrl());
    await team.says("maria", "/request We need Salesforce");
    expect((await team.rows()).map(({ text }) => text)).toEqual([["We need Salesforce"]]);
  });

  it("is taken out of it when deleted, and both its author and the team hear so", async () => {
    team = await openCaseTeam(await newUrl());
    const message = randomUUID();
    const sent = messageEvent("maria", "We need a key to the workshop", message);
    await team.accept(sent);
    const request = await team.newest();
    const { workspace, at, by, place } = sent;
    await team.accept({
      ...{ workspace, at, by, place },
      id: randomUUID(),
      kind: "deleted",
      message,
    });
    expect(team.heard("maria")).toContain(sentence("requests.about.deleted", { number: 1 }));
    expect(await team.notes(request)).toContain(sentence("life.team.deleted", { by: "@maria" }));
    await team.presses("maria", sentence("life.button.withdraw"));
    expect(await team.status(request)).toBe("cancelled");
    expect(team.platform.words(briefChannelKey).join()).not.toContain("workshop");
  });
});
