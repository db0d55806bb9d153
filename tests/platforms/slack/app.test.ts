import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { featureCommands } from "../../../src/app/registry.ts";
import { wordsFor } from "../../../src/lib/i18n.ts";
import type { Form } from "../../../src/platform/form.ts";
import { messageShortcutId } from "../../../src/platforms/slack/app-config.ts";
import { eventually } from "../../harness/eventually.ts";
import { visibleModal } from "../../harness/slack/modal.ts";
import { openSlackHarness, type SlackHarness, words } from "../../harness/slack/slack-harness.ts";

const form: Form = {
  id: "new",
  title: "A request",
  submit: "Send",
  cancel: "Not now",
  fields: [{ name: "need", label: "Need" }],
};

let harness: SlackHarness;
beforeEach(async () => {
  harness = await openSlackHarness({ http: true });
  await harness.adapter.start(harness.core);
});
afterEach(() => harness.close());

describe("Slack adapter", () => {
  it("receives a mention, an emoji and a shortcut", async () => {
    const { slack, arrivals: events } = harness;
    const { ts } = await slack.mention("U0MARIA", "C0GENERAL", "we need Salesforce");
    expect(events.splice(0)).toMatchObject([
      { kind: "message", message: ts },
      { kind: "message", message: ts },
    ]);
    const talk = await slack.say("U0TOM", "C0GENERAL", "can we get HubSpot?");
    expect(events).toEqual([]);
    await slack.react("U0MARIA", talk.ts, "thread");
    await slack.shortcut("U0MARIA", talk.ts, messageShortcutId);
    expect(events).toMatchObject([
      { kind: "pointed", message: talk.ts },
      { kind: "pointed", message: talk.ts, text: ["can we get HubSpot?"] },
    ]);
  });

  it("places an emoji on a reply in the thread of that reply, with its text", async () => {
    const { slack, arrivals: events } = harness;
    const { ts } = await slack.say("U0TOM", "C0GENERAL", "lunch?");
    const reply = await slack.say("U0LEA", "C0GENERAL", "and a CRM", ts);
    events.length = 0;
    await slack.react("U0MARIA", reply.ts, "thread");
    expect(events.splice(0)).toMatchObject([
      { message: reply.ts, place: { thread: ts }, text: ["and a CRM"], author: { id: "U0LEA" } },
    ]);
    slack.fail("conversations.replies", { error: "missing_scope" });
    await slack.react("U0MARIA", reply.ts, "thread");
    expect(events).toMatchObject([{ message: reply.ts, place: { thread: reply.ts } }]);
  });

  it("answers in direct messages when it cannot post in the shortcut's channel", async () => {
    const { slack, arrivals: events } = harness;
    const talk = await slack.say("U0TOM", "C0GENERAL", "can we get HubSpot?");
    slack.fail("conversations.replies", { error: "not_in_channel" });
    await slack.shortcut("U0MARIA", talk.ts, messageShortcutId);
    expect(events).toMatchObject([
      {
        kind: "pointed",
        author: { id: "U0TOM" },
        text: ["can we get HubSpot?"],
        place: { kind: "personal", id: "U0MARIA" },
      },
    ]);
    expect(events[0]).not.toHaveProperty("address");
  });

  it("stores a first event without a name when Slack is slow, later ones with it", async () => {
    const { slack, arrivals: events } = harness;
    const gate = Promise.withResolvers<void>();
    slack.fail("users.info", { until: gate.promise });
    slack.names.set("U0MARIA", "Maria").set("U0PETRA", "Petra");
    await slack.dm("U0MARIA", "hello");
    expect(events[0]?.by).toEqual({ id: "U0MARIA" });
    gate.resolve();
    await eventually(async () => {
      await slack.dm("U0MARIA", ["ask ", { person: "U0PETRA" }]);
      expect(events.at(-1)).toMatchObject({
        by: { name: "Maria" },
        text: ["ask ", { person: "U0PETRA", name: "Petra" }],
      });
    });
  });

  it("adds the locale to a first event, after one call to Slack", async () => {
    const { slack, arrivals: events } = harness;
    slack.profiles.set("U0MARIA", { locale: "de-DE" });
    for (const word of ["one", "two"]) await slack.dm("U0MARIA", word);
    expect(events.map(({ locale }) => locale)).toEqual(["de-DE", "de-DE"]);
    expect(slack.calls.filter(({ method }) => method === "users.info")).toHaveLength(1);
    slack.fail("users.info", { error: "missing_scope" });
    await slack.dm("U0TOM", "one");
    expect(events.at(-1)?.locale).toBeUndefined();
  });

  it("works without names, and does not ask again when Slack refuses", async () => {
    const { slack, arrivals: events } = harness;
    slack.fail("users.info", { error: "missing_scope" });
    for (const word of ["one", "two", "three"]) await slack.dm("U0MARIA", word);
    expect(events.map(({ by }) => by)).toEqual([
      { id: "U0MARIA" },
      { id: "U0MARIA" },
      { id: "U0MARIA" },
    ]);
    expect(slack.calls.filter(({ method }) => method === "users.info")).toHaveLength(1);
  });

  it("names channels and user groups, asks Slack once, and keeps private names out", async () => {
    const { slack, arrivals: events } = harness;
    slack.channels.set("C0PLAN", { name: "planning" });
    slack.channels.set("C0BOARD", { name: "board", is_private: true });
    slack.userGroups.set("S0614TZR7", []);
    slack.groupHandles.set("S0614TZR7", "crm-team");
    const text = "<!subteam^S0614TZR7> sees <#C0PLAN|> and <#C0BOARD|>";
    for (const ts of ["1.1", "1.2"])
      await slack.event({ type: "message", user: "U0MARIA", channel: "DU0MARIA", ts, text });
    for (const { text } of events as { text?: unknown }[])
      expect(text).toEqual([
        { group: "@crm-team" },
        " sees ",
        { group: "#planning" },
        " and ",
        { group: "#…" },
      ]);
    expect(events).toHaveLength(2);
    const asked = (method: string) => slack.calls.filter((call) => call.method === method);
    expect(asked("usergroups.list")).toHaveLength(1);
    expect(asked("conversations.info")).toHaveLength(2);
    slack.fail("usergroups.list", { error: "missing_scope" });
    const other = "for <!subteam^S0OTHER99>";
    const said = { type: "message", user: "U0MARIA", channel: "DU0MARIA", ts: "1.3", text: other };
    await slack.event(said);
    expect(events.at(-1)).toMatchObject({ text: ["for ", { group: "@…" }] });
  });

  it("hears a person who writes through an app, and no app", async () => {
    const { slack, arrivals: events } = harness;
    slack.users.set("U0CIBOT", { is_bot: true });
    const said = { type: "message", bot_id: "B1", app_id: "A1", text: "we need a price list" };
    for (const user of ["U0CIBOT", "U0MARIA"])
      await slack.event({ ...said, user, channel: `D${user}`, ts: slack.stamp() });
    expect(events).toMatchObject([{ by: { id: "U0MARIA" } }]);
    slack.fail("users.info", { error: "user_not_found" });
    await slack.event({ ...said, user: "U0OTHER", channel: "DU0OTHER", ts: slack.stamp() });
    expect(events).toHaveLength(1);
  });

  it("asks a workflow that names nobody to name the person", async () => {
    const { slack, core } = harness;
    const told = vi.spyOn(core, "replyToOutsider");
    const by = { bot_id: "B0WORK", workflow_id: "Wf0EXAMPLE", subtype: "bot_message" };
    const post = { ...by, type: "app_mention", channel: "C0GENERAL", text: `<@${slack.bot}> help` };
    await slack.event({ ...post, ts: "1.5" });
    await slack.event({ ...post, ts: "1.6", text: `${post.text} <@U0MARIA>` });
    const thread = { platform: "slack", kind: "channel", id: "C0GENERAL", thread: "1.5" };
    expect(told.mock.calls).toEqual([
      [{ workspace: `slack:${slack.team}`, place: thread, sender: "workflow" }],
    ]);
  });

  it("receives an edit and a deletion", async () => {
    const { slack, arrivals: events } = harness;
    const { ts } = await slack.dm("U0MARIA", "We need Salesforce");
    await slack.edit(ts, "We need HubSpot");
    await slack.remove(ts);
    expect(events).toMatchObject([
      { kind: "message" },
      { kind: "edited", message: ts, text: ["We need HubSpot"] },
      { kind: "deleted", message: ts },
    ]);
  });

  it("refuses a delivery while it cannot store, and accepts the next one", async () => {
    const { slack, core, arrivals: events } = harness;
    const accept = vi.spyOn(core, "ingest").mockRejectedValueOnce(new Error("disk full"));
    expect(await slack.dm("U0MARIA", "keep this")).toMatchObject({
      acknowledged: false,
      status: 503,
    });
    expect(await slack.redeliver()).toMatchObject({ acknowledged: true });
    expect(events).toMatchObject([{ kind: "message", text: ["keep this"] }]);
    expect(accept).toHaveBeenCalledTimes(2);
  });

  it("accepts nothing after it has stopped", async () => {
    await harness.adapter.stop();
    expect(harness.adapter.isReady()).toBe(false);
    expect(await harness.slack.dm("U0MARIA", "too late")).toMatchObject({ status: 503 });
  });

  it("acknowledges unknown payloads at once", async () => {
    const { slack, arrivals: events } = harness;
    expect(await slack.event({ type: "pin_added", user: "U0MARIA" })).toMatchObject({
      status: 200,
    });
    expect(await slack.event({ type: "message", user: "U0MARIA", ts: 17 })).toMatchObject({
      status: 200,
    });
    expect(
      await slack.interact("U0MARIA", {
        type: "view_closed",
        view: { id: "V1", callback_id: "form" },
      }),
    ).toMatchObject({ status: 200 });
    expect(await slack.interact("U0MARIA", { type: "of tomorrow" })).toMatchObject({ status: 200 });
    await slack.dm("U0MARIA", "hello");
    expect(events).toHaveLength(1);
    expect(harness.log.join("")).toContain("a payload of unknown shape");
  });

  it("refuses requests without Slack's signature", async () => {
    const url = harness.slack.address() ?? "";
    const forged = await fetch(url, {
      method: "POST",
      body: "{}",
      headers: {
        "x-slack-signature": "v0=00",
        "x-slack-request-timestamp": `${Math.floor(Date.now() / 1000)}`,
      },
    });
    expect(forged.status).toBe(401);
    expect((await fetch(url)).status).toBe(405);
    expect(harness.arrivals).toEqual([]);
  });

  it("keeps people's words out of the log, whatever fails", async () => {
    const { slack, core, adapter, log } = harness;
    vi.spyOn(core, "ingest").mockRejectedValue(new Error("no room for Schuhschrank"));
    await slack.dm("U0MARIA", "a Schuhschrank");
    await slack.event({ type: "message", channel: 7, text: "a Schuhschrank" });
    await slack.command("U0MARIA", "/request", "a Schuhschrank");
    slack.fail("chat.postMessage", { status: 500 });
    await adapter.send({
      id: "o",
      workspace: "slack:T0TEST",
      place: { platform: "slack", kind: "channel", id: "C1" },
      kind: "post",
      card: [{ kind: "quote", text: ["a Schuhschrank"] }],
    });
    expect(log.length).toBeGreaterThan(2);
    expect(log.join("")).not.toContain("Schuhschrank");
  });

  it("suggests prompts in an empty chat, and publishes the Home tab", async () => {
    const { slack, arrivals: events } = harness;
    await slack.openHome("U0MARIA", "home");
    expect(slack.prompts).toEqual([]);
    await slack.openHome("U0MARIA", "messages");
    await eventually(() => expect(slack.prompts).toHaveLength(1));
    expect(slack.prompts[0]).toMatchObject({ channel: "DU0MARIA", prompts: { length: 4 } });
    expect(events).toMatchObject([
      { kind: "opened", tab: "home" },
      { kind: "opened", tab: "messages" },
    ]);
  });

  it("works when the prompts are refused", async () => {
    harness.slack.fail("assistant.threads.setSuggestedPrompts", { error: "missing_scope" });
    expect(await harness.slack.openHome("U0MARIA", "messages")).toMatchObject({
      acknowledged: true,
    });
    await eventually(() => expect(harness.log.join("")).toContain("missing_scope"));
  });
});

describe("Slack command", () => {
  it("tells in a channel where its answer is", async () => {
    const { reply } = await harness.slack.command("U0MARIA", "/entwine", "help");
    expect(reply).toEqual({ response_type: "ephemeral", text: words.plain("slack.answered") });
    expect(harness.arrivals).toMatchObject([
      {
        kind: "command",
        command: "entwine",
        text: ["help"],
        place: { kind: "personal", id: "U0MARIA" },
      },
    ]);
  });

  it("tells so in the language of the person who typed it", async () => {
    const { slack, core } = harness;
    const spoken = vi.spyOn(core, "languageFor").mockResolvedValue("de");
    expect((await slack.command("U0MARIA", "/entwine", "help")).reply).toMatchObject({
      text: wordsFor("de").plain("slack.answered"),
    });
    expect(spoken).toHaveBeenCalledWith({
      workspace: `slack:${slack.team}`,
      by: { id: "U0MARIA" },
    });
  });

  it("posts nothing more in direct messages", async () => {
    expect(
      (await harness.slack.command("U0MARIA", "/request", "mine", "DU0MARIA")).reply,
    ).toBeUndefined();
  });

  it("opens the form of a new request when it has no words", async () => {
    harness.forms.set(featureCommands.find((command) => command.form)!.form!, form);
    const { reply } = await harness.slack.command("U0MARIA", "/request");
    expect(reply).toBeUndefined();
    expect(harness.slack.modal()?.title?.text).toBe("A request");
    expect(harness.arrivals).toEqual([]);
    await harness.slack.submit("U0MARIA", { Need: "see orders" });
    expect(harness.arrivals).toMatchObject([
      {
        kind: "submitted",
        form: "new",
        values: { need: "see orders" },
        place: { kind: "personal", id: "U0MARIA" },
      },
    ]);
  });

  it("is an ordinary event when there is no such form", async () => {
    await harness.slack.command("U0MARIA", "/request");
    expect(harness.arrivals).toMatchObject([{ kind: "command", command: "request", text: [] }]);
  });
});

describe("Slack button that opens a form", () => {
  const card = (id: string) =>
    harness.adapter.send({
      id,
      workspace: "slack:T0TEST",
      place: { platform: "slack", kind: "channel", id: "C0INTAKE" },
      kind: "post",
      card: [
        { kind: "buttons", buttons: [{ label: "Decline", press: "decline:17", opensForm: true }] },
      ],
    });

  it("returns the form's values to the place of its card", async () => {
    harness.forms.set("decline:17", form);
    const sent = await card("o1");
    await harness.slack.press("U0LEA", sent.kind === "sent" ? (sent.message ?? "") : "", "Decline");
    await harness.slack.submit("U0LEA", { Need: "" });
    expect(harness.arrivals).toMatchObject([
      {
        kind: "submitted",
        values: { need: "" },
        by: { id: "U0LEA" },
        place: { kind: "channel", id: "C0INTAKE" },
      },
    ]);
  });

  it("builds the open form again when a field changes that asks for it", async () => {
    const counted = (left: number): Form => ({
      ...form,
      intro: [`${left} left`],
      fields: ["one", "two"].map((name) => ({
        kind: "choice",
        name,
        label: name,
        value: "0",
        options: ["0", "1"].map((value) => ({ value, label: value })),
        rebuildsForm: true,
      })),
    });
    harness.forms.set("decline:17", counted(2));
    const sent = await card("o2");
    await harness.slack.press("U0LEA", sent.kind === "sent" ? (sent.message ?? "") : "", "Decline");
    harness.forms.set("new", counted(1));
    await harness.slack.changeField("U0LEA", "one", "1");
    const modal = harness.slack.modal()!;
    expect(JSON.stringify(modal.blocks[0])).toContain("1 left");
    expect(visibleModal(modal).fields).toEqual({ one: "1", two: "0" });
    expect(harness.arrivals).toEqual([]);
    harness.slack.fail("views.update", { error: "hash_conflict" });
    await harness.slack.changeField("U0LEA", "two", "1");
    await harness.slack.submit("U0LEA", {});
    expect(harness.arrivals).toMatchObject([{ values: { one: "1", two: "1" } }]);
  });

  it("keeps the form open while it has an error", async () => {
    harness.forms.set("decline:17", {
      ...form,
      fields: [...form.fields, { kind: "date", name: "when", label: "When", value: "2027-03-31" }],
    });
    const sent = await card("o3");
    await harness.slack.press("U0LEA", sent.kind === "sent" ? (sent.message ?? "") : "", "Decline");
    harness.mistakes.current = { "": "Please say what we suggest instead." };
    await harness.slack.submit("U0LEA", { Need: "no" });
    expect(visibleModal(harness.slack.modal()!)).toEqual({
      title: "A request",
      fields: { Need: "no", When: "2027-03-31" },
      mistakes: { Need: "Please say what we suggest instead." },
    });
    expect(harness.arrivals).toEqual([]);
    harness.mistakes.current = undefined;
    await harness.slack.submit("U0LEA", { Need: "the catalogue" });
    expect(harness.slack.modal()).toBeUndefined();
    expect(harness.arrivals).toMatchObject([
      { kind: "submitted", values: { need: "the catalogue", when: "2027-03-31" } },
    ]);
  });

  it.each(["there is nothing to fill in any more", "Slack did not open it in time"])(
    "is an ordinary press when %s",
    async (why) => {
      if (why.startsWith("Slack")) {
        harness.forms.set("decline:17", form);
        harness.slack.fail("views.open", { error: "expired_trigger_id" });
      }
      const sent = await card("o2");
      expect(
        await harness.slack.press(
          "U0LEA",
          sent.kind === "sent" ? (sent.message ?? "") : "",
          "Decline",
        ),
      ).toMatchObject({ acknowledged: true });
      expect(harness.arrivals).toMatchObject([
        { kind: "press", press: "decline:17", by: { id: "U0LEA" } },
      ]);
    },
  );

  it("works on the Home tab", async () => {
    harness.forms.set("ask", form);
    await harness.adapter.send({
      id: "h",
      workspace: "slack:T0TEST",
      place: { platform: "slack", kind: "personal", id: "U0LEA" },
      kind: "home",
      card: [{ kind: "buttons", buttons: [{ label: "Ask", press: "ask", opensForm: true }] }],
    });
    await harness.slack.press("U0LEA", "home", "Ask");
    expect(harness.slack.modal()?.title?.text).toBe("A request");
  });
});

describe("scopes of a Slack token", () => {
  it("are named in the log when the manifest has more", async () => {
    const { slack, core } = harness;
    expect(harness.log.join("")).not.toContain("scopes");
    slack.scopes.splice(0, slack.scopes.length, "chat:write");
    const other = await openSlackHarness({ http: true }, undefined, slack);
    await other.adapter.start(core);
    expect(other.log.join("")).toMatch(/app_mentions:read .*lacks scopes/);
    await other.adapter.stop();
  });
});

describe("refused Slack token", () => {
  it("ends the start with its name and advice", async () => {
    const refused = await openSlackHarness({ http: true });
    refused.slack.fail("auth.test", { error: "invalid_auth" });
    await expect(refused.adapter.start(refused.core)).rejects.toMatchObject({
      code: "slack_token_refused",
      message: expect.stringContaining("SLACK_BOT_TOKEN"),
      hint: expect.any(String),
    });
    await refused.close();
  });
});
