import { describe, expect, it } from "vitest";
import {
  decideActorMembership,
  decideNamedMembership,
  isSlackTeamAdmin,
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

describe("decideActorMembership", () => {
  it.each<[string, string[], boolean, SlackProfile | undefined, string]>([
    ["a member according to the payload", [team], false, undefined, "member"],
    ["a member according to the payload, in a shared channel", [team], true, undefined, "member"],
    ["a member according to Slack", [], true, own, "member"],
    ["a person without any claim, in an internal channel", [], false, undefined, "member"],
    ["a person without any claim, in a shared channel", [], true, undefined, "outsider"],
    [
      "a person of whom Slack names only the organisation",
      [],
      false,
      { id: "U1", team_id: "E0ORG" },
      "member",
    ],
    ["a person of another team according to the payload", [other], true, undefined, "outsider"],
    ["the same in a channel without the shared flag", [other], false, undefined, "outsider"],
    ["the same whom Slack calls a member", [other], false, own, "outsider"],
    ["several claims, one of another team", [team, other], true, own, "outsider"],
    ["a stranger", [team], false, { ...own, is_stranger: true }, "outsider"],
    [
      "a person of another team according to Slack",
      [team],
      false,
      { id: "U1", team_id: other },
      "outsider",
    ],
    ["a person of another workspace of the organisation", [other], false, neighbour, "outsider"],
    ["the same whose payload names the organisation", ["E0ORG"], false, neighbour, "outsider"],
    ["the same who also belongs to this workspace", [other], false, ofBoth, "member"],
    [
      "a member whose payload names the organisation",
      ["E0ORG"],
      false,
      { ...own, enterprise_user: { teams: [team] } },
      "member",
    ],
    ["a guest", [team], false, { ...own, is_restricted: true }, "guest"],
    ["a guest of one channel", [], true, { ...own, is_ultra_restricted: true }, "guest"],
    [
      "a guest of another workspace of the organisation",
      [other],
      false,
      { ...neighbour, is_restricted: true },
      "outsider",
    ],
  ])("decides on %s", (_, teams, shared, profile, membership) =>
    expect(decideActorMembership(team, { teams, shared }, profile)).toBe(membership),
  );
});

describe("decideNamedMembership", () => {
  it.each<[string, SlackProfile | undefined, string | undefined]>([
    ["a colleague", own, "member"],
    ["a guest", { ...own, is_restricted: true }, "guest"],
    ["a neighbour", neighbour, "outsider"],
    ["somebody who left", { ...own, deleted: true }, "outsider"],
    ["a bot", { ...own, is_bot: true }, "outsider"],
    ["a person unknown to Slack", undefined, undefined],
  ])("decides on %s", (_, profile, membership) =>
    expect(decideNamedMembership(team, profile)).toBe(membership),
  );
});

describe("isSlackTeamAdmin", () => {
  const admin = { ...own, is_admin: true };
  it.each<[string, SlackProfile, boolean]>([
    ["an admin", admin, true],
    ["an owner", { ...own, is_owner: true }, true],
    ["a colleague", own, false],
    ["an admin of another workspace", { ...admin, team_id: other }, false],
    [
      "an admin of another workspace who also belongs to this one",
      { ...ofBoth, is_admin: true },
      false,
    ],
    ["an admin without a workspace in Slack's answer", { id: "U1", is_admin: true }, true],
    ["a stranger", { ...admin, is_stranger: true }, false],
    ["a guest", { ...admin, is_restricted: true }, false],
    ["somebody who left", { ...admin, deleted: true }, false],
    ["a bot", { ...admin, is_bot: true }, false],
  ])("decides on %s", (_, profile, is) => expect(isSlackTeamAdmin(team, profile)).toBe(is));
});
