import { describe, expect, it } from "vitest";
import { slackWorkspaceId } from "../../../../src/platforms/slack/payloads.ts";
import {
  decideActorMembership,
  decideNamedMembership,
  isSlackTeamAdmin,
  readActorClaims,
} from "../../../../src/platforms/slack/workspace/membership.ts";
import type { SlackProfile } from "../../../../src/platforms/slack/workspace/profiles.ts";

const team = "T0OURS";
const other = "T0OTHER";
const own = { id: "U1", team_id: team };
const neighbour = {
  id: "U1",
  team_id: other,
  enterprise_user: { enterprise_id: "E0ORG", teams: [other] },
};
const ofBoth = { ...neighbour, enterprise_user: { enterprise_id: "E0ORG", teams: [other, team] } };

describe("membershipIn", () => {
  it.each<[string, string[], boolean, SlackProfile | undefined, string]>([
    ["a colleague by the payload", [team], false, undefined, "member"],
    ["a colleague by the payload, where others are, too", [team], true, undefined, "member"],
    ["a colleague by Slack", [], true, own, "member"],
    ["somebody of whom nobody tells, among colleagues", [], false, undefined, "member"],
    ["somebody of whom nobody tells, where others are, too", [], true, undefined, "outsider"],
    [
      "somebody of whom Slack tells the organisation alone",
      [],
      false,
      { id: "U1", team_id: "E0ORG" },
      "member",
    ],
    ["somebody of another team by the payload", [other], true, undefined, "outsider"],
    [
      "the same in a channel that does not say that it is shared",
      [other],
      false,
      undefined,
      "outsider",
    ],
    ["the same whom Slack calls one of ours", [other], false, own, "outsider"],
    ["one claim among several that is another's", [team, other], true, own, "outsider"],
    ["a stranger", [team], false, { ...own, is_stranger: true }, "outsider"],
    [
      "somebody whom Slack says to be of another team",
      [team],
      false,
      { id: "U1", team_id: other },
      "outsider",
    ],
    ["a neighbour in the organisation", [other], false, neighbour, "outsider"],
    ["a neighbour whose payload names the organisation", ["E0ORG"], false, neighbour, "outsider"],
    ["a neighbour who is of this workspace, too", [other], false, ofBoth, "member"],
    [
      "a colleague whose payload names the organisation",
      ["E0ORG"],
      false,
      { ...own, enterprise_user: { teams: [team] } },
      "member",
    ],
    ["a guest", [team], false, { ...own, is_restricted: true }, "guest"],
    ["a guest of one channel", [], true, { ...own, is_ultra_restricted: true }, "guest"],
    [
      "a guest of the neighbours",
      [other],
      false,
      { ...neighbour, is_restricted: true },
      "outsider",
    ],
  ])("decides on %s", (_, teams, shared, profile, membership) =>
    expect(decideActorMembership(team, { teams, shared }, profile)).toBe(membership),
  );
});

describe("namedMembership", () => {
  it.each<[string, SlackProfile | undefined, string | undefined]>([
    ["a colleague", own, "member"],
    ["a guest", { ...own, is_restricted: true }, "guest"],
    ["a neighbour", neighbour, "outsider"],
    ["somebody who left", { ...own, deleted: true }, "outsider"],
    ["a bot", { ...own, is_bot: true }, "outsider"],
    ["somebody of whom Slack does not tell", undefined, undefined],
  ])("decides on %s", (_, profile, membership) =>
    expect(decideNamedMembership(team, profile)).toBe(membership),
  );
});

describe("administers", () => {
  const admin = { ...own, is_admin: true };
  it.each<[string, SlackProfile, boolean]>([
    ["an admin", admin, true],
    ["an owner", { ...own, is_owner: true }, true],
    ["a colleague", own, false],
    ["an admin of another workspace", { ...admin, team_id: other }, false],
    ["an admin of a neighbour who is of this workspace, too", { ...ofBoth, is_admin: true }, false],
    ["an admin of whom Slack names no workspace", { id: "U1", is_admin: true }, true],
    ["a stranger", { ...admin, is_stranger: true }, false],
    ["a guest", { ...admin, is_restricted: true }, false],
    ["somebody who left", { ...admin, deleted: true }, false],
    ["a bot", { ...admin, is_bot: true }, false],
  ])("decides on %s", (_, profile, is) => expect(isSlackTeamAdmin(team, profile)).toBe(is));
});

describe("claimsOf", () => {
  const message = { type: "message", user: "U1" };
  it.each<[string, object, string[]]>([
    ["a message", { event: { ...message, team: other } }, [other]],
    ["the sender's team", { event: { ...message, user_team: other } }, [other]],
    ["the source", { event: { ...message, team, source_team: other } }, [team, other]],
    ["the profile in a message", { event: { ...message, user_profile: { team: other } } }, [other]],
    ["an edit", { event: { type: "message", message: { user_team: other } } }, [other]],
    ["a deletion", { event: { type: "message", previous_message: { team: other } } }, [other]],
    ["a press", { user: { id: "U1", team_id: other } }, [other]],
    [
      "the joining of the bot, whose team that is",
      { event: { type: "member_joined_channel", team } },
      [],
    ],
    ["odd shapes", { event: { ...message, team: 7, user_profile: "x" }, user: [] }, []],
  ])("reads %s", (_, payload, teams) => expect(readActorClaims(payload).teams).toEqual(teams));
});

describe("workspaceOf", () => {
  const [a, b] = ["T0A", "T0B"];
  const heard = { type: "event_callback", event: { type: "message" }, team_id: a };
  const pressed = { type: "block_actions", user: { id: "U1", team_id: b }, team: { id: b } };
  it.each<[string, object, string | undefined]>([
    ["an event's context", { ...heard, context_team_id: b, authorizations: [{ team_id: b }] }, b],
    ["an event's authorization", { ...heard, authorizations: [{ team_id: b }] }, b],
    [
      "one of an event's authorizations",
      { ...heard, context_team_id: b, authorizations: [{ team_id: a }, { team_id: b }] },
      b,
    ],
    ["an event of nothing else", heard, a],
    [
      "an event whose context and authorization differ",
      { ...heard, context_team_id: b, authorizations: [{ team_id: a }] },
      undefined,
    ],
    [
      "an event of a whole organisation",
      { ...heard, team_id: null, authorizations: [{ team_id: null, is_enterprise_install: true }] },
      undefined,
    ],
    [
      "a press on a home page that the app shows elsewhere",
      { ...pressed, view: { type: "home", team_id: b, app_installed_team_id: a } },
      b,
    ],
    [
      "the same without the view's own team",
      { ...pressed, view: { type: "home", app_installed_team_id: a } },
      b,
    ],
    [
      "a press on another workspace's page",
      { ...pressed, view: { type: "home", team_id: a, app_installed_team_id: a } },
      undefined,
    ],
    [
      "a press on another workspace's card",
      { ...pressed, channel: { id: "C1" }, message: { ts: "1.2", team: a } },
      undefined,
    ],
    [
      "a shortcut on a message of somebody else",
      { ...pressed, type: "message_action", message: { ts: "1.2", team: a } },
      b,
    ],
    ["a form", { ...pressed, type: "view_submission", view: { id: "V1", team_id: b } }, b],
    [
      "a press where the app is a whole organisation's",
      { ...pressed, team: null, enterprise: { id: "E1" }, is_enterprise_install: true },
      undefined,
    ],
    ["a command", { command: "/request", team_id: b, enterprise_id: "E1" }, b],
    ["nothing", {}, undefined],
  ])("reads %s", (_, payload, team) => {
    if (team === undefined) expect(() => slackWorkspaceId(payload)).toThrow();
    else expect(slackWorkspaceId(payload)).toBe(`slack:${team}`);
  });
});
