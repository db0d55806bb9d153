import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import type { Clock } from "../../../src/lib/clock.ts";
import { openLog } from "../../../src/lib/log.ts";
import { createJudge } from "../../../src/nlu/create-judge.ts";
import type { Judge, JudgeInput } from "../../../src/nlu/judge.ts";
import { modelResponseMaxBytes } from "../../../src/nlu/model/endpoint.ts";
import { defaultModelLimits } from "../../../src/nlu/model/model-circuit-breaker.ts";
import { listen } from "../../harness/listen.ts";

const clock: Clock = {
  now: () => new Date("2026-11-19T09:00:00Z"),
  toRealMs: (ms) => ms,
  sleep: async () => {},
};
const ask: JudgeInput = {
  text: "our reps cannot see what Müller-Lüdenscheidt ordered",
  wants: ["need"],
  request: "We need Salesforce",
};
const answer = JSON.stringify({
  control: null,
  request: null,
  need: {
    label: "vague",
    confidence: 1,
    restated: null,
    follow_up: null,
    since: null,
    affected: null,
  },
  customer: null,
  measure: null,
});
const completion = (content: unknown = answer): string =>
  JSON.stringify({
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: { total_tokens: 1000 },
  });

/** Long enough for a response on a busy machine, short enough to end an endless one. */
const timeoutMs = 1_500;
/** Far longer than a call takes that stops at the size limit. */
const longTimeoutMs = 600_000;

let close = async (): Promise<void> => {};
afterEach(() => close());

const lines: string[] = [];
const judgeAt = (url: string, within = timeoutMs): Judge => {
  lines.length = 0;
  return createJudge(
    { name: "hostile", baseUrl: `${url}/v1` },
    {
      clock,
      log: openLog("debug", (line) => void lines.push(line)),
      limits: defaultModelLimits,
      timeoutMs: within,
    },
  );
};

async function serving(handle: RequestListener): Promise<string> {
  const server = await listen(handle);
  close = server.close;
  return server.url;
}

/** A server that sends arbitrary bytes instead of HTTP. */
async function startRawServer(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("data", () => speak(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  };
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Writes a chunk repeatedly, as fast as the client reads. */
function forever(
  out: NodeJS.WritableStream & { destroyed?: boolean },
  piece: string | Buffer,
): void {
  const more = (): void => {
    while (!out.destroyed) if (!out.write(piece)) return;
  };
  out.on("drain", more).on("error", () => {});
  more();
}

function drip(response: ServerResponse, piece: string): void {
  const timer = setInterval(() => response.write(piece), 20);
  response.on("close", () => clearInterval(timer));
}

const json = { "content-type": "application/json" };

it.each<[string, RequestListener]>([
  ["a byte at a time", (_, response) => drip(response.writeHead(200, json), " ")],
  ["an error's body a byte at a time", (_, response) => drip(response.writeHead(400, json), " ")],
  [
    "events without end",
    (_, response) =>
      drip(response.writeHead(200, { "content-type": "text/event-stream" }), "data: {}\n\n"),
  ],
  ["nothing after the head", (_, response) => void response.writeHead(200, json).flushHeaders()],
])("falls back to the rules after the time limit when the answer is %s", async (_, handle) => {
  expect((await judgeAt(await serving(handle)).read(ask)).by).toMatch(/^rules@/);
});

it.each<[string, (socket: Socket) => void]>([
  [
    "a head without end",
    (socket) => socket.write("HTTP/1.1 200 OK\r\n") && forever(socket, "x-more: and more\r\n"),
  ],
  [
    "one head after another without end",
    (socket) => forever(socket, "HTTP/1.1 102 Processing\r\n\r\n"),
  ],
  [
    "a head a byte at a time",
    (socket) => {
      const timer = setInterval(() => socket.write("H"), 20);
      socket.on("close", () => clearInterval(timer));
    },
  ],
])("falls back to the rules when there is %s", async (_, speak) => {
  expect((await judgeAt(await startRawServer(speak)).read(ask)).by).toMatch(/^rules@/);
});

/** 64 MB of spaces compressed to about 64 KB. */
const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));

it.each<[string, RequestListener]>([
  [
    "blanks without end",
    (_, response) => forever(response.writeHead(200, json), " ".repeat(65_536)),
  ],
  [
    "a refusal without end",
    (_, response) => forever(response.writeHead(400, json), " ".repeat(65_536)),
  ],
  [
    "a gzip bomb",
    (_, response) =>
      void response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(bomb),
  ],
  [
    "a bomb in a bomb",
    (_, response) =>
      void response
        .writeHead(200, { ...json, "content-encoding": "gzip, gzip" })
        .end(gzipSync(bomb)),
  ],
  [
    "an answer a byte too large",
    (_, response) =>
      void response.writeHead(200, json).end(completion().padEnd(modelResponseMaxBytes + 1)),
  ],
])("stops reading %s at the size limit", async (_, handle) => {
  const before = process.memoryUsage().rss;
  expect((await judgeAt(await serving(handle), longTimeoutMs).read(ask)).by).toMatch(/^rules@/);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

it("accepts an answer up to the size limit, compressed or not", async () => {
  const judge = judgeAt(
    await serving((request, response) =>
      request.headers["accept-encoding"]?.includes("gzip")
        ? response
            .writeHead(200, { ...json, "content-encoding": "gzip" })
            .end(gzipSync(completion().padEnd(modelResponseMaxBytes)))
        : response.writeHead(200, json).end(completion()),
    ),
    longTimeoutMs,
  );
  expect((await judge.read(ask)).by).toMatch(/^model@/);
});

it.each([301, 302, 303, 307, 308])("follows no redirect (%i)", async (status) => {
  const paths: (string | undefined)[] = [];
  const url = await serving((request, response) => {
    paths.push(request.url);
    if (request.url === "/elsewhere") response.writeHead(200, json).end(completion());
    else response.writeHead(status, { location: "/elsewhere" }).end();
  });
  expect((await judgeAt(url).read(ask)).by).toMatch(/^rules@/);
  expect(paths).toEqual(["/v1/chat/completions"]);
});

it.each<[string, string | null, string]>([
  ["HTML", "text/html", "<!doctype html><title>Sign in</title>"],
  ["nothing", "application/json", ""],
  ["null", "application/json", "null"],
  ["a list", "application/json", "[]"],
  ["choices that are none", "application/json", '{"choices":5}'],
  ["a choice that is none", "application/json", '{"choices":[null]}'],
  ["a message that is none", "application/json", '{"choices":[{}]}'],
  ["content that is no text", "application/json", completion({ toString: "x" })],
  ["a list as content", "application/json", completion([answer])],
  ["JSON in JSON in JSON", "application/json", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  [
    "the same as content",
    "application/json",
    completion(`${"[".repeat(60_000)}${"]".repeat(60_000)}`),
  ],
  [
    "a prototype",
    "application/json",
    completion('{"__proto__":{"need":{"label":"need"}},"constructor":{"prototype":{}}}'),
  ],
  ["thoughts without end", "application/json", completion("<think>".repeat(30_000))],
  [
    "a fence and blanks without end",
    "application/json",
    completion(`\`\`\`${" ".repeat(200_000)}`),
  ],
  ["bytes that are no text", null, "\u0000\ufffd\u0000"],
])("falls back to the rules when the body is %s", async (_, type, body) => {
  const url = await serving(
    (__, response) => void response.writeHead(200, type ? { "content-type": type } : {}).end(body),
  );
  expect((await judgeAt(url, longTimeoutMs).read(ask)).by).toMatch(/^rules@/);
  expect(({} as { need?: unknown }).need).toBeUndefined();
});

it.each([Number.NaN, -1e15, "1e9", { valueOf: 1 }, 1.5])(
  "keeps the daily budget when the endpoint reports %s tokens",
  async (total_tokens) => {
    const url = await serving((_, response) =>
      response
        .writeHead(200, json)
        .end(JSON.stringify({ ...JSON.parse(completion()), usage: { total_tokens } })),
    );
    const judge = createJudge(
      { name: "hostile", baseUrl: url },
      {
        clock,
        log: { warn: () => {} },
        limits: { ...defaultModelLimits, tokensPerDay: 1 },
        timeoutMs,
      },
    );
    expect((await judge.read(ask)).by).toMatch(/^model@/);
    expect((await judge.read(ask)).by).toMatch(/^model@/);
  },
);

it("shares one time limit between a turn's readings and counts one failure", async () => {
  let calls = 0;
  const url = await serving((_, response) => {
    calls++;
    drip(response.writeHead(200, json), " ");
  });
  const turn = judgeAt(url, 300).forTurn?.();
  const readings = [
    await turn?.read(ask),
    await turn?.read(ask),
    await turn?.read({ ...ask, wants: ["customer"] }),
  ];
  expect(readings.map((reading) => reading?.by.split("@")[0])).toEqual(["rules", "rules", "rules"]);
  expect(await turn?.draftBrief?.("We need Salesforce", {})).toBeUndefined();
  expect(calls).toBe(1);
});

it("logs nothing from the endpoint's responses", async () => {
  const said = {
    message: ask.text,
    code: "Mueller-Luedenscheidt",
    type: "Mueller-Luedenscheidt",
    param: "Mueller-Luedenscheidt",
  };
  for (const status of [400, 401, 429, 500]) {
    const url = await serving(
      (_, response) =>
        void response
          .writeHead(status, { ...json, "x-request-id": "Mueller-Luedenscheidt" })
          .end(JSON.stringify({ error: said })),
    );
    await judgeAt(url).read(ask);
    expect(lines.join()).toContain(`HTTP ${status}`);
    expect(lines.join()).not.toMatch(/Luedenscheidt|Lüdenscheidt|ordered/);
    await close();
    close = async () => {};
  }
});
