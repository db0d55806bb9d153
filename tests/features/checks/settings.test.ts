/** Settings of the check and the chain to the paying customer: by words, buttons and forms. */

import { describe, expect, it, type TestContext } from "vitest";
import { readChainLinks } from "../../../src/features/checks/customer-chain.ts";
import { readEnrolment } from "../../../src/features/checks/schedule/enrolments.ts";
import { addGroupMembers, writeGroup } from "../../../src/features/workspace/groups.ts";
import { noonOf } from "../../../src/lib/dates/calendar-dates.ts";
import { loadWords } from "../../../src/lib/i18n.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { type ChecksHarness, openChecksHarness } from "./checks-harness.ts";

const words = loadWords("en");

onBothEngines("settings of the check", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const ctx = await openChecksHarness(await newUrl());
    onTestFinished(() => ctx.close());
    return ctx;
  }
  const sentence = (key: string, values?: Parameters<typeof words.plain>[1]): string =>
    words.plain(`check.${key}`, values);
  const enrolment = ({ store }: ChecksHarness, person = "lea") =>
    readEnrolment(store.read, testWorkspace, person);

  describe.concurrent("runCheckSettingsCommand", () => {
    it("change by a word and are shown as they are", async (context) => {
      const ctx = await open(context);
      expect((await ctx.commands("lea", "time 9:30")).join()).toContain(sentence("not_enrolled"));
      expect((await ctx.commands("lea", "on")).join()).toContain(
        sentence("on.utc", { time: "15:00", days: "Monday to Friday" }),
      );
      for (const [said, answer] of [
        ["time 3:30pm", sentence("changed.time", { time: "15:30" })],
        ["time noonish", sentence("which_time")],
        ["days mon to thu", sentence("changed.days", { days: "Monday to Thursday" })],
        ["days whenever", sentence("which_days")],
        ["region de-by", sentence("changed.region", { region: "DE-BY" })],
        ["region Atlantis", sentence("which_region")],
        ["weekly", sentence("changed.weekly")],
        ["pause until 12 March", sentence("paused", { date: noonOf("2027-03-12") })],
        ["pause 2 weeks", sentence("paused", { date: noonOf("2027-03-15") })],
        ["pause until yesterday", sentence("until_when")],
        ["sing", sentence("unknown")],
      ] as const)
        expect((await ctx.commands("lea", said)).join(), said).toContain(answer);
      expect(await enrolment(ctx)).toMatchObject({
        at: "15:30",
        days: "1234",
        region: "DE-BY",
        weekly: true,
        pausedUntil: "2027-03-15",
      });
      const fact = (key: string, value: string) => `${sentence(`settings.${key}`)}: ${value}`;
      expect((await ctx.commands("lea", "settings")).join()).toContain(
        [
          sentence("settings.paused", { date: noonOf("2027-03-15") }),
          fact("time", sentence("settings.at", { time: "15:30", zone: "UTC" })),
          fact("days", "Monday to Thursday"),
          fact("often", sentence("settings.weekly")),
          fact("region", "DE-BY"),
        ].join("\n"),
      );
      await ctx.presses("lea", "check/back");
      await ctx.presses("lea", "check/daily");
      expect(await enrolment(ctx)).toMatchObject({ pausedUntil: null, weekly: false });
      expect((await ctx.commands("lea", "off")).join()).toContain(sentence("off"));
      expect(await enrolment(ctx)).toMatchObject({ nextAt: null });
      expect((await ctx.commands("lea", "off")).join()).toContain(sentence("off.already"));
    });

    it("ask which city is meant by a zone's name that several have", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea", "on");
      for (const name of ["IST", "bst", "CST"])
        expect((await ctx.commands("lea", `zone ${name}`)).join(), name).toContain(
          sentence("which_zone.shared"),
        );
      expect(await enrolment(ctx)).toMatchObject({ zone: null });
      await ctx.commands("lea", "zone IST");
      await ctx.presses("lea", "check/zone/Europe%2FDublin");
      expect(await enrolment(ctx)).toMatchObject({ zone: "Europe/Dublin" });
      await ctx.commands("lea", "zone MEZ");
      expect(await enrolment(ctx)).toMatchObject({ zone: "Europe/Berlin" });
    });

    it("end a pause when the check is switched on", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea", "on");
      await ctx.commands("lea", "pause until 12 March");
      expect((await ctx.commands("lea", "on")).join()).toContain(sentence("back"));
      expect(await enrolment(ctx)).toMatchObject({ pausedUntil: null });
      await ctx.commands("lea", "pause until 12 March");
      await ctx.commands("lea", "off");
      expect((await ctx.commands("lea", "on")).join()).toContain(
        sentence("on.utc", { time: "15:00", days: "Monday to Friday" }),
      );
      expect(await enrolment(ctx)).toMatchObject({ pausedUntil: null });
    });

    it("change by a form, which explains what it does not understand", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea", "on");
      const form = await ctx.form("lea", "check/settings");
      expect(form?.fields.map(({ name, value }) => [name, value])).toEqual([
        ["time", "15:00"],
        ["days", "Monday to Friday"],
        ["often", "daily"],
        ["zone", undefined],
        ["region", undefined],
        ["count", "yes"],
      ]);
      const values = {
        time: "9h",
        days: "Monday to Friday",
        often: "weekly",
        zone: "Asia/Kolkata",
        region: "FR",
        count: "no",
      };
      expect(
        await ctx.mistakes("lea", "check/settings", {
          ...values,
          time: "soon",
          zone: "Mars/Olympus",
          region: "XX",
        }),
      ).toEqual({
        time: expect.stringContaining("15:30"),
        zone: expect.stringContaining("Europe/Berlin"),
        region: expect.stringContaining("DE-BY"),
      });
      expect(await ctx.mistakes("lea", "check/settings", values)).toBeUndefined();
      await ctx.submits("lea", "check/settings", values);
      expect(await enrolment(ctx)).toMatchObject({
        at: "09:00",
        days: "12345",
        weekly: true,
        zone: "Asia/Kolkata",
        region: "FR",
        observer: true,
      });
      expect(await ctx.mistakes("lea", "check/pause", { until: "2027-02-01" })).toHaveProperty(
        "until",
      );
      expect(
        await ctx.mistakes("lea", "check/mine", { from: "2027-02-02", to: "2027-02-01" }),
      ).toHaveProperty("to");
    });

    it("tell that the check becomes weekly when ignored, with a button to change back", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea", "on");
      const asked: string[] = [];
      for (const day of ["01", "02", "03", "04"])
        asked.push(...(await ctx.passes(`2027-03-${day}T15:00:00Z`)));
      expect(asked.at(-1)).toContain(`${sentence("weekly")}\n[${sentence("button.daily")}]`);
      await ctx.presses("lea", "check/daily");
      expect(await enrolment(ctx)).toMatchObject({ weekly: false, misses: 0 });
    });

    it("continue a chain after another button, and ignore words that nothing asks for", async (context) => {
      const { commands, presses, says } = await open(context);
      await commands("lea", "chain");
      await presses("lea", "check/skip/2027-03-01");
      expect((await says("lea", "Order management")).join()).toContain(
        sentence("chain.next", { link: "Order management" }),
      );
      await presses("lea", "check/chain_leave");
      expect((await says("lea", "Order management")).join()).not.toBe("");
    });

    it("draw a chain link by link, remove one, and show it with the question", async (context) => {
      const ctx = await open(context);
      const { commands, says, presses } = ctx;
      await ctx.store.write(async (w) => {
        await writeGroup(
          w,
          testWorkspace,
          { id: "g1", name: "Platform", source: { kind: "list" } },
          new Date(),
        );
        await addGroupMembers(w, testWorkspace, "g1", ["lea"]);
      });
      expect((await commands("lea", "chain")).join()).toContain(
        sentence("chain.first", { link: "Platform" }).split("\n")[0]!,
      );
      expect((await says("lea", "Order management.")).join()).toContain(
        `Platform → Order management\n${sentence("chain.next", { link: "Order management" })}`,
      );
      await says("lea", "the intern");
      expect((await presses("lea", "check/chain_undo")).join()).toContain(
        sentence("chain.next", { link: "Order management" }),
      );
      await says("lea", "Field sales > The dealers");
      expect((await presses("lea", "check/chain_end")).join()).toContain(
        "Platform → Order management → Field sales → The dealers",
      );
      expect(await readChainLinks(ctx.store.read, testWorkspace, "g1")).toEqual([
        "Platform",
        "Order management",
        "Field sales",
        "The dealers",
      ]);
      expect((await commands("lea")).join()).toContain(
        "Platform → Order management → Field sales → The dealers",
      );
      expect((await commands("tom", "chain Platform")).join()).toContain(
        sentence("chain.by", { person: [{ person: "lea" }], date: ctx.clock.now() }),
      );
      expect((await presses("tom", "check/chain_new/g1")).join()).toContain(
        sentence("chain.may_not", { team: "Platform" }),
      );
      const form = await ctx.form("lea", "check/edit_chain/g1");
      expect(form?.fields.slice(0, 4).map(({ value }) => value)).toEqual([
        "Platform",
        "Order management",
        "Field sales",
        "The dealers",
      ]);
      expect(
        await ctx.mistakes("lea", "check/edit_chain/g1", { link1: "Platform", link2: "" }),
      ).toHaveProperty("link2");
      await ctx.submits("lea", "check/edit_chain/g1", {
        link1: "Platform",
        link2: "",
        link3: "Field sales",
        link4: "Dealers",
      });
      expect(await readChainLinks(ctx.store.read, testWorkspace, "g1")).toEqual([
        "Platform",
        "Field sales",
        "Dealers",
      ]);
      expect(await readChainLinks(ctx.store.read, testWorkspace, null)).toBeUndefined();
    });
  });
});
