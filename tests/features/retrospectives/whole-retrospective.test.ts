/** Whole retrospectives through the core: live, over days, and without their facilitator. */

import { afterEach, expect, it } from "vitest";
import { createRetrospectivesFeature } from "../../../src/features/retrospectives/feature.ts";
import { onBothEngines, scriptedJudge, testWorkspace, words } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import { openRetroTeam, type RetroTeam, testSecret } from "./retro-team.ts";

const people = ["U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7"];

onBothEngines("retrospective", (newUrl) => {
  let team: RetroTeam;
  afterEach(() => team?.close());

  it("runs live in a channel, from the first note to the last action", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    expect(team.board()).toContain("Everyone writes");
    expect(team.board()).toContain("Anonymous");
    for (const person of people)
      await team.fills(
        person,
        "Write",
        {
          "column.wind": `wind of ${people.indexOf(person)}`,
          "column.anchor": "Builds are slow\nreviews wait for days",
        },
        team.channel,
        2,
      );
    expect(team.board()).toContain("8 people have written");
    expect(team.board()).not.toContain("wind of 3");
    await team.press("U0", "Reveal");
    expect(team.board()).toContain("wind of 3");
    expect(team.board()).toContain("Page 1 of 2");
    await team.press("U0", "Group these");
    expect(team.board()).toMatch(/\(8 notes\)/);
    await team.press("U0", "Group these");
    await team.press("U0", "Go on to voting");
    const [a, b] = team.numbers();
    await team.says("U1", `retro vote ${a} ${a} ${b}`);
    expect(team.last(team.direct("U1"))).toContain("2 of 5 left");
    await team.says("U1", `retro vote ${a} ${a} ${a} ${b} ${b} ${b}`);
    expect(team.last(team.direct("U1"))).toContain("5 dots in all");
    await team.fills("U2", "Place my dots", { [`topic.${a}`]: "2" }, team.channel, 2);
    expect(team.last(team.direct("U2"))).toContain("3 of 5 left");
    expect(team.board()).toContain("2 of 8 have voted");
    expect(team.board()).not.toContain("4 dots");
    await team.press("U0", "Count, and talk");
    expect(team.board()).toContain("4 dots");
    await team.fills("U3", "Add a remark", { text: "we want smaller changes" });
    expect(team.board()).toContain("we want smaller changes");
    await team.press("U0", "Next topic", team.channel, 1);
    await team.press("U0", "Go on to actions");
    await team.fills("U4", "Propose an action", {
      text: "split the build",
      owner: "U4",
      due: "2027-03-19",
    });
    await team.press("U0", "Keep this");
    await team.press("U0", "Close");
    expect(team.board()).toContain("That’s it");
    expect(team.board()).toContain("split the build");
    await team.types("U1", "summary csv");
    expect(team.last(team.direct("U1"))).toContain(
      "type,topic,title,votes,column,text,person,due,state",
    );
    expect(team.coreHarness.troubles).toEqual([]);
  });

  it("collects notes over days, reminds people who have not written, and reveals", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start paying customer until 5 march");
    expect(team.board()).toContain("Open until: Friday");
    await team.types("U0", "until thursday");
    expect(team.board()).toContain("Open until: Thursday");
    await team.types("U0", "until 5 march");
    for (const person of people) await team.press(person, "I’m in", team.channel, 2);
    for (const person of people.slice(0, 5))
      await team.fills(person, "Write", {
        "column.created-value": `value of ${people.indexOf(person)}`,
      });
    expect(team.board()).toContain("5 of 8 have written");
    await team.moveTo("2027-03-04T17:00:00Z");
    const reminded = people.filter((person) =>
      team
        .words(team.direct(person))
        .some((words) => words.includes("haven’t written anything yet")),
    );
    expect(reminded).toEqual(["U5", "U6", "U7"]);
    await team.fills("U6", "Write", { "column.created-value": "late but here" }, team.direct("U6"));
    await team.moveTo("2027-03-05T17:00:00Z");
    expect(team.board()).toContain("Reading, and grouping");
    expect(team.board()).toContain("late but here");
    await team.press("U0", "One step back");
    await team.fills("U7", "Write", { "column.hurt-the-experience": "even later" });
    await team.press("U0", "Reveal");
    expect(team.board()).toContain("even later");
  });

  it("carries actions over to the next one, and asks their owners in between", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start 4ls");
    for (const to of [1, 2, 3, 4]) await team.types("U0", `next ${to}`);
    await team.fills("U1", "Propose an action", {
      text: "ask who reads the deck",
      owner: "U2",
      due: "2027-03-16",
    });
    await team.fills("U1", "Propose an action", { text: "tidy the wiki" });
    await team.press("U0", "Keep this");
    expect(
      await team.fills("U0", "Keep this", { owner: "U3", due: "2027-01-01" }, team.channel),
    ).toEqual({ due: sentence("retro.mistake.past") });
    await team.fills("U0", "Keep this", { owner: "U3", due: "2027-03-12" }, team.channel);
    await team.press("U0", "Close", team.channel, 2);
    expect(team.board()).toContain("tidy the wiki");
    await team.moveTo("2027-03-09T10:00:00Z");
    expect(team.last(team.direct("U2"))).toContain(
      sentence("retro.midway", { text: "ask who reads the deck", due: "16 March 2027" }),
    );
    await team.moveTo("2027-03-12T10:00:00Z");
    expect(team.last(team.direct("U3"))).toContain("Is it done?");
    await team.press("U3", "Done", team.direct("U3"), 2);
    await team.types("U5", "start sailboat");
    const board = team.board();
    expect(board).toContain("These are still open");
    expect(board).toContain("ask who reads the deck");
    expect(board).not.toContain("tidy the wiki");
    await team.press("U5", "Keep it");
    await team.press("U5", "Go on to writing");
    await team.types("U1", "actions");
    expect(team.last(team.direct("U1"))).toContain("ask who reads the deck");
  });

  it("continues without its facilitator", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.wind": "fast builds" });
    await team.press("U1", "Reveal");
    expect(team.last(team.direct("U1"))).toContain("@Name U0 facilitates");
    await team.press("U1", "I’ll facilitate");
    expect(team.last(team.direct("U0"))).toContain("offers to facilitate");
    await team.moveTo("2027-03-02T10:11:00Z");
    expect(team.board()).toContain("Facilitator: @Name U1");
    await team.press("U1", "Reveal");
    await team.press("U0", "I’ll facilitate");
    await team.press("U1", "Hand over", team.direct("U1"));
    expect(team.board()).toContain("Facilitator: @Name U0");
    await team.moveTo("2027-03-02T10:40:00Z");
    await team.press("U3", "I’ll facilitate");
    expect(team.board()).toContain("Facilitator: @Name U3");
  });

  it("says in the channel that it waits for its facilitator, at growing intervals", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.wind": "fast builds" });
    await team.press("U0", "Reveal");
    const stalled = sentence("retro.stalled", {
      title: "Sailboat",
      phase: sentence("retro.phase.group"),
      facilitator: "@Name U0",
    });
    const said = () => team.words().filter((text) => text.includes(stalled)).length;
    await team.moveTo("2027-03-03T09:59:00Z");
    expect(said()).toBe(0);
    await team.moveTo("2027-03-03T10:01:00Z");
    expect(said()).toBe(1);
    await team.moveTo("2027-03-09T10:00:00Z");
    expect(said()).toBe(1);
    await team.moveTo("2027-03-10T10:02:00Z");
    expect(said()).toBe(2);
    await team.press("U3", sentence("retro.button.take_over"));
    expect(team.board()).toContain("Facilitator: @Name U3");
    await team.types("U3", "next");
    await team.moveTo("2027-03-10T12:00:00Z");
    for (const _ of [1, 2, 3]) await team.types("U3", "next");
    const before = team.words().length;
    await team.moveTo("2027-04-30T12:00:00Z");
    expect(team.words()).toHaveLength(before);
  });

  it("keeps its facilitator once it is closed", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.types("U3", "facilitate");
    await team.press("U3", sentence("retro.button.take_over"));
    for (const _ of [1, 2, 3, 4, 5]) await team.types("U0", "next");
    await team.moveTo("2027-03-02T12:00:00Z");
    expect(team.words(team.direct("U3")).join("\n")).not.toContain(
      sentence("retro.facilitates", { who: "@Name U3" }),
    );
  });

  it("begins with a question to warm up where that was asked for", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat with ice-breaker");
    const questions = sentence("retro.ice_breaker.questions").split("\n");
    expect(questions.filter((question) => team.board().includes(question))).toHaveLength(1);
  });

  it("sums up as a card: topics with votes, the actions, and those not kept", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.wind": "fast builds\nslow review" });
    await team.press("U0", "Reveal");
    await team.types("U0", "next");
    const number = team.numbers()[1]!;
    await team.types("U1", `vote ${number}`);
    const voted = /fast builds/.test(team.board().split(`${number}  `)[1]!.split("\n")[0]!)
      ? ["fast builds", "slow review"]
      : ["slow review", "fast builds"];
    for (const _ of [1, 2]) await team.types("U0", "next");
    await team.fills("U1", "Propose an action", { text: "tidy the wiki" });
    await team.press("U0", "Close", team.channel, 2);
    expect(team.words().filter((text) => text.includes("tidy the wiki"))).toHaveLength(1);
    await team.types("U1", "summary");
    const summary = team.last(team.direct("U1"));
    for (const part of [
      sentence("retro.closed.top"),
      voted[0]!,
      sentence("retro.closed.no_actions"),
      sentence("retro.closed.proposed"),
      "tidy the wiki",
    ])
      expect(summary).toContain(part);
    expect(summary).not.toContain(voted[1]!);
    await team.press("U1", sentence("retro.button.markdown"), team.direct("U1"));
    const file = team.last(team.direct("U1"));
    expect(file).toContain(`## ${sentence("retro.closed.proposed")}`);
    expect(file).toContain(voted[1]!);
  });

  it("repeats every other Friday, is moved by a button, and rotates its facilitator", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.press("U1", "I’m in");
    await team.types("U0", "every 2 weeks friday 14:00");
    expect(team.last(team.direct("U0"))).toContain("Friday");
    for (const _ of [1, 2, 3, 4, 5]) await team.types("U0", "next");
    expect(team.board()).toContain("That’s it");
    await team.moveTo("2027-03-03T14:00:00Z");
    expect(team.board()).toContain("Open until: Friday 5 March at 14:00");
    expect(team.board()).toContain("Facilitator: @Name U0");
    await team.press("U0", "A day later", team.direct("U0"));
    expect(team.board()).toContain("Open until: Saturday 6 March at 14:00");
    for (const _ of [1, 2, 3, 4, 5]) await team.types("U0", "next");
    await team.moveTo("2027-03-17T14:00:00Z");
    expect(team.board()).toContain("Facilitator: @Name U1");
    expect(team.board()).toContain("Open until: Friday 19 March at 14:00");
    await team.types("U1", "stop");
    await team.types("U1", "history");
    expect(team.last(team.direct("U1"))).toContain("Sailboat");
  });

  it("moves a planned meeting from a day off that was added later", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.types("U0", "every 2 weeks friday 14:00");
    for (const _ of [1, 2, 3, 4, 5]) await team.types("U0", "next");
    await team.coreHarness.store.write(async ({ db, t }) => {
      const off = { workspace: testWorkspace, date: "2027-03-05", name: "Off", by: "U9" };
      await db.insert(t.daysOff).values({ ...off, region: "" });
    });
    await team.moveTo("2027-03-03T14:00:00Z");
    expect(team.board()).toContain("Open until: Monday 8 March at 14:00");
  });

  it("continues in the same state after a crash in any phase", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.wind": "fast builds\nslow review" });
    await team.crash();
    expect((await team.open("U1", "Write"))?.fields[0]?.value?.split("\n").sort()).toEqual([
      "fast builds",
      "slow review",
    ]);
    await team.press("U0", "Reveal");
    await team.crash();
    await team.press("U0", "Go on to voting");
    const [a] = team.numbers();
    await team.types("U1", `vote ${a} ${a}`);
    await team.crash();
    await team.press("U0", "Count, and talk");
    expect(team.board()).toContain("2 dots");
    await team.crash();
    await team.press("U0", "Go on to actions");
    await team.fills("U1", "Propose an action", {
      text: "split it",
      owner: "U1",
      due: "2027-03-20",
    });
    await team.crash();
    await team.press("U0", "Keep this");
    await team.press("U0", "Close");
    expect(team.board()).toContain("split it");
  });

  it("stays consistent when two press at once, or one presses twice", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.wind": "one\ntwo\nthree" });
    await team.press("U0", "Reveal", team.channel, 2);
    expect(team.numbers()).toEqual([1, 2, 3]);
    await team.press("U0", "Go on to voting", team.channel, 2);
    const { message, button } = team.find("Count, and talk", team.channel);
    const press = (person: string) => ({
      ...team.event(person),
      place: team.channel,
      kind: "press" as const,
      press: button.press,
      card: message,
    });
    await team.coreHarness.core.ingest([press("U0"), press("U0"), press("U2")]);
    await team.settle();
    expect(team.board()).toContain("Discussing");
    await team.press("U0", "Next topic");
    await team.press("U0", "Next topic");
    expect(team.board()).not.toContain("After that");
  });

  it("is shared by several channels", async () => {
    team = await openRetroTeam(await newUrl());
    const other = { ...team.channel, id: "C2" };
    await team.types("U0", "start sailboat");
    await team.press("U5", "I’m in");
    await team.says("U5", "retro status", other);
    await team.fills("U6", "Write", { "column.wind": "from the other side" }, other);
    expect(team.board(team.channel)).toContain("1 of 2 have written");
    expect(team.board(other)).toContain("1 of 2 have written");
    await team.says("U0", "retro next", other);
    expect(team.board(team.channel)).toContain("from the other side");
    expect(team.board(other)).toContain("from the other side");
  });

  it("takes notes that people kept for it in their checks, without names", async () => {
    const handOver = async () => ["third status deck this week"];
    team = await openRetroTeam(await newUrl(), {
      features: [
        createRetrospectivesFeature({
          secret: testSecret,
          takeCheckNotes: handOver,
          readTrend: async () => "glad: 60 of 100, from 40",
        }),
      ],
    });
    await team.types("U0", "start paying customer named");
    expect(team.board()).toContain("The check: glad: 60 of 100, from 40");
    expect(team.board()).toContain("Delivered: nothing yet");
    expect(team.board()).not.toContain("status deck");
    await team.press("U0", "Reveal");
    expect(team.board()).toMatch(/They would not pay for\n\d+ {2}third status deck this week$/m);
  });

  it("closes with a model's summary once its facilitator has accepted it", async () => {
    const recap = async ({ notes }: { notes: string[] }) =>
      `Builds held everybody up. “${notes[0]}”`;
    team = await openRetroTeam(await newUrl(), {
      judge: { ...scriptedJudge(), draftRecap: recap },
    });
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.anchor": "builds take an hour" });
    for (const _ of [1, 2, 3, 4, 5]) await team.types("U0", "next");
    expect(team.board()).not.toContain("Builds held");
    const label = words.plain("retro.button.adopt");
    const { message, button } = team.find(label, team.direct("U0"));
    const press = {
      place: team.direct("U1"),
      kind: "press" as const,
      press: button.press,
      card: message,
    };
    await team.accept({ ...team.event("U1"), ...press });
    await team.accept({ ...team.event("U1"), ...press, place: team.direct("U0") });
    await team.accept({ ...team.event("U0"), ...press, place: team.channel });
    await team.accept({ ...team.event("U0"), ...press, place: team.channel, card: "another" });
    expect(team.words().join()).not.toContain("Builds held");
    await team.press("U0", label, team.direct("U0"));
    expect(team.board()).toContain("Builds held everybody up. “builds take an hour”");
  });

  it("gives each topic its time, and says in the channel when it is over", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U0", "start sailboat");
    await team.fills("U0", "Write", { "column.wind": "one\ntwo" });
    for (const _ of [1, 2, 3]) await team.types("U0", "next");
    await team.moveTo("2027-03-02T10:08:00Z");
    expect(team.last()).toContain("Time is up");
    await team.press("U0", "Five more minutes");
    expect(team.board()).toContain("until 10:13");
    await team.moveTo("2027-03-02T10:13:00Z");
    await team.press("U0", "Next topic", team.channel, 2);
    expect(team.board()).not.toContain("After that");
    expect(team.words().filter((words) => words.startsWith("Retrospective"))).toHaveLength(1);
  });

  it("waits for its encryption key, and loses nothing meanwhile", async () => {
    const url = await newUrl();
    team = await openRetroTeam(url);
    await team.types("U0", "start sailboat");
    await team.fills("U0", "Write", { "column.wind": "one" });
    const button = team.find("Reveal", team.channel);
    await team.close();
    const other = await openRetroTeam(url, {
      features: [createRetrospectivesFeature({ secret: "another" })],
    });
    await other.accept({
      ...other.event("U0"),
      place: other.channel,
      kind: "press",
      press: button.button.press,
      card: button.message,
    });
    expect(other.last(other.direct("U0"))).toContain("have the key for these notes");
    await other.close();
    team = await openRetroTeam(url);
    await team.accept({
      ...team.event("U0"),
      place: team.channel,
      kind: "press",
      press: button.button.press,
      card: button.message,
    });
    await team.types("U0", "status");
    expect(team.last(team.direct("U0"))).toContain("one");
  });

  it("says what can be done now, and is cancelled by its facilitator with confirmation", async () => {
    team = await openRetroTeam(await newUrl());
    await team.types("U1", "");
    expect(team.last(team.direct("U1"))).toContain("[Choose options]");
    await team.types("U0", "start sailboat");
    await team.fills("U1", "Write", { "column.wind": "one" });
    await team.types("U1", "");
    expect(team.last(team.direct("U1"))).toContain("[Write]");
    await team.types("U1", "cancel");
    expect(team.last(team.direct("U1"))).toContain(
      sentence("retro.cancel.sure", { title: "Sailboat", written: 1 }),
    );
    await team.press("U1", "Cancel it", team.direct("U1"));
    expect(team.board()).toContain("Everyone writes");
    await team.types("U0", "cancel");
    await team.press("U0", "Cancel it", team.direct("U0"));
    expect(team.board()).toContain("was cancelled");
    await team.types("U0", "start 4ls");
    expect(team.board()).toContain("Everyone writes");
  });
});
