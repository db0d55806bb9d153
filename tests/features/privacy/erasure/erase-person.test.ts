/** Erasure of a person in chat: what is left, what others see, and what stays unchanged. */
import { copyFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { featureData } from "../../../../src/app/registry.ts";
import { exportPersonalRows } from "../../../../src/core/feature-data.ts";
import { conversationKey } from "../../../../src/platform/conversation-ref.ts";
import { toPlainText } from "../../../../src/platform/rich-text.ts";
import { briefChannelKey } from "../../../harness/case-team.ts";
import { onBothEngines, testWorkspace } from "../../../harness/core-harness.ts";
import { filesContaining } from "../../../harness/storage/file-search.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence, words } from "../../../harness/words.ts";
import {
  allRows,
  channelThread,
  directMessages,
  fillEveryTable,
  fillOtherWorkspace,
  lea,
  maria,
  mariaMarker,
  mariaTraces,
  openPrivacyHarness,
  otherWorkspace,
  type PrivacyHarness,
  rowsWithTraces,
  tom,
} from "../privacy-harness.ts";

let life: PrivacyHarness;
afterEach(async () => {
  expect(life.team.coreHarness.troubles).toEqual([]);
  await life.close();
});

const nameless = words.plain("privacy.erased");

onBothEngines("erased person with data in every feature", (newUrl) => {
  it("leaves no name, and keeps the results of the requests", async () => {
    const url = await newUrl();
    life = await openPrivacyHarness(url, {
      purgeDeletedRows: () => life.team.coreHarness.store.purgeDeletedRows({ copies: true }),
    });
    const { team } = life;
    const { store } = team.coreHarness;
    const { own, toms } = await fillEveryTable(life);
    const before = await rowsWithTraces(store);
    const tables = new Set(before.map((row) => row.split(" ", 1)[0]));
    // Nearly every table contained her.
    expect(tables.size).toBeGreaterThan(20);
    const others = (await allRows(store)).filter(({ row }) => !mariaTraces.test(row));
    await life.erases("name");

    expect(await rowsWithTraces(store)).toEqual([]);
    const after = new Set((await allRows(store)).map(({ table, row }) => `${table} ${row}`));
    // Rows that identified her only by her messages, or waited for her, were deleted.
    const stays = others.filter(
      ({ table, row }) =>
        !["introductions", "replicas", "retrospectives"].includes(table) &&
        !row.includes(`"${own}"`),
    );
    expect(stays.length).toBeGreaterThan(10);
    expect(stays.filter(({ table, row }) => !after.has(`${table} ${row}`))).toEqual([]);

    const { db, t } = store.read;
    const [request] = (await db.select().from(t.requests)).filter(({ id }) => id === own);
    expect(request).toMatchObject({
      requester: "erased",
      raisedBy: "erased",
      owner: lea.id,
      status: "accepted",
      text: [`We need a ${mariaMarker} register for the field team`],
    });
    const answers = (await db.select().from(t.answers)).filter((answer) => answer.request === own);
    expect(new Set(answers.map(({ by }) => by))).toEqual(new Set(["erased"]));
    expect(answers.some(({ text }) => text && toPlainText(text).includes(mariaMarker))).toBe(true);
    const told = (await db.select().from(t.answers)).find(
      (answer) => answer.request === toms && answer.question === "customer",
    );
    expect(toPlainText(told?.text ?? [])).toBe(
      `ask ${nameless}, she knows the farmers; ${nameless} told us so`,
    );
    expect(
      (await db.select().from(t.workspaces)).find(({ id }) => id === testWorkspace)?.settings,
    ).toMatchObject({
      approvals: { change: { people: [lea.id] } },
    });
    expect((await db.select().from(t.retroSeries)).find(({ id }) => id === "s1")).toMatchObject({
      rota: [tom.id, lea.id],
      by: "erased",
    });
    expect((await db.select().from(t.groups))[0]?.advocate).toBeNull();
    const [picture] = (await db.select().from(t.pictures)).map(({ people }) => people);
    expect(picture).toHaveLength(5);
    expect(
      (await db.select().from(t.checks)).length + (await db.select().from(t.signIns)).length,
    ).toBe(0);

    // Also on the platform.
    const shown = team.platform.said
      .filter(({ place }) => place !== `slack/dm/${maria.id}`)
      .map(({ words }) => words);
    expect(shown.filter((words) => mariaTraces.test(words))).toEqual([]);
    expect(team.platform.words(briefChannelKey).some((words) => words.includes(nameless))).toBe(
      true,
    );

    expect(await filesContaining(url, maria.id, maria.name)).toEqual([]);

    // A message after the erasure creates a new person.
    await life.says(maria, "We need a heron register for the field team");
    expect(life.heard(maria)).toMatch(/I’ve logged this as R-\d+\./);
    const lines = await Array.fromAsync(
      exportPersonalRows(featureData, store.read, testWorkspace, maria.id),
    );
    expect(lines.filter(({ type }) => type === "request").map(({ text }) => text)).toEqual([
      "We need a heron register for the field team",
    ]);
    const interview = (await db.select().from(t.conversations)).find(
      ({ key }) => key === `slack/dm/${maria.id}`,
    )?.state;
    expect(interview).toMatchObject({ interview: { interviews: [{ phase: "asking" }] } });
  });

  it("loses the words too when that was chosen, and the team can continue", async () => {
    const url = await newUrl();
    life = await openPrivacyHarness(url, {
      purgeDeletedRows: () => life.team.coreHarness.store.purgeDeletedRows({ copies: true }),
    });
    const { team } = life;
    const { store } = team.coreHarness;
    const { own } = await fillEveryTable(life);
    if (url.startsWith("file:"))
      copyFileSync(url.slice("file:".length), `${url.slice("file:".length)}.before-0009_something`);
    expect(await filesContaining(url, mariaMarker)).not.toEqual([]);
    await life.erases("words");
    expect(await filesContaining(url, mariaMarker, maria.id, maria.name)).toEqual([]);
    expect(await rowsWithTraces(store)).toEqual([]);
    expect(await rowsWithTraces(store, new RegExp(mariaMarker))).toEqual([]);
    const shown = team.platform.said
      .filter(({ place }) => place !== `slack/dm/${maria.id}`)
      .map(({ words }) => words);
    expect(shown.filter((words) => words.includes(mariaMarker))).toEqual([]);
    expect(
      shown.some((words) => words.includes(sentence("privacy.gone.card", { request: "R-1" }))),
    ).toBe(true);

    // A replica with the thread's conversation in its cache reads it again.
    await life.says(tom, "The hikers would find their way home by themselves", channelThread);
    expect(await rowsWithTraces(store, new RegExp(`${mariaTraces.source}|${mariaMarker}`))).toEqual(
      [],
    );
    const interview = (await store.read.db.select().from(store.read.t.conversations)).find(
      ({ key }) => key === conversationKey(channelThread),
    )?.state;
    expect(interview).toMatchObject({
      interview: { interviews: [{ requester: { id: "erased", name: nameless }, text: [] }] },
    });

    await team.does(lea.id, own, words.plain("life.button.deliver"), { brought: "requested" });
    expect(await team.status(own)).toBe("delivered");
    expect(team.platform.words("slack/dm/erased")).toEqual([]);
  });
});

describe("person in another workspace", () => {
  it("with the same id and name keeps everything", async () => {
    life = await openPrivacyHarness(await freshSqlite());
    const { store } = life.team.coreHarness;
    const ofElsewhere = async () =>
      (await allRows(store)).filter(({ row }) => row.includes(otherWorkspace));
    await life.team.brings(maria.id);
    await fillOtherWorkspace(life);
    const before = await ofElsewhere();
    await life.erases("words");
    expect(before).toHaveLength(7);
    expect(await ofElsewhere()).toEqual(before);
    expect((await rowsWithTraces(store)).every((row) => row.includes(otherWorkspace))).toBe(true);
  });
});

describe("data that an erased person had set up for everybody", () => {
  it("keeps working without them", async () => {
    life = await openPrivacyHarness(await freshSqlite());
    const { db, t } = life.team.coreHarness.store.read;
    const digest = async () =>
      (await db.select().from(t.jobs)).filter(
        ({ kind, doneAt }) => kind === "check/digest" && doneAt === null,
      );
    await life.types(maria, "check", "on");
    const [first, second] = [await life.team.brings(maria.id), await life.team.brings(maria.id)];
    await life.team.does(lea.id, first, words.plain("life.button.postpone"), {
      until: "2027-03-05",
      alternative: "use the paper list till then",
    });
    const [before] = await digest();
    await life.erases("name");
    await life.team.does(lea.id, second, words.plain("life.button.postpone"), {
      until: "2027-03-05",
      alternative: "use the paper list till then",
    });
    expect(await digest()).toEqual([{ ...before, conversation: "slack/dm/erased" }]);
    await life.team.until("2027-03-05T12:00:00Z");
    expect([await life.team.status(first), await life.team.status(second)]).toEqual(["new", "new"]);
    await life.team.until(before!.dueAt.toISOString());
    expect((await digest()).map(({ dueAt }) => dueAt > before!.dueAt)).toEqual([true]);
    expect(life.team.platform.words("slack/dm/erased")).toEqual([]);
  });
});

describe("two erased persons", () => {
  it("are distinguished in one request's history, and not linked across requests", async () => {
    life = await openPrivacyHarness(await freshSqlite());
    const { team } = life;
    const { own, toms } = await fillEveryTable(life);
    await life.erases("name");
    await life.types(tom, "entwine", "privacy");
    await life.presses(tom, words.plain("privacy.button.erase"));
    await life.presses(tom, words.plain("privacy.button.name"));
    await life.later(3);
    const { db, t } = team.coreHarness.store.read;
    const requests = await db.select().from(t.requests);
    const his = requests.find(({ id }) => id === toms);
    // She had taken it before he was erased.
    expect(his).toMatchObject({ requester: "erased:2", owner: "erased" });
    expect(requests.find(({ id }) => id === own)).toMatchObject({ requester: "erased" });
    expect(
      team.platform
        .words(briefChannelKey)
        .some((said) => said.includes(words.plain("privacy.erased.another"))),
    ).toBe(true);
  });
});

describe("/entwine privacy", () => {
  const open = async (): Promise<void> => {
    life = await openPrivacyHarness(await freshSqlite());
  };
  const channel = { platform: "slack", kind: "channel", id: "C0TALK001" } as const;

  it("lists what is kept and for how long, and sends it without a web page", async () => {
    await open();
    await life.team.brings(maria.id);
    await life.says(maria, `We need a ${mariaMarker} register for the field team`);
    await life.types(maria, "entwine", "privacy");
    expect(life.heard(maria)).toMatch(
      /What I store about you\n(?:.*\n)*Backups: .*\n.*\n\[Show what you store\] \[Export it\] \[Erase it\]$/,
    );
    await life.presses(maria, words.plain("privacy.button.see"));
    expect(life.heard(maria)).toMatch(/Requests: 2\nAnswers: \d\n/);
    await life.presses(maria, words.plain("privacy.button.all"));
    expect(life.heard(maria)).toMatch(/What I store about you, 1 to 15 of \d+/);
    await life.presses(maria, words.plain("privacy.button.more"));
    expect(life.heard(maria)).toMatch(/What I store about you, 16 to 30 of \d+/);
    const before = life.team.platform.words(`slack/dm/${maria.id}`).length;
    await life.presses(maria, words.plain("privacy.button.export"));
    const messages = life.team.platform.words(`slack/dm/${maria.id}`).slice(before);
    expect(messages[0]).toContain(sentence("privacy.export"));
    expect(messages.join("\n")).toContain(`We need a ${mariaMarker} register`);
  });

  it("is answered in direct messages wherever it is typed", async () => {
    await open();
    await life.says(maria, "entwine privacy", channel);
    expect(life.heard(maria)).toContain(words.plain("privacy.title"));
    expect(life.team.platform.words("slack/channel/C0TALK001").map((words) => words)).toEqual([
      words.plain("privacy.sent"),
    ]);
  });

  it("lets a person cancel, and does nothing when another presses the button", async () => {
    await open();
    await life.says(maria, "hello");
    await life.types(maria, "entwine", "privacy");
    await life.presses(maria, words.plain("privacy.button.erase"));
    await life.presses(lea, words.plain("privacy.button.name"), directMessages(maria));
    await life.later(5);
    expect((await rowsWithTraces(life.team.coreHarness.store)).length).toBeGreaterThan(0);
    expect(life.team.platform.words(`slack/dm/${maria.id}`).at(-1)).toContain(
      sentence("privacy.only_yours"),
    );
    await life.presses(maria, words.plain("privacy.button.keep"));
    await life.later(5);
    expect(life.heard(maria)).toBe(words.plain("privacy.kept"));
    expect((await rowsWithTraces(life.team.coreHarness.store)).length).toBeGreaterThan(0);
  });
});
