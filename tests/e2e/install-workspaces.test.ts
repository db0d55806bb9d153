/**
 * Two Slack workspaces that install the app; one removes it and installs it again, and the secret
 * changes.
 */
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../harness/slack/fake-slack.ts";
import { fakeSlackApp } from "../harness/slack/web-api.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { serveEntwine, startEntwine } from "./entwine-process.ts";

const oauth = {
  SLACK_CLIENT_ID: fakeSlackApp.clientId,
  SLACK_CLIENT_SECRET: fakeSlackApp.clientSecret,
  ENTWINE_PUBLIC_URL: "https://entwine.example.com",
  ENTWINE_SECRET: "the first secret of this test, and long",
};

it("serves each workspace its own answers, also after removal and reinstallation", async () => {
  const acme = await fakeSlack({ team: "T0ACME", bot: "U0BOTA", botToken: "xoxb-acme" });
  const globex = await fakeSlack({
    team: "T0GLOBEX",
    bot: "U0BOTG",
    botToken: "xoxb-globex",
    beside: acme,
  });
  onTestFinished(() => acme.close());
  const port = await freePort();
  const harness = `http://127.0.0.1:${port}`;
  for (const slack of [acme, globex]) slack.deliverTo(`${harness}/slack/events`);
  const env = {
    ...oauth,
    ...{
      DATABASE_URL: await freshSqlite(),
      SLACK_API_URL: acme.apiUrl,
      SLACK_SIGNING_SECRET: acme.signingSecret,
      LOG_LEVEL: "warn",
    },
    ENTWINE_INTAKE_CHANNEL: "T0ACME=C0ACMEINTAKE,T0GLOBEX=C0GLOBEXINTAKE",
  };

  async function install(slack: FakeSlack): Promise<string | null> {
    const begun = await fetch(`${harness}/slack/install`, { redirect: "manual" });
    expect(begun.status).toBe(302);
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    slack.grants.set("code", {});
    const cookie = begun.headers.get("set-cookie")!.split(";")[0]!;
    const back = await fetch(
      `${harness}/slack/oauth_redirect?${new URLSearchParams({ code: "code", state })}`,
      { redirect: "manual", headers: { cookie } },
    );
    return back.headers.get("location");
  }

  const first = await serveEntwine(port, env);
  expect(await install(acme)).toContain("team=T0ACME");
  expect(await install(globex)).toContain("team=T0GLOBEX");
  for (const slack of [acme, globex]) {
    await slack.dm("U0MARIA", "We need a key to the workshop");
    await slack.posted("R-1", "DU0MARIA");
  }
  expect(acme.said("C0GLOBEXINTAKE")).toEqual([]);
  const seconds = Math.floor(Date.now() / 1000) + 60;
  await acme.event({ type: "app_uninstalled" }, { event_time: seconds });
  const before = acme.said().length;
  expect(await acme.dm("U0MARIA", "anybody there?")).toMatchObject({ acknowledged: true });
  await globex.dm("U0LEA", "hello");
  await globex.posted("", "DU0LEA");
  expect(acme.said()).toHaveLength(before);
  first.kill("SIGTERM");
  expect(await first.ended).toMatchObject({ code: 0 });

  const next = {
    ...env,
    ENTWINE_SECRET: "the second secret of this test, and long",
    ENTWINE_SECRET_PREVIOUS: oauth.ENTWINE_SECRET,
  };
  const refused = await startEntwine({
    args: ["serve"],
    env: { ...next, ENTWINE_SECRET_PREVIOUS: "" },
  }).ended;
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.err).toMatch(/encrypted with a key.*\n.*ENTWINE_SECRET_PREVIOUS/);
  const second = await serveEntwine(port, next);
  expect(await install(acme)).toContain("team=T0ACME");
  await acme.dm("U0MARIA", "where is R-1?");
  await acme.posted("R-1", "DU0MARIA");
  second.kill("SIGTERM");
  await second.ended;
  const { ENTWINE_SECRET_PREVIOUS: _, ...alone } = next;
  const third = await serveEntwine(port, alone);
  await globex.dm("U0MARIA", "where is R-1?");
  await globex.posted("R-1", "DU0MARIA");
  third.kill("SIGTERM");
  await third.ended;
});

it("refuses to install without a secret for the tokens, and logs what to do", async () => {
  const { code, err } = await startEntwine({
    args: ["serve"],
    env: { ...oauth, SLACK_SIGNING_SECRET: "sign", ENTWINE_SECRET: "" },
  }).ended;
  expect(code).toBe(1);
  expect(err).toMatch(/ENTWINE_SECRET must be set too.*openssl rand -base64 32/);
});
