/** What a team sees of its members' checks, and what nobody can find out from it. */

import fc from "fast-check";
import { describe, expect, it, type TestContext } from "vitest";
import { featureData } from "../../../../src/app/registry.ts";
import { exportAllRows } from "../../../../src/core/feature-data.ts";
import type { Feeling } from "../../../../src/features/checks/check.ts";
import { findExposedPeople } from "../../../../src/features/checks/picture/anonymity.ts";
import { countWeeks } from "../../../../src/features/checks/picture/count-weeks.ts";
import { addGroupMembers, writeGroup } from "../../../../src/features/workspace/groups.ts";
import { wordsFor } from "../../../../src/lib/i18n.ts";
import { onBothEngines, testWorkspace } from "../../../harness/core-harness.ts";
import { sentence } from "../../../harness/words.ts";
import { briefChannel, type ChecksHarness, openChecksHarness } from "../checks-harness.ts";

const words = wordsFor();
const nothing = (team: string): string => words.plain("check.team.nothing", { team });

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `person${from + index}`);

onBothEngines("team picture", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const ctx = await openChecksHarness(await newUrl(), "2027-03-05T17:00:00Z");
    onTestFinished(() => ctx.close());
    await ctx.commands("viewer", "help"); // creates the workspace's row
    return ctx;
  }

  const group = (
    { store }: ChecksHarness,
    id: string,
    people: string[] = [],
    advocate?: string,
  ): Promise<void> =>
    store.write(async (w) => {
      await writeGroup(
        w,
        testWorkspace,
        {
          id,
          name: id,
          source: { kind: "list" },
          advocate: advocate ? { id: advocate } : undefined,
        },
        new Date(),
      );
      await addGroupMembers(w, testWorkspace, id, people);
    });

  /** Stores these people's answers for a date. */
  const answered = (
    { store }: ChecksHarness,
    date: string,
    of: string | null,
    feelings: Record<string, Feeling>,
    more: { pledge?: string; pledgeKept?: "yes" | "not_yet" } = {},
  ): Promise<unknown> =>
    store.write(({ db, t }) =>
      db.insert(t.checks).values(
        Object.entries(feelings).map(([person, answer]) => ({
          ...{
            workspace: testWorkspace,
            person,
            date,
            group: of,
            answer,
            answeredAt: new Date(`${date}T15:00:00Z`),
          },
          pledge: more.pledge ? [more.pledge] : undefined,
          pledgeKept: more.pledgeKept,
        })),
      ),
    );
  const all = (people: string[], feeling: Feeling): Record<string, Feeling> =>
    Object.fromEntries(people.map((person) => [person, feeling]));

  async function exported({ store }: ChecksHarness): Promise<string> {
    const lines: string[] = [];
    // group members are visible to everybody anyway
    for await (const line of exportAllRows(featureData, store.read))
      if (line.type !== "group") lines.push(JSON.stringify(line));
    return lines.join("\n");
  }
  async function counted({ store }: ChecksHarness): Promise<Map<string, Set<string>>> {
    const { db, t } = store.read;
    return new Map(
      (await db.select().from(t.pictures))
        .filter(({ crowd }) => crowd !== null)
        .map((row) => [`${row.group} ${row.from} ${row.weeks}`, new Set(row.people)]),
    );
  }

  describe.concurrent("countWeeks", () => {
    it("is shown after the end of the week, from five people up, and not before", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales");
      await answered(ctx, "2027-03-01", "Sales", all(names(0, 3), "happy"));
      await answered(ctx, "2027-03-02", "Sales", all(names(3, 5), "unhappy"));
      expect((await ctx.commands("person0", "team Sales")).join()).toContain(nothing("Sales"));
      ctx.clock.move("2027-03-08T09:00:00Z");
      const shown = (await ctx.commands("person0", "team Sales")).join();
      expect(shown).toContain(sentence("check.team.last", { share: "about 60 %", crowd: 5 }));
      expect(shown).toContain("Mar 1: about 60 %");
      expect(shown).not.toMatch(/person\d(?!: )|unhappy/);
    });

    it("shows nothing for four people", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales");
      await answered(ctx, "2027-03-01", "Sales", all(names(0, 4), "happy"));
      ctx.clock.move("2027-03-08T09:00:00Z");
      for (const asked of ["team Sales", "team"])
        expect((await ctx.commands("person0", asked)).join()).toContain(
          nothing(asked === "team" ? words.plain("check.team.everyone") : "Sales"),
        );
      expect(await exported(ctx)).toBe("");
    });

    it("does not change after late answers, changed answers or erasures", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales");
      await answered(ctx, "2027-03-01", "Sales", all(names(0, 5), "unhappy"));
      ctx.clock.move("2027-03-08T09:00:00Z");
      const before = await ctx.commands("viewer", "team Sales");
      const listed = await exported(ctx);
      await answered(ctx, "2027-03-02", "Sales", all(names(5, 9), "happy"));
      await ctx.presses("person1", "check/erase_now/2027-03-01/2027-03-01");
      expect((await ctx.days("person1"))[0]).toMatchObject({ answer: null, answeredAt: null });
      expect(await ctx.commands("viewer", "team Sales")).toEqual(before);
      expect(await exported(ctx)).toBe(listed);
    });

    it("counts neither observers nor people who did not answer", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales");
      await ctx.commands("person4", "on");
      await ctx.submits("person4", "check/settings", {
        time: "15:00",
        days: "mon-fri",
        often: "daily",
        zone: "",
        region: "",
        group: "Sales",
        count: "no",
      });
      await answered(ctx, "2027-03-01", "Sales", all(names(0, 5), "happy"));
      await ctx.store.write(({ db, t }) =>
        db.insert(t.checks).values(
          names(5, 9).map((person) => ({
            workspace: testWorkspace,
            person,
            date: "2027-03-01",
            group: "Sales",
          })),
        ),
      );
      ctx.clock.move("2027-03-08T09:00:00Z");
      expect((await ctx.commands("viewer", "team Sales")).join()).toContain(nothing("Sales"));
    });

    it("does not reveal who is in the organisation's picture and in no team's", async (context) => {
      const ctx = await open(context);
      for (const name of ["Sales", "Service"]) await group(ctx, name);
      await answered(ctx, "2027-03-01", "Sales", all(names(0, 8), "happy"));
      await answered(ctx, "2027-03-01", "Service", all(names(8, 11), "unhappy")); // only three
      await answered(ctx, "2027-03-01", null, { alone: "unhappy" });
      ctx.clock.move("2027-03-08T09:00:00Z");
      await ctx.commands("viewer", "team");
      expect(await counted(ctx)).toEqual(
        new Map([
          ["Sales 2027-03-01 1", new Set(names(0, 8))],
          ["* 2027-03-01 1", new Set(names(0, 8))],
        ]),
      );
    });

    it("reveals nothing about people who are away, join, or are left out of a group", async (context) => {
      const ctx = await open(context);
      for (const name of ["Sales", "Sales anew"]) await group(ctx, name);
      await answered(ctx, "2027-03-01", "Sales", all(names(0, 12), "happy"));
      await answered(ctx, "2027-03-08", "Sales", all(names(1, 12), "happy"));
      await answered(ctx, "2027-03-15", "Sales", all(names(0, 13), "happy"));
      await answered(ctx, "2027-03-22", "Sales anew", all(names(1, 12), "happy"));
      await answered(ctx, "2027-03-22", "Sales", { person0: "unhappy" });
      ctx.clock.move("2027-03-29T09:00:00Z");
      await ctx.commands("viewer", "team Sales");
      const weeks = [...(await counted(ctx))];
      expect(weeks.length).toBeGreaterThan(2);
      for (const [one, people] of weeks)
        for (const [other, others] of weeks) {
          const difference = people.difference(others).size;
          expect(
            difference === 0 || difference >= 5,
            `${one} without ${other} is ${difference}`,
          ).toBe(true);
        }
    });

    it("publishes no two figures of any history that differ by one to four people", async (context) => {
      const ctx = await open(context);
      const [groups, people] = [["Sales", "Service", "Care", null], names(0, 40)];
      const days = [
        "2026-12-07",
        "2026-12-14",
        "2026-12-21",
        "2026-12-28",
        "2027-01-04",
        "2027-01-11",
        "2027-01-18",
        "2027-01-25",
      ];
      /** In each week none, some or nearly all answer, and a few have changed their group. */
      const history = fc.array(
        fc.array(
          fc.record({
            answers: fc.constantFrom("happy", "happy", "happy", "unsure", null),
            group: fc.constantFrom(0, 0, 1, 1, 2, 3),
          }),
          {
            ...{ minLength: people.length, maxLength: people.length },
          },
        ),
        { minLength: days.length, maxLength: days.length },
      );
      let figures = 0;
      for (const [run, weeks] of fc.sample(history, { numRuns: 6, seed: 6 }).entries()) {
        await ctx.store.write(({ db, t }) =>
          Promise.all([db.delete(t.checks), db.delete(t.pictures)]),
        );
        const usual = weeks[0]!;
        for (const [week, each] of weeks.entries())
          for (const [index, group] of groups.entries()) {
            const here = people.filter(
              (_, person) => (person % 7 === week % 7 ? each : usual)[person]!.group === index,
            );
            const feelings = here.flatMap((person) => {
              const { answers } = each[people.indexOf(person)]!;
              return answers ? [[person, answers] as const] : [];
            });
            if (feelings.length > 0)
              await answered(ctx, days[week]!, group, Object.fromEntries(feelings), {
                pledge: "reports",
                pledgeKept: "yes",
              });
          }
        await ctx.store.write((w) =>
          countWeeks(w, testWorkspace, new Date("2027-02-08T09:00:00Z")),
        );
        const shown = [...(await counted(ctx))];
        figures += shown.length;
        for (const [one, these] of shown) {
          for (const [other, those] of shown) {
            const difference = these.difference(those).size;
            expect(
              difference === 0 || difference >= 5,
              `run ${run}: ${one} without ${other} is ${difference}`,
            ).toBe(true);
          }
          const sameTime = shown.filter(
            ([other]) => other.split(" ").slice(1).join() === one.split(" ").slice(1).join(),
          );
          expect(findExposedPeople(sameTime.map(([, set]) => set)).size, `run ${run}: ${one}`).toBe(
            0,
          );
        }
      }
      expect(figures).toBeGreaterThan(40); // else the property proves nothing
    });

    it("names themes that five people wrote about, and quotes nobody", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales");
      const pledge = "third status deck this week. I'll ask Zebediah who reads it";
      // 1970-01-05 and every fourth Monday after it start a block; 2027-02-15 is the last one
      // before.
      await answered(ctx, "2027-02-22", "Sales", all(names(0, 6), "unsure"), {
        pledge,
        pledgeKept: "yes",
      });
      await answered(ctx, "2027-02-23", "Sales", all(names(0, 4), "unsure"), {
        pledge: "waiting for an approval",
      });
      await answered(ctx, "2027-02-24", "Sales", all(names(6, 11), "happy"));
      ctx.clock.move("2027-03-29T09:00:00Z");
      const shown = (await ctx.commands("viewer", "team Sales")).join();
      expect(shown).toContain("reports and slides");
      expect(shown).not.toContain("waiting");
      expect(shown + (await exported(ctx))).not.toMatch(/Zebediah|deck|person\d/);
      expect(await exported(ctx)).toContain('"themes":"reports"');
    });

    it("does not reveal what all of a team, or all but four, wrote about", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales");
      await answered(ctx, "2027-02-22", "Sales", all(names(0, 6), "unsure"), {
        pledge: "third status deck this week",
        pledgeKept: "yes",
      });
      await answered(ctx, "2027-02-24", "Sales", all(names(6, 10), "happy"));
      ctx.clock.move("2027-03-29T09:00:00Z");
      await ctx.commands("viewer", "team Sales");
      const { db, t } = ctx.store.read;
      expect((await db.select().from(t.pictures)).flatMap(({ themes }) => themes)).toEqual([]);
    });

    it("is posted to the team's channel on Monday, with a chart and without names", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales", names(0, 6));
      await ctx.commands("person0", "on");
      await answered(ctx, "2027-03-04", "Sales", {
        ...all(names(1, 5), "happy"),
        person6: "unsure",
      });
      const posted = (await ctx.passes("2027-03-08T10:00:00Z")).filter((said) =>
        said.startsWith("slack/channel/CINTAKE"),
      );
      expect(posted).toHaveLength(1);
      expect(posted[0]).toMatch(/Glad, week by week\nMar 1: 80 % or more/);
      expect(posted[0]).toContain(
        sentence("check.team.line", { team: "Sales", share: "80 % or more", crowd: 5 }),
      );
      expect(posted[0]).not.toMatch(/person\d/);
      expect(
        (await ctx.passes("2027-03-15T10:00:00Z")).filter((said) =>
          said.startsWith("slack/channel/CINTAKE"),
        ),
      ).toEqual([]);
    });

    it("can be started by a lead for those who never opted out, each told in private", async (context) => {
      const ctx = await open(context);
      await group(ctx, "Sales", ["ann", "ben", "cat"], "ann");
      await ctx.commands("cat", "on");
      await ctx.commands("cat", "off");
      expect((await ctx.commands("ben", "on for Sales")).join()).toContain(
        sentence("check.enrol.may_not", { group: "Sales" }),
      );
      const told = await ctx.commands("ann", "on for sales");
      expect(told.find((said) => said.startsWith("slack/dm/ann"))).toContain(
        sentence("check.enrol.done", { group: "Sales" }),
      );
      expect(told.find((said) => said.startsWith("slack/dm/ben"))).toMatch(
        /@ann thought .*\[I’d rather not\]/s,
      );
      expect(told.some((said) => said.startsWith("slack/dm/cat"))).toBe(false);
      await ctx.presses("ben", "check/off");
      const again = await ctx.commands("ann", "on for Sales");
      expect(again).toHaveLength(1);
      expect(again.join()).not.toMatch(/\d/);
    });

    it("keeps personal data out of channels, and out of others' reach", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea");
      await ctx.presses("lea", "check/answer/2027-03-05/unhappy");
      await ctx.says("lea", "reports. I'll ask Tom");
      const said = await ctx.commands("lea", "mine", briefChannel);
      expect(said.find((each) => each.startsWith("slack/channel"))).not.toMatch(/Unhappy|Tom/);
      expect(said.find((each) => each.startsWith("slack/dm/lea"))).toMatch(/Unhappy.*Tom/s);
      for (const attempt of ["mine lea", "mine slack/dm/lea", "team lea"])
        expect((await ctx.commands("boss", attempt)).join()).not.toMatch(/Unhappy|Tom/);
      await ctx.presses("boss", "check/erase_now/2027-03-05/2027-03-05", {
        place: { platform: "slack", kind: "personal", id: "boss" },
      });
      expect(await ctx.days("lea")).toMatchObject([{ answer: "unhappy" }]);
    });

    it("lets a person see and erase their own answers and words", async (context) => {
      const ctx = await open(context);
      await ctx.commands("lea", "on");
      await ctx.commands("lea");
      await ctx.presses("lea", "check/answer/2027-03-05/unsure");
      await ctx.says("lea", "reports. I'll ask Ferdinand");
      expect((await ctx.passes("2027-03-08T15:00:00Z")).join()).toContain(
        "you wanted to ask Ferdinand",
      );
      await ctx.presses("lea", "check/answer/2027-03-08/happy");
      expect((await ctx.commands("lea", "mine")).join()).toMatch(
        /You have answered 2 times\..*Mar 8: Glad.*Mar 5: Not sure · “reports\. I'll ask Ferdinand”/s,
      );
      expect((await ctx.commands("lea", "mine friday")).join()).toContain(
        sentence("check.mine.between", { count: 2 }),
      );
      expect((await ctx.commands("lea", "mine between 1 March and 5 March")).join()).toContain(
        sentence("check.mine.between", { count: 1 }),
      );
      await ctx.presses("lea", "check/erase_all/2027-03-05/2027-03-08");
      await ctx.presses("lea", "check/erase_now/2027-03-05/2027-03-08");
      expect((await ctx.commands("lea", "mine")).join()).toContain(
        sentence("check.mine", { count: 0 }),
      );
      const { db, t } = ctx.store.read;
      expect(
        JSON.stringify([
          await db.select().from(t.checks),
          (await db.select().from(t.outbox)).filter(({ question }) => question !== null),
        ]),
      ).not.toContain("Ferdinand");
    });
  });
});
