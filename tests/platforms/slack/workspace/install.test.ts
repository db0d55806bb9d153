import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { featureCommands } from "../../../../src/app/registry.ts";
import { openSlackInstallationStore } from "../../../../src/app/slack-installations.ts";
import { type Clock, systemClock } from "../../../../src/lib/clock.ts";
import { openLog } from "../../../../src/lib/log.ts";
import { openSecrets } from "../../../../src/lib/secrets.ts";
import type { OutboundMessage } from "../../../../src/platform/adapter.ts";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import { openSlack, type SlackAdapter } from "../../../../src/platforms/slack/adapter.ts";
import { eq } from "../../../../src/storage/drizzle.ts";
import type { Store } from "../../../../src/storage/store.ts";
import { eventually } from "../../../harness/eventually.ts";
import { type FakeSlack, fakeSlack } from "../../../harness/slack/fake-slack.ts";
import { listenForSlack } from "../../../harness/slack/http-delivery.ts";
import { fakeSlackApp } from "../../../harness/slack/web-api.ts";
import { standInCore } from "../../../harness/stand-in-core.ts";
import { openTestStore } from "../../../harness/storage/open-store.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";

const secret = "the secret of these tests, quite long";
const publicUrl = "https://entwine.example.com";

let [acme, globex]: FakeSlack[] = [];
let [store, adapter]: [Store?, SlackAdapter?] = [];
let events: InboundEvent[];
let lines: string[];
let url: string;
let file: string;
let closing: (() => unknown)[] = [];

const core = standInCore({
  ingest: async (all) => void events.push(...all),
});

/** Time (ms) by which the bot's clock is ahead of the real one. */
let aheadMs = 0;
const clock: Clock = { ...systemClock(), now: () => new Date(Date.now() + aheadMs) };

const keeper = (given = secret, ...previous: string[]) =>
  openSlackInstallationStore({
    store: store!,
    secrets: openSecrets(given, ...previous),
    clock,
    newId: randomUUID,
  });

/** Starts a process of the installation on the same database. */
async function start(mode: "http" | "socket" = "http"): Promise<SlackAdapter> {
  const oauth = {
    clientId: fakeSlackApp.clientId,
    clientSecret: fakeSlackApp.clientSecret,
    stateSecret: openSecrets(secret).derive("state"),
    publicUrl,
    installations: keeper(),
  };
  const hearing =
    mode === "http" ? { signingSecret: acme!.signingSecret } : { appToken: acme!.appToken };
  const opened = openSlack({
    commands: featureCommands,
    oauth,
    ...hearing,
    apiUrl: acme!.apiUrl,
    clock,
    log: openLog("debug", (line) => lines.push(line)),
  });
  await opened.start(core);
  closing.push(() => opened.stop());
  const installing = await listenForSlack(opened.routes!["GET /slack/install"]!);
  closing.push(() => installing.close());
  url = installing.url;
  return opened;
}

beforeEach(async () => {
  [events, lines, closing] = [[], [], []];
  aheadMs = 0;
  const address = await freshSqlite();
  file = address.slice("file:".length);
  store = await openTestStore(address);
  await store.migrate();
  acme = await fakeSlack({ team: "T0ACME", bot: "U0BOTACME", botToken: "xoxb-acme" });
  globex = await fakeSlack({
    team: "T0GLOBEX",
    bot: "U0BOTGLOBEX",
    botToken: "xoxb-globex",
    beside: acme,
  });
  adapter = await start();
  for (const slack of [acme, globex]) await slack.host(adapter.routes!["POST /slack/events"]!);
});
afterEach(async () => {
  for (const close of closing.toReversed()) await close();
  await acme?.close();
  await globex?.close();
  await store?.close();
});

/** A browser that goes to Slack and back: its redirect and its cookie. */
async function begin(): Promise<{ state: string; cookie: string; to: URL }> {
  const { status, headers } = await fetch(`${url}/slack/install`, { redirect: "manual" });
  expect(status).toBe(302);
  const to = new URL(headers.get("location")!);
  return {
    to,
    state: to.searchParams.get("state")!,
    cookie: headers.get("set-cookie")!.split(";")[0]!,
  };
}

async function comeBack(query: Record<string, string>, cookie: string): Promise<string> {
  const { status, headers } = await fetch(
    `${url}/slack/oauth_redirect?${new URLSearchParams(query)}`,
    { redirect: "manual", headers: { cookie } },
  );
  expect(status).toBe(303);
  return headers.get("location")!;
}

async function install(slack: FakeSlack, grant: Record<string, unknown> = {}): Promise<string> {
  const { state, cookie } = await begin();
  slack.grants.set(`code of ${slack.team}`, grant);
  return comeBack({ code: `code of ${slack.team}`, state }, cookie);
}

const to = (slack: FakeSlack, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  ...{
    id: randomUUID(),
    workspace: `slack:${slack.team}`,
    kind: "post",
    place: { platform: "slack", kind: "channel", id: "C0GENERAL" },
  },
  card: [{ kind: "text", text: [`for ${slack.team}`] }],
  ...more,
});

const uninstalled = { kind: "refused", code: "uninstalled", blocked: "removed" };
/** Returns a time in Slack's seconds, one minute from now. */
const later = (): number => Math.floor(Date.now() / 1000) + 60;
const uninstall = (slack: FakeSlack, event_time = later()) =>
  slack.event({ type: "app_uninstalled" }, { event_time });

describe("installation of the Slack app", () => {
  it("requests the manifest's scopes, and a return to the public URL", async () => {
    const { to } = await begin();
    expect(to.pathname).toBe("/oauth/v2/authorize");
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      client_id: fakeSlackApp.clientId,
      redirect_uri: `${publicUrl}/slack/oauth_redirect`,
    });
    expect(to.searchParams.get("scope")?.split(",")).toEqual(
      expect.arrayContaining(["chat:write", "im:history", "users:read"]),
    );
  });

  it("lets the bot receive and send in that workspace, with its own bot user", async () => {
    expect(await install(acme!)).toBe(
      `https://slack.com/app_redirect?app=${fakeSlackApp.id}&team=T0ACME`,
    );
    await acme!.mention("U0MARIA", "C0GENERAL", "hello");
    expect(events).toMatchObject([{ workspace: "slack:T0ACME", text: ["hello"] }, {}]);
    expect(await adapter!.send(to(acme!))).toMatchObject({ kind: "sent" });
    expect(acme!.said().map(({ text }) => text)).toEqual(["for T0ACME"]);
    expect(globex!.said()).toEqual([]);
  });

  it("serves one workspace, and no other before it is installed there", async () => {
    await install(acme!);
    expect(await globex!.dm("U0MARIA", "hello")).toMatchObject({ acknowledged: true });
    expect(events).toEqual([]);
    expect(await adapter!.send(to(globex!))).toEqual(uninstalled);
    await install(globex!);
    await globex!.dm("U0MARIA", "hello");
    await adapter!.send(to(globex!));
    await adapter!.send(to(acme!));
    expect(events.map(({ workspace }) => workspace)).toEqual(["slack:T0GLOBEX"]);
    expect([acme!, globex!].map((slack) => slack.said().map(({ text }) => text))).toEqual([
      ["for T0ACME"],
      ["for T0GLOBEX"],
    ]);
  });

  it("asks each workspace about its own people", async () => {
    await install(acme!);
    await install(globex!);
    acme!.admins.add("U0MARIA");
    expect([
      await adapter!.isAdmin!("slack:T0ACME", "U0MARIA"),
      await adapter!.isAdmin!("slack:T0GLOBEX", "U0MARIA"),
    ]).toEqual([true, false]);
    expect(await adapter!.isAdmin!("slack:T0OTHER", "U0MARIA")).toBeUndefined();
  });

  it("places an action in the workspace where it is done, and none if ambiguous", async () => {
    await install(acme!);
    await install(globex!);
    const [a, b] = ["T0ACME", "T0GLOBEX"];
    const actions = [
      {
        type: "button",
        action_id: "press.0",
        block_id: "b0",
        action_ts: "1763802301.123456",
        value: "mine",
      },
    ];
    const press = (more: object) =>
      globex!.interact("U0MARIA", { type: "block_actions", trigger_id: "1.2", actions, ...more });
    const workspaces = async (work: () => Promise<unknown>) => {
      events.length = 0;
      await work();
      return events.map(({ workspace }) => workspace);
    };
    expect(
      await workspaces(() =>
        press({ view: { type: "home", team_id: b, app_installed_team_id: a } }),
      ),
    ).toEqual([`slack:${b}`]);
    expect(
      await workspaces(() => press({ view: { type: "home", app_installed_team_id: a } })),
    ).toEqual([`slack:${b}`]);
    expect(
      await workspaces(() =>
        press({ view: { type: "home", team_id: a, app_installed_team_id: a } }),
      ),
    ).toEqual([]);
    expect(
      await workspaces(() =>
        press({ channel: { id: "C0SHARED" }, message: { ts: "1.1", team: a } }),
      ),
    ).toEqual([]);
    expect(
      await workspaces(() =>
        press({
          team: null,
          is_enterprise_install: true,
          view: { type: "home", app_installed_team_id: a },
        }),
      ),
    ).toEqual([]);
    expect(
      await workspaces(() =>
        press({ user: { id: "U0MARIA", team_id: a }, view: { type: "home", team_id: b } }),
      ),
    ).toEqual([]);
    const event = {
      type: "app_home_opened",
      user: "U0MARIA",
      channel: "D0MARIA",
      tab: "home",
      event_ts: "1763802301.000001",
    };
    expect(
      await workspaces(() => globex!.event(event, { authorizations: [{ team_id: a }] })),
    ).toEqual([]);
    expect(await workspaces(() => globex!.event(event, { context_team_id: null }))).toEqual([
      `slack:${b}`,
    ]);
    expect([acme!, globex!].flatMap((slack) => [...slack.said(), ...slack.modals])).toEqual([]);
  });

  it("decrypts its token once, while it is unchanged", async () => {
    await install(acme!);
    const installations = keeper();
    const first = await installations.findCredentials("slack:T0ACME");
    expect(await installations.findCredentials("slack:T0ACME")).toBe(first);
    await install(acme!);
    expect(await installations.findCredentials("slack:T0ACME")).not.toBe(first);
  });

  it("is known to other processes at once", async () => {
    const other = await start();
    await install(acme!);
    expect(await adapter!.send(to(acme!))).toMatchObject({ kind: "sent" });
    expect(await other.send(to(acme!))).toMatchObject({ kind: "sent" });
    await uninstall(acme!);
    expect([await adapter!.send(to(acme!)), await other.send(to(acme!))]).toEqual([
      uninstalled,
      uninstalled,
    ]);
  });

  it("works by socket too", async () => {
    await adapter!.stop();
    adapter = await start("socket");
    acme!.deliverTo(undefined);
    await install(acme!);
    await acme!.dm("U0MARIA", "hello");
    expect(events).toMatchObject([{ workspace: "slack:T0ACME" }]);
  });

  it("leaves no token in the database's files, nor in the log", async () => {
    await install(acme!);
    await adapter!.send(to(acme!));
    const bytes = [file, `${file}-wal`]
      .map((path) => readFileSync(path).toString("latin1"))
      .join("");
    expect(bytes).toContain("slack:T0ACME");
    expect(bytes + lines.join("")).not.toContain("xoxb-acme");
    expect(lines.join("")).not.toContain(fakeSlackApp.clientSecret);
  });
});

describe("state of an installation", () => {
  it("is accepted once, even in the same browser", async () => {
    const { state, cookie } = await begin();
    acme!.grants.set("one", {}).set("two", {});
    expect(await comeBack({ code: "one", state }, cookie)).toContain("app_redirect");
    expect(await comeBack({ code: "two", state }, cookie)).toBe("/slack/not_installed?why=state");
  });

  it("is accepted only in the browser that started", async () => {
    const [mine, theirs] = [await begin(), await begin()];
    acme!.grants.set("one", {});
    expect(await comeBack({ code: "one", state: mine.state }, theirs.cookie)).toBe(
      "/slack/not_installed?why=state",
    );
    expect(await comeBack({ code: "one", state: mine.state }, "")).toBe(
      "/slack/not_installed?why=state",
    );
  });

  it("cannot be forged", async () => {
    const { state } = await begin();
    const forged = `${state.slice(0, -4)}AAAA`;
    acme!.grants.set("one", {});
    expect(await comeBack({ code: "one", state: forged }, `slack-app-oauth-state=${forged}`)).toBe(
      "/slack/not_installed?why=state",
    );
    expect(await comeBack({ code: "one" }, "")).toBe("/slack/not_installed?why=state");
    expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
  });
});

describe("failed installation", () => {
  it("shows a page when it was cancelled, and when Slack does not know the code", async () => {
    const { state, cookie } = await begin();
    expect(await comeBack({ error: "access_denied", state }, cookie)).toBe(
      "/slack/not_installed?why=cancelled",
    );
    expect(await comeBack({ code: "unknown", state: (await begin()).state }, cookie)).toBe(
      "/slack/not_installed?why=state",
    );
    const again = await begin();
    expect(await comeBack({ code: "unknown", state: again.state }, again.cookie)).toBe(
      "/slack/not_installed?why=failed",
    );
  });

  it("shows a page when Slack names neither a workspace nor an organisation", async () => {
    expect(await install(acme!, { team: null })).toBe("/slack/not_installed?why=failed");
    expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
  });
});

describe("installation of a whole organisation", () => {
  const grant = { team: null, enterprise: { id: "E0ORG" }, is_enterprise_install: true };
  const inOrganisation = {
    context_enterprise_id: "E0ORG",
    enterprise_id: "E0ORG",
    authorizations: [{ enterprise_id: "E0ORG", team_id: null, is_enterprise_install: true }],
  };
  beforeEach(() => {
    acme!.users.set("U0MARIA", { enterprise_user: { teams: ["T0ACME", "T0GLOBEX"] } });
  });
  const says = (slack: FakeSlack, text: string) => {
    const said = { type: "message", user: "U0MARIA", channel: "DU0MARIA", ts: slack.stamp(), text };
    return slack.event({ ...said, team: slack.team }, inOrganisation);
  };
  const installed = async () =>
    (await store!.read.db.select().from(store!.read.t.installations))
      .map(({ workspace, token }) => `${workspace}${token === null ? " revoked" : ""}`)
      .sort();

  it("serves each workspace in which somebody writes, with its own data", async () => {
    await install(acme!, grant);
    expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
    await says(acme!, "from Acme");
    await says(globex!, "from Globex");
    expect(events).toMatchObject([
      { workspace: "slack:T0ACME", text: ["from Acme"] },
      { workspace: "slack:T0GLOBEX", text: ["from Globex"] },
    ]);
    for (const slack of [acme!, globex!])
      expect(await adapter!.send(to(slack))).toMatchObject({ kind: "sent" });
    expect(await installed()).toEqual(["slack:E0ORG", "slack:T0ACME", "slack:T0GLOBEX"]);
  });

  it("answers a press that names its workspace only by the view", async () => {
    await install(acme!, grant);
    const action = { type: "button", action_id: "press.0", block_id: "b0", value: "mine" };
    const press = (view: object) =>
      acme!.interact("U0MARIA", {
        ...{ type: "block_actions", trigger_id: "1.2", team: null, is_enterprise_install: true },
        ...{ enterprise: { id: "E0ORG" }, view: { type: "home", ...view } },
        actions: [{ ...action, action_ts: "1763802301.123456" }],
      });
    await press({ team_id: "T0GLOBEX" });
    await press({ team_id: "E0ORG" });
    expect(events.map(({ workspace }) => workspace)).toEqual(["slack:T0GLOBEX"]);
  });

  it("serves no workspace of another organisation", async () => {
    await install(acme!, grant);
    await globex!.event(
      { type: "message", user: "U0MARIA", channel: "DU0MARIA", ts: "1.1", text: "hello" },
      { context_enterprise_id: "E0OTHER", enterprise_id: "E0OTHER" },
    );
    expect(events).toEqual([]);
    expect(await installed()).toEqual(["slack:E0ORG"]);
  });

  it("ends in all of its workspaces when the organisation removes the app", async () => {
    await install(acme!, grant);
    await says(acme!, "hello");
    const whole = { team_id: null, context_team_id: null, event_time: later() };
    await acme!.event({ type: "app_uninstalled" }, { ...inOrganisation, ...whole });
    expect(await installed()).toEqual(["slack:E0ORG revoked", "slack:T0ACME revoked"]);
    await says(acme!, "late");
    expect(events).toHaveLength(1);
    await install(acme!, grant);
    await says(acme!, "again");
    expect(events).toHaveLength(2);
  });

  it("ends in one workspace when that one removes the app, despite late events", async () => {
    await install(acme!, grant);
    for (const slack of [acme!, globex!]) await says(slack, "hello");
    await globex!.event({ type: "app_uninstalled" }, { ...inOrganisation, event_time: later() });
    await says(globex!, "late");
    await says(acme!, "still here");
    expect(events.map(({ workspace }) => workspace.slice("slack:".length))).toEqual([
      "T0ACME",
      "T0GLOBEX",
      "T0ACME",
    ]);
    expect(await installed()).toContain("slack:T0GLOBEX revoked");
  });
});

describe("token that expires", () => {
  const grant = { refresh_token: "xoxe-1", expires_in: 43_200 };
  const renewals = () =>
    acme!.calls.filter(({ args }) => args.grant_type === "refresh_token").length;
  const sends = async (by = adapter!) => (await by.send(to(acme!))).kind;

  it("is renewed once before its end, by one of several replicas", async () => {
    await install(acme!, grant);
    const other = await start();
    expect(await sends()).toBe("sent");
    expect(renewals()).toBe(0);
    aheadMs = 11 * 3_600_000;
    await Promise.all([sends(), sends(other), sends()]);
    await eventually(async () => {
      expect(renewals()).toBe(1);
      expect([await sends(), await sends(other)]).toEqual(["sent", "sent"]);
    });
    expect(renewals()).toBe(1);
    expect(lines.join("")).not.toContain("xoxe-1");
  });

  it("is renewed after its end, before a message is sent", async () => {
    await install(acme!, grant);
    aheadMs = 30 * 3_600_000;
    expect(await sends()).toBe("sent");
    expect(renewals()).toBe(1);
  });

  it("is asked for again later when Slack did not renew it", async () => {
    await install(acme!, grant);
    aheadMs = 11 * 3_600_000;
    acme!.fail("oauth.v2.access", { status: 500 });
    expect(await sends()).toBe("sent");
    await eventually(() => expect(lines.join("")).toContain("could not renew"));
    aheadMs += 60_000;
    await sends();
    await eventually(() => expect(renewals()).toBe(2));
    await eventually(async () => expect(await sends()).toBe("sent"));
  });
});

describe("workspace that removes the app", () => {
  const changes = async () =>
    (await store!.read.db.select().from(store!.read.t.auditEntries)).map(
      ({ workspace, what, by, after }) => ({ workspace, what, by, after }),
    );

  it("has its token deleted, and gets no more messages; the others continue", async () => {
    await install(acme!);
    await install(globex!);
    expect(await uninstall(acme!)).toMatchObject({ acknowledged: true });
    expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
    expect(await adapter!.send(to(globex!))).toMatchObject({ kind: "sent" });
    const rows = await store!.read.db.select().from(store!.read.t.installations);
    expect(rows.map(({ workspace, token }) => [workspace, token !== null]).sort()).toEqual([
      ["slack:T0ACME", false],
      ["slack:T0GLOBEX", true],
    ]);
  });

  it("is audited, as is its installation", async () => {
    await install(acme!);
    await uninstall(acme!);
    expect(await changes()).toMatchObject([
      {
        workspace: "slack:T0ACME",
        what: "installation",
        by: "U0MARIA",
        after: { app: fakeSlackApp.id },
      },
      {
        workspace: "slack:T0ACME",
        what: "installation",
        by: "entwine",
        after: { code: "app_uninstalled" },
      },
    ]);
  });

  it("is detected by its tokens, or both notices, but not by a person's token", async () => {
    await install(acme!);
    await acme!.event(
      { type: "tokens_revoked", tokens: { oauth: ["U0MARIA"], bot: [] } },
      { event_time: later() },
    );
    expect(await adapter!.send(to(acme!))).toMatchObject({ kind: "sent" });
    await acme!.event(
      { type: "tokens_revoked", tokens: { bot: ["U0BOTACME"] } },
      { event_time: later() },
    );
    await uninstall(acme!);
    expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
    expect(await changes()).toHaveLength(2);
  });

  it("keeps its new installation when older notices come late", async () => {
    await install(acme!);
    await uninstall(acme!, Math.floor(Date.now() / 1000) - 300);
    expect(await adapter!.send(to(acme!))).toMatchObject({ kind: "sent" });
    await uninstall(acme!);
    await install(acme!);
    expect(await adapter!.send(to(acme!))).toMatchObject({ kind: "sent" });
  });

  it.each(["token_revoked", "account_inactive"])(
    "is detected by Slack's %s when the notice was missed",
    async (error) => {
      await install(acme!);
      acme!.fail("chat.postMessage", { error });
      expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
      expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
      await install(acme!);
      expect(await adapter!.send(to(acme!))).toMatchObject({ kind: "sent" });
    },
  );

  it("is acknowledged only once the token is deleted", async () => {
    await install(acme!);
    const { write } = store!;
    store!.write = () => Promise.reject(new Error("disk full"));
    expect(await uninstall(acme!)).toMatchObject({ acknowledged: false });
    store!.write = write;
    await acme!.redeliver();
    expect(await adapter!.send(to(acme!))).toEqual(uninstalled);
  });
});

describe("change of the secret", () => {
  it("encrypts every token again at start, audited, and retires the old secret", async () => {
    await install(acme!);
    await install(globex!);
    const next = "another secret of these tests, as long";
    await expect(keeper(next).reseal()).rejects.toMatchObject({ code: "secret_mismatch" });
    expect(await keeper(next, secret).reseal()).toEqual({ count: 2, unreadable: [] });
    expect(await keeper(next, secret).reseal()).toEqual({ count: 0, unreadable: [] });
    expect(await keeper(next).findCredentials("slack:T0ACME")).toEqual({
      token: "xoxb-acme",
      bot: "U0BOTACME",
    });
    await expect(keeper().findCredentials("slack:T0ACME")).rejects.toMatchObject({
      code: "secret_mismatch",
    });
    const { db, t } = store!.read;
    expect(
      (await db.select({ what: t.auditEntries.what }).from(t.auditEntries)).filter(
        ({ what }) => what === "key",
      ),
    ).toHaveLength(2);
  });

  it.each(["", "garbage", "v1.x", "v1.a.b.c.d"])(
    "encrypts the other tokens when one is %j, and names its workspace",
    async (token) => {
      await install(acme!);
      await install(globex!);
      await store!.write(({ db, t }) =>
        db
          .update(t.installations)
          .set({ token })
          .where(eq(t.installations.workspace, "slack:T0ACME")),
      );
      const next = "another secret of these tests, as long";
      expect(await keeper(next, secret).reseal()).toEqual({
        count: 1,
        unreadable: ["slack:T0ACME"],
      });
    },
  );

  it("does not decrypt a token that was moved into another workspace's row", async () => {
    await install(acme!);
    await install(globex!);
    const { t } = store!.read;
    const [row] = await store!.read.db.select().from(t.installations);
    await store!.write(
      async ({ db }) => void (await db.update(t.installations).set({ token: row!.token })),
    );
    const found = await Promise.allSettled([
      keeper().findCredentials("slack:T0ACME"),
      keeper().findCredentials("slack:T0GLOBEX"),
    ]);
    expect(found.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
