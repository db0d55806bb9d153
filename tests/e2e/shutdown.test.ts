/** Shutdown while connections hang: within its time limit, with exit code 0, and nothing lost. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { eventually, scaledMs } from "../harness/eventually.ts";
import { fakeModel } from "../harness/fake-model.ts";
import { atFileEnd } from "../harness/file-end.ts";
import { freePort, listen } from "../harness/listen.ts";
import { type FakeSlack, fakeSlack } from "../harness/slack/fake-slack.ts";
import { freshPostgres, hasPostgres } from "../harness/storage/postgres.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { openRelay } from "../harness/tcp-relay.ts";
import { exportLines, serveEntwine, startEntwine } from "./entwine-process.ts";
import { directMessageDelivery, messagesHeard, wishOf } from "./slack-colleague.ts";

/** The product's limit is 15 seconds; the rest is for a busy machine. */
const limit = scaledMs(25_000);
const ana = "U0ANA";

async function openSlack(url: string): Promise<{ slack: FakeSlack; env: Record<string, string> }> {
  const slack = await fakeSlack();
  atFileEnd(() => slack.close());
  return {
    slack,
    env: {
      DATABASE_URL: url,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      ENTWINE_INTAKE_CHANNEL: "C0INTAKE",
    },
  };
}

const acknowledged = async (slack: FakeSlack, port: number): Promise<void> =>
  expect(
    await directMessageDelivery(
      slack,
      ana,
      wishOf(ana),
    )(`http://127.0.0.1:${port}/slack/events`, 0),
  ).toBe(true);

type Bot = Awaited<ReturnType<typeof serveEntwine>>;

async function stopCleanly({ kill, ended }: Bot): Promise<number> {
  const told = performance.now();
  kill("SIGTERM");
  const { code, signal, err } = await ended;
  expect({ code, signal }, err).toEqual({ code: 0, signal: null });
  return performance.now() - told;
}

/** Checks that the next process handles each message acknowledged before, once. */
async function expectContinued(
  slack: FakeSlack,
  env: Record<string, string>,
  url = env.DATABASE_URL!,
): Promise<void> {
  const next = await serveEntwine(await freePort(), env);
  await eventually(() => expect(messagesHeard(slack, ana)).toHaveLength(1));
  await stopCleanly(next);
  expect((await exportLines(url)).filter(({ type }) => type === "request")).toMatchObject([
    { request: "R-1", text: wishOf(ana) },
  ]);
}

/** Slack's API, whose response to a posted message never ends. */
async function openEndlessSlack(slack: FakeSlack): Promise<{ url: string; open(): number }> {
  const answers = new Set<ServerResponse>();
  const { url, close } = await listen(async (request, response) => {
    const body = await text(request);
    if (request.url?.endsWith("chat.postMessage")) {
      response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
      answers.add(response);
      return;
    }
    const headers = {
      authorization: request.headers.authorization ?? "",
      "content-type": request.headers["content-type"] ?? "",
    };
    const answer = await fetch(new URL(request.url ?? "", slack.apiUrl), {
      method: "POST",
      headers,
      body,
    });
    response.writeHead(answer.status, {
      "content-type": "application/json",
      "x-oauth-scopes": answer.headers.get("x-oauth-scopes") ?? "",
    });
    response.end(await answer.text());
  });
  const writing = setInterval(() => {
    for (const response of answers) response.write(" ");
  }, 100);
  atFileEnd(() => {
    clearInterval(writing);
    return close();
  });
  return { url: `${url}/api/`, open: () => answers.size };
}

describe.concurrent("shutdown within the time limit", () => {
  it("ends with 0 while Slack's responses never end", async () => {
    const { slack, env } = await openSlack(await freshSqlite());
    const slow = await openEndlessSlack(slack);
    const port = await freePort();
    const bot = await serveEntwine(port, { ...env, SLACK_API_URL: slow.url });
    await acknowledged(slack, port);
    await eventually(() => expect(slow.open()).toBeGreaterThan(0));
    expect(await stopCleanly(bot)).toBeLessThan(limit);
    await expectContinued(slack, env);
  });

  it("ends with 0 while a model does not respond", async () => {
    const { slack, env } = await openSlack(await freshSqlite());
    const model = await fakeModel();
    atFileEnd(() => model.close());
    model.behave("stall");
    const port = await freePort();
    const bot = await serveEntwine(port, {
      ...env,
      OPENAI_API_KEY: "sk-test",
      OPENAI_BASE_URL: model.baseUrl,
    });
    await acknowledged(slack, port);
    await eventually(() => expect(model.calls.length).toBeGreaterThan(0));
    expect(await stopCleanly(bot)).toBeLessThan(limit);
    await expectContinued(slack, env);
  });

  it.skipIf(!hasPostgres)(
    "ends with 0 when PostgreSQL disappears without closing connections",
    async () => {
      const url = await freshPostgres();
      const relay = await openRelay(Number(new URL(url).port));
      atFileEnd(() => relay.close());
      const { slack, env } = await openSlack(url);
      const through = Object.assign(new URL(url), { port: String(relay.port) }).href;
      const port = await freePort();
      const bot = await serveEntwine(port, { ...env, DATABASE_URL: through });
      await acknowledged(slack, port);
      relay.silence();
      expect(await stopCleanly(bot)).toBeLessThan(limit);
      await expectContinued(slack, env, url);
    },
  );

  it("ends with 0 while requests never finish sending, or stopped half-way", async () => {
    const { slack, env } = await openSlack(await freshSqlite());
    const port = await freePort();
    const bot = await serveEntwine(port, env);
    await acknowledged(slack, port);
    const begin = async (path: string) => {
      const socket = connect(port, "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n`,
      );
      return socket;
    };
    for (let round = 0; round < 10; round++)
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const socket = await begin("/nothing");
          await once(socket, "data");
          socket.destroy();
        }),
      );
    const held = await Promise.all(["/slack/events", "/api/messages", "/nothing", "/"].map(begin));
    const writing = setInterval(() => {
      for (const socket of held) socket.write("1\r\na\r\n");
    }, 100);
    atFileEnd(() => clearInterval(writing));
    expect(await stopCleanly(bot)).toBeLessThan(limit);
    await expectContinued(slack, env);
  });
});

it("ends at once on a second SIGTERM", async () => {
  const { slack, env } = await openSlack(await freshSqlite());
  const slow = await openEndlessSlack(slack);
  const port = await freePort();
  const bot = await serveEntwine(port, { ...env, SLACK_API_URL: slow.url });
  await acknowledged(slack, port);
  await eventually(() => expect(slow.open()).toBeGreaterThan(0));
  bot.kill("SIGTERM");
  await eventually(() => expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow());
  bot.kill("SIGTERM");
  expect(await bot.ended).toMatchObject({ code: 130 });
});

it("exits with 0 when stopped while it waits for its database at start", async () => {
  const relay = await openRelay(1);
  atFileEnd(() => relay.close());
  relay.silence();
  const bot = startEntwine({
    args: ["serve"],
    env: { DATABASE_URL: `postgres://entwine@127.0.0.1:${relay.port}/entwine` },
  });
  await eventually(() => expect(relay.count()).toBeGreaterThan(0), 20);
  bot.kill("SIGTERM");
  expect(await bot.ended).toMatchObject({ code: 0, signal: null, err: "" });
});
