/** Guests and people of other organisations, with the real Slack adapter and signed payloads. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { featureCommands } from "../../src/app/registry.ts";
import { openLog } from "../../src/lib/log.ts";
import type { Json } from "../../src/platform/adapter.ts";
import { openSlack, type SlackAdapter } from "../../src/platforms/slack/adapter.ts";
import { messageShortcutId } from "../../src/platforms/slack/app-config.ts";
import { caseJudge } from "../harness/case-team.ts";
import {
  type CoreHarness,
  onBothEngines,
  openCoreHarness,
  untilIdle,
  wishMessages,
  words,
} from "../harness/core-harness.ts";
import { type FakeSlack, fakeSlack } from "../harness/slack/fake-slack.ts";
import { buttonsOf } from "../harness/slack/screen.ts";
import { rowsByTable } from "./all-rows.ts";

const [shared, intake] = ["C0SHARED", "C0INTAKE"];
const [maria, tom, eve, greta] = ["U0MARIA", "U0TOM", "U0EVE", "U0GRETA"];
const theirs = "T0OTHER";
const secret = "Quagga";

const life = caseJudge();
/** Reads "a request for somebody" as a request. */
const judge = {
  ...life,
  read: (ask: Parameters<typeof life.read>[0]) =>
    life.read({ ...ask, text: ask.text.replace(/^for [^:]*: /, "") }),
};

onBothEngines("access to a Slack workspace", (newUrl) => {
  let slack: FakeSlack;
  let adapter: SlackAdapter;
  let harness: CoreHarness;
  let logged: string[];

  beforeEach(async () => {
    logged = [];
    slack = await fakeSlack();
    adapter = openSlack({
      commands: featureCommands,
      ...{ botToken: slack.botToken, apiUrl: slack.apiUrl, signingSecret: slack.signingSecret },
      log: openLog("debug", (line) => logged.push(line)),
    });
    await slack.host(adapter.routes!["POST /slack/events"]!);
    harness = await openCoreHarness({
      url: await newUrl(),
      adapter,
      judge,
      team: { platform: "slack", kind: "channel", id: intake },
    });
    await adapter.start(harness.core);
  });
  afterEach(async () => {
    await adapter.stop();
    await harness.close();
    await slack.close();
    expect(harness.troubles).toEqual([]);
  });

  const settled = () => untilIdle(harness.store);
  const requests = () => harness.store.read.db.select().from(harness.store.read.t.requests);

  /** Raises a request in direct messages and takes it until the team has its brief. */
  async function brings(person: string): Promise<string> {
    for (const text of wishMessages) {
      await slack.dm(person, text);
      await settled();
    }
    return (await requests()).find(({ requester }) => requester === person)!.id;
  }

  const card = () =>
    slack
      .said(intake)
      .find(({ blocks }) =>
        buttonsOf(blocks).some(({ label }) => label === words.plain("life.button.take")),
      )!;
  const pressOn = (label: string) => {
    const found = buttonsOf(card().blocks).find((button) => button.label === label)!;
    const { label: _, ...action } = found;
    return {
      type: "block_actions",
      channel: { id: intake },
      message: card(),
      actions: [{ ...action, type: "button", action_ts: slack.stamp() }],
    };
  };

  /** Signs of an outsider: in the payload, or in what Slack's API says. */
  const shapes = {
    "by the team that the payload names": () => ({
      claims: { team: theirs, user_team: theirs, source_team: theirs },
      user: { team_id: theirs },
    }),
    "by the sender's team alone": () => ({
      claims: { source_team: theirs },
      user: { team_id: theirs },
    }),
    "by what Slack says of strangers": () => {
      slack.users.set(eve, { is_stranger: true, team_id: theirs, is_admin: true });
      return { claims: {}, user: {} };
    },
    "by what Slack says, whatever the payload claims": () => {
      slack.users.set(eve, { is_stranger: true, team_id: theirs, is_admin: true });
      return { claims: { team: slack.team, user_team: slack.team }, user: { team_id: slack.team } };
    },
    "by a neighbouring workspace of the organisation": () => {
      slack.users.set(eve, {
        team_id: theirs,
        enterprise_user: { enterprise_id: "E0ORG", teams: [theirs] },
        is_admin: true,
        is_owner: true,
      });
      return { claims: { user_team: "E0ORG" }, user: { team_id: theirs } };
    },
    "where nobody can tell": () => {
      for (let count = 0; count < 40; count++) slack.fail("users.info", { error: "missing_scope" });
      return { claims: {}, user: undefined };
    },
  };

  describe.each(Object.entries(shapes))("outsider, known %s,", (name, shape) => {
    it("gets one sentence a thread, and nothing is stored", async () => {
      const request = await brings(maria);
      const { ts: thread } = await slack.mention(maria, shared, "We need a dashboard");
      await settled();
      expect(await requests()).toHaveLength(2);
      const { claims, user } = shape();
      const trigger = (): string => {
        const id = slack.stamp();
        slack.triggers.add(id);
        return id;
      };
      const by = { user: { id: eve, name: "eve", ...user }, team: { id: slack.team } };
      const event = (inner: object) =>
        slack.event(
          { user: eve, channel: shared, ...claims, ...inner },
          { is_ext_shared_channel: true },
        );
      const said = (inner: object = {}) => ({
        type: "message",
        ts: slack.stamp(),
        text: secret,
        user: eve,
        ...claims,
        ...inner,
      });
      const mention = (inner: object) =>
        event({ ...said({ text: `<@${slack.bot}> ${secret}`, ...inner }), type: "app_mention" });
      const before = await rowsByTable(harness.store);
      const spoken = slack.said().length;
      const modals = slack.modals.length;

      // Without a mention, in a thread where the bot was not addressed.
      const answer = said({ thread_ts: thread, text: `${secret} they ring the office` });
      await event(answer);
      await event({
        type: "message",
        subtype: "message_changed",
        message: { ...answer, text: `${secret} no` },
        previous_message: answer,
      });
      await event({ type: "message", subtype: "message_deleted", previous_message: answer });
      await event({
        type: "reaction_added",
        reaction: "thread",
        item: { type: "message", channel: shared, ts: thread },
        item_user: maria,
        event_ts: slack.stamp(),
      });
      for (const tab of ["home", "messages"])
        await event({ type: "app_home_opened", channel: `D${eve}`, tab, event_ts: slack.stamp() });
      await slack.event(
        {
          type: "member_joined_channel",
          user: slack.bot,
          inviter: eve,
          channel: shared,
          event_ts: slack.stamp(),
          ...claims,
          team: slack.team,
        },
        { is_ext_shared_channel: true },
      );
      await settled();
      expect(await rowsByTable(harness.store)).toEqual(before);
      expect({
        said: slack.said().length,
        homes: slack.homes.has(eve),
        prompts: slack.prompts,
      }).toEqual({ said: spoken, homes: false, prompts: [] });

      // With a mention, in three places, twice each.
      const first = said();
      for (const inner of [
        { thread_ts: thread },
        { ts: first.ts },
        { channel: `D${eve}`, channel_type: "im" },
      ])
        for (let count = 0; count < 2; count++)
          await mention({ ...inner, ...("ts" in inner ? {} : { ts: slack.stamp() }) });
      await settled();
      const sentence = words.plain("membership.outsider.slack");
      const heard = slack.said().slice(spoken);
      expect(heard.map(({ text }) => text)).toEqual([sentence, sentence, sentence]);
      const places = heard.map(({ channel, thread_ts }) => `${channel} ${thread_ts}`);
      // Three conversations, to which the bot sends concurrently.
      expect(places.sort()).toEqual(
        [`${shared} ${thread}`, `${shared} ${first.ts}`, `D${eve} undefined`].sort(),
      );

      // Only payloads without the author's team need Slack's API; button presses and forms always
      // have it.
      const told = name !== "where nobody can tell";
      if (told) {
        for (const label of [words.plain("life.button.take"), "Ask"])
          await slack.interact(eve, { ...by, ...pressOn(label), trigger_id: trigger() });
        await slack.interact(eve, {
          ...by,
          ...pressOn(words.plain("life.button.take")),
          channel: undefined,
          message: undefined,
          trigger_id: trigger(),
          view: { type: "home" },
        });
        const place = { platform: "slack", kind: "channel", id: intake } as Json;
        const view = {
          id: "V1",
          private_metadata: JSON.stringify({ form: `act/${request}/decline`, place }),
          blocks: [{ type: "input", block_id: "text" }],
        };
        const values = {
          text: { value: { value: secret } },
          alternative: { value: { value: secret } },
        };
        expect(
          (
            await slack.interact(eve, {
              ...by,
              type: "view_submission",
              view: { ...view, state: { values } },
            })
          ).reply,
        ).toEqual({
          response_action: "errors",
          errors: { text: sentence },
        });
        await slack.interact(eve, {
          ...by,
          type: "message_action",
          callback_id: messageShortcutId,
          action_ts: slack.stamp(),
          channel: { id: shared },
          message: slack.message(thread),
        });
      }
      if (name.startsWith("by what Slack") || name.startsWith("by a neighbouring"))
        for (const text of ["mine", "", secret])
          expect((await slack.command(eve, "/request", text)).reply).toMatchObject({
            response_type: "ephemeral",
            text: sentence,
          });
      await settled();

      const after = await rowsByTable(harness.store);
      const { outbox, ...rest } = after;
      const { outbox: was, ...others } = before;
      expect(rest).toEqual(others);
      const added = outbox!.filter((row) => !was!.includes(row)).map((row) => JSON.parse(row));
      expect(added.map(({ id }) => id.startsWith("outsider/"))).toEqual(
        Array(told ? 4 : 3).fill(true),
      );
      expect(JSON.stringify(added).replaceAll(`D${eve}`, "")).not.toContain(eve);
      expect(JSON.stringify(after) + logged.join()).not.toContain(secret);
      expect(slack.modals).toHaveLength(modals);
      expect(
        slack
          .said()
          .slice(spoken)
          .map(({ text }) => text),
      ).toEqual(Array(told ? 4 : 3).fill(sentence));

      // The bot still waits for a colleague's answer.
      await slack.say(
        maria,
        shared,
        "They cannot see what the dealer ordered, so they ring the office",
        thread,
      );
      await settled();
      expect(
        (await harness.store.read.db.select().from(harness.store.read.t.answers)).filter(
          ({ by: whose }) => whose === eve,
        ),
      ).toEqual([]);
    });
  });

  it("treats an outsider's words that a colleague brings as the colleague's", async () => {
    slack.users.set(eve, { is_stranger: true, team_id: theirs });
    const message = {
      type: "message",
      user: eve,
      user_team: theirs,
      channel: shared,
      ts: slack.stamp(),
      text: "We need a key to the yard",
    };
    slack.messages.push(message as never);
    await slack.event(
      {
        type: "reaction_added",
        user: maria,
        reaction: "thread",
        item: { type: "message", channel: shared, ts: message.ts },
        item_user: eve,
        event_ts: slack.stamp(),
      },
      { is_ext_shared_channel: true },
    );
    await settled();
    expect(await requests()).toMatchObject([
      { requester: maria, raisedBy: maria, outside: true, text: ["We need a key to the yard"] },
    ]);
    const brought = words
      .plain("membership.brought", { who: [{ person: maria }] })
      .split("@")[0]!
      .trim();
    expect(slack.show(card().ts).words).toContain(brought);
    expect(JSON.stringify(await rowsByTable(harness.store))).not.toContain(eve);

    const change = (inner: object) =>
      slack.event(
        { type: "message", channel: shared, ts: slack.stamp(), ...inner },
        { is_ext_shared_channel: true },
      );
    const before = await rowsByTable(harness.store);
    await change({
      subtype: "message_changed",
      message: { ...message, text: "We need all keys" },
      previous_message: message,
    });
    await change({ subtype: "message_deleted", previous_message: message });
    await settled();
    expect(await rowsByTable(harness.store)).toEqual(before);

    await slack.interact(maria, {
      type: "message_action",
      callback_id: messageShortcutId,
      action_ts: slack.stamp(),
      channel: { id: "C0GENERAL" },
      message: { ...message, ts: slack.stamp() },
    });
    await settled();
    expect((await requests()).map(({ requester, outside }) => [requester, outside])).toEqual([
      [maria, true],
      [maria, true],
    ]);
  });

  it("gives outsiders and guests no rights when a colleague names them by mistake", async () => {
    slack.users.set(eve, { team_id: theirs, is_admin: true });
    slack.users.set(greta, { is_restricted: true });
    slack.admins.add(maria);
    await slack.dm(tom, ["for ", { person: eve }, ": We need a key to the yard"]);
    await settled();
    expect(await requests()).toMatchObject([{ requester: tom, raisedBy: tom }]);
    const request = (await requests())[0]!.id;
    await slack.command(maria, "/entwine", "settings");
    await settled();

    for (const [form, field, place] of [
      [`act/${request}/hand`, "to", { platform: "slack", kind: "channel", id: intake }],
      ["entwine/admins", "add", { platform: "slack", kind: "personal", id: maria }],
      ["entwine/approval/advice", "add", { platform: "slack", kind: "personal", id: maria }],
      ["entwine/new_group", "advocate", { platform: "slack", kind: "personal", id: maria }],
    ] as const) {
      for (const person of [eve, greta]) {
        const state = {
          values: { [field]: { value: { type: "users_select", selected_user: person } } },
        };
        const view = {
          id: slack.stamp(),
          private_metadata: JSON.stringify({ form, place }),
          blocks: [{ type: "input", block_id: field }],
          state,
        };
        const { reply } = await slack.interact(maria, { type: "view_submission", view });
        expect(reply).toEqual({
          response_action: "errors",
          errors: { [field]: expect.stringContaining(words.plain("membership.chosen")) },
        });
      }
    }
    await settled();
    const { db, t } = harness.store.read;
    expect(
      (await db.select().from(t.people)).filter(({ admin }) => admin).map(({ id }) => id),
    ).toEqual([maria]);
    expect((await requests())[0]).toMatchObject({ owner: null });
    expect(await db.select().from(t.groups)).toEqual([]);
  });

  it("treats an admin of another workspace as an outsider", async () => {
    slack.admins.add(maria);
    const workspace = `slack:${slack.team}`;
    expect(await adapter.isAdmin?.(workspace, maria)).toBe(true);
    for (const standing of [
      { team_id: theirs },
      { is_stranger: true },
      { is_restricted: true },
      { is_ultra_restricted: true },
      { deleted: true },
      { is_bot: true },
    ]) {
      slack.users.set(maria, standing);
      expect(await adapter.isAdmin?.(workspace, maria)).toBe(false);
    }
  });

  it("lets a guest raise requests and follow their own, and no more", async () => {
    slack.users.set(greta, { is_restricted: true, is_admin: true });
    const request = await brings(maria);
    const own = await brings(greta);
    expect(own).not.toBe(request);
    const numberOf = async (id: string) =>
      `R-${(await requests()).find((row) => row.id === id)!.number}`;
    const heardBy = async (work: () => Promise<unknown>): Promise<string> => {
      const from = slack.said().length;
      await work();
      await settled();
      return slack
        .said()
        .slice(from)
        .map(({ ts }) => slack.show(ts).words)
        .join("\n");
    };
    const [hers, marias] = [await numberOf(own), await numberOf(request)];
    const everything = slack
      .said(`D${greta}`)
      .map(({ ts }) => slack.show(ts).words)
      .join("\n");
    expect(everything).not.toContain(marias);
    await brings(tom);
    expect(
      slack
        .said(`D${tom}`)
        .map(({ ts }) => slack.show(ts).words)
        .join(),
    ).not.toContain(hers);

    expect(await heardBy(() => slack.command(greta, "/request", "mine"))).toContain(hers);
    expect(await heardBy(() => slack.command(greta, "/request", hers))).toContain(hers);
    const member = words.plain("membership.guest");
    for (const text of [marias, "1"])
      expect(await heardBy(() => slack.command(greta, "/request", text)), text).toBe(
        words.plain("where.none", { number: 1 }),
      );
    expect(await heardBy(() => slack.command(greta, "/request", "find dealer"))).not.toContain(
      `${marias} They`,
    );
    for (const text of ["team", "backlog"])
      expect(await heardBy(() => slack.command(greta, "/request", text))).toBe(member);
    for (const text of [
      "settings",
      "groups",
      "group Sales",
      "audit",
      "holidays",
      "needs",
      "danger",
      "settings capacity 1",
      "settings model customer because",
    ])
      expect(await heardBy(() => slack.command(greta, "/entwine", text)), text).toBe(member);
    expect(await heardBy(() => slack.command(greta, "/check", "team"))).toBe(member);
    expect(await heardBy(() => slack.command(greta, "/retro", "start sailboat"))).toBe(member);
    for (const text of ["help", "privacy", "language de"])
      expect(await heardBy(() => slack.command(greta, "/entwine", text)), text).not.toBe(member);
    await slack.command(greta, "/entwine", "language en");
    await settled();

    const modals = slack.modals.length;
    for (const label of [
      words.plain("life.button.take"),
      "Ask",
      words.plain("life.button.propose"),
      words.plain("life.button.decline"),
      words.plain("life.button.more"),
    ]) {
      const at = slack
        .said(intake)
        .filter(({ blocks }) => buttonsOf(blocks).some((button) => button.label === label));
      for (const { ts } of at)
        expect(await heardBy(() => slack.press(greta, ts, label)), label).toBe(member);
    }
    expect(slack.modals).toHaveLength(modals);
    const place = { platform: "slack", kind: "channel", id: intake };
    for (const act of ["ask", "decline", "hand", "merge", "deliver", "please_change"]) {
      const values = {
        text: { value: { value: "no" } },
        alternative: { value: { value: "never ever" } },
        into: { value: { value: own } },
        to: { value: { value: greta } },
      };
      const view = {
        id: slack.stamp(),
        private_metadata: JSON.stringify({ form: `act/${request}/${act}`, place }),
        blocks: [],
        state: { values },
      };
      await slack.interact(greta, { type: "view_submission", view });
    }
    await settled();
    expect((await requests()).map(({ status, owner }) => [status, owner])).toEqual(
      Array(3).fill(["new", null]),
    );

    await slack.openHome(greta, "home");
    await settled();
    expect(JSON.stringify(slack.homes.get(greta))).toContain(hers);
    expect(JSON.stringify(slack.homes.get(greta))).not.toContain(
      words.plain("where.button.backlog"),
    );

    // Made an admin by mistake, and still a guest.
    const { db, t } = harness.store.read;
    expect(await db.select().from(t.people)).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: greta, guest: true, admin: false })]),
    );
    await harness.store.write(({ db: writing }) => writing.update(t.people).set({ admin: true }));
    expect(await heardBy(() => slack.command(greta, "/entwine", "settings capacity 3"))).toBe(
      member,
    );
    expect((await db.select().from(t.workspaces))[0]?.settings).toEqual({});
  });
});
