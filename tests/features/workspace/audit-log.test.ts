import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordByOperator } from "../../../src/features/workspace/audit-log.ts";
import { hasPermission } from "../../../src/features/workspace/permissions.ts";
import { listWorkspaces } from "../../../src/storage/directory.ts";
import { onBothEngines } from "../../harness/core-harness.ts";
import { sentence } from "../../harness/words.ts";
import { openWorkspaceHarness, type WorkspaceHarness } from "./workspace-harness.ts";

describe("hasPermission", () => {
  const standing = { person: "maria", admins: ["petra"] };
  const admin = { ...standing, admins: ["maria"] };
  const guarded = [
    "model",
    "capacity",
    "rate",
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
    expect(hasPermission(what, admin)).toBe(true);
    expect(hasPermission(what, { ...standing, advocate: "maria", member: true })).toBe(false);
  });

  it.each(["edit_group", "members", "enrol"] as const)(
    "%s is for admins and the group's advocate",
    (what) => {
      expect(
        [
          admin,
          { ...standing, advocate: "maria" },
          { ...standing, advocate: "lea", member: true },
        ].map((each) => hasPermission(what, each)),
      ).toEqual([true, true, false]);
    },
  );

  it("allows a group's members to change its chain", () => {
    expect(
      [{ ...standing, member: true }, standing].map((each) => hasPermission("chain", each)),
    ).toEqual([true, false]);
  });

  it("allows everybody to read the ledger, the settings and the groups", () => {
    for (const what of ["ledger", "settings", "groups", "group", "holidays", "help"] as const)
      expect(hasPermission(what, standing)).toBe(true);
  });

  it("lets the brief channel name the first admin, and no second one", () => {
    expect(hasPermission("admins", { person: "maria", admins: [], inBriefChannel: true })).toBe(
      true,
    );
    expect(hasPermission("admins", { person: "maria", admins: [] })).toBe(false);
    expect(hasPermission("admins", { ...standing, inBriefChannel: true })).toBe(false);
  });
});

onBothEngines("audit log", (newUrl) => {
  let ctx: WorkspaceHarness;
  beforeEach(async () => {
    ctx = await openWorkspaceHarness({ url: await newUrl(), admins: ["maria"] });
  });
  afterEach(() => ctx.close());

  it("tells admins who did what, when and why, newest first", async () => {
    await ctx.commands("maria", "settings model customer because we buy all of it");
    ctx.clock.move("2027-03-03T10:00:00Z");
    await ctx.commands("maria", "settings capacity 7");
    ctx.clock.move("2027-03-04T10:00:00Z");
    await ctx.submits("maria", "entwine/new_group", {
      name: "Field sales",
      advocate: "petra",
      strategy: "",
    });
    const [said = ""] = await ctx.commands("maria", "audit");
    const lines = said.split("\n");
    expect(lines[1]).toBe("Business group Field sales: added · @maria, March 4, 2027.");
    expect(lines[2]).toBe("Capacity: from nothing to 7 · @maria, March 3, 2027.");
    // Both were made in one turn.
    expect(lines.slice(3, 5).toSorted()).toEqual([
      `Admins: changed · ${sentence("organisation.audit.by.entwine")}, March 2, 2027.`,
      "Engagement model: from partner to customer · @maria, March 2, 2027. we buy all of it",
    ]);
  });

  it("shows twenty entries", async () => {
    for (let capacity = 1; capacity <= 22; capacity++) {
      ctx.clock.move(`2027-03-03T10:${String(capacity).padStart(2, "0")}:00Z`);
      await ctx.commands("maria", `settings capacity ${capacity}`);
    }
    const said = (await ctx.commands("maria", "audit")).join("\n");
    expect(said.match(/Capacity:/g)).toHaveLength(20);
    expect(said).toContain("to 22");
    expect(said).not.toMatch(/to 2 /);
  });

  it("includes exports that an operator made of the ledger", async () => {
    await ctx.commands("maria", "settings");
    const workspaces = await listWorkspaces(ctx.store.read);
    await recordByOperator(ctx.store, {
      what: "export",
      after: "csv",
      workspaces,
      at: ctx.clock.now(),
      newId: randomUUID,
    });
    expect((await ctx.presses("maria", "entwine/audit")).join()).toContain(
      `${sentence("organisation.audit.what.export")} csv · ${sentence("organisation.audit.by.operator")}, March 2, 2027.`,
    );
  });

  it("is shown only to admins", async () => {
    await ctx.commands("maria", "settings capacity 7");
    expect((await ctx.commands("lea", "audit")).join()).toMatch(/@maria can change that/);
    expect((await ctx.commands("lea", "audit")).join()).not.toContain("Capacity");
  });

  it("includes the enrolment of a team, and of no participant", async () => {
    await ctx.submits("maria", "entwine/new_group", {
      name: "Field sales",
      advocate: "petra",
      strategy: "",
    });
    const { db, t } = ctx.store.read;
    const [group] = await db.select().from(t.groups);
    await ctx.submits("maria", `entwine/members/${group!.id}`, { add: "lea" });
    await ctx.presses("petra", `check/enrol/${group!.id}`);
    await ctx.presses("lea", `check/enrol/${group!.id}`);
    const checks = (await db.select().from(t.auditEntries)).filter(({ what }) =>
      what.startsWith("check"),
    );
    expect(checks).toMatchObject([{ what: "check Field sales", by: "petra" }]);
    expect(JSON.stringify(checks)).not.toContain("lea");
  });
});
