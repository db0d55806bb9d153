/**
 * Microsoft's signing keys as they are published, withdrawn, changed and unavailable, by the tokens
 * that are accepted then.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BotFramework } from "../../../../src/platforms/teams/auth/bot-framework.ts";
import {
  type TokenIssuer,
  type TokenOptions,
  tokenIssuer,
} from "../../../harness/teams/token-issuer.ts";

const appId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const tenant = "7d1c0f1e-0000-4000-8000-00000000abcd";
const other = "9d1c0f1e-0000-4000-8000-000000000002";
const serviceUrl = "https://smba.trafficmanager.net/emea/";

const day = 24;
const minute = 1 / 60;
const second = minute / 60;

let issuer: TokenIssuer;
let framework: BotFramework;

beforeEach(async () => {
  issuer = await tokenIssuer();
  framework = await issuer.connect({ appId, password: "secret", tenant, tenants: [tenant, other] });
});
afterEach(() => issuer.close());

const isProven = async (options: TokenOptions = {}): Promise<boolean> =>
  (await framework.verifyToken(issuer.token(appId, serviceUrl, options))) !== undefined;
const signedWith = (kid: string): TokenOptions => ({ header: { kid } });
const ofEntra = (kid: string, tid = tenant): TokenOptions => ({
  header: { kid },
  claims: {
    iss: `https://login.microsoftonline.com/${tid}/v2.0`,
    tid,
    ver: "2.0",
    azp: appId,
    serviceurl: undefined,
  },
});

describe("signing keys", () => {
  it("are fetched once for simultaneous requests, and again after a day", async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => isProven()))).toEqual(
      Array.from({ length: 20 }, () => true),
    );
    issuer.passes(day - 1);
    expect(await isProven()).toBe(true);
    expect(issuer.asked).toEqual(["/openid"]);
    issuer.passes(2);
    expect(await isProven()).toBe(true);
    expect(issuer.asked).toEqual(["/openid", "/openid"]);
  });

  it("are accepted as soon as they are published, until a day after withdrawal", async () => {
    expect(await isProven()).toBe(true);
    issuer.publishes("key-2");
    issuer.withdraws("key-1");
    expect(await isProven(signedWith("key-2"))).toBe(true);
    issuer.passes(day + 1);
    expect(await isProven(signedWith("key-1"))).toBe(false);
  });

  it("are fetched at most once a minute for invented ids", async () => {
    const flood = (): Promise<boolean[]> =>
      Promise.all(
        Array.from({ length: 50 }, (_, count) => isProven(signedWith(`made-up-${count}`))),
      );
    expect(new Set(await flood())).toEqual(new Set([false]));
    expect(issuer.asked).toHaveLength(2);
    expect(new Set(await flood())).toEqual(new Set([false]));
    expect(issuer.asked).toHaveLength(2);
    issuer.publishes("key-2");
    issuer.passes(minute);
    expect(await isProven(signedWith("key-2"))).toBe(true);
    expect(issuer.asked).toHaveLength(3);
  });

  it.each<[string, string[] | undefined, boolean]>([
    ["Teams among others", ["webchat", "msteams"], true],
    ["other channels", ["webchat", "directline"], false],
    ["no channel", [], false],
    ["a channel with a longer name", ["msteams2", "MSTeams"], false],
    ["no endorsements", undefined, false],
  ])(
    "of the Bot Framework are accepted where they are endorsed for %s: %j, %j",
    async (_, endorsements, counts) => {
      issuer.publishes("key-2", { endorsements });
      expect(await isProven(signedWith("key-2"))).toBe(counts);
    },
  );

  it("of Entra are accepted for the tenant that they are for", async () => {
    issuer.publishes("theirs", {
      by: "Entra",
      endorsements: undefined,
      issuer: `https://login.microsoftonline.com/${other}/v2.0`,
    });
    issuer.publishes("anybody's", {
      by: "Entra",
      endorsements: undefined,
      issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
    });
    issuer.publishes("bare", { by: "Entra", endorsements: undefined });
    expect(await isProven(ofEntra("theirs"))).toBe(false);
    expect(await isProven(ofEntra("theirs", other))).toBe(true);
    for (const kid of ["anybody's", "bare"]) expect(await isProven(ofEntra(kid))).toBe(true);
    expect(new Set(issuer.asked)).toEqual(new Set([`/${tenant}/openid`, `/${other}/openid`]));
  });

  it("of one authority prove nothing about the other", async () => {
    issuer.publishes("entra's", { by: "Entra" });
    issuer.publishes("the channel's", { by: "Bot Framework" });
    expect(await isProven(signedWith("entra's"))).toBe(false);
    expect(await isProven(ofEntra("the channel's"))).toBe(false);
    expect(await isProven(ofEntra("entra's"))).toBe(true);
    expect(await isProven(signedWith("the channel's"))).toBe(true);
  });

  it("are never fetched for a tenant that is not allowed", async () => {
    expect(await isProven(ofEntra("key-1", "d6d49420-f39b-4df7-a1dc-d59a935871db"))).toBe(false);
    expect(await isProven(ofEntra("key-1", "../evil"))).toBe(false);
    expect(issuer.asked).toEqual([]);
  });
});

describe("verification without fresh signing keys", () => {
  it.each([503, 404, "endlessly", "without keys"] as const)(
    "responds the same to every sender (%j) until they can be fetched",
    async (how) => {
      issuer.fails(how);
      await expect(isProven()).rejects.toThrow("signing keys");
      issuer.fails();
      issuer.passes(second);
      expect(await isProven()).toBe(true);
    },
  );

  it("retries at most once a second", async () => {
    issuer.fails(503);
    for (let count = 0; count < 20; count += 1) await expect(isProven()).rejects.toThrow("503");
    expect(issuer.asked).toHaveLength(1);
  });

  it("keeps old keys for five days", async () => {
    expect(await isProven()).toBe(true);
    issuer.fails(503);
    for (let days = 1; days < 5; days += 1) {
      issuer.passes(day + minute);
      for (let count = 0; count < 10; count += 1) expect(await isProven()).toBe(true);
      expect(issuer.asked).toHaveLength(days + 1);
    }
    issuer.passes(day);
    await expect(isProven()).rejects.toThrow("503");
    issuer.fails();
    issuer.passes(second);
    expect(await isProven()).toBe(true);
  });

  it("responds the same to unknown keys, and continues with known ones", async () => {
    expect(await isProven()).toBe(true);
    issuer.publishes("key-2");
    issuer.fails(503);
    for (let count = 0; count < 3; count += 1)
      await expect(isProven(signedWith("key-2"))).rejects.toThrow("503");
    expect(await isProven()).toBe(true);
    issuer.fails();
    issuer.passes(minute);
    expect(await isProven(signedWith("key-2"))).toBe(true);
  });
});
