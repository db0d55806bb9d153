/**
 * Cost of many unsigned tokens, and the responses to them. Acceptance of single tokens is tested in
 * teams.test.ts.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { standInCore } from "../harness/stand-in-core.ts";
import { type FakeTeams, fakeTeams } from "../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../harness/teams/teams-harness.ts";
import { type TokenIssuer, type TokenOptions, tokenIssuer } from "../harness/teams/token-issuer.ts";

const appId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const tenant = "7d1c0f1e-0000-4000-8000-00000000abcd";
const serviceUrl = "https://smba.trafficmanager.net/emea/";
const botFramework = "https://api.botframework.com";
const exp = Math.floor(Date.now() / 1_000) + 3_600;

const part = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const noise = (bytes: number): string => randomBytes(bytes).toString("base64url");
const head = { alg: "RS256", typ: "JWT", kid: "key-1" };
const ours = { iss: botFramework, aud: appId, serviceurl: serviceUrl, exp };
const unsigned = (header: unknown, claims: unknown): string =>
  `Bearer ${part(header)}.${part(claims)}.${noise(256)}`;
const ofEntra = (tid: string, claims: object = {}) => ({
  iss: `https://sts.windows.net/${tid}/`,
  aud: botFramework,
  appid: appId,
  ver: "1.0",
  tid,
  exp,
  ...claims,
});

/** Returns the same tenant id with other letters in upper case, chosen by the bits of `count`. */
const respelled = (count: number): string => {
  const letters = [...tenant.slice(-4)].map((letter, index) =>
    count & (1 << index) ? letter.toUpperCase() : letter,
  );
  return tenant.slice(0, -4) + letters.join("");
};

type Kind = (count: number) => string;

/** Tokens that differ each time and whose signature is verified. */
const plausible: readonly Kind[] = [
  () => unsigned(head, ours),
  () => unsigned({ ...head, kid: noise(3_000) }, ours),
  () => unsigned(head, { ...ours, tid: tenant }),
  (count) => unsigned(head, { ...ours, tid: respelled(count) }),
  (count) => unsigned(head, ofEntra(respelled(count))),
  () =>
    unsigned(
      head,
      ofEntra(tenant, {
        iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
        ver: "2.0",
        azp: appId,
      }),
    ),
];

const hostile: readonly Kind[] = [
  ...plausible,
  () => unsigned({}, { tid: noise(3_800) }),
  () => unsigned(head, { iss: "x", tid: noise(3_800) }),
  () => unsigned(head, { ...ours, tid: noise(3_000) }),
  () => unsigned(head, ofEntra(noise(16))),
  () => unsigned(head, ofEntra(tenant, { iss: `https://sts.windows.net/${noise(16)}/` })),
  () => unsigned(head, ofEntra(tenant, { aud: appId, appid: noise(16) })),
  () => unsigned(head, ofEntra("d6d49420-f39b-4df7-a1dc-d59a935871db")),
  () => unsigned(head, { ...ours, tid: [noise(1_000)] }),
  () => unsigned(head, { ...ours, tid: { includes: noise(1_000) } }),
  (count) => unsigned(head, { ...ours, tid: count }),
  () => unsigned(head, { ...ours, iss: [botFramework], tid: noise(1_000) }),
  () =>
    unsigned(
      head,
      `{"iss":"${botFramework}","tid":"${tenant}","tid":"${noise(1_000)}","exp":${exp}}`,
    ),
  () => unsigned(head, `{"__proto__":{"iss":"x","tid":"${noise(1_000)}"}}`),
  () => unsigned(head, `${"[".repeat(2_500)}"${noise(16)}"${"]".repeat(2_500)}`),
  () =>
    unsigned(head, {
      ...ours,
      ...Object.fromEntries(Array.from({ length: 300 }, () => [noise(6), 0])),
    }),
  () => unsigned({ ...head, alg: "none" }, ours),
  () => unsigned({ ...head, alg: "HS256" }, ours),
  () => unsigned(head, { ...ours, exp: undefined }),
  () => unsigned(head, { ...ours, exp: "never" }),
  () => unsigned(head, { ...ours, padding: noise(8_000) }),
  () => unsigned("null", noise(100)),
  () => `Bearer ${noise(3_000)}`,
  () => `Bearer  ${noise(100)}.${noise(100)}.${noise(100)}`,
  () => `bearer ${part(head)}.${part({ ...ours, tid: noise(1_000) })}.`,
  () => `Basic ${noise(3_000)}`,
];

it("leaves memory and botbuilder's list of issuers unchanged for unsigned tokens", async () => {
  const script = fileURLToPath(new URL("../harness/teams/endpoint-process.ts", import.meta.url));
  const child = fork(script, [appId, tenant, serviceUrl], { execArgv: ["--expose-gc"] });
  onTestFinished(() => void child.kill());
  const heard = async <T>(): Promise<T> => ((await once(child, "message")) as [T])[0];
  const { endpoint, token } = await heard<{ endpoint: string; token: string }>();
  const body = JSON.stringify({
    type: "typing",
    id: "1",
    channelId: "msteams",
    serviceUrl,
    from: { id: "29:1" },
    recipient: { id: "28:1" },
    conversation: { id: "a:1", tenantId: tenant },
  });
  const postActivity = async (authorization: string): Promise<number> => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  };
  const answered = new Map<number, number>();
  let sent = 0;
  async function send(kinds: readonly Kind[], total: number): Promise<void> {
    const until = sent + total;
    const line = async (): Promise<void> => {
      while (sent < until) {
        const count = sent++;
        const status = await postActivity(kinds[count % kinds.length]!(count));
        answered.set(status, (answered.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 16 }, line));
  }
  const measure = (): Promise<{ heap: number; added: number }> => {
    child.send("measure");
    return heard();
  };

  expect(await postActivity(token)).toBe(200);
  await send(plausible, 1_000);
  const before = await measure();
  await send(hostile, 10_000);
  const after = await measure();
  const genuine = await postActivity(token);

  expect([...answered]).toEqual([[401, 11_000]]);
  expect([before.added, after.added]).toEqual([0, 0]);
  // Not the resident size: V8 lets that vary by 40 MB between full collections.
  expect(after.heap - before.heap).toBeLessThan(5_000_000);
  expect(genuine).toBe(200);
});

describe("a token", () => {
  let issuer: TokenIssuer;
  let platform: FakeTeams;
  let authorization: string;
  let closing: (() => Promise<void>)[];
  let workspaces: string[];

  beforeEach(async () => {
    issuer = await tokenIssuer();
    closing = [issuer.close];
    workspaces = [];
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function begin(config: object = {}): Promise<void> {
    const { teams, endpoint, close } = await openTeamsHarness(
      { appId, password: "secret", tenant, host: "0.0.0.0", ...config },
      issuer.connect,
    );
    platform = await fakeTeams(endpoint, { tenant, authorization: () => authorization });
    closing.push(close, platform.close, () => teams.stop());
    await teams.start(
      standInCore({
        ingest: async (events) => void workspaces.push(...events.map(({ workspace }) => workspace)),
      }),
    );
  }

  async function postActivity(options: TokenOptions = {}, change: object = {}): Promise<number> {
    authorization = issuer.token(appId, serviceUrl, options);
    return (
      await platform.deliver({
        ...platform.activity("Maria", {}, { type: "message", text: "hello" }),
        serviceUrl,
        ...change,
      })
    ).status;
  }

  const entra = (tid: string, claims: object = {}): TokenOptions => ({
    claims: { ...ofEntra(tid), serviceurl: undefined, ...claims },
  });
  const of = (tenantId: string) => ({
    conversation: { id: "a:1", conversationType: "personal", tenantId },
  });

  it.each([
    "AseChannel",
    "asechannel",
    "emulator",
    "directline",
    "webchat",
    "MSTEAMS",
    "msteams ",
    "",
    null,
    undefined,
    7,
    ["msteams"],
    { toString: "msteams" },
  ])("of Microsoft is refused when the channel is %j", async (channelId) => {
    await begin();
    expect(await postActivity({}, { channelId })).toBe(401);
    expect(await postActivity({ forged: true }, { channelId })).toBe(401);
    expect(await postActivity(entra(tenant), { channelId })).toBe(401);
  });

  it("is accepted from the Bot Framework or Entra, in any case of the tenant", async () => {
    await begin({ tenants: [tenant.toUpperCase()] });
    for (const spelling of [tenant, tenant.toUpperCase()]) {
      expect(await postActivity({}, of(spelling))).toBe(200);
      expect(await postActivity({ claims: { tid: spelling } }, of(tenant))).toBe(200);
      expect(await postActivity(entra(spelling), of(spelling))).toBe(200);
      const second = {
        iss: `https://login.microsoftonline.com/${spelling}/v2.0`,
        ver: "2.0",
        azp: appId,
        aud: appId,
      };
      expect(await postActivity(entra(spelling, second), of(tenant))).toBe(200);
    }
    expect(new Set(workspaces)).toEqual(new Set([`teams:${tenant}`]));
  });

  it.each<[string, TokenOptions]>([
    ["for another app", entra(tenant, { appid: "another" })],
    ["for another audience", entra(tenant, { aud: "https://graph.microsoft.com" })],
    ["on behalf of a person", entra(tenant, { scp: "user_impersonation" })],
    ["that another tenant's Entra issued", entra("9d1c0f1e-0000-4000-8000-000000000002")],
    [
      "whose tenant is not its issuer's",
      entra(tenant, { iss: "https://sts.windows.net/9d1c0f1e-0000-4000-8000-000000000002/" }),
    ],
    ["without a tenant", entra(tenant, { tid: undefined })],
    ["for another service", entra(tenant, { serviceurl: "https://smba.trafficmanager.net/amer/" })],
    ["of Entra without its signature", { ...entra(tenant), forged: true }],
    ["with another hash algorithm", { header: { alg: "RS512" } }],
    ["without an expiry", { claims: { exp: undefined } }],
  ])("is refused: %s", async (_, options) => {
    await begin();
    expect(await postActivity(options)).toBe(401);
    expect(workspaces).toEqual([]);
  });

  it("of one tenant's Entra brings nobody of another, even if both may use the bot", async () => {
    await begin({ tenants: [tenant, "second"] });
    expect(await postActivity(entra(tenant), of("second"))).toBe(401);
    expect(await postActivity(entra("second"), of("second"))).toBe(200);
  });

  it("of another issuer is refused before the body is read", async () => {
    await begin();
    for (const claims of [{ ...ours, aud: "another" }, ours]) {
      authorization = unsigned(head, claims);
      expect((await platform.deliver({ text: "x".repeat(2_000_000) })).status).toBe(401);
    }
  });

  it("is verified again, once for all requests, after the key server failed", async () => {
    await begin();
    issuer.fails(503);
    expect(await Promise.all(Array.from({ length: 20 }, () => postActivity()))).toEqual(
      Array.from({ length: 20 }, () => 503),
    );
    expect(issuer.asked).toHaveLength(1);
  });

  it("is not waited for without limit when the key server does not respond", async () => {
    await begin();
    issuer.fails("silently");
    const first = postActivity();
    await eventually(() => expect(issuer.asked).toHaveLength(1));
    issuer.passes(1 / 3_600);
    expect(await Promise.all([first, postActivity()])).toEqual([503, 503]);
    expect(issuer.asked).toHaveLength(1);
  });

  it("is accepted as soon as the key server has keys again", async () => {
    await begin();
    issuer.fails("without keys");
    expect(await postActivity()).toBe(503);
    issuer.fails();
    issuer.passes(1 / 3_600);
    expect(await postActivity()).toBe(200);
  });
});
