import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../../src/app/config.ts";
import { runSetup } from "../../../src/ops/setup/setup.ts";
import { freePort } from "../../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../../harness/slack/fake-slack.ts";
import { freshFolder } from "../../harness/storage/sqlite.ts";
import { fakeEntra } from "../../harness/teams/fake-entra.ts";
import {
  clearLineKeys,
  downKey,
  enterKey,
  interruptKey,
  spaceKey,
  startWizard,
} from "./wizard-user.ts";

let slack: FakeSlack;
beforeEach(async () => {
  for (const name of ["PORT", "DATABASE_URL", "SLACK_BOT_TOKEN"]) vi.stubEnv(name, undefined);
  slack = await fakeSlack();
  slack.channels.set("CINTAKE", { is_member: true });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await slack.close();
});

/** Creates a folder whose .env points to the fake Slack. */
function prepared(more = ""): string {
  const folder = freshFolder();
  writeFileSync(
    join(folder, ".env"),
    `# ours\nSLACK_API_URL=${slack.apiUrl}\nDATABASE_URL=file:${folder}/entwine.db\n${more}LOG_LEVEL=warn # keep it quiet\n`,
    { mode: 0o644 },
  );
  return folder;
}

const where = "Where will colleagues write";

describe("setup", () => {
  it("guides through Slack, asks again for wrong values, and writes the confirmed ones", async () => {
    const folder = prepared();
    const { file, ended, answer, screen, examined } = startWizard({ folder });
    const port = String(await freePort());
    await answer(where, spaceKey, enterKey);
    await answer("How does Slack connect", enterKey);
    await answer("For how many", enterKey);
    await answer("Bot User OAuth Token", "xapp-1", enterKey);
    await answer("begins with xoxb-", clearLineKeys, slack.botToken, enterKey);
    await answer("Slack accepts the bot");
    await answer("App-level token", "xapp-wrong", enterKey);
    await answer("Slack refuses SLACK_APP_TOKEN (invalid_auth)");
    await answer("What do you want to do?", enterKey);
    await answer("App-level token", clearLineKeys, slack.appToken, enterKey);
    await answer("Slack opens a connection");
    await answer("The channel's id", "#it-intake", enterKey);
    await answer(
      "That is the channel's name",
      clearLineKeys,
      "https://test.slack.com/archives/CINTAKE",
      enterKey,
    );
    await answer("can post");
    await answer("Where should the ledger", enterKey);
    await answer("What classifies people", enterKey);
    await answer("Which port", clearLineKeys, port, enterKey);
    await answer("Settings to write");
    expect(readFileSync(file, "utf8")).not.toContain("xoxb");
    await answer("Write them?", enterKey);
    expect(await ended).toBe(0);

    expect(examined()).toBe(1);
    expect(readFileSync(file, "utf8")).toMatch(
      /^# ours\nSLACK_API_URL=.*\nDATABASE_URL=.*\nLOG_LEVEL=warn # keep it quiet\n/,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const config = readConfig({}, file);
    expect(config).toMatchObject({
      slack: { botToken: slack.botToken, appToken: slack.appToken },
      briefChannels: { slack: "CINTAKE" },
      port: Number(port),
    });
    expect(config.secret).toMatch(/^[\w-]{43}$/);
    for (const secret of [slack.botToken, slack.appToken, config.secret!])
      expect(screen()).not.toContain(secret);
    expect(
      JSON.parse(readFileSync(join(folder, "setup/slack-manifest.json"), "utf8")),
    ).toMatchObject({ settings: { socket_mode_enabled: true } });
  });

  it("starts from the current settings, and changes nothing when nothing changes", async () => {
    const port = String(await freePort());
    const folder = prepared(
      `SLACK_BOT_TOKEN=${slack.botToken}\nSLACK_APP_TOKEN=${slack.appToken}\nENTWINE_INTAKE_CHANNEL=CINTAKE\nENTWINE_LOCAL_JUDGE=true\nENTWINE_SECRET=mine\nPORT=${port}\n`,
    );
    const before = readFileSync(join(folder, ".env"), "utf8");
    const { file, ended, answer, examined } = startWizard({ folder });
    for (const question of [
      where,
      "How does Slack",
      "For how many",
      "Bot User",
      "App-level token, xapp",
      "The channel's id",
      "Where should",
      "What classifies",
      "Which port",
    ])
      await answer(question, enterKey);
    expect(await ended).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(examined()).toBe(1);
  });

  it("writes Slack's HTTP manifest and the Teams package, and removes old settings", async () => {
    const entra = await fakeEntra();
    const folder = prepared(
      `SLACK_BOT_TOKEN=${slack.botToken}\nSLACK_APP_TOKEN=${slack.appToken}\nENTWINE_LOCAL_JUDGE=true\nPORT=${await freePort()}\n`,
    );
    const { file, ended, answer } = startWizard({ folder, entraLogin: entra.url });
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    await answer(where, downKey, spaceKey, enterKey);
    await answer("How does Slack connect", downKey, enterKey);
    await answer("For how many", enterKey);
    await answer("At which https", "http://entwine.example.com", enterKey);
    await answer("require https", clearLineKeys, "https://entwine.example.com/", enterKey);
    await answer("Bot User", enterKey);
    await answer("Signing Secret", "0123456789abcdef0123456789abcdef", enterKey);
    await answer("The channel's id", enterKey);
    await answer("Application (client) id", "Entwine", enterKey);
    await answer("It has the form", clearLineKeys, id, enterKey);
    await answer("Directory (tenant) id", id, enterKey);
    await answer("The secret's value", id, enterKey);
    await answer("That is the secret's id", clearLineKeys, "wrong", enterKey);
    await answer("secret's value, not its id");
    await answer("What do you want to do?", enterKey);
    for (const question of ["Application", "Directory"]) await answer(question, enterKey);
    await answer("The secret's value", "the secret's value", enterKey);
    await answer("Microsoft accepts the app");
    await answer(
      "Get link to channel",
      "https://teams.microsoft.com/l/channel/19%3Aabc%40thread.tacv2/it?groupId=1",
      enterKey,
    );
    for (const question of ["Where should", "What classifies", "Which port", "Write them?"])
      await answer(question, enterKey);
    expect(await ended).toBe(0);
    await entra.close();

    const set = parseEnv(readFileSync(file, "utf8"));
    expect(set).toMatchObject({
      SLACK_APP_TOKEN: "",
      ENTWINE_PUBLIC_URL: "https://entwine.example.com",
      ENTWINE_TEAMS_INTAKE_CHANNEL: "19:abc@thread.tacv2",
    });
    expect(readConfig({}, file)).toMatchObject({
      teams: { appId: id, password: "the secret's value", tenant: id },
    });
    const manifest = readFileSync(join(folder, "setup/slack-manifest.json"), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({
      settings: { interactivity: { request_url: "https://entwine.example.com/slack/events" } },
    });
    const zip = readFileSync(join(folder, "setup/entwine-teams.zip"), "latin1");
    for (const part of [
      "manifest.json",
      "color.png",
      "outline.png",
      `"botId": "${id}"`,
      "https://entwine.example.com/",
    ])
      expect(zip).toContain(part);
  });

  it("lets several workspaces install the app themselves, without a bot token", async () => {
    const folder = prepared(`SLACK_BOT_TOKEN=${slack.botToken}\nPORT=${await freePort()}\n`);
    const { file, ended, answer } = startWizard({ folder });
    await answer(where, enterKey);
    await answer("How does Slack connect", enterKey);
    await answer("For how many", downKey, enterKey);
    await answer("At which https", "https://entwine.example.com", enterKey);
    await answer("Client ID", "Entwine", enterKey);
    await answer("two numbers", clearLineKeys, "123.456", enterKey);
    await answer("Client Secret", "xoxb-1", enterKey);
    await answer("That is the bot's token", clearLineKeys, "client-secret", enterKey);
    await answer("App-level token", slack.appToken, enterKey);
    await answer("Slack opens a connection");
    await answer("Each workspace's channel", "T0123456789=C0123456789", enterKey);
    for (const question of ["Where should", "What classifies", "Which port", "Write them?"])
      await answer(question, enterKey);
    expect(await ended).toBe(0);
    expect(readConfig({}, file)).toMatchObject({
      slack: {
        oauth: { clientId: "123.456", clientSecret: "client-secret" },
        appToken: slack.appToken,
      },
      publicUrl: "https://entwine.example.com",
    });
    expect(readConfig({}, file).slack).not.toHaveProperty("botToken");
    const manifest = JSON.parse(readFileSync(join(folder, "setup/slack-manifest.json"), "utf8"));
    expect(manifest).toMatchObject({
      settings: { socket_mode_enabled: true },
      oauth_config: { redirect_urls: ["https://entwine.example.com/slack/oauth_redirect"] },
    });
  });

  it("can be cancelled at any question, and changes nothing then", async () => {
    const folder = prepared();
    const before = readFileSync(join(folder, ".env"), "utf8");
    for (const answers of [
      [where],
      [where, "Where should"],
      [where, "Where should", "What classifies"],
      [where, "Where should", "What classifies", "Which port", "Write them?"],
    ]) {
      const { file, ended, answer, examined, screen } = startWizard({ folder });
      for (const question of answers.slice(0, -1))
        await answer(
          question,
          ...(question === "Which port" ? [clearLineKeys, String(await freePort())] : []),
          enterKey,
        );
      await answer(answers.at(-1)!, interruptKey);
      expect(await ended).toBe(130);
      expect(readFileSync(file, "utf8")).toBe(before);
      expect(screen()).toContain("is unchanged");
      expect(examined()).toBe(0);
    }
    expect(readdirSync(folder)).toEqual([".env"]);
  });

  it("prints what to set when there is no terminal, and does not wait", async () => {
    const [input, output, folder] = [new PassThrough(), new PassThrough(), freshFolder()];
    const file = join(folder, ".env");
    expect(await runSetup({ input, output, file, folder, doctor: async () => 1 })).toBe(0);
    output.end();
    const said = await text(output);
    for (const name of ["SLACK_BOT_TOKEN", "MICROSOFT_APP_ID", "DATABASE_URL", "doctor"])
      expect(said).toContain(name);
    expect(existsSync(file)).toBe(false);
  });

  it("warns when the environment would override what it writes", async () => {
    const port = String(await freePort());
    vi.stubEnv("PORT", "8080");
    const { ended, answer } = startWizard({ folder: prepared() });
    for (const question of [where, "Where should", "What classifies"])
      await answer(question, enterKey);
    await answer("Which port", clearLineKeys, port, enterKey);
    await answer("PORT is also set in the environment");
    await answer("Write them?", enterKey);
    await ended;
  });
});
