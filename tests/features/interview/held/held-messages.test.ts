/** Messages whose target is unclear wait side by side, each until its author's choice. */
import { expect, it } from "vitest";
import { featureData } from "../../../../src/app/registry.ts";
import { exportPersonalRows } from "../../../../src/core/feature-data.ts";
import { interviewData } from "../../../../src/features/interview/data.ts";
import { insertHeldMessage } from "../../../../src/features/interview/held/held-messages.ts";
import type { HeldTargets } from "../../../../src/features/interview/tables.ts";
import { runRetentionBatch } from "../../../../src/features/privacy/retention-job.ts";
import { toPlainText } from "../../../../src/platform/rich-text.ts";
import { type CaseTeam, directMessageKey, openCaseTeam } from "../../../harness/case-team.ts";
import { onBothEngines, testWorkspace } from "../../../harness/core-harness.ts";
import {
  deletedEvent,
  directMessages,
  dueEvent,
  editedEvent,
  pressEvent,
  testMorning,
} from "../../../harness/events.ts";
import { sentence } from "../../../harness/words.ts";
import { maria, openPrivacyHarness, tom } from "../../privacy/privacy-harness.ts";

const place = directMessages("maria");
const newRequest = { name: "new_request", target: { is: "new_request" } } as const;
const aside = { name: "aside", target: { is: "aside" } } as const;

/** Stores a message that waits, of Maria unless stated otherwise. */
const hold = (
  { coreHarness }: CaseTeam,
  id: string,
  text: string,
  targets: HeldTargets,
  by = "maria",
) =>
  coreHarness.store.write((w) =>
    insertHeldMessage(
      w,
      {
        ...{ id, place, message: `message of ${id}`, by, text: [text], targets },
        ...{ at: new Date(testMorning), settledAs: null },
      },
      {
        workspace: testWorkspace,
        conversation: directMessageKey("maria"),
        at: new Date(testMorning),
      },
    ),
  );

const chooses = (t: CaseTeam, held: string, name: string, by = "maria") =>
  t.accept(pressEvent({ by: { id: by }, place }, `interview/held/${held}/${name}`));

const waiting = async ({ coreHarness: { store } }: CaseTeam) =>
  (await store.read.db.select().from(store.read.t.heldMessages))
    .filter(({ settledAt }) => settledAt === null)
    .map(({ id }) => id)
    .sort();

async function rowsOf<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

onBothEngines("held messages", (newUrl) => {
  async function open(): Promise<CaseTeam> {
    const t = await openCaseTeam(await newUrl());
    await hold(t, "h1", "We need a label printer", [newRequest, aside]);
    await hold(t, "h2", "We need a second scale", [newRequest, aside]);
    await hold(t, "h3", "as always", [aside, newRequest]);
    return t;
  }

  it("are taken one by one, by their author only", async () => {
    const t = await open();
    await chooses(t, "h2", "new_request", "tom");
    expect(await waiting(t)).toEqual(["h1", "h2", "h3"]);
    await chooses(t, "h2", "new_request");
    expect(await waiting(t)).toEqual(["h1", "h3"]);
    expect((await t.rows()).map(({ text }) => toPlainText(text))).toEqual([
      "We need a second scale",
    ]);
    await chooses(t, "h1", "new_request");
    expect(await waiting(t)).toEqual(["h3"]);
    await chooses(t, "h1", "aside");
    expect(t.heard("maria")).toContain(sentence("requests.plain.held_settled"));
    expect(await t.rows()).toHaveLength(2);
    await t.close();
  });

  it("take the most probable target after a day, while others still wait", async () => {
    const t = await open();
    await t.says("maria", "We need a key to the workshop"); // opens the conversation
    await t.accept(dueEvent({ by: { id: "entwine" }, place }, "interview/settle_held", "h1"));
    expect(await waiting(t)).toEqual(["h2", "h3"]);
    expect((await t.rows()).map(({ text }) => toPlainText(text))).toContain(
      "We need a label printer",
    );
    await t.close();
  });

  it("are in the export and in their author's data, unless they may be private", async () => {
    const t = await open();
    const asked = { is: "answer", feature: "check", thing: "check", isPrivate: true } as const;
    await hold(t, "h4", "reports again", [{ name: "answer", target: asked }, newRequest]);
    const { read } = t.coreHarness.store;
    const texts = (rows: readonly Record<string, unknown>[]) =>
      rows.filter(({ type }) => type === "held_message").map(({ text }) => text);
    const open3 = ["We need a label printer", "We need a second scale", "as always"];
    const rows = interviewData.export!.rows!(read, testWorkspace);
    expect(texts(await rowsOf(rows)).sort()).toEqual(open3);
    const own = await rowsOf(exportPersonalRows(featureData, read, testWorkspace, "maria"));
    expect(texts(own).sort()).toEqual([...open3, "reports again"].sort());
    const others = await rowsOf(exportPersonalRows(featureData, read, testWorkspace, "tom"));
    expect(texts(others)).toEqual([]);
    await t.close();
  });

  it("are deleted with the message, and changed with it", async () => {
    const t = await open();
    await t.accept(editedEvent("maria", "message of h2", "We need a third scale"));
    await t.accept(deletedEvent("maria", "message of h1"));
    await chooses(t, "h2", "new_request");
    expect((await t.rows()).map(({ text }) => toPlainText(text))).toEqual([
      "We need a third scale",
    ]);
    expect(await waiting(t)).toEqual(["h3"]);
    await t.close();
  });

  it("lose their author's words in an erasure", async () => {
    const life = await openPrivacyHarness(await newUrl());
    await hold(life.team, "h1", "We need a quagga printer", [newRequest, aside], maria.id);
    await hold(life.team, "h2", "We need a second scale", [newRequest, aside], tom.id);
    await life.says(maria, "We need a key to the workshop");
    await life.erases("words");
    const { db, t } = life.team.coreHarness.store.read;
    const rows = await db.select().from(t.heldMessages);
    expect(JSON.stringify(rows)).not.toContain("quagga");
    expect(JSON.stringify(rows)).toContain("We need a second scale");
    await life.close();
  });

  it("are deleted after their term", async () => {
    const t = await open();
    await t.says("maria", "We need a key to the workshop"); // the workspace becomes known
    const { store } = t.coreHarness;
    const until = (days: number) => new Date(Date.parse(testMorning) + days * 86_400_000);
    await store.write((w) => runRetentionBatch(featureData, w, until(89), { limit: 100 }));
    expect(await waiting(t)).toHaveLength(3);
    await store.write((w) => runRetentionBatch(featureData, w, until(91), { limit: 100 }));
    expect(await waiting(t)).toEqual([]);
    await t.close();
  });
});
