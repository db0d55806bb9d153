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

describe("decideNamedMembership", () => {
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

describe("isSlackTeamAdmin", () => {
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
