import { describe, expect, it } from "vitest";
import { workspaceActions } from "../../../src/features/workspace/actions.ts";
import { daysOffCard } from "../../../src/features/workspace/days-off.ts";
import {
  buildWorkspaceForm,
  notAllowedForm,
  type WorkspaceFormData,
} from "../../../src/features/workspace/forms.ts";
import { groupCard, groupsCard } from "../../../src/features/workspace/group-editor.ts";
import type { Group } from "../../../src/features/workspace/groups.ts";
import { WorkspaceSettings } from "../../../src/features/workspace/settings.ts";
import { workspaceSettingsCard } from "../../../src/features/workspace/settings-card.ts";
import { requestKinds } from "../../../src/nlu/judge.ts";
import type { Card } from "../../../src/platform/card.ts";
import { renderSlackBlocks } from "../../../src/platforms/slack/outbound/blocks.ts";
import { renderModal } from "../../../src/platforms/slack/outbound/modals.ts";
import { renderTeamsCardMessage } from "../../../src/platforms/teams/outbound/adaptive-card.ts";
import { words } from "../../harness/core-harness.ts";
import { modalRefusal } from "../../harness/slack/modal.ts";
import { blocksRefusal } from "../../harness/slack/screen.ts";
import { directMessages } from "./workspace-harness.ts";

const people = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `U${1000 + at}`, name: `Colleague ${at}` }));
const long = "Everything that the dealers see by themselves. ".repeat(60);
const settings = WorkspaceSettings.parse({
  model: "customer",
  capacity: 5,
  ownWay: long,
  assignments: Array.from({ length: 10 }, (_, at) => ({
    id: `${at}`,
    kind: "change",
    words: ["SAP", "the cash desk of the shop in the station"],
    group: "g1",
    person: "U1000",
    team: "g2",
  })),
  approvals: Object.fromEntries(
    requestKinds.map((kind) => [kind, { people: people(5).map(({ id }) => id), all: true }]),
  ),
});
const group = (at: number): Group => ({
  id: `g${at}`,
  name: `Group ${at}`,
  advocate: { id: "U1000" },
  strategy: [long],
  source: { kind: "list" },
});

const daysOff = Array.from({ length: 40 }, (_, at) => ({
  first: "2027-12-24",
  last: "2027-12-31",
  name: `Closed ${at}. ${long}`.slice(0, 200),
  region: "DE-BY",
}));

const cards: [string, Card][] = [
  [
    "settings",
    workspaceSettingsCard(
      {
        settings,
        admins: people(8),
        person: (id) => ({ id }),
        groupName: (id) => `Group ${id}`,
        daysOff,
        mayChange: true,
        mayNameAdmins: true,
        place: { platform: "slack", kind: "personal", id: "petra" },
      },
      words,
    ),
  ],
  [
    "the groups",
    groupsCard(
      Array.from({ length: 40 }, (_, at) => ({ ...group(at), members: at })),
      true,
      words,
    ),
  ],
  ["the days off", daysOffCard(daysOff, true, words)],
  [
    "a group",
    groupCard(
      {
        group: group(1),
        members: people(300),
        membersUnknown: false,
        mayEdit: true,
        mayDelete: true,
        hearsBriefs: true,
      },
      words,
    ),
  ],
];

describe.each(cards)("card of %s at its longest", (_, card) => {
  it("is accepted by Slack, including its last button", () => {
    const blocks = renderSlackBlocks(card);
    expect(blocksRefusal(blocks)).toBeUndefined();
    expect(blocks).not.toContainEqual({
      type: "context",
      elements: [{ type: "plain_text", text: "…", emoji: false }],
    });
    expect(blocks.at(-1)?.type).toBe("actions");
  });

  it("is accepted by Teams, whose limit is 28 KB", () => {
    const message = renderTeamsCardMessage(card);
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(28 * 1024);
  });
});

it.each([
  "model",
  "capacity",
  "rate",
  "untaken",
  "assign",
  "approval",
  "own_way",
  "admins",
  "add_days_off",
  "new_group",
  "edit_group",
  "members",
  "delete_group",
] as const)("opens a form that Slack accepts: %s", (verb) => {
  const standing: WorkspaceFormData = {
    settings,
    admins: people(120),
    approvers: people(5),
    group: group(1),
    groups: Array.from({ length: 120 }, (_, at) => group(at)),
    members: people(120),
    platform: "slack",
    today: "2027-03-02",
  };
  const withoutArgs = workspaceActions.decode(workspaceActions.encode(verb));
  const about = workspaceActions.encode(verb, verb === "approval" ? "change" : "g1");
  const form = buildWorkspaceForm(withoutArgs ?? workspaceActions.decode(about)!, standing, words)!;
  expect(
    modalRefusal({ id: "V1", ...renderModal(form, { place: directMessages("U1") }) } as never),
  ).toBeUndefined();
});

it("opens a form that only names who may change something, which Slack accepts", () => {
  expect(
    modalRefusal({
      id: "V1",
      ...renderModal(notAllowedForm(words("organisation.may_not", { who: "Petra" }), words), {
        place: directMessages("U1"),
      }),
    } as never),
  ).toBeUndefined();
});
