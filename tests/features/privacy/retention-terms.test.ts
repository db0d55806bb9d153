/** Choice of retention periods, and the effect on people who come back later. */
import { globSync, readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { readWorkspaceSettings } from "../../../src/features/workspace/settings.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { sentence, words } from "../../harness/words.ts";
import {
  auditLogEntries,
  openWorkspaceHarness,
  type WorkspaceHarness,
} from "../workspace/workspace-harness.ts";

onBothEngines("retention period", (newUrl) => {
  let here: WorkspaceHarness;
  let url: string;
  const opened = async () => {
    url = await newUrl();
    here = await openWorkspaceHarness({ url, admins: ["petra"] });
    await here.commands("petra", "settings");
  };
  const kept = async () => (await readWorkspaceSettings(here.store.read, testWorkspace)).keep;
  const rows = async (table: "outbox" | "requests" | "conversations") =>
    here.store.read.db.$count(here.store.read.t[table]);
  const buttons = () =>
    here.platform.said
      .at(-1)!
      .card.flatMap((element) => (element.kind === "buttons" ? element.buttons : []));
  const pressOf = (label: string) =>
    buttons().flatMap((button) =>
      "press" in button && button.label === label ? button.press : [],
    )[0]!;
  /** Returns whether the words are in the SQLite file or its log. */
  const inFile = (): boolean =>
    url.startsWith("file:") &&
    globSync(`${url.slice("file:".length)}*`).some((file) => readFileSync(file).includes("zebra"));
  /** Runs every night until then. */
  async function sleepUntil(date: string): Promise<void> {
    here.clock.move(date);
    await here.core.poll();
    await here.core.poll();
  }
  afterEach(async () => {
    expect(here.coreHarness.troubles).toEqual([]);
    await here.close();
  });

  it("is chosen by an admin, who first hears what it would delete, and can revert it", async () => {
    await opened();
    expect((await here.commands("tom", "settings"))[0]).toContain(
      sentence("organisation.kept", {
        requests: "for good",
        retrospectives: "for good",
        checks: "13 months",
      }),
    );
    await here.says("tom", "We need Salesforce");
    await here.says("tom", "cancel");
    await here.store.write(({ db, t }) =>
      db.update(t.requests).set({ status: "cancelled", updatedAt: new Date("2025-01-01") }),
    );
    const form = await here.form("petra", "keep/change");
    expect(form?.fields.map(({ name, value }) => [name, value])).toEqual([
      ["requests", "0"],
      ["retrospectives", "0"],
      ["checks", "13"],
    ]);

    const [asked] = await here.submits("petra", "keep/change", {
      requests: "1",
      retrospectives: "0",
      checks: "13",
    });
    expect(asked).toMatch(
      /Closed requests: one year[\s\S]*One request has been closed for longer than that, and no retrospective/,
    );
    expect(await kept()).toBeUndefined();
    const sure = pressOf(words.plain("keep.button.sure"));
    expect((await here.presses("petra", sure)).at(-1)).toMatch(
      /Nothing is deleted before March 3, 2027/,
    );
    const back = pressOf(words.plain("keep.button.back"));
    expect(await kept()).toMatchObject({ requests: 1 });
    await sleepUntil("2027-03-03T09:00:00Z");
    expect(await rows("requests")).toBe(1);
    expect(await here.presses("petra", sure), "an old button").toEqual([
      expect.stringContaining("changed this in the meantime"),
    ]);
    await here.presses("petra", back);
    expect(await kept()).toMatchObject({ requests: 0 });
    await sleepUntil("2027-03-06T09:00:00Z");
    expect(await rows("requests")).toBe(1);
    expect(
      (await auditLogEntries(here.store)).filter((line) => line.startsWith("keep")),
    ).toHaveLength(2);
    expect((await here.commands("petra", "audit"))[0]).toContain(
      `${sentence("organisation.audit.what.keep")} changed`,
    );
  });

  it("is chosen by no one else, and only among those offered", async () => {
    await opened();
    expect(await here.form("tom", "keep/change")).toMatchObject({
      title: words.plain("organisation.form.sorry.title"),
      fields: [],
    });
    expect(
      await here.submits("tom", "keep/change", {
        requests: "1",
        retrospectives: "0",
        checks: "13",
      }),
    ).toEqual([expect.stringContaining("@petra can change that")]);
    expect(await here.presses("tom", "keep/sure/0-0-13/1-1-3")).toEqual([
      expect.stringContaining("@petra can change that"),
    ]);
    await here.submits("petra", "keep/change", {
      requests: "0.001",
      retrospectives: "0",
      checks: "13",
    });
    await here.presses("petra", "keep/sure/0-0-13/0-0-0");
    expect(await kept()).toBeUndefined();
  });

  it("deletes all words from the file; old buttons and threads still get an answer", async () => {
    await opened();
    await here.says("tom", "We need Salesforce for the zebra team");
    const [first] = here.platform.said.filter(({ place }) => place === "slack/dm/tom");
    const old = {
      press: buttons().flatMap((button) => ("press" in button ? button.press : []))[0]!,
      card: first!.message,
    };
    await here.presses(
      "tom",
      pressOf(words.plain("requests.button.no_request")),
      undefined,
      first!.message,
    );
    expect([await rows("requests"), inFile()]).toEqual([1, url.startsWith("file:")]);
    await sleepUntil("2027-07-01T09:00:00Z");
    expect([await rows("requests"), await rows("outbox"), await rows("conversations")]).toEqual([
      0, 0, 0,
    ]);
    await expect.poll(inFile, { interval: 5 }).toBe(false);

    expect((await here.presses("tom", old.press, undefined, old.card)).join()).not.toBe("");
    expect(
      (
        await here.says("tom", "and another thing", {
          platform: "slack",
          kind: "personal",
          id: "tom",
          thread: old.card,
        })
      ).join(),
    ).not.toBe("");
    for (const press of [
      "meet/yes/gone",
      "meet/ask/gone/gone",
      "act/gone/take",
      "retro/next/gone",
      "check/again/2027-03-02",
    ])
      expect(await here.presses("tom", press, undefined, old.card), press).toEqual([
        expect.stringMatching(/: \w/),
      ]);
    expect((await here.says("tom", "We need HubSpot")).at(-1)).toContain("R-2");
  });
});
