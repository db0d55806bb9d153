/** Marked secrets and words, none of which may appear in any output, whatever fails. */
import { createHmac } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { serveEntwine, startEntwine } from "../e2e/entwine-process.ts";
import { eventually } from "../harness/eventually.ts";
import { freePort, listen } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

const mark = (what: string): string => `Quagga${what}Quagga`;
const marks = /Quagga/;
const secrets = {
  SLACK_BOT_TOKEN: `xoxb-${mark("Bot")}`,
  SLACK_APP_TOKEN: `xapp-${mark("App")}`,
  SLACK_SIGNING_SECRET: mark("Signing"),
  MICROSOFT_APP_ID: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  MICROSOFT_APP_PASSWORD: mark("Password"),
  MICROSOFT_APP_TENANT_ID: "7d1c0f1e-0000-4000-8000-000000000001",
  OPENAI_API_KEY: mark("Key"),
  ENTWINE_SECRET: mark("House").repeat(4),
  ENTWINE_SECRET_PREVIOUS: mark("Before").repeat(4),
  LOG_LEVEL: "trace",
};
const database = `postgres://entwine:${mark("Database")}@127.0.0.1:9/entwine`;

/** Server that repeats every request in its response, as some error pages do. */
let parrot: Awaited<ReturnType<typeof listen>>;
let manner: (said: string) => { status: number; body: string };
beforeAll(async () => {
  parrot = await listen(async (request, response) => {
    const { status, body } = manner(`${JSON.stringify(request.headers)} ${await text(request)}`);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
});
afterAll(() => parrot.close());

const manners: [name: string, answer: typeof manner][] = [
  [
    "refuses",
    (said) => ({
      status: 200,
      body: JSON.stringify({ ok: false, error: "invalid_auth", detail: said }),
    }),
  ],
  ["breaks", (said) => ({ status: 500, body: `<html>${said}</html>` })],
  [
    "denies",
    (said) => ({
      status: 401,
      body: JSON.stringify({
        error: { message: `Incorrect API key provided: ${said}`, code: "invalid_api_key" },
      }),
    }),
  ],
];

const upstream = () => ({
  SLACK_API_URL: `${parrot.url}/api/`,
  OPENAI_BASE_URL: `${parrot.url}/v1`,
});

it.each(manners)("hides them while every server %s and repeats its secrets", async (_, answer) => {
  manner = answer;
  const env = { ...secrets, ...upstream(), DATABASE_URL: await freshSqlite() };
  const port = await freePort();
  const harness = startEntwine({ args: ["serve"], env: { ...env, PORT: `${port}` } });
  const page = async (path: string, init?: RequestInit): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}${path}`, init)).text();
  const gone = harness.ended.then(() => true);
  const pages: string[] = [];
  const up = eventually(async () =>
    pages.push(await page("/metrics"), await page("/readyz"), await page("/")),
  ).catch(() => {});
  await Promise.race([gone, up]);
  if (pages.length > 0)
    for (const body of ["{", `{"text":"${mark("Word")}"}`])
      pages.push(
        await page("/slack/events", { method: "POST", body }).catch(() => ""),
        await page("/api/messages", {
          method: "POST",
          body,
          headers: {
            "content-type": "application/json",
            authorization: `Bearer ${mark("Token")}`,
          },
        }).catch(() => ""),
      );
  harness.kill("SIGTERM");
  const { out, err } = await harness.ended;
  expect(err).not.toBe("");
  expect(out + err + pages.join()).not.toMatch(marks);

  const judged = await startEntwine({
    args: ["judge"],
    env,
    input: `{"id":1,"task":"request","text":"We need a tool"}\n`,
  }).ended;
  expect(judged.out).toContain('"id":1');
  expect(judged.out + judged.err).not.toMatch(marks);
});

it("hides them without a database, for every command", async () => {
  manner = manners[0]![1];
  for (const args of [["serve"], ["export"], ["doctor"], ["doctor", "--json"]]) {
    const { out, err, code } = await startEntwine({
      args,
      env: { ...secrets, ...upstream(), DATABASE_URL: database },
    }).ended;
    expect(code).toBe(1);
    expect(out + err).not.toMatch(marks);
  }
});

it("hides them when every setting is wrong, and in the help", async () => {
  const wrong = Object.fromEntries(
    [
      "DATABASE_URL",
      "HOST",
      "PORT",
      "SLACK_BOT_TOKEN",
      "SLACK_APP_TOKEN",
      "SLACK_CLIENT_ID",
      "SLACK_API_URL",
      "OPENAI_BASE_URL",
      "ENTWINE_INTAKE_CHANNEL",
      "ENTWINE_TEAMS_TENANTS",
      "ENTWINE_PUBLIC_URL",
      "ENTWINE_LOCAL_JUDGE",
      "LOG_LEVEL",
    ].map((name) => [name, `${mark(name)} '\u001b[31m`]),
  );
  for (const args of [
    ["serve"],
    ["doctor"],
    ["--help"],
    ["export", "--help"],
    ["nothing"],
    ["--now", "never"],
  ]) {
    const { out, err } = await startEntwine({ args, env: wrong }).ended;
    expect(out + err).not.toBe("");
    expect(out + err).not.toMatch(marks);
    expect(out + err).not.toContain("\u001b[31m'");
  }
});

it("logs no words when people write and no message can be sent", async () => {
  const slack = await fakeSlack({ botToken: secrets.SLACK_BOT_TOKEN });
  manner = manners[1]![1];
  const port = await freePort();
  const env = {
    ...secrets,
    ...upstream(),
    SLACK_API_URL: slack.apiUrl,
    SLACK_APP_TOKEN: "",
    SLACK_SIGNING_SECRET: slack.signingSecret,
    DATABASE_URL: await freshSqlite(),
  };
  const harness = await serveEntwine(port, { ...env, ENTWINE_INTAKE_CHANNEL: "C0INTAKE" });
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  for (let count = 0; count < 3; count += 1) slack.fail("chat.postMessage", { status: 500 });
  expect(
    await slack.dm("U0MARIA", `We need Salesforce for the ${mark("Word")} team`),
  ).toMatchObject({ acknowledged: true });
  await slack.command("U0MARIA", "/request", `find ${mark("Word")}`);
  await eventually(() =>
    expect(
      slack.calls.filter(({ method }) => method === "chat.postMessage").length,
    ).toBeGreaterThan(0),
  );
  const forged = `v0=${createHmac("sha256", "another").update(mark("Word")).digest("hex")}`;
  await fetch(slack.address()!, {
    method: "POST",
    body: `payload=${mark("Word")}`,
    headers: {
      "x-slack-signature": forged,
      "x-slack-request-timestamp": `${Math.floor(Date.now() / 1_000)}`,
    },
  });
  const numbers = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  harness.kill("SIGTERM");
  const { out, err } = await harness.ended;
  expect(numbers).toContain("entwine_");
  expect(numbers + out + err).not.toMatch(marks);
  const kept = await startEntwine({ args: ["export"], env }).ended;
  expect(kept.out).toContain(mark("Word"));
  await slack.close();
});
