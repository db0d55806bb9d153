import { afterEach, expect, it } from "vitest";
import {
  readWorkspaceSettings,
  WorkspaceSettings,
} from "../../../src/features/workspace/settings.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { sentence, words } from "../../harness/words.ts";
import {
  auditLogEntries,
  briefChannel,
  openWorkspaceHarness,
  type WorkspaceHarness,
} from "./workspace-harness.ts";

onBothEngines("settings of a workspace", (newUrl) => {
  let here: WorkspaceHarness;
  const opened = async (more: { admins?: string[] } = { admins: ["petra"] }) =>
    (here = await openWorkspaceHarness({ url: await newUrl(), ...more }));
  const settings = () => readWorkspaceSettings(here.store.read, testWorkspace);
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  it("are shown to everybody, with buttons only for people who may change them", async () => {
    await opened();
    const [shown] = await here.commands("petra", "settings");
    expect(shown).toContain(sentence("organisation.model.partner"));
    const change = `[${sentence("organisation.button.change.capacity")}]`;
    expect(shown).toContain(`${sentence("organisation.capacity.none")} · ${change}`);
    expect(shown).toContain(sentence("organisation.admins", { who: "@petra" }));
    const [toTom] = await here.commands("tom", "settings");
    expect(toTom).toContain("Partner model");
    expect(toTom).not.toContain(change);
    expect(toTom).toContain(sentence("organisation.may_not", { who: "@petra" }));
  });

  it("are changed by an admin with a reason, audited, and announced to the team only", async () => {
    await opened();
    await here.commands("petra", "settings");
    const form = await here.form("petra", "entwine/model");
    expect(form).toMatchObject({
      title: "How we work",
      fields: [
        { name: "model", value: "partner", required: true },
        { name: "why", required: true },
      ],
    });
    expect(JSON.stringify(form)).toContain(sentence("organisation.form.model.intro"));
    const said = await here.submits("petra", "entwine/model", {
      model: "customer",
      why: "Everything we run is bought",
    });
    expect(said).toHaveLength(2);
    expect(said.find((each) => each.startsWith("slack/channel/CINTAKE: "))).toBe(
      [
        `slack/channel/CINTAKE: ${sentence("organisation.announced.customer", { by: "@petra" })}`,
        "> Everything we run is bought",
        sentence("organisation.announced.all"),
      ].join("\n"),
    );
    expect(said.find((each) => each.startsWith("slack/dm/petra: "))).toContain(
      sentence("organisation.changed.model.customer"),
    );
    expect(await settings()).toMatchObject({ model: "customer" });
    expect(await auditLogEntries(here.store)).toEqual([
      'admins: [] -> ["petra"] by entwine',
      'model: "partner" -> "customer" by petra',
    ]);
    const [shown] = await here.commands("tom", "settings");
    expect(shown).toContain("Customer model");
    expect(shown).toMatch(/Chosen by @petra on March 2, 2027: Everything we run is bought/);
  });

  it("are not changed without a reason, nor to their current value", async () => {
    await opened();
    await here.commands("petra", "settings");
    expect(await here.mistakes("petra", "entwine/model", { model: "customer", why: " " })).toEqual({
      why: sentence("organisation.mistake.why"),
    });
    expect(await here.mistakes("petra", "entwine/model", { model: "partner", why: "so" })).toEqual({
      model: sentence("organisation.mistake.same"),
    });
    expect(await here.commands("petra", "settings model customer")).toEqual([
      expect.stringContaining(`${sentence("organisation.model.why")}\n[Fill in]`),
    ]);
    expect(await here.submits("petra", "entwine/model", { model: "partner", why: "so" })).toEqual([
      expect.stringContaining(sentence("organisation.same")),
    ]);
    expect(await settings()).toMatchObject({ model: "partner" });
  });

  it("are changed by plain words too", async () => {
    await opened();
    await here.commands("petra", "settings model customer because everything is bought");
    await here.commands("petra", "settings capacity 4");
    await here.commands("petra", "settings nudge off");
    expect(await settings()).toMatchObject({ model: "customer", capacity: 4, nudge: false });
    await here.commands("petra", "settings capacity none");
    expect((await settings()).capacity).toBeUndefined();
    expect((await auditLogEntries(here.store)).slice(1)).toEqual([
      'model: "partner" -> "customer" by petra',
      "capacity: null -> 4 by petra",
      "nudge: true -> false by petra",
      "capacity: 4 -> null by petra",
    ]);
  });

  it("are changed by nobody else; others hear who can", async () => {
    await opened();
    await here.commands("petra", "settings");
    const sorry = sentence("organisation.may_not", { who: "@petra" });
    expect(await here.commands("tom", "settings model customer because I like it")).toEqual([
      `slack/dm/tom: ${sorry}`,
    ]);
    expect(await here.submits("tom", "entwine/capacity", { capacity: "1" })).toEqual([
      `slack/dm/tom: ${sorry}`,
    ]);
    expect(await here.presses("tom", "entwine/nudge/off")).toEqual([`slack/dm/tom: ${sorry}`]);
    const form = await here.form("tom", "entwine/model");
    expect(form).toMatchObject({
      title: sentence("organisation.form.sorry.title"),
      fields: [],
      intro: words("organisation.may_not", { who: [{ person: "petra" }] }),
    });
    expect(await here.submits("tom", form!.id, {})).toEqual([]);
    expect(await settings()).toEqual(WorkspaceSettings.parse({}));
    expect(await auditLogEntries(here.store)).toHaveLength(1);
  });

  it("take a rate as an amount and a currency, and take it back", async () => {
    await opened();
    await here.submits("petra", "entwine/rate", { rate: "85,50 eur" });
    expect((await settings()).hourlyRate).toEqual({ amount: 85.5, currency: "EUR" });
    const [shown] = await here.commands("petra", "settings");
    expect(shown).toContain(sentence("organisation.rate", { rate: "85.5 EUR" }));
    await here.submits("petra", "entwine/rate", { rate: "a lot" });
    expect((await settings()).hourlyRate).toBeDefined();
    await here.submits("petra", "entwine/rate", { rate: "" });
    expect((await settings()).hourlyRate).toBeUndefined();
  });

  it("keep what two admins change at the same time", async () => {
    await opened({ admins: ["petra", "tom"] });
    await here.commands("petra", "settings");
    await here.commands("tom", "settings");
    await Promise.all([
      here.commands("petra", "settings capacity 4"),
      here.commands("tom", "settings nudge off"),
      here.submits(
        "petra",
        "entwine/approval/change",
        { add: "ada", all: "any" },
        { ...briefChannel, id: "COTHER" },
      ),
      here.submits(
        "tom",
        "entwine/approval/advice",
        { add: "bo", all: "any" },
        { ...briefChannel, id: "CANOTHER" },
      ),
    ]);
    expect(await settings()).toMatchObject({
      capacity: 4,
      nudge: false,
      approvals: { change: { people: ["ada"] }, advice: { people: ["bo"] } },
    });
  });

  it("offer their own words for proceeding without the team", async () => {
    await opened();
    await here.commands("petra", "settings model customer: bought");
    expect((await here.form("petra", "entwine/own_way"))?.fields[0]?.value).toContain(
      sentence("organisation.own_way"),
    );
    await here.submits("petra", "entwine/own_way", {
      text: "Buy what you like; we do the sign-in.",
      why: "",
    });
    expect((await here.commands("tom", "settings"))[0]).toContain(
      "Buy what you like; we do the sign-in.",
    );
    await here.submits("petra", "entwine/own_way", { text: "", why: "" });
    expect((await here.commands("tom", "settings"))[0]).toContain(sentence("organisation.own_way"));
  });

  it("name people and groups on new requests by rules, which are removed one at a time", async () => {
    await opened();
    await here.commands("petra", "settings");
    const assign = "entwine/assign";
    expect(await here.mistakes("petra", assign, { words: "", person: "ada" })).toEqual({
      words: sentence("organisation.mistake.condition"),
    });
    expect(await here.mistakes("petra", assign, { words: "SAP", person: "" })).toEqual({
      person: sentence("organisation.mistake.named"),
    });
    await here.submits("petra", assign, {
      words: "SAP, till",
      kind: "factory_issue",
      person: "ada",
    });
    await here.submits("petra", assign, { words: "", kind: "advice", person: "bo" });
    const [rule, other] = (await settings()).assignments;
    expect(rule).toMatchObject({ words: ["SAP", "till"], kind: "factory_issue", person: "ada" });
    expect((await here.commands("tom", "settings"))[0]).toContain(
      sentence("organisation.assignment", {
        conditions: `${sentence("requests.choice.factory_issue")} · ${sentence("organisation.assignment.words", { words: "SAP, till" })}`,
        who: "@ada",
      }),
    );
    await here.presses("petra", `entwine/unassign/${rule?.id}`);
    expect((await settings()).assignments).toEqual([other]);
    expect((await auditLogEntries(here.store)).at(-1)).toMatch(/^assignments: /);
  });

  it("say how many working days a request may wait", async () => {
    await opened();
    await here.commands("petra", "settings");
    expect(await here.mistakes("petra", "entwine/untaken", { days: "soon" })).toEqual({
      days: sentence("organisation.mistake.untaken_days"),
    });
    await here.submits("petra", "entwine/untaken", { days: "3", why: "" });
    expect((await settings()).untakenDays).toBe(3);
    await here.commands("petra", "settings untaken 0");
    expect((await settings()).untakenDays).toBe(0);
  });

  it("require approval of one or several people, who are added one at a time", async () => {
    await opened();
    await here.commands("petra", "settings");
    await here.submits("petra", "entwine/approval/change", {
      add: "ada",
      all: "any",
      why: "money",
    });
    await here.submits("petra", "entwine/approval/change", {
      add: "bo",
      drop: "",
      all: "all",
      why: "",
    });
    expect((await settings()).approvals).toEqual({ change: { people: ["ada", "bo"], all: true } });
    expect((await here.commands("tom", "settings"))[0]).toContain(
      `${sentence("requests.choice.change")}: @ada, @bo (all of them)`,
    );
    expect(
      await here.mistakes("petra", "entwine/approval/change", { add: "ada", all: "any" }),
    ).toEqual({ add: sentence("organisation.mistake.already") });
    const form = await here.form("petra", "entwine/approval/change");
    expect(form?.fields).toMatchObject([
      { name: "add" },
      { name: "drop", options: [{ value: "ada" }, { value: "bo" }] },
      { name: "all", value: "all" },
      { name: "why" },
    ]);
    await here.submits("petra", "entwine/approval/change", {
      add: "",
      drop: "ada",
      all: "any",
      why: "",
    });
    await here.submits("petra", "entwine/approval/change", {
      add: "",
      drop: "bo",
      all: "any",
      why: "",
    });
    expect((await settings()).approvals).toEqual({});
  });

  it("are changed by admins named by admins; one always remains", async () => {
    await opened();
    await here.commands("petra", "settings");
    await here.submits("petra", "entwine/admins", { add: "tom", why: "holidays" });
    expect(await here.mistakes("tom", "entwine/admins", { add: "", drop: "" })).toEqual({
      add: "Please choose someone.",
    });
    await here.submits("tom", "entwine/admins", { add: "", drop: "petra", why: "" });
    expect(await here.mistakes("tom", "entwine/admins", { add: "", drop: "tom" })).toEqual({
      drop: sentence("organisation.mistake.last_admin"),
    });
    expect(await here.submits("tom", "entwine/admins", { add: "", drop: "tom", why: "" })).toEqual([
      expect.stringContaining(sentence("organisation.last_admin")),
    ]);
    expect(
      (await auditLogEntries(here.store)).map((line) => line.replace(/^admins: /, "")),
    ).toEqual([
      '[] -> ["petra"] by entwine',
      '["petra"] -> ["petra","tom"] by petra',
      '["petra","tom"] -> ["tom"] by tom',
    ]);
  });

  it("have the first admin named in the brief channel when the platform cannot tell", async () => {
    await opened({});
    const [alone] = await here.commands("maria", "settings");
    expect(alone).not.toContain(sentence("organisation.admins.none"));
    expect(alone).toContain(sentence("organisation.admins.how"));
    expect(alone).toContain(sentence("organisation.approvals.none"));
    expect(await here.submits("maria", "entwine/admins", { add: "maria" })).toEqual([
      expect.stringContaining(sentence("organisation.admins.how")),
    ]);
    const [shown] = await here.says("maria", "entwine settings", briefChannel);
    expect(await here.says("maria", "settings", briefChannel)).toEqual([shown]);
    expect(shown).toContain(
      `${sentence("organisation.admins.none")} · [${sentence("organisation.button.change.admins")}]`,
    );
    await here.submits("maria", "entwine/admins", { add: "petra" }, briefChannel);
    expect(await auditLogEntries(here.store)).toEqual(['admins: [] -> ["petra"] by maria']);
    expect(await here.submits("maria", "entwine/admins", { add: "maria" }, briefChannel)).toEqual([
      expect.stringContaining(sentence("organisation.may_not", { who: "@petra" })),
    ]);
  });

  it("are linked from the help", async () => {
    await opened();
    const [help] = await here.commands("tom", "help");
    expect(help).toMatch(
      /Just write what you need[\s\S]*\[My requests\] \[The daily question\] \[How we work here\] \[Business groups\]/,
    );
    expect((await here.presses("tom", "entwine/settings"))[0]).toContain("How we work here");
    expect(await here.commands("tom", "dance")).toEqual([
      `slack/dm/tom: ${sentence("organisation.unknown")}`,
    ]);
  });
});
