import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, readConfig } from "../../../src/app/config.ts";
import { type DoctorContext, runDoctor, runDoctorChecks } from "../../../src/ops/doctor/doctor.ts";
import { diagnoseClock, diagnoseDisk } from "../../../src/ops/doctor/local-checks.ts";
import type { Finding } from "../../../src/ops/doctor/report.ts";
import { migrationNames, migrationsFolder } from "../../../src/storage/engine/migrate.ts";
import { scaledMs } from "../../harness/eventually.ts";
import { fakeModel } from "../../harness/fake-model.ts";
import { freePort, listen } from "../../harness/listen.ts";
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

/** Folder of a catalogue whose emergency line names a number. */
const reachable = pathToFileURL(`${freshFolder()}/`);
writeFileSync(
  new URL("security-incident.md", reachable),
  '---\ntitle: Incident\nwords: ""\n---\nCall 4040 now.\n',
);

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
    catalogue: reachable,
    ...means,
  });
  return Object.fromEntries(findings.map((finding) => [finding.part, finding]));
}

describe("doctor", () => {
  it("reports every part as ok, with everything enabled", async () => {
    const [entra, model] = [await opened(fakeEntra()), await opened(fakeModel())];
    const port = await freePort();
    const config = await onSlack({
      ...inTeams,
      ENTWINE_TEAMS_INTAKE_CHANNEL: "19:intake@thread.tacv2",
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

  it("omits parts that are disabled", async () => {
    expect(Object.keys(await found(await settings()))).toEqual([
      "settings",
      "chat",
      "intake channel",
      "emergency line",
      "database",
      "migrations",
      "disk",
      "web side",
    ]);
  });

  it("names what is missing when nothing is set", async () => {
    const findings = await found(await settings(), { catalogue: undefined });
    for (const part of ["chat", "intake channel", "emergency line"])
      expect(findings[part]).toMatchObject({ state: "warning", todo: expect.any(String) });
  });

  it("warns of Teams without an intake channel", async () => {
    expect((await found(await settings(inTeams)))["Teams intake channel"]).toMatchObject({
      state: "warning",
    });
  });
});

describe("the doctor's checks of Slack", () => {
  it.each(["invalid_auth", "account_inactive", "token_revoked"])(
    "report a refused bot token: %s",
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

  it("report a missing scope of the manifest", async () => {
    slack.scopes.splice(slack.scopes.indexOf("im:history"), 1);
    const findings = await found(await onSlack());
    expect(findings["Slack scopes"]).toMatchObject({
      state: "broken",
      what: "the app lacks im:history",
      todo: expect.stringContaining("manifest"),
    });
  });

  it("accept a missing optional scope", async () => {
    expect((await found(await onSlack()))["Slack scopes"]).toMatchObject({
      state: "ok",
      what: expect.stringContaining("users:read"),
    });
  });

  it.each([
    ["invalid_auth", /connections:write/],
    ["missing_scope", /needs the scope connections:write/],
    ["socket_mode_not_enabled", /Enable Socket Mode/],
  ])("report a socket that does not open: %s", async (error, todo) => {
    slack.troubles.push({ method: "apps.connections.open", trouble: { error } });
    expect((await found(await onSlack()))["Slack socket"]).toMatchObject({
      state: "broken",
      todo: expect.stringMatching(todo),
    });
  });

  it("warn of trouble at Slack itself", async () => {
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

  it("warn when Slack cannot be reached", async () => {
    const findings = await found(
      await onSlack({ SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/` }),
    );
    expect(findings["Slack token"]).toMatchObject({
      state: "warning",
      what: expect.stringContaining("the connection was refused"),
    });
  });

  it("warn of a signing secret that cannot be one", async () => {
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
    ["does not have the bot as a member", { is_member: false }, "broken", /invite/],
    ["is archived", { is_member: true, is_archived: true }, "broken", /archive/],
    ["restricts who may post", { is_member: true, is_read_only: true }, "broken", /post/],
  ])("look at a brief channel that %s", async (_, channel, state, todo) => {
    slack.channels.clear();
    if (channel) slack.channels.set("CINTAKE", channel);
    expect((await found(await onSlack()))["intake channel"]).toMatchObject({
      state,
      todo: expect.stringMatching(todo),
    });
  });

  it("warn of a missing brief channel", async () => {
    expect(
      (await found(await onSlack({ ENTWINE_INTAKE_CHANNEL: "" })))["intake channel"],
    ).toMatchObject({ state: "warning" });
  });
});

describe("the doctor's checks of Teams", () => {
  it.each([
    [7000215, "broken", /secret's value, not its id/],
    [7000222, "broken", /Create a new one/],
    [700016, "broken", /same app registration/],
    [90002, "broken", /directory \(tenant\) id/],
    [50034, "broken", /Compare/],
    [503, "warning", /Try again/],
  ])("report a refused sign-in: %i", async (number, state, todo) => {
    const entra = await opened(fakeEntra());
    entra.refuse(number);
    const finding = (await found(await settings(inTeams), { entraLogin: entra.url }))[
      "Teams sign-in"
    ];
    expect(finding).toMatchObject({ state, todo: expect.stringMatching(todo) });
    expect(JSON.stringify(finding)).not.toContain("a page of words");
  });

  it("warn when Microsoft cannot be asked", async () => {
    const login = `http://127.0.0.1:${await freePort()}`;
    expect(
      (await found(await settings(inTeams), { entraLogin: login }))["Teams sign-in"],
    ).toMatchObject({ state: "warning" });
  });
});

describe("the doctor's check of the model", () => {
  it.each([
    [401, "broken", /OPENAI_API_KEY/],
    [404, "broken", /OPENAI_MODEL/],
    [429, "warning", /limits/],
    [500, "warning", /log/],
  ])("reports an answer of %i", async (status, state, todo) => {
    const model = await opened(fakeModel());
    model.behave({ status });
    const finding = (await found(await settings({ OPENAI_BASE_URL: model.baseUrl }))).model;
    expect(finding).toMatchObject({
      state,
      what: expect.stringContaining("rules"),
      todo: expect.stringMatching(todo),
    });
  });

  it("reports a web page in its place", async () => {
    const page = await opened(listen((_, response) => void response.end("<html>")));
    expect((await found(await settings({ OPENAI_BASE_URL: page.url }))).model).toMatchObject({
      state: "broken",
      what: expect.stringContaining("not a model endpoint"),
    });
  });

  it("waits no longer than for others when it never answers", async () => {
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

describe("the doctor's checks of the database", () => {
  const migrations = migrationNames(migrationsFolder("sqlite")).length;

  it("create no database", async () => {
    const config = await settings();
    expect((await found(config)).database).toMatchObject({
      state: "ok",
      what: expect.stringContaining("first start"),
    });
    expect((await found(config)).database).toMatchObject({
      what: expect.stringContaining("first start"),
    });
  });

  it("tell a current database from an older one, and change neither", async () => {
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

  it("report a file that is no database", async () => {
    const file = join(freshFolder(), "letter.txt");
    writeFileSync(file, "Dear Ana, ".repeat(1000));
    expect((await found(await settings({ DATABASE_URL: `file:${file}` }))).database).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("DATABASE_URL"),
    });
  });

  it("report a path where no file can be", async () => {
    const file = join(freshFolder(), "letter.txt");
    writeFileSync(file, "");
    expect(
      (await found(await settings({ DATABASE_URL: `file:${file}/entwine.db` }))).database,
    ).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("DATABASE_URL"),
    });
  });

  it("report a server that does not answer, without its password", async () => {
    const DATABASE_URL = `postgres://entwine:hunter2@127.0.0.1:${await freePort()}/entwine`;
    const findings = await found(await settings({ DATABASE_URL }));
    expect(findings.database).toMatchObject({
      state: "broken",
      what: expect.stringContaining("cannot be reached"),
    });
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  it.skipIf(!hasPostgres)("look at PostgreSQL without changing it", async () => {
    const config = await settings({ DATABASE_URL: await freshPostgres() });
    for (const _ of [1, 2])
      expect((await found(config)).migrations).toMatchObject({
        state: "ok",
        what: `${migrations} will be applied at the next start`,
      });
    expect((await found(config)).database).toMatchObject({
      what: "PostgreSQL, which can be read and written",
    });
  });

  it("report a database of a newer release", async () => {
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

describe("the doctor's check of backups", () => {
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

  it("accepts recent backups", async () =>
    expect(await withBackup(5)).toMatchObject({
      state: "ok",
      what: expect.stringContaining("5 hours old"),
    }));
  it("warns of old backups", async () =>
    expect(await withBackup(96)).toMatchObject({
      state: "warning",
      what: expect.stringContaining("4 days old"),
    }));

  it("warns of missing backups once there is data", async () => {
    const config = await settings();
    expect(await found(config)).not.toHaveProperty("backups");
    await (await openTestStore(config.database)).close();
    expect((await found(config)).backups).toMatchObject({ state: "warning" });
  });
});

describe("the doctor's checks of the web side", () => {
  it("report a port taken by another program", async () => {
    const other = createServer((socket) => void socket.end("no")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    closing.push(() => other.close());
    const { port } = other.address() as { port: number };
    expect((await found(await settings({ PORT: String(port) })))["web side"]).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("PORT"),
    });
  });

  it("accept a running Entwine", async () => {
    const running = await opened(listen((_, response) => void response.end("ok")));
    expect(
      (await found(await settings({ PORT: new URL(running.url).port })))["web side"],
    ).toMatchObject({
      state: "ok",
      what: expect.stringContaining("runs"),
    });
  });

  it("report a host that is not this machine", async () => {
    expect((await found(await settings({ HOST: "192.0.2.1" })))["web side"]).toMatchObject({
      state: "broken",
      todo: expect.stringContaining("HOST"),
    });
  });

  it("report a public address where another program answers", async () => {
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

  it("warn of a public address where another Entwine answers", async () => {
    const other = await opened(listen((_, response) => void response.end("ok")));
    expect(
      (await found(await settings({ ENTWINE_PUBLIC_URL: other.url })))["public address"],
    ).toMatchObject({ state: "warning" });
  });

  it("report a public address that leads nowhere", async () => {
    const finding = (
      await found(await settings({ ENTWINE_PUBLIC_URL: `http://127.0.0.1:${await freePort()}` }))
    )["public address"];
    expect(finding).toMatchObject({
      state: "broken",
      what: expect.stringContaining("the connection was refused"),
    });
  });
});

describe("the doctor's checks of the machine", () => {
  it("report a clock that is off", async () => {
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

  it("report a disk that fills up", () => {
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

  it("warn of a readable .env file and of misspelt names in it", async () => {
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

describe("the doctor's report", () => {
  async function report(read: () => Config, json = false): Promise<{ code: number; said: string }> {
    const output = new PassThrough();
    const code = await runDoctor({
      ...{ read, file: nowhere, now: Date.now, catalogue: reachable, output, json },
    });
    output.end();
    return { code, said: await text(output) };
  }

  it("is plain lines without a terminal, with exit code 0 and no secret", async () => {
    const config = await onSlack();
    const { code, said } = await report(() => config);
    expect(code).toBe(0);
    expect(said).not.toContain("\u001b");
    expect(said).toMatch(/^✓ ok {7}database {2,}SQLite/m);
    expect(said).toMatch(/Everything works\.\n$/);
    for (const secret of [slack.botToken, slack.appToken]) expect(said).not.toContain(secret);
  });

  it("shows its progress on a terminal, and fits its width", async () => {
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
    expect(said).toMatch(/Checking █+░* \d+ %, \d of \d/);
    const shown = stripVTControlCharacters(said.slice(said.lastIndexOf("\r") + 1)).split("\n");
    expect(shown.join("\n")).toContain("Create a channel");
    expect(shown.filter((line) => line.length > 64)).toEqual([]);
  });

  it("names every wrong setting, and exits with 1", async () => {
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
