/** The home page: open and closed requests, search, the daily question and the team's queue. */
import { afterEach, expect, it } from "vitest";
import { featureCommands } from "../../../../src/app/registry.ts";
import { openLog } from "../../../../src/lib/log.ts";
import { openSlack } from "../../../../src/platforms/slack/adapter.ts";
import {
  type CoreHarness,
  manualClock,
  openCoreHarness,
  wishMessages,
} from "../../../harness/core-harness.ts";
import { eventually } from "../../../harness/eventually.ts";
import { type FakeSlack, fakeSlack } from "../../../harness/slack/fake-slack.ts";
import { renderMessage } from "../../../harness/slack/screen.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence } from "../../../harness/words.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(): Promise<{ slack: FakeSlack; harness: CoreHarness }> {
  const slack = await fakeSlack();
  closing.push(() => slack.close());
  const adapter = openSlack({
    commands: featureCommands,
    ...{ botToken: slack.botToken, signingSecret: slack.signingSecret, apiUrl: slack.apiUrl },
    log: openLog("silent"),
  });
  await slack.host(adapter.routes!["POST /slack/events"]!);
  const harness = await openCoreHarness({
    ...{ url: await freshSqlite(), adapter, clock: manualClock() },
    team: { platform: "slack", kind: "channel", id: "C0INTAKE" },
  });
  await adapter.start(harness.core);
  closing.push(async () => {
    await adapter.stop();
    await harness.close();
    expect(harness.troubles).toEqual([]);
  });
  return { slack, harness };
}

const shownAt = (slack: FakeSlack, person: string): string =>
  renderMessage({ blocks: slack.homes.get(person)?.blocks ?? [] } as never).words;

it("shows what is mine, and the queue to those of the team", async () => {
  const { slack, harness } = await open();
  for (const text of wishMessages) {
    await slack.dm("U0MARIA", text);
    await harness.core.settled();
  }
  await slack.openHome("U0MARIA", "home");
  const heading = sentence("where.heading.queue");
  await eventually(() => expect(shownAt(slack, "U0MARIA")).toContain("R-1 "));
  const mine = shownAt(slack, "U0MARIA");
  for (const key of ["where.button.find", "where.button.closed", "check.settings.off"])
    expect(mine).toContain(sentence(key));
  expect(mine).not.toContain(heading);

  const card = await slack.posted("R-1 ", "C0INTAKE");
  await slack.press("U0LEA", card.ts, sentence("life.button.take"));
  await harness.core.settled();
  await slack.openHome("U0LEA", "home");
  await eventually(() => expect(shownAt(slack, "U0LEA")).toContain(heading));
  expect(shownAt(slack, "U0LEA")).toContain(sentence("where.button.show", { number: 1 }));

  await slack.command("U0LEA", "/check", "on");
  await harness.core.settled();
  await slack.openHome("U0LEA", "home");
  await eventually(() =>
    expect(shownAt(slack, "U0LEA")).not.toContain(sentence("check.settings.off")),
  );
});

it("finds requests by words, and lists those that are closed", async () => {
  const { slack, harness } = await open();
  for (const text of wishMessages) {
    await slack.dm("U0MARIA", text);
    await harness.core.settled();
  }
  await slack.openHome("U0MARIA", "home");
  await eventually(() => expect(slack.homes.has("U0MARIA")).toBe(true));
  await slack.press("U0MARIA", "home", sentence("where.button.find"));
  await slack.submit("U0MARIA", { [sentence("where.search.words")]: "salesforce" });
  await slack.posted(sentence("requests.found", { count: 1, words: ["salesforce"] }), "DU0MARIA");

  await slack.press("U0MARIA", "home", sentence("where.button.closed"));
  await slack.posted(sentence("where.closed", { count: 0 }), "DU0MARIA");
  await slack.command("U0MARIA", "/request", "cancel R-1");
  await harness.core.settled();
  await slack.press("U0MARIA", "home", sentence("where.button.closed"));
  await slack.posted(sentence("where.closed", { count: 1 }), "DU0MARIA");
});
