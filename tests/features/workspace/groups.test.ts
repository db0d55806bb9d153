import { afterEach, expect, it } from "vitest";
import {
  readGroupMembers,
  readGroupOfPerson,
  readGroups,
} from "../../../src/features/workspace/groups.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import {
  auditLogEntries,
  openWorkspaceHarness,
  type WorkspaceHarness,
} from "./workspace-harness.ts";

onBothEngines("business groups", (newUrl) => {
  let here: WorkspaceHarness;
  const userGroups = new Map<string, string[]>();
  const opened = async () => {
    userGroups.clear();
    here = await openWorkspaceHarness({
      url: await newUrl(),
      admins: ["petra"],
      groups: userGroups,
    });
    await here.commands("petra", "groups");
  };
  const groups = () => readGroups(here.store.read, testWorkspace);
  const made = async (values: Record<string, string>) => {
    await here.submits("petra", "entwine/new_group", values);
    return (await groups()).find(({ name }) => name === values.name)!.id;
  };
  const members = async (group: string) =>
    (await readGroupMembers(here.store.read, testWorkspace, group)).map(({ id }) => id);
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  it("are created by an admin, readable by everybody, and edited by their advocate", async () => {
    await opened();
    expect((await here.commands("tom", "groups"))[0]).toContain("No business groups yet.");
    const sales = await made({
      name: "Sales",
      advocate: "ada",
      strategy: "Dealers order by themselves",
    });
    expect((await here.commands("tom", "groups"))[0]).toContain(
      "Sales, nobody yet · Advocate: @ada. Dealers order by themselves · [Show]",
    );
    const [toTom] = await here.commands("tom", "group sales");
    expect(toTom).toMatch(
      /Sales\nAdvocate: @ada\nTheir goal: Dealers order by themselves\nColleagues \(0\): nobody yet$/,
    );
    const [toAda] = await here.presses("ada", `entwine/group/${sales}`);
    expect(toAda).toContain(`[Edit] [Members] [${sentence("organisation.button.briefs.off")}]`);
    expect(toAda).not.toContain("[Delete]");

    await here.submits("ada", `entwine/members/${sales}`, { add: "tom" });
    await here.submits("ada", `entwine/edit_group/${sales}`, {
      name: "Field sales",
      advocate: "ada",
      strategy: "Half the calls",
    });
    expect(await here.submits("tom", `entwine/members/${sales}`, { add: "maria" })).toEqual([
      expect.stringContaining("@petra can change that."),
    ]);
    expect(await here.submits("ada", "entwine/new_group", { name: "Mine" })).toEqual([
      expect.stringContaining("@petra can change that."),
    ]);
    expect(await here.submits("ada", `entwine/delete_group/${sales}`, {})).toEqual([
      expect.stringContaining("@petra can change that."),
    ]);
    expect(await groups()).toMatchObject([
      { name: "Field sales", strategy: ["Half the calls"], members: 1 },
    ]);
    expect(await readGroupOfPerson(here.store.read, testWorkspace, "tom")).toBe(sales);

    await here.submits("ada", `entwine/members/${sales}`, { add: "", drop: "tom" });
    expect(await members(sales)).toEqual([]);
    await here.submits("petra", `entwine/delete_group/${sales}`, { why: "reorganised" });
    expect(await groups()).toEqual([]);
    expect((await auditLogEntries(here.store)).map((line) => line.split(":")[0])).toEqual([
      "admins",
      "group Sales",
      "group Sales",
      "group Field sales",
      "group Field sales",
      "group Field sales",
    ]);
  });

  it("have unique names", async () => {
    await opened();
    const sales = await made({ name: "Sales" });
    expect(await here.mistakes("petra", "entwine/new_group", { name: " sales " })).toEqual({
      name: sentence("organisation.mistake.taken"),
    });
    expect(await here.mistakes("petra", "entwine/new_group", { name: " " })).toEqual({
      name: "It needs a name.",
    });
    expect(
      await here.mistakes("petra", `entwine/edit_group/${sales}`, { name: "SALES" }),
    ).toBeUndefined();
    expect(await here.submits("petra", "entwine/new_group", { name: "sales" })).toEqual([
      expect.stringContaining(sentence("organisation.mistake.taken")),
    ]);
    expect(await groups()).toHaveLength(1);
  });

  it("read their members from the platform when shown, and once a day", async () => {
    await opened();
    userGroups.set("S1", ["tom", "maria"]);
    const sales = await made({ name: "Sales", source: "S1" });
    expect(await members(sales)).toEqual(["maria", "tom"]);
    userGroups.set("S1", ["maria", "ines"]);
    const [shown] = await here.commands("petra", "group Sales");
    expect(shown).toContain("Colleagues (2): @Ines, @Maria");
    expect(shown).toContain(sentence("organisation.group.source.slack"));
    expect(shown).not.toContain("[Members]");

    userGroups.set("S1", ["lea"]);
    here.clock.move("2027-03-03T11:00:00Z");
    await here.coreHarness.core.poll();
    await here.coreHarness.core.settled();
    expect(await members(sales)).toEqual(["lea"]);
    userGroups.set("S1", []);
    here.clock.move("2027-03-04T12:00:00Z");
    await here.coreHarness.core.poll();
    await here.coreHarness.core.settled();
    expect(await members(sales)).toEqual([]);
  });

  it("keep their last known members while the platform does not respond", async () => {
    await opened();
    userGroups.set("S1", ["tom"]);
    const sales = await made({ name: "Sales", source: "S1" });
    userGroups.clear();
    expect((await here.commands("petra", "group Sales"))[0]).toContain(
      sentence("organisation.group.unread"),
    );
    expect(await members(sales)).toEqual(["tom"]);
    expect(
      await here.submits("petra", "entwine/new_group", { name: "Other", source: "S2" }),
    ).toEqual([
      expect.stringContaining(sentence("organisation.group.unread_source", { group: "Other" })),
    ]);
  });
});
