/**
 * Forged and replayed requests at `/api/messages`, and the hosts that receive our token. Other
 * refusals are tested in tests/platforms/teams/inbound/access.test.ts.
 */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Json } from "../../src/platform/adapter.ts";
import type { InboundEvent } from "../../src/platform/event.ts";
import type { Form } from "../../src/platform/form.ts";
import { listen } from "../harness/listen.ts";
import { standInCore } from "../harness/stand-in-core.ts";
import { type FakeTeams, fakeTeams } from "../harness/teams/fake-teams.ts";
import { openTeamsHarness } from "../harness/teams/teams-harness.ts";
import { type TokenIssuer, type TokenOptions, tokenIssuer } from "../harness/teams/token-issuer.ts";
import { words } from "../harness/words.ts";
import { mutateValue, seededRolls } from "./mutate-value.ts";

const appId = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const tenant = "7d1c0f1e-0000-4000-8000-000000000001";
const serviceUrl = "https://smba.trafficmanager.net/emea/";
const seconds = (): number => Math.floor(Date.now() / 1_000);

let accepted: InboundEvent[];
let form: Form | undefined;
let mistakes: Record<string, string> | undefined;
const core = standInCore({
  ingest: async (events) => void accepted.push(...events),
  buildForm: async () => form,
  validateForm: async () => mistakes,
});
beforeEach(() => {
  accepted = [];
  form = mistakes = undefined;
});

describe("a token", () => {
  let issuer: TokenIssuer;
  let platform: FakeTeams;
  let logged: string[];
  let close: () => Promise<void>;
  let authorization = "";
  const printed: unknown[] = [];

  beforeAll(async () => {
    issuer = await tokenIssuer();
    const made = await openTeamsHarness(
      { appId, password: "secret", tenant, host: "0.0.0.0" },
      issuer.connect,
    );
    logged = made.logged;
    platform = await fakeTeams(made.endpoint, { authorization: () => authorization });
    await made.teams.start(core);
    vi.spyOn(process.stderr, "write").mockImplementation((said) => Boolean(printed.push(said)));
    close = async () => {
      vi.restoreAllMocks();
      await made.teams.stop();
      await made.close();
      await platform.close();
      await issuer.close();
    };
  });
  afterAll(() => close());

  async function postActivity(token: string, change: object = {}): Promise<number> {
    authorization = token;
    return (
      await platform.deliver({
        ...platform.activity("Maria", {}, { type: "message", text: "hello" }),
        serviceUrl,
        ...change,
      })
    ).status;
  }

  /**
   * A token that Entra signs for an app: other bots ("skills") and the emulator have such tokens.
   */
  const ofEntra = (claims: object): TokenOptions => ({
    claims: {
      iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
      ver: "1.0",
      serviceurl: undefined,
      ...claims,
    },
  });

  it.each<[string, () => TokenOptions]>([
    [
      "signed with the public key as if it were a secret",
      () => ({ header: { alg: "HS256" }, forged: "by the public key" }),
    ],
    [
      "with no algorithm and an invalid signature",
      () => ({ header: { alg: "none" }, forged: true }),
    ],
    ["with an algorithm in lower case", () => ({ header: { alg: "NONE" } })],
    [
      "of another app, as a bot that calls us",
      () => ofEntra({ appid: "0d2504e0-4f89-41d3-9a0c-0305e82c3302" }),
    ],
    [
      "of another app, as the emulator",
      () =>
        ofEntra({
          aud: "0d2504e0-4f89-41d3-9a0c-0305e82c3302",
          appid: "0d2504e0-4f89-41d3-9a0c-0305e82c3302",
        }),
    ],
    ["without an app, as the emulator", () => ofEntra({ appid: undefined })],
    [
      "for us among others",
      () => ({ claims: { aud: [appId, "another"], iss: "https://evil.example" } }),
    ],
    ["for us in another spelling", () => ({ claims: { aud: `${appId}/` } })],
    [
      "for the same service with a longer path",
      () => ({ claims: { serviceurl: `${serviceUrl}evil` } }),
    ],
    ["with a key that is a path", () => ({ header: { kid: "../../key-1" } })],
    ["with a key that every object has", () => ({ header: { kid: "__proto__" } })],
    ["with a key that is an object", () => ({ header: { kid: { $ne: "" } } })],
    ["with no key", () => ({ header: { kid: undefined } })],
    [
      "that brings its own key",
      () => ({
        header: { jwk: { kty: "oct", k: "AAAA" }, jku: "https://evil.example/keys" },
        forged: true,
      }),
    ],
    ["that expired six minutes ago", () => ({ claims: { exp: seconds() - 360 } })],
    ["without an expiry", () => ({ claims: { exp: "never" } })],
    ["that becomes valid in an hour", () => ({ claims: { nbf: seconds() + 3_600 } })],
  ])("is not believed %s", async (_, options) => {
    expect(await postActivity(issuer.token(appId, serviceUrl, options()))).toBe(401);
    expect(accepted).toEqual([]);
  });

  it("is refused when the key is for another channel than the activity's", async () => {
    for (const channelId of ["webchat", "emulator", "directline", "", null])
      expect([401, 403]).toContain(
        await postActivity(issuer.token(appId, serviceUrl), { channelId }),
      );
    expect(accepted).toEqual([]);
  });

  it("is refused when cut, doubled, changed or of any other length", async () => {
    const good = issuer.token(appId, serviceUrl).slice("Bearer ".length);
    const [header = "", claims = "", signature = ""] = good.split(".");
    const bad = [
      `${header}.${claims}`,
      `${header}.${claims}.`,
      `.${claims}.${signature}`,
      `${good}.${signature}`,
      `${good},${good}`,
      `${header}..${signature}`,
      "a".repeat(10_000),
      "..",
      "null",
      "%00",
    ];
    for (const token of bad) expect(await postActivity(`Bearer ${token}`)).toBe(401);
    for (const scheme of ["bearer", "Basic", "BEARER", "Token"])
      expect([200, 401]).toContain(await postActivity(`${scheme} ${good}`));
    accepted = [];
    const roll = seededRolls(7);
    for (let count = 0; count < 600; count += 1) {
      const bent = String(mutateValue(good, roll)).replaceAll(/[^\x21-\x7e]/g, "");
      if (bent !== good) expect(await postActivity(`Bearer ${bent}`)).toBe(401);
    }
    expect(accepted).toEqual([]);
  });

  it("appears in no log when refused, where one line of ours tells of it", () => {
    expect(printed).toEqual([]);
    expect(logged.length).toBeGreaterThan(500);
    for (const line of logged)
      expect(JSON.parse(line)).toMatchObject({
        level: "warn",
        platform: "teams",
        status: expect.any(Number),
      });
  });

  it("brings the same activity again when replayed, which is stored once", async () => {
    expect(await postActivity(issuer.token(appId, serviceUrl), { id: "1700000000001" })).toBe(200);
    expect((await platform.repeats()).status).toBe(200);
    const [first, again] = accepted;
    expect(again).toEqual(first);
  });

  it("of Microsoft brings nobody of another tenant", async () => {
    for (const tenantId of ["another", "", `${tenant} `, `${tenant}/..`, "__proto__"])
      expect(
        await postActivity(issuer.token(appId, serviceUrl), {
          conversation: { id: "a:1", conversationType: "personal", tenantId },
        }),
      ).toBe(403);
    expect(accepted).toEqual([]);
  });
});

describe("Teams on this machine", () => {
  let platform: FakeTeams;
  let open: Awaited<ReturnType<typeof openTeamsHarness>>;
  beforeEach(async () => {
    open = await openTeamsHarness();
    platform = await fakeTeams(open.endpoint);
    await open.teams.start(core);
  });
  afterEach(async () => {
    await open.teams.stop();
    await open.close();
    await platform.close();
  });

  it("sends no request to another host when a connector redirects", async () => {
    const calls: unknown[] = [];
    const other = await listen((request, response) => {
      calls.push(request.headers);
      response.end("{}");
    });
    await platform.dm("Maria", "hello");
    const { workspace, place, address } = accepted[0]!;
    for (const status of [301, 302, 307, 308]) {
      platform.answers({ status, headers: { location: `${other.url}/` } });
      expect(
        await open.teams.send({
          id: "1",
          workspace,
          place,
          address,
          kind: "post",
          card: [],
        }),
      ).toMatchObject({
        kind: "refused",
      });
    }
    await other.close();
    expect(calls).toEqual([]);
  });

  it("sends nothing to an address that was changed in the database", async () => {
    const message = {
      id: "1",
      workspace: `teams:${tenant}`,
      place: { platform: "teams", kind: "channel", id: "19:c@thread.tacv2" },
      kind: "post",
      card: [],
    } as const;
    for (const changed of [
      "https://evil.example/",
      "http://169.254.169.254/",
      "http://127.0.0.1@evil.example/",
      "http://127.0.0.1.evil.example/",
      "http://[::ffff:10.0.0.1]/",
      "file:///etc/passwd",
      "http://0/",
      "gopher://127.0.0.1/",
    ])
      expect(
        await open.teams.send({
          ...message,
          card: [],
          address: { serviceUrl: changed, bot: "28:x", tenant },
        }),
      ).toEqual({
        kind: "refused",
        code: "untrusted_service_url",
      });
    const forgeries: Json[] = [
      null,
      7,
      "https://evil.example/",
      [],
      { serviceUrl: 1 },
      { serviceUrl: "http://127.0.0.1:1/", bot: {} },
    ];
    for (const changed of forgeries)
      expect(await open.teams.send({ ...message, card: [], address: changed })).toMatchObject({
        kind: "refused",
      });
    expect(platform.calls).toEqual([]);
  });

  const asked: Form = {
    ...{
      id: "act/R/deliver",
      title: words.plain("life.button.deliver"),
      submit: words.plain("life.form.send"),
      cancel: words.plain("requests.form.cancel"),
    },
    fields: [
      {
        name: "brought",
        label: "Brought by",
        kind: "choice",
        required: true,
        options: [{ value: "team", label: "Us" }],
      },
    ],
  };
  const sent = (brought: string) => ({
    entwine: { press: "act/R/deliver", form: "act/R/deliver", fields: ["brought"] },
    brought,
  });

  it("refuses a choice that was never offered", async () => {
    form = asked;
    const { body } = await platform.invoke("Maria", {}, "task/submit", {
      value: { data: sent("the board") },
    });
    expect(JSON.stringify(body)).toContain(words.plain("teams.form.choose"));
    expect(accepted).toEqual([]);
    await platform.invoke("Maria", {}, "task/submit", { value: { data: sent("team") } });
    expect(accepted).toMatchObject([{ kind: "submitted", values: { brought: "team" } }]);
  });

  it("validates a form that arrives as a message like one from a dialog", async () => {
    mistakes = { text: words.plain("life.mistake.empty") };
    const message = platform.activity("Maria", {}, { type: "message", value: sent("team") });
    expect((await platform.deliver(message)).status).toBe(200);
    expect(accepted).toMatchObject([{ kind: "press", press: "act/R/deliver" }]);
    mistakes = undefined;
    await platform.deliver({ ...message, id: "2" });
    expect(accepted[1]).toMatchObject({ kind: "submitted" });
  });

  it("reads endlessly nested values only to a sensible depth", async () => {
    const content = `${"<div>".repeat(50_000)}deep${"</div>".repeat(50_000)}<p>We need a tool</p>`;
    const deep = platform.activity(
      "Maria",
      {},
      { type: "message", text: "x", attachments: [{ contentType: "text/html", content }] },
    );
    expect((await platform.deliver(deep)).status).toBe(200);
    expect(accepted).toMatchObject([{ kind: "message", text: ["We need a tool"] }]);
    const odd = platform.activity(
      "Maria",
      {},
      {
        type: "message",
        text: "x",
        attachments: [
          {
            contentType: "text/html",
            content: "<constructor>a</constructor><toString>b</toString>",
          },
        ],
      },
    );
    expect((await platform.deliver(odd)).status).toBe(200);
    expect(accepted[1]).toMatchObject({ text: ["ab"] });
  });

  it("refuses ids that are too long or unknown", async () => {
    const good = platform.activity("Maria", {}, { type: "message", text: "hello" });
    const wrongFields: Record<string, Json>[] = [
      { id: "x".repeat(201) },
      { id: "" },
      { from: { id: "" } },
      { conversation: { id: "c".repeat(601) } },
      { from: null },
      { timestamp: "99999-99-99T00:00:00Z" },
      { timestamp: "2027-01-01T00:00:00+99:99" },
    ];
    for (const wrong of wrongFields)
      expect((await platform.deliver({ ...good, ...wrong })).status).toBe(400);
    expect(accepted).toEqual([]);
  });
});
