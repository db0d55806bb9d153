/** Malformed, oversized and endless HTTP requests: the server stays up and answers good ones. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { featureCommands } from "../../src/app/registry.ts";
import { wordsFor } from "../../src/lib/i18n.ts";
import { openLog } from "../../src/lib/log.ts";
import { openTeams, type TeamsAdapter } from "../../src/platforms/teams/adapter.ts";
import { startWebServer, type WebServer } from "../../src/web/server.ts";
import { eventually } from "../harness/eventually.ts";

let web: WebServer;
let teams: TeamsAdapter;
/** What reached Slack's listener. */
let reached: string[];
const logged: string[] = [];
const log = openLog("trace", (line) => logged.push(line));

beforeAll(async () => {
  teams = openTeams({ commands: featureCommands, host: "127.0.0.1", log });
  await teams.start({
    ingest: async () => {},
    buildForm: async () => undefined,
    validateForm: async () => undefined,
    languageFor: async () => "en",
    replyToOutsider: async () => {},
  });
  web = await startWebServer({
    ...{ host: "127.0.0.1", port: 0, ready: () => ({}), readings: [], words: wordsFor(), log },
    routes: {
      ...teams.routes,
      async "POST /slack/events"(request, response) {
        reached.push(await text(request).catch(() => "broken off"));
        response.end();
      },
    },
  });
});
afterAll(async () => {
  await teams.stop();
  await web.close();
});
beforeEach(() => {
  reached = [];
});

async function dial(): Promise<Socket> {
  const socket = connect(web.port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/**
 * All that is answered to these bytes until the line is closed, or has been quiet once something
 * was said.
 */
async function answerTo(bytes: string): Promise<string> {
  const socket = await dial();
  let answer = "";
  const over = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      setImmediate(() => setImmediate(resolve));
    });
    socket.on("close", () => resolve());
  });
  socket.write(bytes, "latin1");
  await over;
  socket.destroy();
  return answer;
}

const post = (path: string, rest = "Content-Length: 0\r\n\r\n"): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${rest}`;
const get = (path: string, headers = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const alive = async (): Promise<void> => {
  expect(await answerTo(get("/livez"))).toMatch(/^HTTP\/1.1 200 .*ok$/s);
  expect(await answerTo(post("/slack/events", "Content-Length: 2\r\n\r\n{}"))).toMatch(
    /^HTTP\/1.1 200 /,
  );
};

describe("what is no well-formed request", () => {
  const smuggled = `0\r\n\r\n${get("/metrics")}`;
  it.each([
    [
      "has two lengths",
      post("/slack/events", "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
    ],
    [
      "has a length and pieces",
      post("/slack/events", `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`),
    ],
    [
      "has pieces under a name with a blank",
      post("/slack/events", `Transfer-Encoding : chunked\r\n\r\n${smuggled}`),
    ],
    ["has a length below nothing", post("/slack/events", "Content-Length: -1\r\n\r\n")],
    ["has a length in another notation", post("/slack/events", "Content-Length: 0x5\r\n\r\nabcde")],
    [
      "has a length that no number holds",
      post("/slack/events", `Content-Length: ${"9".repeat(24)}\r\n\r\n`),
    ],
    ["has bare line feeds", "POST /slack/events HTTP/1.1\nHost: x\nContent-Length: 0\n\n"],
    ["has a folded header", get("/livez", "X: a\r\n b\r\n")],
    ["has no host", "GET /livez HTTP/1.1\r\n\r\n"],
    ["is of another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["is a greeting of TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["has a method that nobody knows", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["has a host that is an address", "GET / HTTP/1.1\r\nHost: evil/@x?y\r\n\r\n"],
    [
      "has two hosts",
      "POST /slack/events HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
    ],
    [
      "has the same host twice, in other letters",
      "GET /livez HTTP/1.1\r\nHost: x\r\nX: y\r\nhOsT: x\r\n\r\n",
    ],
    ["has two hosts in the older protocol", "GET /livez HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"],
    ["has two hosts in one", "GET /livez HTTP/1.1\r\nHost: x, y\r\n\r\n"],
    ["has a host of nothing", "GET /livez HTTP/1.1\r\nHost:\r\n\r\n"],
    [
      "has a host with somebody at it",
      "GET /livez HTTP/1.1\r\nHost: evil.example@127.0.0.1\r\n\r\n",
    ],
    ["has a host with a blank", "GET /livez HTTP/1.1\r\nHost: x y\r\n\r\n"],
    ["has a host of other letters", "GET /livez HTTP/1.1\r\nHost: \xe4\r\n\r\n"],
    ["has a port that is none", "GET /livez HTTP/1.1\r\nHost: x:80:80\r\n\r\n"],
    [
      "has the same length twice",
      post("/slack/events", "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    ],
    ["has two lengths in one", post("/slack/events", "Content-Length: 2, 2\r\n\r\n{}")],
    [
      "has pieces twice",
      post(
        "/slack/events",
        `Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
      ),
    ],
    [
      "has pieces of something packed",
      post("/slack/events", `Transfer-Encoding: gzip, chunked\r\n\r\n${smuggled}`),
    ],
    [
      "has a body that ends with the line",
      post("/slack/events", "Transfer-Encoding: identity\r\n\r\n{}"),
    ],
  ])("is refused and the line closed, where it %s", async (_, bytes) => {
    const answer = await answerTo(bytes);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
    expect(reached).toEqual([]);
    await alive();
  });

  it.each([
    ["a header", get("/", `X: ${"a".repeat(20_000)}\r\n`)],
    [
      "all headers together",
      get("/", Array.from({ length: 1_500 }, (_, index) => `a${index}: b\r\n`).join("")),
    ],
    ["an address", get(`/${"a".repeat(20_000)}`)],
  ])("is refused where %s takes more than 16 KB", async (_, bytes) => {
    expect(await answerTo(bytes)).toMatch(/^HTTP\/1.1 431 /);
    await alive();
  });
});

describe("a body that is too large", () => {
  it.each(["/slack/events", "/api/messages", "/livez", "/nowhere"])(
    "is refused before it is read, at %s",
    async (path) => {
      expect(await answerTo(post(path, "Content-Length: 2000000\r\n\r\n"))).toMatch(
        /^HTTP\/1.1 413 .*Connection: close/s,
      );
      expect(reached).toEqual([]);
      await alive();
    },
  );

  it.each(["/slack/events", "/api/messages", "/nowhere"])(
    "is broken off where it did not say so, at %s, and nothing of it is kept",
    async (path) => {
      const socket = await dial();
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket
        .resume()
        .write(post(path, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"));
      const piece = `10000\r\n${"a".repeat(0x10000)}\r\n`;
      const before = process.memoryUsage().rss;
      let sent = 0;
      while (!socket.destroyed && sent < 20_000) {
        sent += 1;
        if (!socket.write(piece))
          await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
      }
      await closed;
      expect(sent).toBeLessThan(20_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
      expect(reached.join()).not.toContain("aaaa");
      await alive();
    },
  );

  it("that its sender leaves in the middle is no failure of ours", async () => {
    for (const path of ["/slack/events", "/api/messages"]) {
      const socket = await dial();
      await new Promise((resolve) =>
        socket.write(
          post(path, 'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"type'),
          resolve,
        ),
      );
      socket.resetAndDestroy();
    }
    await alive();
    expect(logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe("what a request leaves behind when it is over", () => {
  const chunked = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
  const held = (kind: string): number =>
    process.getActiveResourcesInfo().filter((each) => each === kind).length;

  it.each([
    [
      "whose sender left in the middle of a body, once it was answered",
      (path: string) => post(path, `${chunked}1\r\na\r\n`),
    ],
    [
      "whose body was there as a whole",
      (path: string) => post(path, `${chunked}1\r\na\r\n0\r\n\r\n`),
    ],
    [
      "one of many on a line",
      (path: string) => post(path, `${chunked}1\r\na\r\n0\r\n\r\n`).repeat(50),
    ],
    [
      "that asked whether to go on",
      (path: string) => post(path, `Expect: 100-continue\r\n${chunked}1\r\na\r\n`),
    ],
    [
      "that expected something else",
      (path: string) => post(path, `Expect: more\r\n${chunked}1\r\na\r\n`),
    ],
    [
      "that wanted another protocol",
      (path: string) =>
        post(path, `Connection: Upgrade\r\nUpgrade: websocket\r\n${chunked}1\r\na\r\n`),
    ],
    ["that wanted a tunnel", () => "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n1"],
    ["of the older protocol", (path: string) => `POST ${path} HTTP/1.0\r\n${chunked}1\r\na\r\n`],
    [
      "with a piece of a long name",
      (path: string) => post(path, `${chunked}1;${"a".repeat(20_000)}\r\na\r\n`),
    ],
    [
      "with a long trailer",
      (path: string) => post(path, `${chunked}1\r\na\r\n0\r\nX: ${"a".repeat(20_000)}\r\n\r\n`),
    ],
  ])("is nothing, after one %s", async (_, bytes) => {
    const warned: unknown[] = [];
    const note = (warning: Error) => void warned.push(warning);
    process.on("warning", note);
    await alive();
    const before = { sockets: held("TCPSocketWrap"), timers: held("Timeout") };
    for (let round = 0; round < 20; round++)
      await Promise.all(
        ["/nothing", "/api/messages", "/", "/ledger"].flatMap((path) =>
          Array.from({ length: 5 }, () => answerTo(bytes(path))),
        ),
      );
    await eventually(() => {
      expect(held("TCPSocketWrap")).toBeLessThanOrEqual(before.sockets);
      expect(held("Timeout")).toBeLessThan(before.timers + 10); // some are the test's own
    });
    await alive();
    process.off("warning", note);
    expect(warned).toEqual([]);
  });
});

describe("another way to say an address", () => {
  it.each([
    "//slack/events",
    "/slack/events/",
    "/slack/%65vents",
    "/slack/events;x=1",
    "/Slack/Events",
    "/x/../slack/events",
    "/x/%2e%2e/slack/events",
    "http://x/slack/events",
    "/slack/events%00",
  ])("is none: POST %s reaches nobody", async (path) => {
    expect(await answerTo(post(path))).toMatch(/^HTTP\/1.1 404 /);
    expect(reached).toEqual([]);
  });

  it.each(["/%zz%ff", "/livez%00", "/..%2f..%2fetc/passwd", "/\\..\\", "/?%00=%ff&__proto__=1"])(
    "does no harm: GET %s",
    async (path) => {
      expect(await answerTo(get(path))).toMatch(/^HTTP\/1.1 (?:200|400|404) /);
      await alive();
    },
  );

  it("answers a page, and names the host nowhere in it", async () => {
    for (const bytes of [
      get("http://evil.example/"),
      "GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n",
    ]) {
      const answer = await answerTo(bytes);
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
      expect(answer).not.toContain("evil.example");
    }
  });
});

describe("every answer", () => {
  const methods = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"];
  it.each(["/", "/livez", "/readyz", "/metrics", "/slack/events", "/api/messages"])(
    "at %s is to its own methods alone, and to no page of another origin",
    async (path) => {
      for (const method of methods) {
        const answer = await answerTo(
          `${method} ${path} HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nX-Echo: echoed\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1.1 (?:404|405) /);
        expect(answer).not.toMatch(/access-control|echoed/i);
      }
      expect(reached).toEqual([]);
    },
  );

  it.each(["/", "/nowhere", "/slack/not_installed?why=<script>", "/livez", "/metrics"])(
    "at %s lets nothing be loaded, framed, guessed or told on",
    async (path) => {
      const answer = await answerTo(get(path));
      expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
      expect(answer).toMatch(/x-content-type-options: nosniff/i);
      expect(answer).toMatch(/x-frame-options: DENY/i);
      expect(answer).toMatch(/referrer-policy: no-referrer/i);
      expect(answer).not.toMatch(/<script|x-powered-by|^server:/im);
    },
  );

  it("to many requests on one line comes in their order, each its own", async () => {
    const socket = await dial();
    const whole = text(socket);
    socket.write(`${get("/livez").repeat(3)}${get("/nowhere", "Connection: close\r\n")}`);
    expect([...(await whole).matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      "200",
      "200",
      "200",
      "404",
    ]);
  });
});

describe.concurrent("whoever holds the line", () => {
  const closed = (socket: Socket): Promise<unknown> =>
    new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once("close", resolve)));

  it.each([
    ["and says nothing", "", 408],
    ["in the middle of the headers", "POST /slack/events HTTP/1.1\r\nHost: x\r\nX-", 408],
    ["in the middle of the body", post("/slack/events", "Content-Length: 10\r\n\r\n{"), 408],
    [
      "in the middle of a body without a length",
      post("/slack/events", "Transfer-Encoding: chunked\r\n\r\n1\r\n{"),
      408,
    ],
    [
      "in the middle of a body that nobody wanted",
      post("/api/messages", "Transfer-Encoding: chunked\r\n\r\n1\r\n{"),
      403,
    ],
  ])("%s is let go, and told why, while everybody else is answered", async (_, bytes, status) => {
    const held = await Promise.all(Array.from({ length: 100 }, dial));
    const answers = held.map((socket) => text(socket).catch(() => ""));
    for (const socket of held) socket.write(bytes);
    await alive();
    await Promise.all(held.map(closed));
    for (const answer of answers) expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await alive();
  });

  it("by never coming to an end of what it sends is let go", async () => {
    const socket = await dial();
    socket.resume().write(post("/api/messages", "Transfer-Encoding: chunked\r\n\r\n"));
    const dripping = setInterval(() => socket.write("1\r\n{\r\n"), 200);
    await closed(socket);
    clearInterval(dripping);
    await alive();
  });

  it("by never reading what it asked for is let go", async () => {
    const socket = (await dial()).pause();
    let broken = false;
    socket.once("error", () => {
      broken = true;
    });
    socket.write(get("/").repeat(20_000));
    await eventually(() => {
      socket.write("x");
      expect(broken).toBe(true);
    }, 500);
    await alive();
  });
});
