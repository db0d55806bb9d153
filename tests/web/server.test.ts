import { createServer, type RequestListener, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { EntwineError } from "../../src/lib/errors.ts";
import { loadWords } from "../../src/lib/i18n.ts";
import { startWebServer, type WebServer, type WebServerOptions } from "../../src/web/server.ts";
import { scaledMs } from "../harness/eventually.ts";

const words = loadWords("en");
const [slackRoute, teamsRoute] = ["POST /slack/events", "POST /api/messages"] as const;
const open: WebServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((web) => web.close()))));

async function start(options: Partial<WebServerOptions> = {}) {
  const failures: Record<string, unknown>[] = [];
  const log = { error: (fields: Record<string, unknown>) => failures.push(fields) };
  const web = await startWebServer({
    host: "127.0.0.1",
    port: 0,
    ready: () => ({}),
    readings: [],
    words,
    log,
    ...options,
  });
  open.push(web);
  const url = `http://127.0.0.1:${web.port}`;
  return { web, url, failures, get: (path: string, init?: RequestInit) => fetch(url + path, init) };
}

const echo: RequestListener = async (incoming, response) =>
  void response.end(`${incoming.url} ${await text(incoming)}`);

describe("health", () => {
  it("is alive as soon as the server listens", async () => {
    const { get } = await start({ ready: () => ({ storage: false }) });
    expect((await get("/livez")).status).toBe(200);
  });

  it("is ready once every part is, and names the one that is not", async () => {
    const parts = { storage: true, slack: false };
    const { get } = await start({ ready: async () => parts });
    const before = await get("/readyz");
    expect([before.status, await before.json()]).toEqual([
      503,
      { ready: false, parts: { storage: true, slack: false } },
    ]);
    parts.slack = true;
    const after = await get("/readyz");
    expect([after.status, await after.json()]).toEqual([200, { ready: true, parts }]);
  });

  it("does not reveal why a check failed", async () => {
    const { get, failures } = await start({
      ready: () => Promise.reject(new Error("postgres://entwine:secret@db")),
    });
    const answer = await get("/readyz");
    expect([answer.status, await answer.text()]).toEqual([500, words.plain("web.failed")]);
    expect(failures).toMatchObject([{ path: "/readyz", method: "GET" }]);
  });
});

describe("installation", () => {
  it("uses the two paths of the installer, if there is one", async () => {
    const { get } = await start({
      routes: { "GET /slack/install": echo, "GET /slack/oauth_redirect": echo },
    });
    expect(await (await get("/slack/install")).text()).toBe("/slack/install ");
    expect(await (await get("/slack/oauth_redirect?code=1&state=2")).text()).toBe(
      "/slack/oauth_redirect?code=1&state=2 ",
    );
    expect((await get("/slack/install", { method: "POST" })).status).toBe(404);
    expect((await (await start()).get("/slack/install")).status).toBe(404);
  });

  it.each(["cancelled", "state", "failed"])("shows a page when it failed (%s)", async (why) => {
    const page = await (await (await start()).get(`/slack/not_installed?why=${why}`)).text();
    expect(page).toContain(words.plain(`web.not_installed.${why}`).replaceAll("&", "&amp;"));
  });

  it("shows a page for other failures, and nothing of the address", async () => {
    const page = await (await (await start()).get("/slack/not_installed?why=<script>")).text();
    expect(page).toContain(words.plain("web.not_installed.failed"));
    expect(page).not.toContain("<script>");
  });
});

describe("metrics", () => {
  it("include the process, and values as they are at the scrape", async () => {
    let taken = 0;
    const { get } = await start({
      readings: [
        {
          name: "entwine_arrivals_total",
          help: "Arrivals taken.",
          kind: "counter",
          read: () => taken,
        },
        {
          name: "entwine_outbox",
          help: "Messages by state.",
          kind: "gauge",
          label: "state",
          read: async () => ({ queued: 2, unknown: 1 }),
        },
      ],
    });
    for (taken of [3, 5]) {
      const metrics = await (await get("/metrics")).text();
      expect(metrics).toContain(
        `# TYPE entwine_arrivals_total counter\nentwine_arrivals_total ${taken}\n`,
      );
      expect(metrics).toContain('entwine_outbox{state="queued"} 2\n');
      expect(metrics).toContain("nodejs_eventloop_lag_seconds");
    }
  });
});

it.each([
  ["cannot be read", () => Promise.reject(new Error("the database is away"))],
  ["are not available in time", () => new Promise<never>(() => {})],
])("include the other values when some %s", async (_, away) => {
  const { get } = await start({
    readings: [
      { name: "entwine_waiting", help: "Waiting.", kind: "gauge", read: away },
      {
        name: "entwine_outbox",
        help: "Messages by state.",
        kind: "gauge",
        label: "state",
        read: away,
      },
      { name: "entwine_database_writable", help: "Stores.", kind: "gauge", read: () => 0 },
    ],
  });
  const answer = await get("/metrics");
  expect([answer.status, (await answer.text()).match(/^entwine_.*$/gm)]).toEqual([
    200,
    ["entwine_database_writable 0"],
  ]);
});

describe("measured durations", () => {
  it("are cumulative histograms, as Prometheus expects", async () => {
    const { get } = await start({
      readings: [
        {
          name: "entwine_turn_seconds",
          help: "Turns.",
          kind: "histogram",
          read: () => ({ bounds: [0.1, 1], counts: [2, 0, 1], sum: 7.5 }),
        },
      ],
    });
    const metrics = await (await get("/metrics")).text();
    expect(
      metrics.slice(metrics.indexOf("# TYPE entwine_turn_seconds")).trim().split("\n").slice(0, 6),
    ).toEqual([
      "# TYPE entwine_turn_seconds histogram",
      'entwine_turn_seconds_bucket{le="0.1"} 2',
      'entwine_turn_seconds_bucket{le="1"} 2',
      'entwine_turn_seconds_bucket{le="+Inf"} 3',
      "entwine_turn_seconds_sum 7.5",
      "entwine_turn_seconds_count 3",
    ]);
  });

  it("are omitted while there is nothing to measure", async () => {
    let age: number | undefined;
    const { get } = await start({
      readings: [
        { name: "entwine_backup_age_seconds", help: "Age.", kind: "gauge", read: () => age },
      ],
    });
    expect(await (await get("/metrics")).text()).not.toMatch(/^entwine_backup_age_seconds/m);
    age = 60;
    expect(await (await get("/metrics")).text()).toMatch(/^entwine_backup_age_seconds 60$/m);
  });
});

describe("pages", () => {
  it("welcome a visitor, and load nothing", async () => {
    const { get } = await start();
    const answer = await get("/");
    const body = await answer.text();
    expect(body).toContain(words.plain("web.hello"));
    expect(body).toContain("in your own words");
    expect(body).toMatch(/<html lang="en">.*width=device-width/s);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'nonce-${/<style nonce="(.+?)"/.exec(body)?.[1]}'`);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("x-frame-options")).toBe("DENY");
  });

  it("say in plain words that a page does not exist", async () => {
    const { get } = await start();
    const answer = await get("/<script>");
    expect(answer.status).toBe(404);
    const body = await answer.text();
    expect(body).toContain(words.plain("web.not_found"));
    expect(body).not.toContain("<script");
  });

  it.each([
    ["/", "POST", "GET, HEAD"],
    ["/readyz", "DELETE", "GET, HEAD"],
    ["/slack/events", "GET", "POST"],
    ["/api/messages", "PUT", "POST"],
  ])("answer that %s allows %s", async (path, method, allowed) => {
    const { get } = await start({ routes: { [slackRoute]: echo, [teamsRoute]: echo } });
    const answer = await get(path, { method });
    expect([answer.status, answer.headers.get("allow"), await answer.text()]).toEqual([
      405,
      allowed,
      words.plain("web.wrong_method", { methods: allowed }),
    ]);
  });
});

describe("requests of platforms", () => {
  it("reach their listener unchanged", async () => {
    const { get } = await start({ routes: { [slackRoute]: echo, [teamsRoute]: echo } });
    const body = '{"a": "ü"}';
    expect(await (await get("/slack/events?x=1", { method: "POST", body })).text()).toBe(
      `/slack/events?x=1 ${body}`,
    );
    expect(await (await get("/api/messages", { method: "POST", body })).text()).toBe(
      `/api/messages ${body}`,
    );
  });

  it("get 404 where the platform is not configured", async () => {
    const { get } = await start();
    expect((await get("/slack/events", { method: "POST", body: "{}" })).status).toBe(404);
  });

  it("are refused before being read when larger than the platforms send", async () => {
    const { get } = await start({ routes: { [slackRoute]: echo } });
    const answer = await get("/slack/events", {
      method: "POST",
      body: "x".repeat(1024 * 1024 + 1),
    });
    expect([answer.status, await answer.text()]).toEqual([413, words.plain("web.too_large")]);
  });

  it("are cut off when they grow too large without announcing it", async () => {
    const { url } = await start({ routes: { [slackRoute]: echo } });
    const sending = request(`${url}/slack/events`, { method: "POST" });
    let broken: Error | undefined;
    sending.once("error", (error) => {
      broken = error;
    });
    while (!broken) {
      sending.write("x".repeat(64 * 1024));
      await setImmediate();
    }
    expect(broken).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
  });

  it("are answered even when the listener fails", async () => {
    const { get, failures } = await start({
      routes: { [teamsRoute]: () => Promise.reject(new Error("no")) },
    });
    const answer = await get("/api/messages", { method: "POST", body: "{}" });
    expect([answer.status, await answer.text()]).toEqual([500, words.plain("web.failed")]);
    expect(failures).toHaveLength(1);
  });
});

describe("server", () => {
  it("reports what to do when the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const failure = await start({ port }).catch((error: unknown) => error);
    other.close();
    expect(failure).toBeInstanceOf(EntwineError);
    expect(failure).toMatchObject({
      code: "port_taken",
      message: expect.stringContaining(`127.0.0.1:${port}`),
      hint: expect.stringContaining("PORT"),
    });
  });

  it("reports what to do when the host is not this machine", async () => {
    await expect(start({ host: "192.0.2.1" })).rejects.toMatchObject({
      code: "host_unknown",
      hint: expect.stringContaining("HOST"),
    });
  });

  it("completes running requests before it closes, and accepts no new ones", async () => {
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { web, url } = await start({
      routes: {
        async [slackRoute](_, response) {
          reached.resolve();
          await gate.promise;
          response.end("done");
        },
      },
    });
    const answer = new Promise<string>((resolve, reject) => {
      request(`${url}/slack/events`, { method: "POST" }, (response) => resolve(text(response)))
        .on("error", reject)
        .end("{}");
    });
    await reached.promise;
    let closed = false;
    const closing = web.close().then(() => (closed = true));
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    expect(closed).toBe(false);
    gate.resolve();
    const ended = performance.now();
    expect(await answer).toBe("done");
    await closing;
    expect(performance.now() - ended).toBeLessThan(scaledMs(2_000));
  });

  it("closes at once when connections are only kept alive", async () => {
    const { web, get } = await start();
    await (await get("/livez")).text();
    const began = performance.now();
    await web.close();
    expect(performance.now() - began).toBeLessThan(scaledMs(2_000));
  });

  it("answers a malformed request, and continues", async () => {
    const { web, get } = await start();
    const socket = connect(web.port, "127.0.0.1");
    socket.end("nonsense\r\n\r\n");
    expect(await text(socket)).toContain("400 Bad Request");
    expect((await get("/livez")).status).toBe(200);
  });
});

describe("privacy and terms of use", () => {
  it.each(["privacy", "terms"])("are pages in the browser's language: %s", async (name) => {
    const { get } = await start();
    for (const language of ["en", "de", "fr", "es"]) {
      const page = await get(`/${name}`, {
        headers: { "accept-language": `${language}, en;q=0.5` },
      });
      const said = await page.text();
      expect(page.status).toBe(200);
      expect(said).toContain(`<html lang="${language}">`);
      expect(said).toContain(loadWords(language).plain(`web.${name}`));
    }
  });

  it("are replaced by the organisation's own pages", async () => {
    const { get } = await start({ policyPages: { privacy: "https://acme.example/privacy" } });
    const page = await get("/privacy", { redirect: "manual" });
    expect([page.status, page.headers.get("location")]).toEqual([
      302,
      "https://acme.example/privacy",
    ]);
    expect((await get("/terms")).status).toBe(200);
  });
});
