/** Sign-in of the web pages: links, sessions, limits, and refusals. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { revokeInstallation, saveInstallation } from "../../src/storage/installations.ts";
import { onBothEngines, testWorkspace } from "../harness/core-harness.ts";
import { freshSqlite } from "../harness/storage/sqlite.ts";
import { linkToken, openWebHarness, type WebHarness, words } from "./web-harness.ts";

const over = words.plain("web.sign_in.over");
const channel = { platform: "slack", kind: "channel", id: "C1" } as const;

onBothEngines("a link from the chat", (newUrl) => {
  let door: WebHarness;
  beforeEach(async () => {
    door = await openWebHarness(await newUrl());
  });

  it("signs in the person who asked for it", async () => {
    const link = await door.asks("maria");
    expect(link.href).toMatch(
      /^https:\/\/entwine\.example\.com\/ledger\/sign-in\/[\w-]{43}\?to=ledger$/,
    );
    const page = await door.get(link.pathname);
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining("Sign in as maria"),
    ]);
    const used = await door.use(link);
    expect([used.status, used.headers.get("location")]).toEqual([303, "/ledger"]);
    const inside = await door.get("/ledger", door.cookieIn(used));
    expect([inside.status, await inside.text()]).toEqual([
      200,
      expect.stringContaining("Signed in as maria"),
    ]);
  });

  it("works once, also when two tabs use it at the same time", async () => {
    const link = await door.asks("maria");
    const answers = await Promise.all([door.use(link), door.use(link), door.use(link)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 404, 404]);
    expect(answers.filter((answer) => door.cookieIn(answer) !== "")).toHaveLength(1);
  });

  it("shows the same page when it was used, expired, replaced or invented", async () => {
    const used = await door.asks("maria");
    await door.use(used);
    const replaced = await door.asks("maria");
    const old = await door.asks("maria");
    door.time.move("2027-03-02T10:10:00Z");
    const never = new URL(`${old.origin}/ledger/sign-in/${"x".repeat(43)}`);
    const other = new URL(`${old.origin}/ledger/sign-in/x`);
    const plain = (body: string) => body.replace(/nonce="[^"]*"/, "");
    const answers = await Promise.all(
      [used, replaced, old, never, other]
        .flatMap((link) => [door.get(link.pathname), door.use(link)])
        .map(async (asked) => {
          const answer = await asked;
          return [answer.status, plain(await answer.text())] as const;
        }),
    );
    expect(answers[0]).toEqual([404, expect.stringContaining(over)]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it("works for ten minutes", async () => {
    const link = await door.asks("maria");
    door.time.move("2027-03-02T10:09:59Z");
    expect((await door.use(link)).status).toBe(303);
  });
});

onBothEngines("a session", (newUrl) => {
  let door: WebHarness;
  beforeEach(async () => {
    door = await openWebHarness(await newUrl());
  });
  const status = async (cookie: string) => (await door.get("/ledger", cookie)).status;

  it("ends after eight hours", async () => {
    const cookie = await door.signsIn("maria");
    door.time.move("2027-03-02T17:59:59Z");
    expect(await status(cookie)).toBe(200);
    door.time.move("2027-03-02T18:00:00Z");
    expect(await status(cookie)).toBe(401);
  });

  it("ends when the person leaves the workspace, and so does a link", async () => {
    const [cookie, other] = [await door.signsIn("maria"), await door.signsIn("petra")];
    const link = await door.asks("maria");
    door.gone.add("maria");
    expect([await status(cookie), await status(other)]).toEqual([401, 200]);
    expect([(await door.get(link.pathname)).status, (await door.use(link)).status]).toEqual([
      404, 404,
    ]);
  });

  it("ends permanently, like links, when the app is removed from the workspace", async () => {
    const installed = {
      platform: "slack",
      app: null,
      organisation: null,
      bot: "U0",
      token: "sealed",
      scopes: [],
      installedBy: "maria",
      installedAt: door.time.now(),
    } as const;
    const cookie = await door.signsIn("maria");
    const others = await door.signsIn("maria", { workspace: "slack:T2" });
    const link = await door.asks("maria");
    await door.store.write((w) => saveInstallation(w, testWorkspace, installed));
    expect(await status(cookie)).toBe(200);
    await door.store.write((w) => revokeInstallation(w, testWorkspace, door.time.now()));
    expect([await status(cookie), (await door.use(link)).status, await status(others)]).toEqual([
      401, 404, 200,
    ]);
    await door.store.write((w) => saveInstallation(w, testWorkspace, installed));
    expect(await status(cookie)).toBe(401);
  });
});

describe("link in the chat", () => {
  let door: WebHarness;
  beforeEach(async () => {
    door = await openWebHarness(await freshSqlite());
  });

  it("leads to one’s own data from the button for those", async () => {
    const used = await door.use(await door.asks("maria", { press: "ledger/me" }));
    expect(used.headers.get("location")).toBe("/ledger/me");
  });

  it("is not used up by link previews", async () => {
    const link = await door.asks("maria");
    for (const method of ["HEAD", "GET", "HEAD", "GET"])
      expect((await door.call(link.pathname, { method })).status).toBe(200);
    expect((await door.use(link)).status).toBe(303);
  });

  it("goes to the direct messages when requested in a channel", async () => {
    const said = await door.happens("maria", {}, { place: channel });
    expect(said.map(({ place }) => place).toSorted()).toEqual([
      "slack/channel/C1",
      "slack/dm/maria",
    ]);
    const there = said.find(({ place }) => place === "slack/channel/C1");
    expect(there?.words).toBe(words.plain("web.link.sent"));
    expect(JSON.stringify(there?.card)).not.toMatch(/https?:|entwine:/);
  });

  it("is sent for words too, because commands do not work in threads", async () => {
    const said = await door.happens("maria", { says: "entwine ledger" });
    expect(said.map(({ words: text }) => text).join()).toContain(
      "https://entwine.example.com/ledger/sign-in/",
    );
  });

  it("opens only on this machine, and says so, when no public address is set", async () => {
    door.harness.address = { origin: "http://127.0.0.1:3000", isLocalOnly: true };
    const [said] = await door.happens("maria", {});
    expect(said?.words).toContain("http://127.0.0.1:3000/ledger/sign-in/");
    expect(said?.words).toContain(words.plain("web.link.only_here"));
  });

  it("is replaced by the missing settings when no browser could follow it", async () => {
    door.harness.address = undefined;
    const [said] = await door.happens("maria", {});
    expect(said?.words).toBe(words.plain("web.link.nowhere"));
    expect(await door.store.read.db.$count(door.store.read.t.signIns)).toBe(0);
  });

  it("continues when used again in the same browser, and in no other", async () => {
    const link = await door.asks("maria", { press: "ledger/me" });
    const cookie = door.cookieIn(await door.use(link));
    const again = await door.get(link.pathname + link.search, cookie);
    expect([again.status, again.headers.get("location")]).toEqual([302, "/ledger/me"]);
    expect((await door.get(link.pathname + link.search)).status).toBe(404);
  });

  it("leads only to pages of the ledger", async () => {
    for (const to of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "constructor",
      "me\r\nX: 1",
      "",
    ]) {
      const used = await door.use(await door.asks("maria"), { to });
      expect([used.status, used.headers.get("location")]).toEqual([303, "/ledger"]);
    }
  });

  it("does not end another person’s", async () => {
    const marias = await door.asks("maria");
    await door.asks("petra");
    await door.asks("maria", { workspace: "slack:T2" });
    expect((await door.use(marias)).status).toBe(303);
  });

  it("is never in the database, before or after its use, nor is the session", async () => {
    const link = await door.asks("maria");
    const cookie = door.cookieIn(await door.use(link));
    const { db, t } = door.store.read;
    const rows = JSON.stringify(
      await Promise.all(
        [t.signIns, t.outbox, t.inbox, t.conversations].map((table) =>
          db.select().from(table as typeof t.signIns),
        ),
      ),
    );
    expect(rows).toContain("entwine:sign-in/");
    expect(rows).not.toContain(linkToken(link));
    expect(rows).not.toContain(cookie.split("=")[1]);
  });

  it("leaves no row once it has expired and another is requested", async () => {
    await door.signsIn("maria");
    await door.asks("petra");
    door.time.move("2027-03-02T19:00:00Z");
    await door.asks("lea");
    const rows = await door.store.read.db.select().from(door.store.read.t.signIns);
    expect(rows.map(({ person, kind }) => `${person} ${kind}`)).toEqual(["lea link"]);
  });
});

describe("session in the browser", () => {
  let door: WebHarness;
  beforeEach(async () => {
    door = await openWebHarness(await freshSqlite());
  });
  const status = async (cookie: string) => (await door.get("/ledger", cookie)).status;

  it("is an HttpOnly, SameSite cookie, and Secure with https", async () => {
    const used = await door.use(await door.asks("maria"));
    expect(used.headers.get("set-cookie")).toMatch(
      /^__Host-entwine=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it("works on this machine’s own address, which has no https", async () => {
    door.harness.address = { origin: "http://127.0.0.1:3000", isLocalOnly: true };
    const used = await door.use(await door.asks("maria"));
    expect(used.headers.get("set-cookie")).toMatch(
      /^entwine=[\w-]{43}; Max-Age=28800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(await status(door.cookieIn(used))).toBe(200);
  });

  it("ends by signing out, there and in no other browser", async () => {
    const [one, other] = [await door.signsIn("maria"), await door.signsIn("maria")];
    const out = await door.call("/ledger/sign-out", {
      method: "POST",
      headers: { cookie: one, "sec-fetch-site": "same-origin" },
    });
    expect([out.status, out.headers.get("location"), out.headers.get("set-cookie")]).toEqual([
      303,
      "/ledger",
      expect.stringMatching(/^__Host-entwine=; Max-Age=0;/),
    ]);
    expect([await status(one), await status(other)]).toEqual([401, 200]);
  });

  it("ends when another person signs in in the same browser", async () => {
    const before = await door.signsIn("maria");
    const link = await door.asks("petra");
    await door.call("/ledger/sign-in", {
      method: "POST",
      body: new URLSearchParams({ link: linkToken(link) }),
      headers: { cookie: before },
    });
    expect(await status(before)).toBe(401);
  });

  it("ends when the secret changes", async () => {
    const session = (await door.signsIn("maria")).split("=")[1]!;
    expect(await door.signInBy(door.harness.key).visitor(session)).toEqual({
      workspace: testWorkspace,
      person: "maria",
      isGuest: false,
    });
    expect(await door.signInBy("another").visitor(session)).toBeUndefined();
  });

  it("is no link, and a link is no session", async () => {
    const link = await door.asks("maria");
    expect(await status(`__Host-entwine=${linkToken(link)}`)).toBe(401);
    const session = (await door.signsIn("petra")).split("=")[1]!;
    expect((await door.post("/ledger/sign-in", { link: session })).status).toBe(404);
  });
});

describe("requests from elsewhere", () => {
  let door: WebHarness;
  beforeEach(async () => {
    door = await openWebHarness(await freshSqlite());
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    [
      "another host of the domain",
      { "sec-fetch-site": "same-site", origin: "https://wiki.example.com" },
    ],
    ["another site, by an old browser", { origin: "https://evil.example" }],
    ["a page without an origin, by an old browser", { origin: "null" }],
    [
      "another site that claims our origin",
      { "sec-fetch-site": "cross-site", origin: "https://entwine.example.com" },
    ],
  ])("sign nobody in or out by a form of %s", async (_, headers) => {
    const link = await door.asks("maria");
    expect((await door.post("/ledger/sign-in", { link: linkToken(link) }, headers)).status).toBe(
      403,
    );
    expect((await door.use(link)).status).toBe(303);
    const cookie = await door.signsIn("petra");
    expect((await door.post("/ledger/sign-out", {}, { ...headers, cookie })).status).toBe(403);
    expect((await door.get("/ledger", cookie)).status).toBe(200);
  });

  it.each([
    ["an old browser of ours", { origin: "https://entwine.example.com" }],
    ["no browser at all", {}],
  ])("cannot use a link: %s", async (_, headers) => {
    expect(
      (await door.post("/ledger/sign-in", { link: linkToken(await door.asks("maria")) }, headers))
        .status,
    ).toBe(303);
  });

  it("are not read when the form is larger than ours", async () => {
    expect((await door.post("/ledger/sign-in", { link: "x".repeat(5_000) })).status).toBe(413);
  });

  it("are rejected for a second after hundreds of guesses; nobody is signed out", async () => {
    const cookie = await door.signsIn("maria");
    // in a second of its own: attempts of the tests before may have failed in the present one
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_000 });
    onTestFinished(() => void vi.useRealTimers());
    const guess = (n: number) => door.get(`/ledger/sign-in/${String(n).padStart(43, "x")}`);
    for (let n = 0; n < 100; n++) expect((await guess(n)).status).toBe(404);
    const answer = await guess(100);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
    expect((await door.get("/ledger", cookie)).status).toBe(200);
    vi.setSystemTime(Date.now() + 1_000);
    expect((await guess(101)).status).toBe(404);
  });

  it("show how to sign in, on each page, in the browser’s language", async () => {
    for (const path of [
      "/ledger",
      "/ledger/",
      "/ledger/me",
      "/ledger/me.csv",
      "/ledger/me/requests",
      "/ledger/nothing",
    ]) {
      const answer = await door.call(path, {
        headers: { "accept-language": "fr-CH, fr;q=0.9, en;q=0.8" },
      });
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
        401,
        'Cookie realm="Entwine"',
      ]);
      expect(await answer.text()).toMatch(/<html lang="fr">.*entwine ledger/s);
    }
  });

  it("get 404 for a missing page also with a session", async () => {
    const cookie = await door.signsIn("maria");
    for (const path of ["/ledger/nothing", "/ledger/me.exe", "/ledger/me/nothing"])
      expect((await door.get(path, cookie)).status).toBe(404);
  });

  it("get pages that are uncached, without referrer, script or frame", async () => {
    const link = await door.asks("petra");
    const cookie = await door.signsIn("maria");
    for (const path of [
      "/ledger",
      "/ledger/me",
      "/ledger/me.md",
      "/ledger/me/you",
      link.pathname,
      "/ledger/sign-in/over",
    ]) {
      const { headers } = await door.get(path, cookie);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      expect(headers.get("content-security-policy")).not.toContain("script-src");
    }
  });

  it("leave no link in a log line, whatever fails", async () => {
    const link = await door.asks("maria");
    await door.store.close();
    const answer = await door.get(link.pathname);
    expect(answer.status).toBe(500);
    expect(door.failures).toMatchObject([{ path: "/ledger/sign-in/:link", method: "GET" }]);
    expect(JSON.stringify(door.failures)).not.toContain(linkToken(link));
  });

  it("show a name that looks like markup as plain text", async () => {
    const link = await door.asks("<b>maria</b>");
    expect(await (await door.get(link.pathname)).text()).toContain(
      "Sign in as &lt;b&gt;maria&lt;/b&gt;",
    );
  });
});

it("leave no link or session in a database file", async () => {
  const url = await freshSqlite();
  const door = await openWebHarness(url);
  const link = await door.asks("maria");
  const cookie = door.cookieIn(await door.use(link));
  const folder = dirname(url.slice("file:".length));
  const bytes = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
  expect(bytes.join("")).toContain("entwine:sign-in/");
  for (const token of [linkToken(link), cookie.split("=")[1]!])
    expect(bytes.join("")).not.toContain(token);
});
