import { afterEach, expect, it } from "vitest";
import { onBothEngines } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import { checkDates, enrolForChecks, runScheduler } from "../checks/due-people.ts";
import {
  auditLogEntries,
  briefChannel,
  directMessages,
  openWorkspaceHarness,
  type WorkspaceHarness,
} from "./workspace-harness.ts";

/** A Tuesday, by the simulated clock. */
const today = "2027-03-02T10:00:00Z";
const sorry = sentence("organisation.may_not", { who: "@petra" });

onBothEngines("organisation's days off", (newUrl) => {
  let here: WorkspaceHarness;
  async function open(): Promise<void> {
    here = await openWorkspaceHarness({ url: await newUrl(), admins: ["petra"] });
    await here.commands("petra", "settings");
  }
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  const add = (values: Record<string, string>, person = "petra") =>
    here.submits(person, "entwine/add_days_off", {
      first: "",
      last: "",
      name: "",
      region: "",
      ...values,
    });
  const mistakes = (values: Record<string, string>) =>
    here.mistakes("petra", "entwine/add_days_off", {
      first: "2027-03-03",
      last: "",
      name: "Party",
      region: "",
      ...values,
    });
  const card = async (person: string) =>
    (await here.commands(person, "holidays")).join("\n").replace(/^[^:]*: /, "");
  /** Presses a button on the newest card with the days off. */
  const takesAway = (person: string, of: string) => {
    const list = here.platform.said.findLast(
      ({ place, words }) => place === `slack/dm/${person}` && words.startsWith("Days off"),
    );
    return here.presses(
      person,
      `entwine/drop_days_off/${of}`,
      directMessages(person),
      list?.message,
    );
  };
  /** Returns what happens to the daily question during an afternoon. */
  async function afternoon(date: string): Promise<string[]> {
    for (const time of ["13:00:00", "14:00:00", "14:00:30", "14:30:00"]) {
      here.clock.move(`${date}T${time}Z`);
      await runScheduler(here.coreHarness);
    }
    return checkDates(here.store);
  }

  it("are added by a typed command, which says how where it names no day", async () => {
    await open();
    await here.commands("petra", "holidays 2027-12-24 - 2028-01-01");
    await here.commands("petra", "holidays 2027-03-25 Summer party DE-BY");
    const shown = await card("petra");
    expect(shown).toContain("Days off, December 24, 2027 to January 1, 2028");
    expect(shown).toContain("Summer party, March 25, 2027 (DE-BY)");
    expect(shown).not.toContain(sentence("organisation.days_off.how"));
    expect((await here.commands("petra", "holidays DE")).join()).toContain(
      sentence("organisation.days_off.how"),
    );
    await here.commands("petra", "holidays 24.12.2028 Christmas");
    expect(await card("petra")).toContain("Christmas, December 24, 2028");
    expect((await here.commands("petra", "holidays 31.02.2027")).join()).toContain(
      sentence("organisation.days_off.unread", { how: sentence("organisation.days_off.how") }),
    );
    const refused = await here.commands("tom", "holidays 2027-05-01 Fair");
    expect(refused.join()).toContain(sorry);
  });

  it("are added, listed and removed by admins, and audited", async () => {
    await open();
    expect(await here.commands("petra", "settings")).toEqual([
      expect.stringContaining(
        `${sentence("organisation.days_off.line.none")} · [${sentence("organisation.button.holidays")}]`,
      ),
    ]);
    expect(await add({ first: "2027-03-25", name: "Summer party" })).toEqual([
      expect.stringMatching(/I’ve added Summer party[\s\S]*\[Days off\]/),
    ]);
    await add({ first: "2027-12-24", last: "2027-12-31", name: "Closed", region: "de-by" });
    expect((await card("petra")).split("\n")).toEqual([
      "Days off",
      "Summer party, March 25, 2027 · [Remove]",
      "Closed, December 24, 2027 to December 31, 2027 (DE-BY) · [Remove]",
      expect.stringContaining("I don’t ask the daily question"),
      "[Add days off]",
    ]);
    expect(await here.commands("petra", "settings")).toEqual([
      expect.stringContaining(
        "Days off: Summer party, March 25, 2027; Closed, December 24, 2027 to December 31, 2027 (DE-BY) · [Days off]",
      ),
    ]);
    await here.commands("petra", "holidays");
    await takesAway("petra", "2027-12-24/2027-12-31/DE-BY");
    expect(here.platform.words("slack/dm/petra").at(-1)).toMatch(/Summer party/);
    expect(here.platform.words("slack/dm/petra").at(-1)).not.toMatch(/Closed/);
    expect((await auditLogEntries(here.store)).slice(1)).toEqual([
      'day_off Summer party, 2027-03-25: null -> {"first":"2027-03-25","last":"2027-03-25","region":""} by petra',
      'day_off Closed, 2027-12-24/2027-12-31: null -> {"first":"2027-12-24","last":"2027-12-31","region":"DE-BY"} by petra',
      'day_off Closed, 2027-12-24/2027-12-31: {"first":"2027-12-24","last":"2027-12-31","region":"DE-BY"} -> null by petra',
    ]);
    const audit = (await here.commands("petra", "audit")).join();
    expect(audit).toContain("Days off, Summer party, 2027-03-25: added · @petra");
    expect(audit).toContain("Days off, Closed, 2027-12-24/2027-12-31: removed · @petra");
  });

  it("are readable by everybody, and changed by no one else", async () => {
    await open();
    await add({ first: "2027-03-25", name: "Summer party" });
    expect(await card("tom")).toContain("Summer party, March 25, 2027\n");
    expect(await card("tom")).not.toMatch(/\[(?:Remove|Add days off)\]/);
    expect(await here.says("tom", "entwine holidays", briefChannel)).toEqual([
      expect.stringContaining("Summer party"),
    ]);
    expect(await add({ first: "2027-03-26", name: "Mine" }, "tom")).toEqual([
      `slack/dm/tom: ${sorry}`,
    ]);
    expect(await takesAway("tom", "2027-03-25/2027-03-25/")).toEqual([`slack/dm/tom: ${sorry}`]);
    expect(await here.form("tom", "entwine/add_days_off")).toMatchObject({
      title: sentence("organisation.form.sorry.title"),
      fields: [],
    });
    expect(await card("tom")).toContain("Summer party");
  });

  it("are refused when they make no sense", async () => {
    await open();
    expect(await mistakes({})).toBeUndefined();
    expect(
      await mistakes({ first: "2027-03-02", last: "2027-03-02", region: "us-ca" }),
    ).toBeUndefined();
    expect(await mistakes({ first: "tomorrow", name: " " })).toEqual({
      first: expect.stringContaining("2027-12-24"),
      last: expect.anything(),
      name: "It needs a name.",
    });
    expect(await mistakes({ first: "2027-03-01" })).toEqual({
      first: sentence("organisation.mistake.past"),
    });
    expect(await mistakes({ last: "2027-03-02" })).toEqual({
      last: sentence("organisation.mistake.backwards"),
    });
    expect(await mistakes({ last: "2028-03-05" })).toEqual({
      last: sentence("organisation.mistake.long"),
    });
    expect(await mistakes({ region: "Bavaria" })).toEqual({
      region: sentence("organisation.mistake.region"),
    });
    expect(await add({ first: "2027-03-01", name: "Gone" })).toEqual([
      expect.stringContaining("[Fill in]"),
    ]);
    await add({ first: "2027-03-25", name: "Party" });
    expect(await add({ first: "2027-03-25", name: "Party" })).toEqual([
      expect.stringContaining(sentence("organisation.same")),
    ]);
    expect(await auditLogEntries(here.store)).toHaveLength(2);
  });

  it("leave the list when they are past, and stay unchanged", async () => {
    await open();
    await add({ first: "2027-03-03", last: "2027-03-04", name: "Fair" });
    here.clock.move("2027-03-04T10:00:00Z");
    expect(await card("tom")).toContain("Fair, March 4, 2027\n");
    here.clock.move("2027-03-05T10:00:00Z");
    expect(await card("tom")).toContain("None planned.");
    expect(await takesAway("petra", "2027-03-03/2027-03-04/")).toEqual([
      expect.stringContaining(sentence("organisation.same")),
    ]);
  });

  it("reschedule the checks of their region, and of no other", async () => {
    await open();
    for (const [person, region] of [
      ["U1", "DE-BY"],
      ["U2", "DE-HH"],
      ["U3", null],
    ] as const)
      await enrolForChecks(here.store, person, "Europe/Berlin", today, { region });
    await afternoon("2027-03-02");
    await add({ first: "2027-03-03", name: "Fair", region: "DE-BY" });
    await afternoon("2027-03-03");
    await add({ first: "2027-03-04", last: "2027-03-05", name: "Closed" });
    await afternoon("2027-03-04");
    expect((await afternoon("2027-03-05")).filter((day) => !day.includes("03-02"))).toEqual([
      "U2 2027-03-03 asked",
      "U3 2027-03-03 asked",
    ]);
  });

  it("no longer apply once they are removed", async () => {
    await open();
    await add({ first: "2027-03-02", last: "2027-03-03", name: "Closed" });
    await enrolForChecks(here.store, "U1", "Europe/Berlin", today);
    expect(await afternoon("2027-03-02")).toEqual([]);
    await takesAway("petra", "2027-03-02/2027-03-03/");
    expect(await afternoon("2027-03-03")).toEqual(["U1 2027-03-03 asked"]);
  });
});
