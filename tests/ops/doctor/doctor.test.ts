import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, readConfig } from "../../../src/app/config.ts";
import { runDoctor } from "../../../src/ops/doctor/doctor.ts";
import type { Finding } from "../../../src/ops/doctor/finding.ts";
import { diagnoseClock, diagnoseDisk } from "../../../src/ops/doctor/local-checks.ts";
import { type DoctorContext, runDoctorChecks } from "../../../src/ops/doctor/run-checks.ts";
import { migrationNames, migrationsFolder } from "../../../src/storage/engine/migrate.ts";

import { freePort } from "../../e2e/entwine-process.ts";
import { scaledMs } from "../../harness/eventually.ts";
import { fakeModel } from "../../harness/fake-model.ts";
import { listen } from "../../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../../harness/slack/fake-slack.ts";
import { openTestStore } from "../../harness/storage/open-store.ts";
import { freshPostgres, hasPostgres } from "../../harness/storage/postgres.ts";
import { freshFolder, freshSqlite } from "../../harness/storage/sqlite.ts";
import { fakeEntra } from "../../harness/teams/fake-entra.ts";

let slack: FakeSlack;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  slack = await fakeSlack();
  slack.channels.set("CINTAKE", { is_member: true });
  closing.push(() => slack.close());
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened<T extends { close(): unknown }>(opening: Promise<T>): Promise<T> {
  const one = await opening;
  closing.push(() => one.close());
  return one;
}

const nowhere = join(freshFolder(), ".env");

const settings = async (more: Record<string, string> = {}): Promise<Config> =>
  readConfig(
    { DATABASE_URL: await freshSqlite(), PORT: String(await freePort()), ...more },
    nowhere,
  );

const onSlack = (more: Record<string, string> = {}): Promise<Config> =>
  settings({
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    ENTWINE_INTAKE_CHANNEL: "CINTAKE",
    ...more,
  });

const inTeams = {
  MICROSOFT_APP_ID: "app",
  MICROSOFT_APP_PASSWORD: "the secret's value",
  MICROSOFT_APP_TENANT_ID: "tenant",
};

async function found(
  config: Config,
  means: Partial<DoctorContext> = {},
): Promise<Record<string, Finding>> {
  const findings = await runDoctorChecks(config, {
    file: nowhere,
    now: Date.now,
    checkTimeoutMs: scaledMs(30_000),
    ...means,
  });
  return Object.fromEntries(findings.map((finding) => [finding.part, finding]));
}

describe("a house that is well", () => {
  it("is well in all its parts, with everything switched on", async () => {
    const [entra, model] = [await opened(fakeEntra()), await opened(fakeModel())];
    const port = await freePort();
    const config = await onSlack({
      ...inTeams,
      OPENAI_BASE_URL: model.baseUrl,
      PORT: String(port),
      ENTWINE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
    const findings = await found(config, { entraLogin: entra.url });
    expect(Object.keys(findings)).toEqual(
      expect.arrayContaining([
        ...["settings", "database", "migrations", "disk", "web side", "public address"],
        ...[
          "Slack token",
          "Slack scopes",
          "Slack socket",
          "intake channel",
          "Teams sign-in",
          "model",
          "clock",
        ],
      ]),
    );
    expect(Object.values(findings).filter(({ state }) => state !== "ok")).toEqual([]);
  });

  it("says nothing of what is switched off", async () => {
    expect(Object.keys(await found(await settings()))).toEqual([
      "settings",
      "database",
      "migrations",
      "disk",
      "web side",
    ]);
  });
});

describe("Slack", () => {
  it.each(["invalid_auth", "account_inactive", "token_revoked"])(
    "refuses the bot's token: %s",
    async (error) => {
      slack.troubles.push({ method: "auth.test", trouble: { error } });
      const findings = await found(await onSlack());
      expect(findings["Slack token"]).toMatchObject({
        state: "broken",
        what: expect.stringContaining(error),
        todo: expect.stringContaining("xoxb-"),
      });
    },
  );

  it("lacks a scope that the manifest asks for", async () => {
    slack.scopes.splice(slack.scopes.indexOf("im:history"), 1);
    const findings = await found(await onSlack());
    expect(findings["Slack scopes"]).toMatchObject({
      state: "broken",
      what: "the app lacks im:history",
      todo: expect.stringContaining("manifest"),
    });
  });

  it("was not given a scope that is optional, and that is all right", async () => {
    expect((await found(await onSlack()))["Slack scopes"]).toMatchObject({
      state: "ok",
      what: expect.stringContaining("users:read"),
    });
  });

  it.each([
    ["invalid_auth", /connections:write/],
    ["missing_scope", /needs the scope connections:write/],
    ["socket_mode_not_enabled", /Switch Socket Mode on/],
  ])("opens no socket: %s", async (error, todo) => {
    slack.troubles.push({ method: "apps.connections.open", trouble: { error } });
    expect((await found(await onSlack()))["Slack socket"]).toMatchObject({
      state: "broken",
      todo: expect.stringMatching(todo),
    });
  });

  it("is in trouble itself, which is none of ours", async () => {
    slack.troubles.push(
      { method: "auth.test", trouble: { status: 503 } },
      { method: "apps.connections.open", trouble: { status: 429 } },
    );
    const findings = await found(await onSlack());
    expect([findings["Slack token"]?.state, findings["Slack socket"]?.state]).toEqual([
      "warning",
      "warning",
    ]);
  });

  it("cannot be reached", async () => {
    const findings = await found(
      await onSlack({ SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/` }),
    );
    expect(findings["Slack token"]).toMatchObject({
      state: "warning",
      what: expect.stringContaining("nobody listens there"),
    });
  });

  it("is given a signing secret that can be none", async () => {
    const findings = await found(
      await onSlack({ SLACK_APP_TOKEN: "", SLACK_SIGNING_SECRET: "not one" }),
    );
    expect(findings["Slack by HTTP"]).toMatchObject({
      state: "warning",
      todo: expect.stringContaining("Signing Secret"),
    });
  });

  it.each([
    ["is not known to the bot", undefined, "broken", /invite/],
    ["has not let the bot in", { is_member: false }, "broken", /invite/],
    ["is archived", { is_member: true, is_archived: true }, "broken", /archive/],
    ["lets few people post", { is_member: true, is_read_only: true }, "broken", /post/],
  ])("has an intake channel that %s", async (_, channel, state, todo) => {
    slack.channels.clear();
    if (channel) slack.channels.set("CINTAKE", channel);
    expect((await found(await onSlack()))["intake channel"]).toMatchObject({
      state,
      todo: expect.stringMatching(todo),
    });
  });

  it("has no intake channel", async () => {
    expect(
      (await found(await onSlack({ ENTWINE_INTAKE_CHANNEL: "" })))["intake channel"],
    ).toMatchObject({ state: "warning" });
  });
});

describe("Teams", () => {
  it.each([
    [7000215, "broken", /secret's value, not its id/],
    [7000222, "broken", /Make a new one/],
    [700016, "broken", /same app registration/],
    [90002, "broken", /directory \(tenant\) id/],
    [50034, "broken", /Compare/],
    [503, "warning", /Try again/],
  ])("gives the bot no token: %i", async (number, state, todo) => {
    const entra = await opened(fakeEntra());
    entra.refuse(number);
    const finding = (await found(await settings(inTeams), { entraLogin: entra.url }))[
      "Teams sign-in"
    ];
    expect(finding).toMatchObject({ state, todo: expect.stringMatching(todo) });
    expect(JSON.stringify(finding)).not.toContain("a page of words");
  });

  it("cannot be asked", async () => {
    const login = `http://127.0.0.1:${await freePort()}`;
    expect(
      (await found(await settings(inTeams), { entraLogin: login }))["Teams sign-in"],
    ).toMatchObject({ state: "warning" });
  });
});

describe("the model", () => {
  it.each([
    [401, "broken", /OPENAI_API_KEY/],
    [404, "broken", /OPENAI_MODEL/],
    [429, "warning", /limits/],
    [500, "warning", /log/],
  ])("answers with %i", async (status, state, todo) => {
    const model = await opened(fakeModel());
    model.behave({ status });
    const finding = (await found(await settings({ OPENAI_BASE_URL: model.baseUrl }))).model;
    expect(finding).toMatchObject({
      state,
      what: expect.stringContaining("rules"),
      todo: expect.stringMatching(todo),
    });
  });

  it("is a web page", async () => {
    const page = await opened(listen((_, response) => void response.end("<html>")));
    expect((await found(await settings({ OPENAI_BASE_URL: page.url }))).model).toMatchObject({
      state: "broken",
      what: expect.stringContaining("no model"),
    });
  });

  it("never answers, and nobody waits for it longer than for others", async () => {
    const model = await opened(fakeModel());
    model.behave("stall");
    const findings = await found(await settings({ OPENAI_BASE_URL: model.baseUrl }), {
      checkTimeoutMs: 3_000,
    });
    expect(findings.model).toMatchObject({
      state: "broken",
      what: expect.stringContaining("no answer within"),
    });
    expect(findings.database).toMatchObject({ state: "ok" });
  });
});

describe("the database", () => {
  const migrations = migrationNames(migrationsFolder("sqlite")).length;

  it("is not made by looking at it", async () => {
    const config = await settings();
    expect((await found(config)).database).toMatchObject({
      state: "ok",
      what: expect.stringContaining("first start"),
    });
    expect((await found(config)).database).toMatchObject({
      what: expect.stringContaining("first start"),
    });
  });

  it("is known as up to date, and as older, and is as it was afterwards", async () => {
    const config = await settings();
    const store = await openTestStore(config.database);
    expect(await store.countPendingMigrations()).toBe(migrations);
    expect((await found(config)).migrations).toMatchObject({
      state: "ok",
      what: `${migrations} will be applied at the next start`,
    });
    expect(await store.migrate()).toEqual({ applied: migrations });
    expect((await found(config)).migrations).toMatchObject({ what: "all are applied" });
    await store.close();
  });

  it("is no database", async () => {
    const file = join(freshFolder(), "letter.txt");
    writeFileSync(file, "Dear Ana, ".repeat(1000));
    expect((await found(await settings({ DATABASE_URL: `file:${file}` }))).database).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("DATABASE_URL"),
    });
  });

  it("would be where no file can be", async () => {
    const file = join(freshFolder(), "letter.txt");
    writeFileSync(file, "");
    expect(
      (await found(await settings({ DATABASE_URL: `file:${file}/entwine.db` }))).database,
    ).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("DATABASE_URL"),
    });
  });

  it("is a server that does not answer, and its password is in no line", async () => {
    const DATABASE_URL = `postgres://entwine:hunter2@127.0.0.1:${await freePort()}/entwine`;
    const findings = await found(await settings({ DATABASE_URL }));
    expect(findings.database).toMatchObject({
      state: "broken",
      what: expect.stringContaining("cannot be reached"),
    });
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  it.skipIf(!hasPostgres)(
    "is PostgreSQL, which can be looked at without being changed",
    async () => {
      const config = await settings({ DATABASE_URL: await freshPostgres() });
      for (const _ of [1, 2])
        expect((await found(config)).migrations).toMatchObject({
          state: "ok",
          what: `${migrations} will be applied at the next start`,
        });
      expect((await found(config)).database).toMatchObject({
        what: "PostgreSQL, which can be read and written",
      });
    },
  );

  it("was written by a newer release", async () => {
    const config = await settings();
    const store = await openTestStore(config.database);
    await store.migrate();
    await store.close();
    const Sqlite = (await import("better-sqlite3")).default;
    new Sqlite(config.database.slice(5))
      .exec("insert into migrations values ('9999_later', 'x')")
      .close();
    expect((await found(config)).migrations).toMatchObject({
      state: "broken",
      what: expect.stringContaining("9999_later"),
    });
  });
});

describe("backups", () => {
  async function withBackup(hours: number): Promise<Finding | undefined> {
    const folder = freshFolder();
    const config = await settings({ DATABASE_URL: `file:${folder}/entwine.db` });
    await (await openTestStore(config.database)).close();
    mkdirSync(join(folder, "backups"));
    writeFileSync(join(folder, "backups/one.db"), "");
    const then = Date.now() / 1000 - hours * 3600;
    utimesSync(join(folder, "backups/one.db"), then, then);
    return (await found(config)).backups;
  }

  it("are as young as they should be", async () =>
    expect(await withBackup(5)).toMatchObject({
      state: "ok",
      what: expect.stringContaining("5 hours old"),
    }));
  it("have not been made for days", async () =>
    expect(await withBackup(96)).toMatchObject({
      state: "warning",
      what: expect.stringContaining("4 days old"),
    }));

  it("are missing once there is something to lose", async () => {
    const config = await settings();
    expect(await found(config)).not.toHaveProperty("backups");
    await (await openTestStore(config.database)).close();
    expect((await found(config)).backups).toMatchObject({ state: "warning" });
  });
});

describe("the web side", () => {
  it("has its port taken by somebody else", async () => {
    const other = createServer((socket) => void socket.end("no")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    closing.push(() => other.close());
    const { port } = other.address() as { port: number };
    expect((await found(await settings({ PORT: String(port) })))["web side"]).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("PORT"),
    });
  });

  it("runs already", async () => {
    const running = await opened(listen((_, response) => void response.end("ok")));
    expect(
      (await found(await settings({ PORT: new URL(running.url).port })))["web side"],
    ).toMatchObject({
      state: "ok",
      what: expect.stringContaining("runs"),
    });
  });

  it("listens on a host that is not this machine", async () => {
    expect((await found(await settings({ HOST: "192.0.2.1" })))["web side"]).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("HOST"),
    });
  });

  it("has a public address at which somebody else answers", async () => {
    const other = await opened(
      listen((_, response) => void response.writeHead(404).end("not here")),
    );
    const finding = (await found(await settings({ ENTWINE_PUBLIC_URL: other.url })))[
      "public address"
    ];
    expect(finding).toMatchObject({
      state: "broken",
      what: expect.stringContaining("404"),
      todo: expect.stringContaining("proxy"),
    });
  });

  it("has a public address at which another Entwine answers", async () => {
    const other = await opened(listen((_, response) => void response.end("ok")));
    expect(
      (await found(await settings({ ENTWINE_PUBLIC_URL: other.url })))["public address"],
    ).toMatchObject({ state: "warning" });
  });

  it("has a public address that leads nowhere", async () => {
    const finding = (
      await found(await settings({ ENTWINE_PUBLIC_URL: `http://127.0.0.1:${await freePort()}` }))
    )["public address"];
    expect(finding).toMatchObject({
      state: "broken",
      what: expect.stringContaining("nobody listens"),
    });
  });
});

describe("this machine", () => {
  it("has a clock that goes wrong", async () => {
    const findings = await found(await onSlack(), { now: () => Date.now() + 10 * 60_000 });
    expect(findings.clock).toMatchObject({
      state: "broken",
      what: expect.stringMatching(/\d+ seconds fast/),
    });
    expect(diagnoseClock(-45_000)).toMatchObject([
      { state: "warning", what: expect.stringContaining("45 seconds slow") },
    ]);
    expect(diagnoseClock(undefined)).toEqual([]);
  });

  it("has a disk that fills up", () => {
    const disk = (free: number, used: number) =>
      diagnoseDisk("", () => ({ free: free * 2 ** 20, used: used * 2 ** 20 }))[0]?.state;
    expect([
      disk(5000, 10),
      disk(900, 10),
      disk(50, 10),
      disk(5000, 6000),
      disk(5000, 2000),
    ]).toEqual(["ok", "warning", "broken", "broken", "warning"]);
  });

  it("has a settings' file that others can read, with a name misspelt in it", async () => {
    const file = join(freshFolder(), ".env");
    writeFileSync(file, "SLACK_BOT_TOKN=xoxb-hunter2\n", { mode: 0o644 });
    const findings = await runDoctorChecks(await settings(), { file, now: Date.now });
    expect(findings.slice(0, 2)).toMatchObject([
      { state: "warning", what: expect.stringContaining("SLACK_BOT_TOKN") },
      { state: "warning", todo: `chmod 600 ${file}` },
    ]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });
});

describe("the report", () => {
  async function report(read: () => Config, json = false): Promise<{ code: number; said: string }> {
    const output = new PassThrough();
    const code = await runDoctor({ read, file: nowhere, now: Date.now, output, json });
    output.end();
    return { code, said: await text(output) };
  }

  it("is plain lines where nobody looks, ends with 0 when nothing is broken, and holds no secret", async () => {
    const config = await onSlack();
    const { code, said } = await report(() => config);
    expect(code).toBe(0);
    expect(said).not.toContain("\u001b");
    expect(said).toMatch(/^✓ ok {7}database {2,}SQLite/m);
    expect(said).toMatch(/All is well\.\n$/);
    for (const secret of [slack.botToken, slack.appToken]) expect(said).not.toContain(secret);
  });

  it("shows on a terminal how far it is, and fits its width", async () => {
    slack.channels.clear();
    const config = await onSlack();
    const output = Object.assign(new PassThrough(), {
      isTTY: true as const,
      columns: 64,
      getColorDepth: () => 1,
    });
    await runDoctor({ read: () => config, file: nowhere, now: Date.now, output });
    output.end();
    const said = await text(output);
    expect(said).toMatch(/Looking █+░* \d+ %, \d of \d/);
    const shown = stripVTControlCharacters(said.slice(said.lastIndexOf("\r") + 1)).split("\n");
    expect(shown.join("\n")).toContain("Make a channel");
    expect(shown.filter((line) => line.length > 64)).toEqual([]);
  });

  it("names every setting that needs mending, and ends with 1", async () => {
    const { code, said } = await report(() =>
      readConfig({ PORT: "hunter2", SLACK_BOT_TOKEN: "hunter2" }, nowhere),
    );
    expect(code).toBe(1);
    expect(said).toMatch(/✗ broken {3}settings {2}PORT must be a number/);
    expect(said).toMatch(/SLACK_BOT_TOKEN must be/);
    expect(said).not.toContain("hunter2");
  });

  it("is one JSON object for a machine", async () => {
    slack.channels.clear();
    const config = await onSlack();
    const { code, said } = await report(() => config, true);
    expect(code).toBe(1);
    expect(JSON.parse(said)).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ part: "intake channel", state: "broken" }),
      ]),
    });
  });
});
