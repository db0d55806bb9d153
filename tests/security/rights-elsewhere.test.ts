/**
 * Permissions of retrospectives, chains, settings and introductions, and of private requests beside
 * open ones.
 */
import { randomUUID } from "node:crypto";
import { expect, it, type TestContext, vi } from "vitest";
import type { ConversationRef } from "../../src/platform/conversation-ref.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import { toPlainText } from "../../src/platform/rich-text.ts";
import type { Tables } from "../../src/storage/schema.ts";
import { openRetroTeam as openChannel } from "../features/retrospectives/retro-team.ts";
import { directMessageKey, openCaseTeam } from "../harness/case-team.ts";
import { type CoreHarness, onBothEngines, untilIdle, words } from "../harness/core-harness.ts";
import {
  channelRef,
  commandEvent,
  directMessages,
  messageEvent,
  pressEvent,
  submittedEvent,
  testWorkspace,
} from "../harness/events.ts";
import { createMemoryPlatform } from "../harness/memory-platform.ts";

vi.setConfig({ testTimeout: 120_000 });

const said = (...of: Parameters<typeof words>): string => toPlainText(words(...of));

const retroTables = [
  "retrospectives",
  "retroPeople",
  "retroNotes",
  "retroTopics",
  "retroVotes",
  "retroActions",
  "retroSeries",
] as const;

/** Returns the rows of some tables. */
async function rowsOf({ store }: CoreHarness, ...names: (keyof Tables)[]): Promise<string> {
  const { db, t } = store.read;
  return JSON.stringify(
    await Promise.all(
      names.map(async (name) => [name, await db.select().from(t[name] as typeof t.requests)]),
    ),
  );
}

onBothEngines("retrospective", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const team = await openChannel(await newUrl());
    onTestFinished(() => team.close());
    const only = async (
      table: "retrospectives" | "retroSeries" | "retroActions" | "retroTopics" | "retroNotes",
    ) => {
      const { db, t } = team.coreHarness.store.read;
      return (await db.select({ id: t[table].id }).from(t[table]))[0]!.id;
    };
    return { team, only };
  }

  it("is not found from another place, by any button or form", async (context) => {
    const { team, only } = await open(context);
    await team.types("U0", "start 4ls");
    await team.fills("U1", words.plain("retro.button.write"), {
      "column.liked": "the secret lunch",
    });
    for (const to of [1, 2, 3]) await team.types("U0", `next ${to}`);
    await team.fills("U1", words.plain("retro.button.propose"), {
      text: "a secret action",
      owner: "U1",
      due: "2027-03-16",
    });
    await team.types("U0", "every 2 weeks friday 14:00");
    const [retro, series, action, note] = [
      await only("retrospectives"),
      await only("retroSeries"),
      await only("retroActions"),
      await only("retroNotes"),
    ];
    const verbs =
      "help now next back add group vote discuss action actions status summary history facilitate cancel join observe ready until every write go settle accept decline split page turn extend remark propose keep let_go remove take_over hand_over stay pick".split(
        " ",
      );
    const paths = [
      ...verbs.flatMap((verb) =>
        ["", "/1", "/closed", `/${action}`, `/${note}`, "/mallory"].map(
          (more) => `retro/${verb}/${retro}${more}`,
        ),
      ),
      ...["move", "skip", "stop"].flatMap((verb) => [
        `retro/${verb}/${series}`,
        `retro/${verb}/${series}/7`,
      ]),
      ...["done", "kept", "dropped"].map((state) => `retro/did/${action}/${state}`),
      "retro/start/channel%3AC1/sailboat",
      "retro/start/channel%3AC1",
    ];
    const values = {
      text: "forged",
      numbers: "1 2",
      name: "forged",
      person: "mallory",
      note,
      topic: "1",
      owner: "mallory",
      due: "2027-06-01",
      "topic.1": "1",
      template: "sailboat",
    };
    const before = await rowsOf(team.coreHarness, ...retroTables, "jobs");
    for (const place of [
      team.direct("mallory"),
      channelRef("C2"),
      { ...channelRef("C2"), thread: "1" },
    ]) {
      const from = team.platform.tries.length;
      for (const path of paths) {
        expect(
          await team.coreHarness.core.buildForm({
            workspace: testWorkspace,
            by: { id: "mallory" },
            place,
            press: path,
          }),
        ).toBeUndefined();
        const submitted = submittedEvent({ ...team.event("mallory"), place }, path, values);
        expect(
          JSON.stringify((await team.coreHarness.core.validateForm(submitted)) ?? {}),
        ).not.toMatch(/secret|U0/);
        await team.coreHarness.core.ingest([
          pressEvent({ ...team.event("mallory"), place }, path, "m1"),
          submitted,
        ]);
      }
      await untilIdle(team.coreHarness.store);
      const heard = team.platform.tries.slice(from).map((one) => one.words);
      expect(heard.join("\n")).not.toMatch(/secret|U0|U1/);
      expect(new Set(heard.filter((one) => !one.includes("[")))).toEqual(
        new Set([said("retro.gone"), said("retro.did.gone"), said("retro.series.none")]),
      );
    }
    expect(await rowsOf(team.coreHarness, ...retroTables, "jobs")).toBe(before);
    expect(team.coreHarness.troubles).toEqual([]);
  });

  it("opens in direct messages for a person who typed a command in its channel", async (context) => {
    const { team } = await open(context);
    await team.types("U0", "start sailboat");
    await team.types("U7", "");
    expect(
      await team.open("U7", words.plain("retro.button.write"), team.direct("U7")),
    ).toBeDefined();
    await team.fills(
      "U7",
      words.plain("retro.button.write"),
      { "column.wind": "new here" },
      team.direct("U7"),
    );
    await team.press("U0", words.plain("retro.button.reveal"));
    expect(team.board()).toContain("new here");
    await team.types("U7", "start", channelRef("C3"));
    await team.fills(
      "U7",
      words.plain("retro.button.start.form"),
      { template: "sailboat" },
      team.direct("U7"),
    );
    expect(team.board(channelRef("C3"))).toContain("Retrospective");
  });

  it("lets only owners settle its actions", async (context) => {
    const { team, only } = await open(context);
    await team.types("U0", "start 4ls");
    for (const to of [1, 2, 3, 4]) await team.types("U0", `next ${to}`);
    await team.fills("U1", words.plain("retro.button.propose"), {
      text: "ask who reads the deck",
      owner: "U2",
      due: "2027-03-16",
    });
    await team.press("U0", words.plain("retro.button.keep"));
    const drop = `retro/did/${await only("retroActions")}/dropped`;
    const states = async () => rowsOf(team.coreHarness, "retroActions");
    const before = await states();
    await team.accept(pressEvent("U1", drop));
    expect(await states()).toBe(before);
    await team.accept(pressEvent("U2", drop));
    expect(await states()).toContain('"dropped"');
  });
});

onBothEngines("workspace settings", (newUrl) => {
  async function open({ onTestFinished }: TestContext) {
    const platform = createMemoryPlatform();
    const t = await openCaseTeam(await newUrl(), {
      platform,
      adapter: {
        ...platform.adapter(),
        isAdmin: async (_: string, person: string) => person === "ada",
      },
    });
    onTestFinished(() => t.close());
    const actor = (person: string, place: ConversationRef = directMessages(person)) => ({
      at: t.clock.now().getTime(),
      by: { id: person },
      place,
    });
    const form = (person: string, press: string, place: ConversationRef = directMessages(person)) =>
      t.coreHarness.core.buildForm({ workspace: testWorkspace, by: { id: person }, place, press });
    const heard = async (event: InboundEvent): Promise<string[]> => {
      const from = platform.tries.length;
      await t.accept(event);
      return platform.tries.slice(from).map((one) => one.words);
    };
    await t.accept(
      submittedEvent(actor("ada"), "entwine/new_group", {
        name: "Platform",
        advocate: "petra",
        strategy: "",
        source: "",
      }),
    );
    const { db, t: tables } = t.coreHarness.store.read;
    const group = (await db.select().from(tables.groups))[0]!.id;
    return { t, actor, form, heard, group };
  }

  it("open forms only for people who may change them, whose names others get", async (context) => {
    const { t, actor, form, group } = await open(context);
    const before = await rowsOf(
      t.coreHarness,
      "workspaces",
      "groups",
      "members",
      "daysOff",
      "auditEntries",
      "chains",
    );
    for (const path of [
      "model",
      "capacity",
      "approval/change",
      "admins",
      "house_language",
      "own_way",
      "add_days_off",
      "new_group",
      `members/${group}`,
      `edit_group/${group}`,
      `delete_group/${group}`,
    ].map((each) => `entwine/${each}`)) {
      for (const place of [directMessages("mallory"), channelRef("CINTAKE")]) {
        expect((await form("mallory", path, place))?.fields ?? []).toEqual([]);
        const submitted = submittedEvent(actor("mallory", place), path, {
          add: "ada",
          name: "Platform",
          capacity: "x",
        });
        expect(Object.keys((await t.coreHarness.core.validateForm(submitted)) ?? {})).toEqual([""]);
        await t.accept(submitted);
      }
      expect((await form("ada", path))?.fields.length ?? 0).toBeGreaterThan(0);
    }
    expect(await form("mallory", `check/edit_chain/${group}`)).toBeUndefined();
    expect(await form("petra", `check/edit_chain/${group}`)).toBeDefined();
    expect((await form("mallory", "keep/change"))?.fields ?? []).toEqual([]);
    expect(
      await rowsOf(
        t.coreHarness,
        "workspaces",
        "groups",
        "members",
        "daysOff",
        "auditEntries",
        "chains",
      ),
    ).toBe(before);
  });

  it("protect a chain from others, and send a digest on no one else's command", async (context) => {
    const { t, actor, heard, group } = await open(context);
    const place = { ...channelRef("C9"), thread: "1" };
    await t.accept(pressEvent(actor("petra", place), `check/chain_new/${group}`));
    const before = await rowsOf(t.coreHarness, "chains", "conversations");
    for (const text of ["Field sales", "that's it"])
      await t.accept(messageEvent(actor("mallory", place), text, undefined, { addressed: false }));
    for (const press of ["check/chain_end", "check/chain_undo", "check/chain_leave"])
      await t.accept(pressEvent(actor("mallory", place), press));
    // removes the bot's last message, and the record of who wrote beside it, which holds no words
    const strip = (rows: string): string =>
      rows
        .replaceAll(/,?"overheard":\{.*?\]\}/g, "")
        .replaceAll(/"(?:revision|updatedAt|last_message)":[^,}]+/g, "");
    expect(strip(await rowsOf(t.coreHarness, "chains", "conversations"))).toBe(strip(before));
    await t.accept(
      messageEvent(actor("petra", place), "Field sales > Dealers", undefined, { addressed: false }),
    );
    await t.accept(pressEvent(actor("petra", place), "check/chain_end"));
    expect(await rowsOf(t.coreHarness, "chains")).toContain("Field sales");
    for (const press of ["check/digest", "check/digest/x", "check/enrolled/petra", "check/replan"])
      for (const from of [directMessages("mallory"), channelRef("C9")])
        expect(await heard(pressEvent(actor("mallory", from), press))).toEqual([]);
  });

  it("introduce only people who were offered it, and reveal nothing about others", async (context) => {
    const { t, actor, heard } = await open(context);
    const [own, open_, hidden] = [
      await t.brings("mallory"),
      await t.asks("petra"),
      await t.brings("maria"),
    ];
    await t.accept(pressEvent(actor("maria"), `seclude/${hidden}`));
    const answers = await Promise.all(
      [open_, hidden, randomUUID()].map(async (other) =>
        heard(pressEvent(actor("mallory"), `meet/ask/${own}/${other}`)),
      ),
    );
    expect(new Set(answers.flat())).toEqual(new Set([said("keep.gone")]));
    expect(await rowsOf(t.coreHarness, "introductions")).toBe(
      JSON.stringify([["introductions", []]]),
    );
    expect(t.platform.words(directMessageKey("petra")).join("\n")).not.toContain("@mallory");
  });
});

onBothEngines("private request beside an open one", (newUrl) => {
  it("is mentioned only in direct messages once a channel's request was merged into it", async ({
    onTestFinished,
  }) => {
    const t = await openCaseTeam(await newUrl());
    onTestFinished(() => t.close());
    const place: ConversationRef = { ...channelRef("C1"), thread: "1" };
    const [lead, part] = [await t.brings("maria"), await t.brings("paul", { place })];
    await t.accept(pressEvent("maria", `seclude/${lead}`));
    await t.does("lea", part, words.plain("life.button.merge"), { into: lead });
    await t.does("lea", lead, "Ask", { text: "Whose vault is it?" });
    expect(t.platform.words("slack/channel/C1/1").join("\n")).not.toContain("vault");
    expect(t.heard("paul")).toContain("Whose vault is it?");
    await t.says("paul", "The blue one");
    expect((await t.steps(lead)).at(-1)).toBe("answer: The blue one");
    for (const text of ["find Salesforce", "R-2"]) {
      await t.accept(commandEvent("tom", "request", text));
      expect(t.heard("tom")).toContain("R-2");
      expect(t.heard("tom")).not.toContain("R-1");
    }
  });
});
