/** Requests that wait: named once to the team, offers once to their requesters, lists in pages. */
import { expect, it, type TestContext } from "vitest";
import {
  WorkspaceSettings,
  writeWorkspaceSettings,
} from "../../../../src/features/workspace/settings.ts";
import type { Judge } from "../../../../src/nlu/judge.ts";
import { eq } from "../../../../src/storage/drizzle.ts";
import {
  briefChannelKey,
  caseJudge,
  directMessageKey,
  openCaseTeam,
} from "../../../harness/case-team.ts";
import { onBothEngines, testWorkspace } from "../../../harness/core-harness.ts";
import { channelRef, commandEvent } from "../../../harness/events.ts";
import { sentence } from "../../../harness/words.ts";

onBothEngines("requests that wait", (newUrl) => {
  async function open({ onTestFinished }: TestContext, more: { judge?: Judge } = {}) {
    const team = await openCaseTeam(await newUrl(), more);
    onTestFinished(() => team.close());
    return team;
  }
  type Team = Awaited<ReturnType<typeof open>>;
  const named = ({ platform }: Team, count: number, days = 1) =>
    platform
      .words(briefChannelKey)
      .filter((words) => words.startsWith(sentence("report.untaken", { count, days })));

  it("are named in the morning after a working day, then with a growing pause", async (context) => {
    const team = await open(context);
    const first = await team.asks("maria");
    await team.asks("tom");
    await team.does("lea", first, sentence("life.button.take"));
    await team.until("2027-03-03T09:59:00Z");
    expect(named(team, 1)).toEqual([]);
    const days: string[] = [];
    for (const day of ["03", "04", "05", "08", "09", "10", "11", "12", "15"]) {
      const before = named(team, 1).length;
      await team.until(`2027-03-${day}T10:00:00Z`);
      if (named(team, 1).length > before) days.push(day);
    }
    expect(days).toEqual(["03", "04", "08", "12"]);
    expect(named(team, 1)[0]).toContain("R-2");
  });

  it("are named to the person who reported a fault", async (context) => {
    const team = await open(context);
    const request = await team.asks("maria");
    await team.coreHarness.store.write(async ({ db, t }) => {
      await db.update(t.requests).set({ kind: "factory_issue" }).where(eq(t.requests.id, request));
    });
    await team.until("2027-03-03T10:00:00Z");
    const told = sentence("life.told.untaken", { number: 1 });
    expect(team.platform.words(directMessageKey("maria")).at(-1)).toContain(told);
  });

  it("are named on their own within the hour if they report an incident", async (context) => {
    const judge: Judge = {
      read: async (ask) => {
        const read = await caseJudge().read(ask);
        const request = read.request && {
          ...read.request,
          security: { label: true, confidence: 1 },
        };
        return { ...read, request };
      },
    };
    const team = await open(context, { judge });
    const request = await team.asks("maria", "We need a key, mine was stolen");
    const incidents = () =>
      team.platform
        .words(briefChannelKey)
        .filter((words) => words.startsWith(sentence("report.untaken.incident")));
    await team.until("2027-03-02T10:35:00Z");
    expect(incidents()).toHaveLength(1);
    const told = sentence("life.told.untaken", { number: 1 });
    expect(team.platform.words(directMessageKey("maria")).at(-1)).toContain(told);
    await team.until("2027-03-02T11:15:00Z");
    expect(incidents()).toHaveLength(2);
    await team.does("lea", request, sentence("life.button.take"));
    await team.until("2027-03-02T16:00:00Z");
    expect(incidents()).toHaveLength(2);
  });

  it("are named after the days that the settings say, or never", async (context) => {
    const team = await open(context);
    await team.asks("maria");
    const choose = (untakenDays: number) =>
      team.coreHarness.store.write((w) =>
        writeWorkspaceSettings(w, testWorkspace, WorkspaceSettings.parse({ untakenDays })),
      );
    await choose(0);
    await team.until("2027-03-04T10:00:00Z");
    expect(named(team, 1, 0)).toEqual([]);
    await choose(3);
    await team.until("2027-03-05T10:00:00Z");
    expect(named(team, 1, 3)).toHaveLength(1);
  });

  it("are named once to the requester while an offer has no answer", async (context) => {
    const team = await open(context);
    const request = await team.asks("maria");
    await team.does("lea", request, sentence("life.button.propose"), {
      alternative: "The code lock",
    });
    for (const day of ["03", "04", "05", "08"]) await team.until(`2027-03-${day}T10:00:00Z`);
    const reminders = team.platform
      .words(directMessageKey("maria"))
      .filter((words) => words.includes(sentence("life.offer.reminder", { number: 1 })));
    expect(reminders).toHaveLength(1);
    expect(reminders[0]).toContain("The code lock");
  });

  it("are listed in pages, those with a claim to priority first", async (context) => {
    const team = await open(context);
    for (let count = 0; count < 25; count++) await team.asks(`person${count}`);
    const newest = await team.newest();
    await team.coreHarness.store.write(async ({ db, t }) => {
      await db.update(t.requests).set({ priority: true }).where(eq(t.requests.id, newest));
    });
    const asked = { by: { id: "lea" }, place: channelRef("CINTAKE") };
    await team.accept(commandEvent(asked, "request", "team"));
    const page = (): string[] => {
      const { words = "" } = team.platform.said.at(-1) ?? {};
      return words.match(/R-\d+(?= )/g) ?? [];
    };
    expect(page()[0]).toBe("R-25");
    const first = page();
    await team.presses("lea", sentence("where.button.next_page"));
    expect(new Set([...first, ...page()]).size).toBe(25);
    expect(page()).toHaveLength(5);
  });
});
