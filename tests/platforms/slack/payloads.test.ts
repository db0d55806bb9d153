/** Parsing of Slack's payloads, once each. */
import { describe, expect, it } from "vitest";
import { parseSlackPayload } from "../../../src/platforms/slack/payloads.ts";

const [ours, other] = ["T0OURS", "T0OTHER"];

/** A complete payload of each kind, to which a test adds fields. */
const delivered = (event: object = {}, more: object = {}): object => ({
  type: "event_callback",
  ...{ team_id: ours, event_id: "Ev1", ...more },
  event: { type: "message", channel: "C1", user: "U1", ts: "1.0", ...event },
});
const pressed = (more: object = {}): object => ({
  type: "block_actions",
  ...{ user: { id: "U1" }, team: { id: ours }, trigger_id: "1.2" },
  actions: [{ action_id: "press.0", action_ts: "2.0", value: "skip" }],
  ...more,
});
const view = { id: "V1", private_metadata: "{}", blocks: [], state: { values: {} } };
const submitted = (more: object = {}): object => ({
  type: "view_submission",
  ...{ user: { id: "U1" }, team: { id: ours }, view },
  ...more,
});
const pointed = (more: object = {}): object => ({
  type: "message_action",
  ...{ user: { id: "U1" }, team: { id: ours }, callback_id: "x", action_ts: "2.0" },
  ...{ channel: { id: "C1" }, message: { ts: "1.0", user: "U2" }, ...more },
});
const typed = (more: object = {}): object => ({
  ...{ command: "/request", team_id: ours, user_id: "U1", channel_id: "C1", trigger_id: "1" },
  ...more,
});
const revoked = (event: object, more: object = {}): object => ({
  type: "event_callback",
  ...{ team_id: ours, event_time: 1_700_000_000, event },
  ...more,
});

describe("parseSlackPayload", () => {
  it.each<[string, object, string]>([
    ["an event", delivered(), "event"],
    ["a press", pressed(), "actions"],
    ["a form", submitted(), "submission"],
    ["a shortcut", pointed(), "shortcut"],
    ["a command", typed(), "command"],
    ["the removal of the app", revoked({ type: "app_uninstalled" }), "revocation"],
    [
      "the revocation of the bot's token",
      revoked({ type: "tokens_revoked", tokens: { bot: ["U0BOT"] } }),
      "revocation",
    ],
    [
      "the revocation of people's tokens",
      revoked({ type: "tokens_revoked", tokens: { oauth: ["U1"] } }),
      "other",
    ],
    ["an event without a subscription", delivered({ type: "pin_added" }), "other"],
    ["an empty event", { event: null }, "other"],
    ["an unknown interaction", { type: "view_closed" }, "other"],
    ["nothing", {}, "other"],
  ])("returns the kind of %s", (_, payload, kind) =>
    expect(parseSlackPayload(payload).kind).toBe(kind),
  );

  it("returns how and when a token was revoked", () =>
    expect(parseSlackPayload(revoked({ type: "app_uninstalled" }))).toEqual({
      kind: "revocation",
      workspace: `slack:${ours}`,
      code: "app_uninstalled",
      at: 1_700_000_000_999,
    }));

  it.each<[string, () => { payload: object; count(): number }]>([
    ["an event", () => counted(delivered(), ({ event }) => event, "ts")],
    ["a press", () => counted(pressed(), ({ user }) => user, "id")],
    ["a form", () => counted(submitted(), (payload) => payload.view, "private_metadata")],
    ["a shortcut", () => counted(pointed(), ({ message }) => message, "ts")],
    ["a command", () => counted(typed(), (payload) => payload, "trigger_id")],
  ])("reads each field of %s once", (_, prepare) => {
    const { payload, count } = prepare();
    parseSlackPayload(payload);
    expect(count()).toBe(1);
  });

  /** Counts how often a field of a payload is read. */
  function counted(
    payload: object,
    // biome-ignore lint/suspicious/noExplicitAny: fields of any payload
    at: (payload: any) => object,
    field: string,
  ): { payload: object; count(): number } {
    const copy = structuredClone(payload);
    const holder = at(copy) as Record<string, unknown>;
    const { [field]: value } = holder;
    let reads = 0;
    Object.defineProperty(holder, field, {
      enumerable: true,
      get: () => {
        reads++;
        return value;
      },
    });
    return { payload: copy, count: () => reads };
  }
});

describe("actor of a payload", () => {
  const joined = { type: "member_joined_channel", user: "UBOT", event_ts: "1.0" };
  const inner = { ts: "1.0", user: "U1" };
  it.each<[string, object, string[]]>([
    ["a message", delivered({ team: other }), [other]],
    ["the sender's team", delivered({ user_team: other }), [other]],
    ["the source", delivered({ team: ours, source_team: other }), [ours, other]],
    ["the profile in a message", delivered({ user_profile: { team: other } }), [other]],
    ["an edit", delivered({ message: { ...inner, user_team: other } }), [other]],
    ["a deletion", delivered({ previous_message: { ...inner, team: other } }), [other]],
    ["a press", pressed({ user: { id: "U1", team_id: other } }), [other]],
    ["a form", submitted({ user: { id: "U1", team_id: other } }), [other]],
    ["a shortcut, ignoring its message", pointed({ message: { ...inner, team: other } }), []],
    ["the bot joining a channel", delivered({ ...joined, team: ours }), []],
    ["unusual shapes", delivered({ team: 7, user_profile: "x", source_team: [] }), []],
  ])("is read from %s", (_, payload, teams) =>
    expect(parseSlackPayload(payload)).toMatchObject({ actor: { teams, shared: false } }),
  );

  it("shows that a channel is shared with another organisation", () =>
    expect(parseSlackPayload(delivered({}, { is_ext_shared_channel: true }))).toMatchObject({
      actor: { shared: true },
    }));
});

describe("workspace of a payload", () => {
  const [a, b] = ["T0A", "T0B"];
  const authorized = (...teams: (string | null)[]) => ({
    authorizations: teams.map((team_id) => ({ team_id })),
  });
  const heard = (more: object = {}) => delivered({}, { team_id: a, ...more });
  const opened = (event: object, more: object = {}) =>
    delivered(
      { type: "app_home_opened", channel: "D1", tab: "home", event_ts: "1.0", ...event },
      { team_id: a, ...more },
    );
  const whole = { team: null, enterprise: { id: "E1" }, is_enterprise_install: true };
  const onPage = { user: { id: "U1", team_id: b }, team: { id: b } };
  it.each<[string, object, string | undefined]>([
    ["an event's context", heard({ context_team_id: b, ...authorized(b) }), b],
    ["an event's authorization", heard(authorized(b)), b],
    ["one of an event's authorizations", heard({ context_team_id: b, ...authorized(a, b) }), b],
    ["an event with only a team id", heard(), a],
    [
      "an event whose context and authorization differ",
      heard({ context_team_id: b, ...authorized(a) }),
      undefined,
    ],
    ["an event of an organisation", heard({ team_id: null, ...authorized(null) }), undefined],
    ["a Home tab with consistent claims", opened({ view: { team_id: a } }, authorized(a)), a],
    ["a Home tab with another workspace's view", opened({ view: { team_id: b } }), undefined],
    ["a Home tab with another authorization", opened({}, authorized(b)), undefined],
    [
      "a press on a Home tab of another workspace",
      pressed({ ...onPage, view: { type: "home", team_id: b, app_installed_team_id: a } }),
      b,
    ],
    [
      "the same without the view's own team",
      pressed({ ...onPage, view: { type: "home", app_installed_team_id: a } }),
      b,
    ],
    [
      "a press on another workspace's page",
      pressed({ ...onPage, view: { type: "home", team_id: a, app_installed_team_id: a } }),
      undefined,
    ],
    [
      "a press on another workspace's card",
      pressed({ ...onPage, channel: { id: "C1" }, message: { ts: "1.2", team: a } }),
      undefined,
    ],
    [
      "a shortcut on another person's message",
      pointed({ ...onPage, message: { ts: "1.2", user: "U2", team: a } }),
      b,
    ],
    ["a form", submitted({ ...onPage, view: { ...view, team_id: b } }), b],
    [
      "a form of another workspace's view",
      submitted({ ...onPage, view: { ...view, team_id: a } }),
      undefined,
    ],
    [
      "a press with an organisation's installation",
      pressed({ team: null, enterprise: { id: "E1" }, is_enterprise_install: true }),
      undefined,
    ],
    [
      "an event whose context is an organisation",
      heard({ context_team_id: "E1", team_id: b, enterprise_id: "E1" }),
      b,
    ],
    [
      "the same in a channel shared with another organisation",
      heard({ context_team_id: "E1", team_id: b, is_ext_shared_channel: true }),
      undefined,
    ],
    [
      "an event of an organisation's installation",
      heard({ context_team_id: b, authorizations: [{ team_id: null, ...whole }] }),
      b,
    ],
    ["a press in an organisation's installation", pressed({ ...whole, view: { team_id: b } }), b],
    [
      "a press on a card in an organisation's installation",
      pressed({ ...whole, channel: { id: "C1" }, message: { ts: "1.2", team: b } }),
      b,
    ],
    [
      "a press whose workspace is the organisation's id",
      pressed({ ...whole, team: { id: "E1" }, view: { team_id: "E1" } }),
      undefined,
    ],
    [
      "the removal of the app by an organisation",
      revoked({ type: "app_uninstalled" }, { team_id: "E1", enterprise_id: "E1" }),
      "E1",
    ],
    ["a command", typed({ team_id: b, enterprise_id: "E1" }), b],
    ["a command without a workspace", typed({ team_id: undefined }), undefined],
    ["a revocation", revoked({ type: "app_uninstalled" }, { team_id: b }), b],
  ])("is read from %s", (_, payload, team) => {
    if (team === undefined) expect(() => parseSlackPayload(payload)).toThrow();
    else expect(parseSlackPayload(payload)).toMatchObject({ workspace: `slack:${team}` });
  });
});
