/** Commands typed in a channel: which board they mean, and what the person reads. */

import { afterEach, expect, it } from "vitest";
import { loadRetroTemplates } from "../../../src/features/retrospectives/templates.ts";
import { onBothEngines } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import { openRetroTeam, type RetroTeam } from "./retro-team.ts";

onBothEngines("typed command", (newUrl) => {
  let team: RetroTeam;
  afterEach(() => team?.close());

  const phase = (name: string): string => sentence(`retro.phase.${name}`);

  it("moves the board of its channel, not the one used last", async () => {
    team = await openRetroTeam(await newUrl());
    const other = { ...team.channel, id: "C2" };
    await team.types("U0", "start sailboat");
    await team.types("U0", "start sailboat", other);
    await team.types("U0", "next", team.channel);
    expect(team.board(team.channel)).toContain(phase("group"));
    expect(team.board(other)).toContain(phase("collect"));
    await team.types("U0", "next", other);
    expect(team.board(team.channel)).toContain(phase("group"));
    expect(team.board(other)).toContain(phase("group"));
  });

  it("asks which board in a channel that has none", async () => {
    team = await openRetroTeam(await newUrl());
    const [other, third] = ["C2", "C3"].map((id) => ({ ...team.channel, id }));
    await team.types("U0", "start sailboat");
    await team.types("U0", "start sailboat", other);
    await team.types("U0", "next", third);
    expect(team.board(team.channel)).toContain(phase("collect"));
    expect(team.board(other)).toContain(phase("collect"));
  });

  it("sends no copy of the board that its channel shows", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    const before = team.words(team.direct("U0")).length;
    for (const typed of ["next", "next", "next", "next"]) await team.types("U0", typed);
    expect(team.board()).toContain(phase("decide"));
    await team.types("U0", "next");
    expect(team.words(team.direct("U0"))).toHaveLength(before);
  });

  it("tells in which column a note is kept, and which dots are placed", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.types("U1", "add wind: fast builds");
    const { columns } = loadRetroTemplates().find(({ name }) => name === "sailboat")!;
    const { title } = columns.find(({ key }) => key === "wind")!;
    expect(team.last(team.direct("U1"))).toContain(sentence("retro.kept.under", { column: title }));
    await team.types("U0", "next");
    await team.types("U0", "next");
    const [number] = team.numbers();
    await team.types("U1", `vote ${number} ${number}`);
    const shown = team.last(team.direct("U1"));
    expect(shown).toContain(sentence("retro.vote.placed", { dots: `${number}, ${number}` }));
    expect(shown).toContain(sentence("retro.vote.left", { left: 3, budget: 5 }));
  });

  it("prints a note that is its own topic once in Markdown", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.types("U1", "add wind: fast builds");
    await team.types("U0", "next");
    await team.types("U1", "summary md");
    expect(team.last(team.direct("U1")).split("fast builds")).toHaveLength(2);
  });

  it("says of an empty form that nothing was written", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", {});
    expect(team.last(team.direct("U1"))).toContain(sentence("retro.kept.nothing"));
  });

  it("says at the end of the time that nobody wrote anything", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat until friday");
    await team.moveTo("2027-03-05T18:00:00Z");
    expect(team.words().join()).toContain(sentence("retro.revealed.by_deadline", { count: 0 }));
  });

  it("asks before a close that keeps none of the suggested actions, or comes early", async () => {
    team = await openRetroTeam(await newUrl());
    const read = () => team.last(team.direct("U0"));
    await team.types("U0", "start sailboat");
    await team.types("U0", "close");
    const early = { title: "Sailboat", phase: phase("collect") };
    expect(read()).toContain(sentence("retro.close.early", early));
    await team.press("U0", sentence("retro.button.decide.start"), team.direct("U0"));
    await team.types("U1", "action tidy the wiki");
    for (const typed of ["close", "next"]) {
      await team.types("U0", typed);
      expect(read()).toContain(sentence("retro.close.unkept", { title: "Sailboat", count: 1 }));
      expect(team.board()).toContain(phase("decide"));
    }
    await team.types("U1", "close");
    expect(team.last(team.direct("U1"))).toContain(
      sentence("retro.refused.only_facilitator", { facilitator: "@Name U0" }),
    );
    await team.press("U0", sentence("retro.button.close"), team.direct("U0"));
    expect(team.board()).toContain(sentence("retro.closed.proposed"));
  });

  it("shows a suggested action as understood, and lists those suggested", async () => {
    team = await openRetroTeam(await newUrl());
    const read = () => team.last(team.direct("U1"));
    await team.types("U0", "start sailboat");
    await team.types("U1", "action tidy the wiki by whenever");
    expect(read()).toContain("tidy the wiki by whenever");
    expect(read()).toContain(sentence("retro.action.lacks"));
    await team.types("U1", "actions");
    expect(read()).toContain("tidy the wiki by whenever");
    expect(read()).not.toContain(sentence("retro.actions.none"));
  });

  it("does not count observers, who may have written, among those who vote", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.press("U1", sentence("retro.button.join"));
    for (const person of ["U0", "U1", "U2"]) await team.types(person, `add wind: of ${person}`);
    await team.press("U2", sentence("retro.button.observe"));
    await team.press("U2", sentence("retro.button.observe"));
    expect(team.last(team.direct("U2"))).toContain(sentence("retro.observing"));
    for (const _ of [1, 2]) await team.types("U0", "next");
    for (const person of ["U0", "U1"]) await team.types(person, "vote 1");
    expect(team.board()).toContain(sentence("retro.vote.count", { voted: 2 }));
  });

  it("says what it could not read", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    for (const [typed, key] of Object.entries({
      xyz: "unknown",
      "every blue moon": "series.unread",
      "until bananas": "until.unread",
    })) {
      await team.types("U0", typed);
      expect(team.last(team.direct("U0"))).toContain(sentence(`retro.${key}`));
    }
  });
});
