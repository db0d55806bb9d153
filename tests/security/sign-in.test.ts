/**
 * Attacks on the sign-in of the web pages. Links and sessions without attacks are tested in
 * tests/web/sign-in.test.ts.
 */
import { beforeEach, expect, it } from "vitest";
import { onBothEngines } from "../harness/core-harness.ts";
import { linkToken, openWebHarness, type WebHarness } from "../web/web-harness.ts";
import { hostileValues, mutateValue, seededRolls } from "./mutate-value.ts";

onBothEngines("sign-in of the web pages", (newUrl) => {
  let harness: WebHarness;
  let cookie: string;
  beforeEach(async () => {
    harness = await openWebHarness(await newUrl());
    cookie = await harness.signsIn("maria");
  });
  const roll = seededRolls(3);
  /** Removes characters that a header cannot hold. */
  const sendable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "");
  const isIn = async (with_: string): Promise<boolean> =>
    (await (await harness.get("/ledger/me", with_)).text()).includes("/ledger/sign-out");

  it("refuses sessions that were changed, doubled or renamed", async () => {
    expect(await isIn(cookie)).toBe(true);
    const [name = "", value = ""] = cookie.split("=");
    const tried = [
      `${name}=`,
      `${name}=${value.slice(1)}`,
      `${name}=${value}0`,
      `${name}=${value.toUpperCase()}`,
      `${name.replace("__Host-", "")}=${value}`,
      `${name}=__proto__`,
      `${name}=%00`,
      `${name}=${"a".repeat(8_000)}`,
    ];
    for (let count = 0; count < 40; count += 1)
      tried.push(
        `${name}=${sendable(String(mutateValue(value, roll))).replaceAll(/[;,\s"]/g, "")}`,
      );
    for (const each of tried) if (each !== cookie) expect(await isIn(each), each).toBe(false);
    expect(harness.failures).toEqual([]);
  });

  it("refuses changed links, while the original still works", async () => {
    const link = await harness.asks("maria");
    const token = linkToken(link);
    const bent = new Set([
      token.toLowerCase(),
      `${token}=`,
      token.slice(1),
      `${token}%00`,
      `${token.slice(0, -1)}+`,
      "constructor",
    ]);
    while (bent.size < 60)
      bent.add(encodeURIComponent(String(mutateValue(token, roll)).toWellFormed().slice(0, 500)));
    bent.delete(token);
    for (const each of bent) {
      // Clients normalise paths with dots.
      if (new URL(each, "http://x/ledger/sign-in/").pathname.length <= "/ledger/sign-in/".length)
        continue;
      const { status } = await harness.get(`/ledger/sign-in/${each}`);
      expect([400, 404], each).toContain(status);
      const answer = await harness.post("/ledger/sign-in", { link: each });
      expect([404, 429]).toContain(answer.status);
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
    harness.time.move("2027-03-02T10:00:05Z");
    await expect.poll(async () => (await harness.use(link)).status).toBe(303);
    expect(harness.failures).toEqual([]);
  });

  it("redirects only to its own pages, whatever a link says", async () => {
    const lures = [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "javascript:alert(1)",
      "constructor",
      "__proto__",
      "ledger/../../evil",
      "me\r\nSet-Cookie: a=b",
    ];
    for (const to of lures) {
      const answer = await harness.use(await harness.asks("tom"), { to });
      expect(answer.headers.get("location")).toBe("/ledger");
      expect(answer.headers.get("set-cookie")).not.toContain("a=b");
      const page = await (
        await harness.get(
          `/ledger/sign-in/${linkToken(await harness.asks("tom"))}?to=${encodeURIComponent(`${to}"><script>`)}`,
        )
      ).text();
      expect(page).toContain("<form");
      expect(page).not.toMatch(/<script|href="(?!\/)/);
    }
  });

  it("never gives an attacker's session to a person lured to a link", async () => {
    const mallory = await harness.signsIn("mallory");
    const link = await harness.asks("maria");
    const answer = await harness.call("/ledger/sign-in", {
      method: "POST",
      body: new URLSearchParams({ link: linkToken(link) }),
      headers: { cookie: mallory, "sec-fetch-site": "same-origin" },
    });
    const after = harness.cookieIn(answer);
    expect(after).not.toBe(mallory);
    expect(await isIn(mallory)).toBe(false);
    for (const site of ["cross-site", "same-site", "", "none, cross-site"]) {
      const forged = await harness.call("/ledger/sign-out", {
        method: "POST",
        headers: { cookie: after, "sec-fetch-site": site },
      });
      expect(forged.status).toBe(403);
    }
    for (const origin of [
      "https://evil.example",
      "null",
      "https://entwine.example.com.evil.example",
      "http://entwine.example.com",
    ])
      expect(
        (
          await harness.call("/ledger/sign-out", {
            method: "POST",
            headers: { cookie: after, origin },
          })
        ).status,
      ).toBe(403);
    expect(await isIn(after)).toBe(true);
  });

  it("shows people only their own data, whatever else an address asks for", async () => {
    const odd = hostileValues
      .filter(
        (each, index) => typeof each === "number" || (typeof each === "string" && index % 3 === 0),
      )
      .map((each) => encodeURIComponent(String(each).toWellFormed().slice(0, 1_000)));
    for (const each of odd)
      for (const path of [
        `/ledger/me/requests?page=${each}`,
        `/ledger/me/${each}`,
        `/ledger/me.${each}`,
        `/ledger/${each}`,
        `/ledger/me?person=${each}&workspace=${each}`,
      ]) {
        const answer = await harness.get(path, cookie);
        expect([200, 302, 400, 404], path).toContain(answer.status);
        await answer.text();
      }
    expect(harness.failures).toEqual([]);
  });
});
