/** Malformed, oversized and endless HTTP requests: the server stays up and answers valid ones. */
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
import { standInCore } from "../harness/stand-in-core.ts";

let web: WebServer;
let teams: TeamsAdapter;
/** Requests that reached Slack's listener. */
let reached: string[];
const logged: string[] = [];
const log = openLog("trace", (line) => logged.push(line));

beforeAll(async () => {
  teams = openTeams({ commands: featureCommands, host: "127.0.0.1", log });
  await teams.start(standInCore());
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
 * Returns everything that the server answers to these bytes, until it closes the connection or is
 * quiet after an answer.
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

describe("malformed request", () => {
  const smuggled = `0\r\n\r\n${get("/metrics")}`;
  it.each([
    [
      "has two different lengths",
      post("/slack/events", "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
    ],
    [
      "has a length and chunks",
      post("/slack/events", `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`),
    ],
    [
      "has chunks and a space in the header name",
      post("/slack/events", `Transfer-Encoding : chunked\r\n\r\n${smuggled}`),
    ],
    ["has a negative length", post("/slack/events", "Content-Length: -1\r\n\r\n")],
    ["has a hexadecimal length", post("/slack/events", "Content-Length: 0x5\r\n\r\nabcde")],
    [
      "has a length beyond any number",
      post("/slack/events", `Content-Length: ${"9".repeat(24)}\r\n\r\n`),
    ],
    ["has bare line feeds", "POST /slack/events HTTP/1.1\nHost: x\nContent-Length: 0\n\n"],
    ["has a folded header", get("/livez", "X: a\r\n b\r\n")],
    ["has no host", "GET /livez HTTP/1.1\r\n\r\n"],
    ["is HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["is a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["has an unknown method", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["has a URL as its host", "GET / HTTP/1.1\r\nHost: evil/@x?y\r\n\r\n"],
    [
      "has two hosts",
      "POST /slack/events HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n",
    ],
    [
      "has the same host twice, in different case",
      "GET /livez HTTP/1.1\r\nHost: x\r\nX: y\r\nhOsT: x\r\n\r\n",
    ],
    ["has two hosts in HTTP/1.0", "GET /livez HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"],
    ["has two hosts in one header", "GET /livez HTTP/1.1\r\nHost: x, y\r\n\r\n"],
    ["has an empty host", "GET /livez HTTP/1.1\r\nHost:\r\n\r\n"],
    ["has a host with a user name", "GET /livez HTTP/1.1\r\nHost: evil.example@127.0.0.1\r\n\r\n"],
    ["has a host with a space", "GET /livez HTTP/1.1\r\nHost: x y\r\n\r\n"],
    ["has a host that is not ASCII", "GET /livez HTTP/1.1\r\nHost: \xe4\r\n\r\n"],
    ["has an invalid port", "GET /livez HTTP/1.1\r\nHost: x:80:80\r\n\r\n"],
    [
      "has the same length twice",
      post("/slack/events", "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    ],
    ["has two lengths in one header", post("/slack/events", "Content-Length: 2, 2\r\n\r\n{}")],
    [
      "has chunks twice",
      post(
        "/slack/events",
        `Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
      ),
    ],
    [
      "has compressed chunks",
      post("/slack/events", `Transfer-Encoding: gzip, chunked\r\n\r\n${smuggled}`),
    ],
    [
      "has a body that ends with the connection",
      post("/slack/events", "Transfer-Encoding: identity\r\n\r\n{}"),
    ],
  ])("is refused and its connection closed when it %s", async (_, bytes) => {
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
  ])("is refused when %s takes more than 16 KB", async (_, bytes) => {
    expect(await answerTo(bytes)).toMatch(/^HTTP\/1.1 431 /);
    await alive();
  });
});

describe("body that is too large", () => {
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
    "is cut off when its length was not announced, at %s, and not kept",
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

  it("causes no error when the sender disconnects half-way", async () => {
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

describe("memory after a request", () => {
  const chunked = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
  const held = (kind: string): number =>
    process.getActiveResourcesInfo().filter((each) => each === kind).length;

  it.each([
    [
      "whose sender disconnected within the body, after the answer",
      (path: string) => post(path, `${chunked}1\r\na\r\n`),
    ],
    ["with a complete body", (path: string) => post(path, `${chunked}1\r\na\r\n0\r\n\r\n`)],
    [
      "of many pipelined ones",
      (path: string) => post(path, `${chunked}1\r\na\r\n0\r\n\r\n`).repeat(50),
    ],
    [
      "with `Expect: 100-continue`",
      (path: string) => post(path, `Expect: 100-continue\r\n${chunked}1\r\na\r\n`),
    ],
    ["with another `Expect`", (path: string) => post(path, `Expect: more\r\n${chunked}1\r\na\r\n`)],
    [
      "for an upgrade to WebSocket",
      (path: string) =>
        post(path, `Connection: Upgrade\r\nUpgrade: websocket\r\n${chunked}1\r\na\r\n`),
    ],
    ["for a tunnel", () => "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n1"],
    ["of HTTP/1.0", (path: string) => `POST ${path} HTTP/1.0\r\n${chunked}1\r\na\r\n`],
    [
      "with a long chunk extension",
      (path: string) => post(path, `${chunked}1;${"a".repeat(20_000)}\r\na\r\n`),
    ],
    [
      "with a long trailer",
      (path: string) => post(path, `${chunked}1\r\na\r\n0\r\nX: ${"a".repeat(20_000)}\r\n\r\n`),
    ],
  ])("holds nothing after one %s", async (_, bytes) => {
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
      expect(held("Timeout")).toBeLessThan(before.timers + 10); // some belong to the test itself
    });
    await alive();
    process.off("warning", note);
    expect(warned).toEqual([]);
  });
});

describe("unusual spelling of a path", () => {
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
  ])("reaches no handler: POST %s", async (path) => {
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

  it("serves a page, which never contains the requested host name", async () => {
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

describe("response", () => {
  const methods = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"];
  it.each(["/", "/livez", "/readyz", "/metrics", "/slack/events", "/api/messages"])(
    "at %s allows only its own methods, and no other origin",
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
    "at %s forbids loading, framing, content sniffing and referrers",
    async (path) => {
      const answer = await answerTo(get(path));
      expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
      expect(answer).toMatch(/x-content-type-options: nosniff/i);
      expect(answer).toMatch(/x-frame-options: DENY/i);
      expect(answer).toMatch(/referrer-policy: no-referrer/i);
      expect(answer).not.toMatch(/<script|x-powered-by|^server:/im);
    },
  );

  it("to pipelined requests comes in their order, each with its own content", async () => {
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

describe.concurrent("client that occupies a connection", () => {
  const closed = (socket: Socket): Promise<unknown> =>
    new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once("close", resolve)));

  it.each([
    ["nothing", "", 408],
    ["half of the headers", "POST /slack/events HTTP/1.1\r\nHost: x\r\nX-", 408],
    ["half of the body", post("/slack/events", "Content-Length: 10\r\n\r\n{"), 408],
    [
      "half of a chunked body",
      post("/slack/events", "Transfer-Encoding: chunked\r\n\r\n1\r\n{"),
      408,
    ],
    [
      "half of a body that the path refuses",
      post("/api/messages", "Transfer-Encoding: chunked\r\n\r\n1\r\n{"),
      403,
    ],
  ])(
    "is disconnected with a status when it sends %s, while others are served",
    async (_, bytes, status) => {
      const held = await Promise.all(Array.from({ length: 100 }, dial));
      const answers = held.map((socket) => text(socket).catch(() => ""));
      for (const socket of held) socket.write(bytes);
      await alive();
      await Promise.all(held.map(closed));
      for (const answer of answers)
        expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      await alive();
    },
  );

  it("is disconnected when it never finishes sending", async () => {
    const socket = await dial();
    socket.resume().write(post("/api/messages", "Transfer-Encoding: chunked\r\n\r\n"));
    const sendingChunks = setInterval(() => socket.write("1\r\n{\r\n"), 200);
    await closed(socket);
    clearInterval(sendingChunks);
    await alive();
  });

  it("is disconnected when it never reads the response", async () => {
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
