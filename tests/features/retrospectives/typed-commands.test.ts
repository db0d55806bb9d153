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
});
