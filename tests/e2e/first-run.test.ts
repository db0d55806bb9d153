/** First run without settings: through a pipe, and as a service. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadWords } from "../../src/lib/i18n.ts";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshFolder, freshSqlite } from "../harness/storage/sqlite.ts";
import { exportLines, serveEntwine, startEntwine } from "./entwine-process.ts";
import { wishOf } from "./slack-colleague.ts";

const words = loadWords("en");

it("answers the lines of a pipe in order, stores them and exits with 0", async () => {
  const env = { DATABASE_URL: await freshSqlite() };
  const lines = [
    wishOf("Ana"),
    "Ana stands at the dealer and can't see what he ordered last month, so she rings the office",
    "The dealers would get a delivery date on the spot",
  ];
  const { code, out, err } = await startEntwine({
    env,
    input: lines.map((line) => `${line}\n`).join(""),
  }).ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const at = ["R-1", words.plain("requests.ask.customer"), words.plain("requests.ask.owner")].map(
    (part) => out.indexOf(part),
  );
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(at).not.toContain(-1);
  const rows = await exportLines(env.DATABASE_URL);
  expect(rows.filter(({ type }) => type === "request")).toMatchObject([
    { request: "R-1", text: lines[0] },
  ]);
  expect(rows.filter(({ type }) => type === "answer").map(({ text }) => text)).toEqual(
    lines.slice(1),
  );
});

it("names its version", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const { code, out } = await startEntwine({ args: ["--version"] }).ended;
  expect({ code, out }).toEqual({ code: 0, out: `${version}\n` });
});

it.each([
  ["a misspelt command", ["serv"], "serve"],
  ["a misspelt option", ["export", "--fromat", "csv"], "--format"],
  ["a wrong choice", ["export", "--format", "xml"], "jsonl"],
  ["an option without the one that it needs", ["export", "--person", "U1"], "--workspace"],
  ["a missing argument", ["restore"], "file"],
])("exits with 2 after %s, and names what is near or missing", async (_, args, named) => {
  const { code, out, err } = await startEntwine({ args }).ended;
  expect({ code, out, err }).toEqual({ code: 2, out: "", err: expect.stringContaining(named) });
});

it("exits with 1 after an error, with what happened and what to do", async () => {
  const { code, out, err } = await startEntwine({ args: ["restore", "none.gz"] }).ended;
  expect({ code, out, err }).toEqual({
    code: 1,
    out: "",
    err: expect.stringMatching(/^error: none\.gz .+\n[A-Z].+\n$/),
  });
});

it("lists the commands for the word help", async () => {
  const { code, out } = await startEntwine({ args: ["help"] }).ended;
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("doctor") });
});

it("answers in the language of the machine", async () => {
  const { out, err } = await startEntwine({
    env: { DATABASE_URL: await freshSqlite(), LANG: "de_DE.UTF-8" },
    input: "Wir brauchen Salesforce für den Außendienst\n/check\n",
  }).ended;
  expect(err).toBe("");
  for (const key of ["requests.ask.need", "check.button.unhappy"])
    expect(out).toContain(loadWords("de").plain(key));
});

it("only serves, until stopped, when standard input is empty", async () => {
  const port = await freePort();
  const entwine = startEntwine({ env: { DATABASE_URL: await freshSqlite(), PORT: String(port) } });
  await eventually(async () =>
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200),
  );
  expect(entwine.child.exitCode).toBeNull();
  entwine.kill("SIGTERM");
  expect(await entwine.ended).toMatchObject({ code: 0, out: "" });
});

it("exits with a clear message when the port is in use", async () => {
  const port = await freePort();
  await serveEntwine(port, { DATABASE_URL: await freshSqlite() });
  const { code, err } = await startEntwine({
    args: ["serve"],
    env: { DATABASE_URL: await freshSqlite(), PORT: String(port) },
  }).ended;
  expect(code).toBe(1);
  expect(err).toContain(`127.0.0.1:${port}`);
});

it("serves the page of a conversation on another port when its own is in use", async () => {
  const port = await freePort();
  await serveEntwine(port, { DATABASE_URL: await freshSqlite() });
  const { code, out, err } = await startEntwine({
    env: { DATABASE_URL: await freshSqlite(), PORT: String(port) },
    input: "hello\n",
  }).ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  expect(out).not.toContain(`127.0.0.1:${port}`);
});

it.for([
  { platform: "Slack", loads: "@slack", never: "botbuilder" },
  { platform: "Teams", loads: "", never: "@slack" },
  { platform: "Teams with an app id", loads: "jose", never: "botbuilder" },
])(
  "loads no module before its first use with only $platform configured",
  async ({ platform, loads, never }) => {
    const slack = await fakeSlack();
    const port = await freePort();
    const loaded = join(freshFolder(), "loaded");
    const env: Record<string, string> =
      {
        Slack: {
          SLACK_API_URL: slack.apiUrl,
          SLACK_BOT_TOKEN: slack.botToken,
          SLACK_SIGNING_SECRET: slack.signingSecret,
        },
        "Teams with an app id": {
          MICROSOFT_APP_ID: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
          MICROSOFT_APP_PASSWORD: "secret",
          MICROSOFT_APP_TENANT_ID: "7d1c0f1e-0000-4000-8000-000000000001",
        },
      }[platform] ?? {};
    const entwine = await serveEntwine(
      port,
      { ...env, DATABASE_URL: await freshSqlite(), LOADED: loaded },
      { node: ["--import", fileURLToPath(new URL("log-loaded-modules.ts", import.meta.url))] },
    );
    entwine.kill("SIGTERM");
    await entwine.ended;
    await slack.close();
    const modules = readFileSync(loaded, "utf8").split("\n");
    const of = (name: string): string[] =>
      modules.filter((url) => url.includes(`/node_modules/${name}`));
    expect(of("better-sqlite3")).not.toEqual([]);
    if (loads) expect(of(loads)).not.toEqual([]);
    expect(of(never)).toEqual([]);
  },
);
