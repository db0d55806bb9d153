/** Attacks on the page of this machine: other hosts, other sites, proxies and foreign workspaces. */
import { request } from "node:http";
import { beforeAll, expect, it } from "vitest";
import { browserUse } from "../../src/app/browser-page.ts";
import { serveEntwine } from "../e2e/entwine-process.ts";
import { freePort } from "../harness/listen.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";

let port: number;
let token: string;

beforeAll(async () => {
  port = await freePort();
  await serveEntwine(port, { DATABASE_URL: await freshSqlite() });
  token = /name="token" value="([^"]+)"/.exec((await call("GET", "/")).text)?.[1] ?? "";
});

/** Sends a request with exactly these headers. */
const call = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      let text = "";
      if (response.headers["content-type"]?.startsWith("text/event-stream")) response.destroy();
      response.on("data", (chunk) => (text += chunk));
      response.on("close", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject).end(body);
  });

const own = () => ({
  host: `127.0.0.1:${port}`,
  origin: `http://127.0.0.1:${port}`,
  "content-type": "application/x-www-form-urlencoded",
});
const said = (with_: string): string => `token=${with_}&once=1&you=maria&do=say&text=hello`;

it("takes what its own page sends", async () => {
  expect(await call("POST", "/browser/act", own(), said(token))).toMatchObject({ status: 303 });
});

it.each([
  ["another host", { host: "evil.example" }],
  ["a host that begins like its own", { host: "127.0.0.1.evil.example" }],
  ["a proxy", { "x-forwarded-for": "203.0.113.9" }],
] as const)("shows nothing to %s", async (_, headers) => {
  for (const path of ["/", "/browser/news", "/browser/page.js"])
    expect(await call("GET", path, { ...own(), ...headers })).toMatchObject({ status: 403 });
  const posted = await call("POST", "/browser/act", { ...own(), ...headers }, said(token));
  expect(posted.status).toBe(403);
});

it.each([
  ["another origin", { origin: "https://evil.example" }],
  ["a sandboxed page", { origin: "null" }],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ["another site, as the browser tells", { "sec-fetch-site": "cross-site" }],
] as const)("takes nothing from %s", async (_, headers) => {
  const posted = await call("POST", "/browser/act", { ...own(), ...headers }, said(token));
  expect(posted.status).toBe(403);
});

it("takes nothing without its token", async () => {
  for (const wrong of ["", "x".repeat(token.length)])
    expect(await call("POST", "/browser/act", own(), said(wrong))).toMatchObject({ status: 403 });
});

it("names no person, place or message that it does not have", async () => {
  const { status, text } = await call("GET", "/?you=U0BOSS&in=C0SECRET&thread=x&edit=y", own());
  expect(status).toBe(200);
  expect(text).not.toMatch(/U0BOSS|C0SECRET/);
});

it("is off where others could reach it, or beside Slack and Teams unless asked for", () => {
  const local = { host: "127.0.0.1" };
  expect(browserUse(local, false)).toBe("alone");
  expect(browserUse({ ...local, teams: {} }, false)).toBe("alone");
  expect(browserUse({ ...local, slack: {} }, false)).toBe("off");
  expect(browserUse({ ...local, teams: { appId: "app" } }, false)).toBe("off");
  expect(browserUse({ ...local, slack: {} }, true)).toBe("beside");
  for (const open of [{ host: "0.0.0.0" }, { ...local, publicUrl: "https://bot.example" }]) {
    expect(browserUse(open, false)).toBe("off");
    expect(() => browserUse(open, true)).toThrow("--browser");
  }
});
