/**
 * Access to /api/messages: the Bot Framework for our own tenant, or only this machine without an
 * app id.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isLoopbackHost } from "../../../../src/lib/loopback-host.ts";
import type { OutboundMessage } from "../../../../src/platform/adapter.ts";
import type { InboundEvent } from "../../../../src/platform/event.ts";
import { requestBodyMaxBytes } from "../../../../src/platforms/teams/adapter.ts";
import { isTrustedServiceUrl } from "../../../../src/platforms/teams/workspace/references.ts";
import { standInCore } from "../../../harness/stand-in-core.ts";
import {
  type FakeTeams,
  type FakeTeamsOptions,
  fakeTeams,
} from "../../../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../../../harness/teams/teams-harness.ts";
import {
  type TokenIssuer,
  type TokenOptions,
  tokenIssuer,
} from "../../../harness/teams/token-issuer.ts";

const appId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const tenant = "7d1c0f1e-0000-4000-8000-000000000001";
const identity = { appId, password: "secret", tenant };

let closing: (() => Promise<void>)[] = [];
let accepted: InboundEvent[];
const core = standInCore({
  ingest: async (events) => void accepted.push(...events),
});

beforeEach(() => {
  accepted = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

describe("isTrustedServiceUrl", () => {
  it.each([
    "https://smba.trafficmanager.net/emea/",
    "https://smba.infra.gcc.teams.microsoft.com/teams",
    "https://webchat.botframework.com/",
  ])("trusts %s", (url) => {
    expect(isTrustedServiceUrl(url, { local: false })).toBe(true);
    expect(isTrustedServiceUrl(url, { local: true })).toBe(false);
  });

  it.each([
    "http://smba.trafficmanager.net/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evil.trafficmanager.net/",
    "https://smba.trafficmanager.net:8443/",
    "https://user:word@smba.trafficmanager.net/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://notbotframework.com/",
    "https://169.254.169.254/latest/",
    "file:///etc/passwd",
    "smba.trafficmanager.net",
    "",
  ])("does not trust %j", (url) => {
    expect(isTrustedServiceUrl(url, { local: false })).toBe(false);
    expect(isTrustedServiceUrl(url, { local: true })).toBe(false);
  });

  it("trusts only this machine without an app id", () => {
    for (const url of ["http://127.0.0.1:4000/", "http://localhost:4000/", "http://[::1]:4000/"]) {
      expect(isTrustedServiceUrl(url, { local: true })).toBe(true);
      expect(isTrustedServiceUrl(url, { local: false })).toBe(false);
    }
  });

  it.each(["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"])(
    "recognises %s as this machine",
    (host) => expect(isLoopbackHost(host)).toBe(true),
  );
  it.each([
    "0.0.0.0",
    "::",
    "10.0.0.1",
    "127.0.0.1.evil.example",
    "127.evil.example",
    "",
    "localhost.evil.example",
  ])("does not recognise %j as this machine", (host) => expect(isLoopbackHost(host)).toBe(false));
});

describe("settings of Teams", () => {
  it("are refused when they would let outsiders in", async () => {
    await expect(openTeamsHarness({ host: "0.0.0.0" })).rejects.toMatchObject({
      code: "teams_unauthenticated",
    });
    await expect(openTeamsHarness({ host: "0.0.0.0", appId })).rejects.toMatchObject({
      code: "teams_incomplete",
    });
  });
});

describe("Teams without an app id", () => {
  async function local(options: FakeTeamsOptions = {}): Promise<FakeTeams> {
    const { teams, endpoint, close } = await openTeamsHarness();
    const platform = await fakeTeams(endpoint, options);
    closing.push(() => teams.stop(), close, platform.close);
    await teams.start(core);
    return platform;
  }

  it("accepts what comes from this machine, with or without a tenant", async () => {
    expect((await (await local()).dm("Maria", "hello")).status).toBe(200);
    expect((await (await local({ tenant: null })).dm("Maria", "hello")).status).toBe(200);
    expect(accepted.map(({ workspace }) => workspace)).toEqual([`teams:${tenant}`, "teams:local"]);
  });

  it("recognises an activity without an id when it comes again", async () => {
    const platform = await local();
    const { id: _, ...nameless } = platform.activity(
      "Maria",
      {},
      {
        type: "invoke",
        name: "adaptiveCard/action",
        value: { action: { data: { entwine: { press: "skip" } } } },
      },
    );
    await platform.deliver(nameless);
    await platform.repeats();
    expect(accepted).toHaveLength(2);
    expect(accepted[1]).toEqual(accepted[0]);
  });

  it("refuses activities that would make it send elsewhere", async () => {
    const platform = await local();
    expect(
      (
        await platform.deliver({
          ...platform.activity("Maria", {}, { type: "message", text: "hello" }),
          serviceUrl: "https://smba.trafficmanager.net/emea/",
        })
      ).status,
    ).toBe(403);
    expect(accepted).toEqual([]);
  });

  it("refuses a web page in a browser, also under another host name", async () => {
    const borrowed: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { "content-type": "text/plain" },
    ];
    for (const headers of borrowed) {
      const platform = await local({ headers });
      expect((await platform.dm("Maria", "hello")).status).toBeGreaterThanOrEqual(400);
    }
    expect(accepted).toEqual([]);
  });

  it.each<[string, RequestInit, number]>([
    ["invalid JSON", { body: "{" }, 400],
    ["no activity", { body: "[]" }, 400],
    ["nothing", { body: "null" }, 400],
    ["an activity without a sender", { body: JSON.stringify({ type: "message", id: "1" }) }, 400],
    [
      "a body that is too large",
      { body: JSON.stringify({ text: "x".repeat(requestBodyMaxBytes) }) },
      413,
    ],
    [
      "a form",
      { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
    ],
    ["a GET request", { method: "GET" }, 405],
  ])("responds to %s with a clear error", async (_, request, status) => {
    const { teams, endpoint, close } = await openTeamsHarness();
    closing.push(() => teams.stop(), close);
    await teams.start(core);
    expect(
      (
        await fetch(endpoint, {
          method: "POST",
          headers: { "content-type": "application/json" },
          ...request,
        })
      ).status,
    ).toBe(status);
  });

  it("responds with 503 before it has started, and after it has stopped", async () => {
    const { teams, endpoint, close } = await openTeamsHarness();
    const platform = await fakeTeams(endpoint);
    closing.push(close, platform.close);
    expect((await platform.dm("Maria", "hello")).status).toBe(503);
    await teams.start(core);
    expect((await platform.repeats()).status).toBe(200);
    await teams.stop();
    expect((await platform.repeats()).status).toBe(503);
  });

  it("logs no word of an activity that could not be stored", async () => {
    const { teams, endpoint, logged, close } = await openTeamsHarness();
    const platform = await fakeTeams(endpoint);
    closing.push(() => teams.stop(), close, platform.close);
    await teams.start({
      ...core,
      ingest: () => Promise.reject(new Error("cannot store: a secret wish")),
    });
    expect(await platform.dm("Maria", "a secret wish")).toEqual({ status: 500, body: null });
    expect(logged).toHaveLength(1);
    expect(logged.join()).not.toContain("secret");
  });
});

describe("Teams with an app id", () => {
  let issuer: TokenIssuer;
  /** Microsoft's service URL, which is in the token and the activity. */
  const serviceUrl = "https://smba.trafficmanager.net/emea/";

  beforeEach(async () => {
    issuer = await tokenIssuer();
    closing.push(issuer.close);
    // nobody's roster is read from Microsoft's real service
    const { fetch: request } = globalThis;
    vi.stubGlobal("fetch", async (...asked: Parameters<typeof fetch>) => {
      if (String(asked[0]).startsWith(serviceUrl)) throw new TypeError("fetch failed");
      return request(...asked);
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  async function postActivity(
    authorization: string | undefined,
    change: object = {},
    config: object = {},
  ): Promise<number> {
    const { teams, endpoint, close } = await openTeamsHarness(
      { ...identity, host: "0.0.0.0", ...config },
      issuer.connect,
    );
    const platform = await fakeTeams(endpoint, {
      headers: authorization === undefined ? {} : { authorization },
    });
    closing.push(() => teams.stop(), close, platform.close);
    await teams.start(core);
    return (
      await platform.deliver({
        ...platform.activity("Maria", {}, { type: "message", text: "hello" }),
        serviceUrl,
        ...change,
      })
    ).status;
  }

  const seconds = (): number => Math.floor(Date.now() / 1000);

  it("accepts activities that the Bot Framework signed", async () => {
    expect(await postActivity(issuer.token(appId, serviceUrl))).toBe(200);
    expect(accepted).toHaveLength(1);
  });

  it.each<[string, () => TokenOptions]>([
    ["for another bot", () => ({ claims: { aud: "another" } })],
    ["by another issuer", () => ({ claims: { iss: "https://evil.example" } })],
    [
      "for another service",
      () => ({ claims: { serviceurl: "https://smba.trafficmanager.net/amer/" } }),
    ],
    ["for no service", () => ({ claims: { serviceurl: undefined } })],
    ["with an unknown key", () => ({ header: { kid: "key-2" } })],
    ["that has expired", () => ({ claims: { exp: seconds() - 600 } })],
    ["that is not valid yet", () => ({ claims: { nbf: seconds() + 3600 } })],
    ["with another signature", () => ({ forged: true })],
    ["with no algorithm", () => ({ header: { alg: "none" } })],
  ])("refuses a token %s", async (_, options) => {
    expect(await postActivity(issuer.token(appId, serviceUrl, options()))).toBe(401);
    expect(accepted).toEqual([]);
  });

  it.each([undefined, "", "Bearer", "Bearer nonsense", "Basic dXNlcg=="])(
    "refuses %j",
    async (authorization) => {
      expect(await postActivity(authorization)).toBe(401);
      expect(accepted).toEqual([]);
    },
  );

  it("refuses people of another tenant, whatever the token says", async () => {
    const elsewhere = {
      conversation: { id: "a:1", conversationType: "personal", tenantId: "another" },
    };
    expect(await postActivity(issuer.token(appId, serviceUrl), elsewhere)).toBe(403);
    expect(
      await postActivity(issuer.token(appId, serviceUrl), {
        conversation: { id: "a:1" },
        channelData: {},
      }),
    ).toBe(403);
    expect(
      await postActivity(issuer.token(appId, serviceUrl), elsewhere, {
        tenants: [tenant, "another"],
      }),
    ).toBe(200);
  });

  it("sends nothing to a tenant that is not allowed, nor across tenants", async () => {
    const { teams, close } = await openTeamsHarness(
      { ...identity, host: "0.0.0.0", tenants: [tenant, "second"] },
      issuer.connect,
    );
    closing.push(() => teams.stop(), close);
    await teams.start(core);
    const place = { platform: "teams", kind: "personal", id: "maria" } as const;
    const address = { serviceUrl, bot: `28:${appId}`, tenant, conversation: "a:1" };
    const message: Omit<OutboundMessage, "workspace"> = {
      id: "1",
      place,
      address,
      kind: "post",
      card: [],
    };
    expect(await teams.send({ ...message, workspace: "teams:another" })).toEqual({
      kind: "refused",
      code: "tenant_not_allowed",
    });
    expect(await teams.send({ ...message, workspace: "teams:second" })).toEqual({
      kind: "refused",
      code: "other_tenant",
    });
  });

  it("serves several tenants when they are named, and none when none is", async () => {
    const { tenant: _, ...ofSeveral } = identity;
    await expect(openTeamsHarness({ ...ofSeveral, host: "0.0.0.0" })).rejects.toMatchObject({
      code: "teams_incomplete",
      hint: expect.stringContaining("ENTWINE_TEAMS_TENANTS"),
    });
    const several = { tenant: undefined, tenants: ["Second", tenant] };
    const of = (tenantId: string) => ({
      conversation: { id: "a:1", conversationType: "personal", tenantId },
      channelData: { tenant: { id: tenantId } },
    });
    expect(await postActivity(issuer.token(appId, serviceUrl), of("second"), several)).toBe(200);
    expect(await postActivity(issuer.token(appId, serviceUrl), of(tenant), several)).toBe(200);
    expect(await postActivity(issuer.token(appId, serviceUrl), of("third"), several)).toBe(403);
    expect(accepted.map(({ workspace }) => workspace)).toEqual(["teams:second", `teams:${tenant}`]);
  });

  it("logs that a tenant was refused, and no word of its activity", async () => {
    const { teams, endpoint, logged, close } = await openTeamsHarness(
      { ...identity, host: "0.0.0.0" },
      issuer.connect,
    );
    const platform = await fakeTeams(endpoint, {
      headers: { authorization: issuer.token(appId, serviceUrl) },
    });
    closing.push(() => teams.stop(), close, platform.close);
    await teams.start(core);
    const conversation = { id: "a:1", conversationType: "personal", tenantId: "another" };
    const { status } = await platform.deliver({
      ...platform.activity("Maria", {}, { type: "message", text: "a Schuhschrank" }),
      serviceUrl,
      conversation,
    });
    expect(status).toBe(403);
    expect(logged).toHaveLength(1);
    expect(logged.join()).toMatch(/"status":403(?!.*Schuhschrank)/);
  });

  it("refuses a service URL that is not Microsoft's, although a token names it", async () => {
    const evil = "https://evil.example/";
    expect(await postActivity(issuer.token(appId, evil), { serviceUrl: evil })).toBe(403);
  });

  it("asks for another delivery when the keys cannot be fetched", async () => {
    const token = issuer.token(appId, serviceUrl);
    await issuer.close();
    expect(await postActivity(token)).toBe(503);
  });

  it("sends its token only to Microsoft", async () => {
    const { teams, endpoint, close } = await openTeamsHarness(identity, issuer.connect);
    const platform = await fakeTeams(endpoint);
    closing.push(() => teams.stop(), close, platform.close);
    await teams.start(core);
    const place = { platform: "teams", kind: "personal", id: "maria" } as const;
    const address = { serviceUrl: platform.serviceUrl, bot: `28:${appId}`, conversation: "a:1" };
    expect(
      await teams.send({
        id: "1",
        workspace: `teams:${tenant}`,
        place,
        address,
        kind: "post",
        card: [],
      }),
    ).toEqual({
      kind: "refused",
      code: "untrusted_service_url",
    });
    expect(platform.calls).toEqual([]);
  });
});
