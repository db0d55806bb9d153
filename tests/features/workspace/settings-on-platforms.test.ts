/** Settings, groups and approvals through the real adapters, with fake platforms. */

import { afterEach, expect, it } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { openLog } from "../../../src/lib/log.ts";
import type { PlatformAdapter } from "../../../src/platform/adapter.ts";
import { openSlack } from "../../../src/platforms/slack/adapter.ts";
import {
  type CoreHarness,
  manualClock,
  openCoreHarness,
  wishMessages,
} from "../../harness/core-harness.ts";
import { fakeSlack } from "../../harness/slack/fake-slack.ts";
import { visibleModal } from "../../harness/slack/modal.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { aadObjectId, fakeBot, fakeTeams } from "../../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../../harness/teams/teams-harness.ts";
import { sentence } from "../../harness/words.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function behind(adapter: PlatformAdapter, channel: string): Promise<CoreHarness> {
  const opened = await openCoreHarness({
    url: await freshSqlite(),
    adapter,
    clock: manualClock(),
    team: { platform: adapter.name, kind: "channel", id: channel },
  });
  await adapter.start(opened.core);
  closing.push(async () => {
    await adapter.stop();
    await opened.close();
    expect(opened.troubles).toEqual([]);
  });
  return opened;
}

it("changes settings in modals for an admin of the Slack workspace", async () => {
  const slack = await fakeSlack();
  closing.push(() => slack.close());
  const adapter = openSlack({
    commands: featureCommands,
    botToken: slack.botToken,
    apiUrl: slack.apiUrl,
    signingSecret: slack.signingSecret,
    log: openLog("silent"),
  });
  await slack.host(adapter.routes!["POST /slack/events"]!);
  const { core } = await behind(adapter, "C0INTAKE");
  slack.admins.add("U0PETRA");
  slack.userGroups.set("S0SALES01", ["U0MARIA"]);

  await slack.command("U0PETRA", "/entwine", "settings");
  const settings = await slack.posted("How we work here", "DU0PETRA");
  await slack.press("U0PETRA", settings.ts, sentence("organisation.button.change.model"));
  expect(visibleModal(slack.modal()!)).toMatchObject({
    title: "How we work",
    fields: {
      "From now on": sentence("organisation.model.partner.choice"),
      [sentence("organisation.form.model.why")]: "",
    },
  });
  await slack.submit("U0PETRA", { "From now on": sentence("organisation.model.customer.choice") });
  expect(visibleModal(slack.modal()!).mistakes).toEqual({
    [sentence("organisation.form.model.why")]: sentence("organisation.mistake.why"),
  });
  await slack.submit("U0PETRA", {
    [sentence("organisation.form.model.why")]: "Everything we run is bought",
  });
  await slack.posted(sentence("organisation.announced.customer", { by: "@U0PETRA" }), "C0INTAKE");

  await slack.press("U0TOM", settings.ts, sentence("organisation.button.change.model"));
  expect(visibleModal(slack.modal()!).title).toBe(sentence("organisation.form.sorry.title"));
  await slack.submit("U0TOM", {});

  await slack.command("U0PETRA", "/entwine", "groups");
  const groups = await slack.posted("No business groups yet.", "DU0PETRA");
  await slack.press("U0PETRA", groups.ts, "New group");
  await slack.submit("U0PETRA", {
    Name: "Sales",
    Advocate: "U0ADA",
    [sentence("organisation.form.group.source")]: "S0SALES01",
  });
  const made = await slack.posted(
    sentence("organisation.group.made", { group: "Sales" }),
    "DU0PETRA",
  );
  await slack.press("U0PETRA", made.ts, "Show the group");
  await slack.posted("Colleagues (1): @U0MARIA", "DU0PETRA");
  for (const text of wishMessages) {
    await slack.dm("U0MARIA", text);
    await core.settled();
  }
  await slack.posted(sentence("organisation.advocate.brief", { group: "Sales" }), "DU0ADA");
});

it("lets the brief channel in Teams name the first admin, and asks approvers", async () => {
  const { teams, endpoint, close } = await openTeamsHarness();
  const platform = await fakeTeams(endpoint);
  closing.push(close, () => platform.close());
  const { core } = await behind(teams, "19:intake@thread.tacv2");

  await platform.says("Maria", "entwine settings", { channel: "intake", mentions: [fakeBot.name] });
  const inChannel = await platform.posted(sentence("organisation.admins.none"));
  await platform.press(inChannel, sentence("organisation.button.change.admins"), "Maria", {
    channel: "intake",
  });
  expect(platform.dialog()?.title).toBe(sentence("organisation.form.admins.title"));
  await platform.submit({ "Add someone": aadObjectId("Petra") });
  await platform.posted(sentence("organisation.changed"));

  await platform.press(inChannel, sentence("organisation.button.change.admins"), "Maria", {
    channel: "intake",
  });
  expect(platform.dialog()?.title).toBe(sentence("organisation.form.sorry.title"));
  await platform.dm("Petra", "entwine settings");
  const settings = await platform.posted(sentence("organisation.admins", { who: "Petra" }));
  const approval = sentence("organisation.button.change.approval", { kind: "new_solution" });
  await platform.press(settings, approval, "Petra");
  expect(platform.dialog()?.title).toBe("Who has to agree");
  await platform.submit({
    "Add someone": aadObjectId("Ada"),
    "Who has to agree": "One of them",
  });
  await core.settled();

  for (const text of wishMessages) {
    await platform.dm("Maria", text);
    await core.settled();
  }
  const asked = await platform.posted(sentence("life.approval.ask", { requester: "Maria" }));
  expect(asked.conversation).toBe(`a:${aadObjectId("Ada")}`);
  await platform.press(asked, "I agree", "Ada");
  await platform.posted(sentence("life.approval.given"));
  await core.settled();
  const card = platform
    .posts()
    .find(
      ({ words: said, conversation }) =>
        conversation.startsWith("19:intake") && said.includes("I’ll take it"),
    );
  expect(card).toBeDefined();
});
