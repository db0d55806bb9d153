/** Whole retrospectives through the core: live, over days, and with a facilitator who is lost. */
import { afterEach, expect, it } from "vitest";
import { onBothEngines } from "../turn/house.ts";
import { openTeam, type Team } from "./team.ts";

const people = ["U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7"];

onBothEngines("a retrospective", (newUrl) => {
  let team: Team;
  afterEach(() => team?.close());

  it("goes from the first note to the last action in a channel, live", async () => {
    team = await openTeam(await newUrl());
    await team.types("U0", "start sailboat");
    expect(team.board()).toContain("Everybody writes");
    expect(team.board()).toContain("Anonymous");
    for (const person of people) await team.fills(person, "Write", { "column.wind": `wind of ${people.indexOf(person)}`, "column.anchor": "Builds are slow\nreviews wait for days" }, team.channel, 2);
    expect(team.board()).toContain("8 of you have written");
    expect(team.board()).not.toContain("wind of 3");
    await team.press("U0", "Reveal");
    expect(team.board()).toContain("wind of 3");
    expect(team.board()).toContain("Page 1 of 2");
    await team.press("U0", "Put together");
    expect(team.board()).toMatch(/\(8 notes\)/);
    await team.press("U0", "Put together");
    await team.press("U0", "Go on to voting");
    const [a, b] = team.numbers();
    await team.says("U1", `retro vote ${a} ${a} ${b}`);
    expect(team.last(team.direct("U1"))).toContain("2 of 5 left");
    await team.says("U1", `retro vote ${a} ${a} ${a} ${b} ${b} ${b}`);
    expect(team.last(team.direct("U1"))).toContain("5 dots in all");
    await team.fills("U2", "Place my dots", { "dot.0": `${a}`, "dot.1": `${a}` }, team.channel, 2);
    expect(team.last(team.direct("U2"))).toContain("3 of 5 left");
    expect(team.board()).toContain("2 of 8 have voted");
    expect(team.board()).not.toContain("4 dots");
    await team.press("U0", "Count, and talk");
    expect(team.board()).toContain("4 dots");
    await team.fills("U3", "Note something", { text: "we want smaller changes" });
    expect(team.board()).toContain("we want smaller changes");
    await team.press("U0", "Next topic", team.channel, 1);
    await team.press("U0", "Go on to actions");
    await team.fills("U4", "Propose an action", { text: "split the build", owner: "U4", due: "2027-03-19" });
    await team.press("U0", "Keep this");
    await team.press("U0", "Close");
    expect(team.board()).toContain("That was it");
    expect(team.board()).toContain("split the build");
    await team.types("U1", "summary csv");
    expect(team.last(team.direct("U1"))).toContain("type,topic,title,votes,column,text,person,due,state");
    expect(team.house.troubles).toEqual([]);
  });
});
