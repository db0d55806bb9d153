import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/app/config.ts";
import { unknownSettings, validateSetting } from "../../src/app/settings.ts";
import { EntwineError } from "../../src/lib/errors.ts";

const nowhere = join(tmpdir(), "there-is-no-such-file");
const read = (environment: Record<string, string>) => readConfig(environment, nowhere);

function mistakes(environment: Record<string, string>): string {
  try {
    read(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(EntwineError);
    expect(error).toMatchObject({ code: "settings_invalid" });
    return (error as Error).message;
  }
  return "";
}

const teams = {
  MICROSOFT_APP_ID: "app",
  MICROSOFT_APP_PASSWORD: "pass",
  MICROSOFT_APP_TENANT_ID: "tenant",
};

const client = {
  ...{ SLACK_CLIENT_ID: "10.20", SLACK_CLIENT_SECRET: "client", SLACK_SIGNING_SECRET: "sign" },
  ...{ ENTWINE_SECRET: "a".repeat(32), ENTWINE_PUBLIC_URL: "https://entwine.example.com" },
};
const [one, two] = ["7d1c0f1e-0000-4000-8000-000000000001", "7d1c0f1e-0000-4000-8000-000000000002"];

describe("readConfig", () => {
  it("works without any setting", () => {
    expect(read({})).toEqual({
      database: "file:data/entwine.db",
      host: "127.0.0.1",
      port: 3000,
      teams: {},
      briefChannels: {},
      policyPages: {},
      logLevel: "info",
    });
  });

  it("uses the language of the machine, unless it has none", () => {
    expect(read({ LANG: "de_AT.UTF-8" }).locale).toBe("de-AT");
    expect(read({ LC_ALL: "fr_FR@euro", LANG: "de_AT.UTF-8" }).locale).toBe("fr-FR");
    for (const nobodys of ["C", "C.UTF-8", "POSIX", ""])
      expect(read({ LANG: nobodys }).locale).toBeUndefined();
  });

  it("reads every setting", () => {
    const config = read({
      ...teams,
      DATABASE_URL: "postgres://entwine@db/entwine",
      HOST: "0.0.0.0",
      PORT: "8080",
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_SIGNING_SECRET: "sign",
      SLACK_API_URL: "http://127.0.0.1:9/api/",
      OPENAI_API_KEY: "sk-1",
      OPENAI_BASE_URL: "http://localhost:11434/v1",
      OPENAI_MODEL: "llama",
      ENTWINE_INTAKE_CHANNEL: "C0123456789",
      ENTWINE_TEAMS_INTAKE_CHANNEL: "19:abc@thread.tacv2",
      ENTWINE_PUBLIC_URL: "https://entwine.example.com/",
      ENTWINE_PRIVACY_URL: "https://acme.example/privacy",
      ENTWINE_TERMS_URL: "https://acme.example/terms",
      ENTWINE_SECRET: "secret",
      LOG_LEVEL: "debug",
    });
    expect(config).toEqual({
      database: "postgres://entwine@db/entwine",
      host: "0.0.0.0",
      port: 8080,
      slack: {
        botToken: "xoxb-1",
        appToken: "xapp-1",
        signingSecret: "sign",
        apiUrl: "http://127.0.0.1:9/api/",
      },
      teams: { appId: "app", password: "pass", tenant: "tenant" },
      model: { name: "llama", apiKey: "sk-1", baseUrl: "http://localhost:11434/v1" },
      briefChannels: { slack: "C0123456789", teams: "19:abc@thread.tacv2" },
      publicUrl: "https://entwine.example.com",
      policyPages: {
        privacy: "https://acme.example/privacy",
        terms: "https://acme.example/terms",
      },
      secret: "secret",
      logLevel: "debug",
    });
  });

  it.each([
    [
      "DATABASE_URL is of neither engine",
      { DATABASE_URL: "mysql://db" },
      /^ {2}DATABASE_URL must be file:.*postgres:/m,
    ],
    ["HOST has a port", { HOST: "http://x" }, /HOST must be a host name/],
    ["PORT is not a number", { PORT: "30OO" }, /PORT must be a number/],
    ["PORT is too high", { PORT: "70000" }, /PORT must be 65535 or less/],
    [
      "the bot token is another kind of token",
      { SLACK_BOT_TOKEN: "xoxp-1", SLACK_APP_TOKEN: "xapp-1" },
      /SLACK_BOT_TOKEN must be .* xoxb-/,
    ],
    [
      "the app token is another kind of token",
      { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xoxb-2" },
      /SLACK_APP_TOKEN must be .* xapp-/,
    ],
    [
      "Slack cannot deliver events",
      { SLACK_BOT_TOKEN: "xoxb-1" },
      /SLACK_APP_TOKEN too .*SLACK_SIGNING_SECRET/,
    ],
    ["Slack's socket has no bot token", { SLACK_APP_TOKEN: "xapp-1" }, /set SLACK_BOT_TOKEN too/],
    ["Slack's HTTP has no bot token", { SLACK_SIGNING_SECRET: "sign" }, /set SLACK_BOT_TOKEN too/],
    [
      "SLACK_API_URL is not an address",
      { SLACK_API_URL: "slack.com" },
      /SLACK_API_URL must be an address/,
    ],
    [
      "Teams lacks one of three",
      { ...teams, MICROSOFT_APP_PASSWORD: "" },
      /MICROSOFT_APP_PASSWORD must be set too/,
    ],
    [
      "Teams has no tenant",
      { ...teams, MICROSOFT_APP_TENANT_ID: "" },
      /MICROSOFT_APP_TENANT_ID must be set too; .*ENTWINE_TEAMS_TENANTS/,
    ],
    [
      "the tenants are not ids",
      { ...teams, ENTWINE_TEAMS_TENANTS: "contoso.com" },
      /ENTWINE_TEAMS_TENANTS must be tenants' ids/,
    ],
    [
      "the client has no secret",
      { ...client, SLACK_CLIENT_SECRET: "" },
      /SLACK_CLIENT_SECRET must be set too/,
    ],
    [
      "the client's secret has no client",
      { ...client, SLACK_CLIENT_ID: "" },
      /SLACK_CLIENT_ID must be set too/,
    ],
    [
      "tokens could not be encrypted",
      { ...client, ENTWINE_SECRET: "" },
      /ENTWINE_SECRET must be set too, .*openssl rand/,
    ],
    [
      "the secret is too short",
      { ...client, ENTWINE_SECRET: "opensesame" },
      /ENTWINE_SECRET must be set too, with 32 characters/,
    ],
    [
      "Slack could not redirect back",
      { ...client, ENTWINE_PUBLIC_URL: "" },
      /ENTWINE_PUBLIC_URL must be set too/,
    ],
    [
      "both a bot token and a client id are set",
      { ...client, SLACK_BOT_TOKEN: "xoxb-1" },
      /SLACK_BOT_TOKEN .* SLACK_CLIENT_ID .*one of the two/,
    ],
    [
      "the client cannot receive events",
      { ...client, SLACK_SIGNING_SECRET: "" },
      /SLACK_CLIENT_ID can only send, not receive/,
    ],
    [
      "an intake channel does not name its workspace",
      { ...client, ENTWINE_INTAKE_CHANNEL: "C0123" },
      /ENTWINE_INTAKE_CHANNEL must name the workspace/,
    ],
    [
      "only the previous secret is set",
      { ENTWINE_SECRET_PREVIOUS: "old" },
      /ENTWINE_SECRET_PREVIOUS is the earlier value/,
    ],
    [
      "Teams lacks two of three",
      { MICROSOFT_APP_ID: "app" },
      /MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID must be set too/,
    ],
    [
      "OPENAI_BASE_URL is not an address",
      { OPENAI_BASE_URL: "file:///etc" },
      /OPENAI_BASE_URL must be an address/,
    ],
    [
      "the public address has no https",
      { ENTWINE_PUBLIC_URL: "http://entwine.example.com" },
      /ENTWINE_PUBLIC_URL must begin with https/,
    ],
    [
      "the public address has a path",
      { ENTWINE_PUBLIC_URL: "https://example.com/slack" },
      /ENTWINE_PUBLIC_URL must be an address without a path/,
    ],
    [
      "the intake channel is a name",
      { ENTWINE_INTAKE_CHANNEL: "#it" },
      /ENTWINE_INTAKE_CHANNEL must be a Slack channel's id .*not its name/,
    ],
    [
      "ENTWINE_LOCAL_JUDGE is neither true nor false",
      { ENTWINE_LOCAL_JUDGE: "maybe" },
      /ENTWINE_LOCAL_JUDGE must be true or false/,
    ],
    ["LOG_LEVEL is unknown", { LOG_LEVEL: "loud" }, /LOG_LEVEL must be one of trace, debug/],
  ])("reports an error when %s", (_, environment, mistake) => {
    expect(mistakes(environment)).toMatch(mistake);
  });

  it("reads any number of workspaces, each with its brief channel", () => {
    const { slack, briefChannels, previousSecret } = read({
      ...client,
      ENTWINE_INTAKE_CHANNEL: "T1=C1, T2=C2",
      ENTWINE_SECRET_PREVIOUS: "old",
    });
    expect(slack).toEqual({
      oauth: { clientId: "10.20", clientSecret: "client" },
      signingSecret: "sign",
    });
    expect(briefChannels).toEqual({ "slack:T1": "C1", "slack:T2": "C2" });
    expect(previousSecret).toBe("old");
    expect(
      read({ ...client, SLACK_SIGNING_SECRET: "", SLACK_APP_TOKEN: "xapp-1" }).slack,
    ).toMatchObject({ appToken: "xapp-1" });
  });

  it("reads several named tenants, and a channel alone for the app's own tenant", () => {
    const several = {
      ...teams,
      MICROSOFT_APP_TENANT_ID: one!,
      ENTWINE_TEAMS_TENANTS: `${one},${two!.toUpperCase()}`,
    };
    expect(read(several).teams).toMatchObject({ tenants: [one, two] });
    expect(
      read({ ...several, ENTWINE_TEAMS_INTAKE_CHANNEL: "19:a@thread.tacv2" }).briefChannels,
    ).toEqual({ [`teams:${one}`]: "19:a@thread.tacv2" });
    const channels = `${one}=19:a@thread.tacv2,${two}=19:b=@thread.tacv2`;
    const ofNoTenant = { ...several, MICROSOFT_APP_TENANT_ID: "" };
    expect(read({ ...ofNoTenant, ENTWINE_TEAMS_INTAKE_CHANNEL: channels }).briefChannels).toEqual({
      [`teams:${one}`]: "19:a@thread.tacv2",
      [`teams:${two}`]: "19:b=@thread.tacv2",
    });
    expect(mistakes({ ...ofNoTenant, ENTWINE_TEAMS_INTAKE_CHANNEL: "19:a@thread.tacv2" })).toMatch(
      /ENTWINE_TEAMS_INTAKE_CHANNEL must name the tenant/,
    );
  });

  it("reports all mistakes at once, and no value", () => {
    const message = mistakes({
      PORT: "hunter2",
      SLACK_BOT_TOKEN: "hunter2",
      LOG_LEVEL: "hunter2",
      MICROSOFT_APP_ID: "hunter2",
    });
    for (const name of [
      "PORT",
      "SLACK_BOT_TOKEN",
      "SLACK_APP_TOKEN",
      "LOG_LEVEL",
      "MICROSOFT_APP_PASSWORD",
    ])
      expect(message).toContain(name);
    expect(message).not.toContain("hunter2");
  });

  it("removes spaces and line ends left from copying", () => {
    expect(read({ SLACK_BOT_TOKEN: " xoxb-1\n", SLACK_APP_TOKEN: "xapp-1\r" }).slack).toEqual({
      botToken: "xoxb-1",
      appToken: "xapp-1",
    });
  });

  it("treats an empty value as not set", () => {
    expect(read({ SLACK_BOT_TOKEN: "", SLACK_APP_TOKEN: " ", PORT: "" })).not.toHaveProperty(
      "slack",
    );
  });

  it("opens Teams only to this machine while there is no app id", () => {
    for (const HOST of ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
      expect(read({ HOST })).toHaveProperty("teams", {});
    expect(read({ HOST: "0.0.0.0" })).not.toHaveProperty("teams");
  });

  it("uses a model with a key or an address, and none with the local judge", () => {
    expect(read({ OPENAI_API_KEY: "sk-1" }).model).toMatchObject({
      apiKey: "sk-1",
      name: expect.any(String),
    });
    expect(read({ OPENAI_BASE_URL: "http://localhost:11434/v1" }).model).not.toHaveProperty(
      "apiKey",
    );
    expect(read({ OPENAI_API_KEY: "sk-1", ENTWINE_LOCAL_JUDGE: "true" })).not.toHaveProperty(
      "model",
    );
  });

  it("validates settings one by one, without their value", () => {
    expect(validateSetting("PORT", " 3000 ")).toBeUndefined();
    expect(validateSetting("SLACK_BOT_TOKEN", "hunter2")).toMatch(
      /^SLACK_BOT_TOKEN must be .* xoxb-(?!.*hunter2)/,
    );
    expect(validateSetting("SLACK_BOT_TOKN", "xoxb-1")).toContain("not a setting");
  });

  it("reports misspelt settings, and no others", () => {
    expect(
      unknownSettings(["SLACK_BOT_TOKEN", "SLACK_BOT_TOKN", "ENTWINE_PUBLIC", "PATH", "HOST"]),
    ).toEqual(["SLACK_BOT_TOKN", "ENTWINE_PUBLIC"]);
  });

  it("returns settings that cannot be changed", () => {
    const config = read({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" });
    expect([config, config.slack, config.briefChannels, config.teams].every(Object.isFrozen)).toBe(
      true,
    );
  });
});

describe("readEnvFile", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  function envFile(content: string): string {
    const folder = mkdtempSync(join(tmpdir(), "entwine-env-"));
    folders.push(folder);
    const path = join(folder, ".env");
    writeFileSync(path, content);
    return path;
  }

  it("reads the file, which overrides nothing", () => {
    const file = envFile("# mine\nPORT=4000\nHOST='::1'\nSLACK_SIGNING_SECRET=left over\n");
    expect(readConfig({ PORT: "5000", SLACK_SIGNING_SECRET: "" }, file)).toMatchObject({
      port: 5000,
      host: "::1",
    });
  });

  it("fails when the file exists and cannot be read", () => {
    const folder = join(envFile(""), "..");
    expect(() => readConfig({}, folder)).toThrow(
      expect.objectContaining({ code: "settings_unreadable" }),
    );
  });
});
