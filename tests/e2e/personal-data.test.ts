/** Personal data page, opened by a link from the chat, with Entwine as a process. */
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { freePort } from "../harness/listen.ts";
import { fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { serveEntwine, startEntwine } from "./entwine-process.ts";

it("opens the page once by a link requested on Slack, and logs no link", async () => {
  const slack = await fakeSlack();
  onTestFinished(() => slack.close());
  const port = await freePort();
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  const entwine = await serveEntwine(port, {
    ...{
      DATABASE_URL: await freshSqlite(),
      LOG_LEVEL: "trace",
      ENTWINE_PUBLIC_URL: "https://entwine.example.com",
    },
    ...{
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
    },
  });
  expect(await slack.command("U0MARIA", "/entwine", "ledger")).toMatchObject({
    acknowledged: true,
  });
  const said = await eventually(() => {
    const [found] =
      /https:\/\/entwine\.example\.com\/ledger\/sign-in\/[\w-]{43}\?to=ledger/.exec(
        JSON.stringify(slack.messages),
      ) ?? [];
    if (!found) throw new Error("no link yet");
    return new URL(found);
  });
  expect(
    slack.messages
      .filter((message) => JSON.stringify(message).includes("/sign-in/"))
      .map(({ channel }) => channel),
  ).toEqual(["DU0MARIA"]);
  const here = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { redirect: "manual", ...init });
  expect((await here(said.pathname)).status).toBe(200);
  const link = said.pathname.split("/").at(-1)!;
  const use = () =>
    here("/ledger/sign-in", { method: "POST", body: new URLSearchParams({ link }) });
  const used = await use();
  const cookie = used.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
  expect([used.status, cookie]).toEqual([303, expect.stringMatching(/^__Host-entwine=/)]);
  expect((await use()).status).toBe(404);
  const mine = await here("/ledger/me.jsonl", { headers: { cookie } });
  expect(await mine.text()).toContain('"person":"U0MARIA"');
  entwine.kill("SIGTERM");
  const { err } = await entwine.ended;
  for (const secret of [link, cookie.split("=")[1]!]) expect(err).not.toContain(secret);
});

it("opens for the local person from the terminal", async () => {
  const { out, code } = await startEntwine({
    env: { DATABASE_URL: await freshSqlite() },
    input: "/entwine ledger\n",
  }).ended;
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/http:\/\/127\.0\.0\.1:\d+\/ledger\/sign-in\/[\w-]{43}\?to=ledger/),
  ]);
});
