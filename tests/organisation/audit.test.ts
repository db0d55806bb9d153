import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { workspacesIn } from "../../src/ledger/export.ts";
import { recordByOperator } from "../../src/ledger/on-record.ts";
import { may } from "../../src/organisation/rights.ts";
import { onBothEngines } from "../turn/house.ts";
import { openOrganisation, type TestOrganisation } from "./office.ts";

describe("who may do what", () => {
  const standing = { person: "maria", admins: ["petra"] };
  const admin = { ...standing, admins: ["maria"] };
  const guarded = [
    "model",
    "capacity",
    "approval",
    "nudge",
    "own_way",
    "house_language",
    "admins",
    "add_days_off",
    "drop_days_off",
    "new_group",
    "delete_group",
    "export",
    "audit",
  ] as const;

  it.each(guarded)("%s is for admins", (what) => {
    expect(may(what, admin)).toBe(true);
    expect(may(what, { ...standing, advocate: "maria", member: true })).toBe(false);
  });

  it.each(["edit_group", "members", "enrol"] as const)("%s is for admins and the group's advocate", (what) => {
    expect([admin, { ...standing, advocate: "maria" }, { ...standing, advocate: "lea", member: true }].map((each) => may(what, each))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("a group's chain is for its people too", () => {
    expect([{ ...standing, member: true }, standing].map((each) => may("chain", each))).toEqual([true, false]);
  });

  it("everybody may read the ledger, the settings and the groups", () => {
    for (const what of ["ledger", "settings", "groups", "group", "holidays", "help"] as const) expect(may(what, standing)).toBe(true);
  });

  it("the team names the first admin where nobody else can tell who that is, and no second one", () => {
    expect(may("admins", { person: "maria", admins: [], trusted: true })).toBe(true);
    expect(may("admins", { person: "maria", admins: [] })).toBe(false);
    expect(may("admins", { ...standing, trusted: true })).toBe(false);
  });
});

onBothEngines("the audit", (newUrl) => {
  let office: TestOrganisation;
  beforeEach(async () => {
    office = await openOrganisation({ url: await newUrl(), admins: ["maria"] });
  });
  afterEach(() => office.close());

  it("tells admins who did what, when and why, the newest first", async () => {
    await office.commands("maria", "settings model customer because we buy all of it");
    office.clock.move("2027-03-03T10:00:00Z");
    await office.commands("maria", "settings capacity 7");
    office.clock.move("2027-03-04T10:00:00Z");
    await office.submits("maria", "entwine/new_group", { name: "Field sales", advocate: "petra", strategy: "" });
    const [said = ""] = await office.commands("maria", "audit");
    const lines = said.split("\n");
    expect(lines[1]).toBe("Business group Field sales: added · @maria, March 4, 2027.");
    expect(lines[2]).toBe("Capacity: from nothing to 7 · @maria, March 3, 2027.");
    // One turn made both.
    expect(lines.slice(3, 5).toSorted()).toEqual([
      "Admins: changed · The platform told me, March 2, 2027.",
      "Engagement model: from partner to customer · @maria, March 2, 2027. we buy all of it",
    ]);
  });

  it("shows twenty", async () => {
    for (let capacity = 1; capacity <= 22; capacity++) {
      office.clock.move(`2027-03-03T10:${String(capacity).padStart(2, "0")}:00Z`);
      await office.commands("maria", `settings capacity ${capacity}`);
    }
    const said = (await office.commands("maria", "audit")).join("\n");
    expect(said.match(/Capacity:/g)).toHaveLength(20);
    expect(said).toContain("to 22");
    expect(said).not.toMatch(/to 2 /);
  });

  it("knows what whoever runs Entwine took out of the ledger", async () => {
    await office.commands("maria", "settings");
    const workspaces = await workspacesIn(office.store.read);
    await recordByOperator(office.store, { what: "export", after: "csv", workspaces, at: office.clock.now(), newId: randomUUID });
    expect((await office.presses("maria", "entwine/audit")).join()).toContain("An export of the ledger: csv · Whoever runs me, on the machine, March 2, 2027.");
  });

  it("is for admins", async () => {
    await office.commands("maria", "settings capacity 7");
    expect((await office.commands("lea", "audit")).join()).toMatch(/@maria can change that/);
    expect((await office.commands("lea", "audit")).join()).not.toContain("Capacity");
  });

  it("knows of a team that was enrolled, and of nobody who takes part", async () => {
    await office.submits("maria", "entwine/new_group", { name: "Field sales", advocate: "petra", strategy: "" });
    const { db, t } = office.store.read;
    const [group] = await db.select().from(t.groups);
    await office.submits("maria", `entwine/members/${group!.id}`, { add: "lea" });
    await office.presses("petra", `check/enrol/${group!.id}`);
    await office.presses("lea", `check/enrol/${group!.id}`);
    const checks = (await db.select().from(t.changes)).filter(({ what }) => what.startsWith("check"));
    expect(checks).toMatchObject([{ what: "check Field sales", by: "petra" }]);
    expect(JSON.stringify(checks)).not.toContain("lea");
  });
});
