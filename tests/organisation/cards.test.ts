import { describe, expect, it } from "vitest";
import { kinds } from "../../src/judgement/judge.ts";
import { daysOffCard } from "../../src/organisation/days-off-card.ts";
import { formOf, type Standing, sorry } from "../../src/organisation/forms.ts";
import { groupCard, groupsCard } from "../../src/organisation/group-card.ts";
import type { Group } from "../../src/organisation/groups.ts";
import { Settings } from "../../src/organisation/settings.ts";
import { settingsCard } from "../../src/organisation/settings-card.ts";
import { blocksOf } from "../../src/slack/blocks.ts";
import { modal } from "../../src/slack/views.ts";
import type { Card } from "../../src/surface/card.ts";
import { cardMessage } from "../../src/teams/adaptive.ts";
import { refusal } from "../harness/slack-form.ts";
import { complaint } from "../harness/slack-screen.ts";
import { words } from "../turn/house.ts";
import { direct } from "./office.ts";

const people = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `U${1000 + at}`, name: `Colleague ${at}` }));
const long = "Everything that the dealers see by themselves. ".repeat(60);
const settings = Settings.parse({
  model: "customer",
  capacity: 5,
  ownWay: long,
  approvals: Object.fromEntries(kinds.map((kind) => [kind, { people: people(5).map(({ id }) => id), all: true }])),
});
const group = (at: number): Group => ({ id: `g${at}`, name: `Group ${at}`, advocate: { id: "U1000" }, strategy: [long], source: { kind: "list" } });

const daysOff = Array.from({ length: 40 }, (_, at) => ({
  first: "2027-12-24",
  last: "2027-12-31",
  name: `Closed ${at}. ${long}`.slice(0, 200),
  region: "DE-BY",
}));

const cards: [string, Card][] = [
  ["settings", settingsCard({ settings, admins: people(8), person: (id) => ({ id }), daysOff, mayChange: true, mayName: true }, words)],
  [
    "the groups",
    groupsCard(
      Array.from({ length: 40 }, (_, at) => ({ ...group(at), members: at })),
      true,
      words,
    ),
  ],
  ["the days off", daysOffCard(daysOff, true, words)],
  ["a group", groupCard({ group: group(1), members: people(300), unread: false, mayEdit: true, mayDelete: true, briefs: true }, words)],
];

describe.each(cards)("the card of %s at its longest", (_, card) => {
  it("is taken by Slack, with its last button", () => {
    const blocks = blocksOf(card);
    expect(complaint(blocks)).toBeUndefined();
    expect(blocks).not.toContainEqual({ type: "context", elements: [{ type: "plain_text", text: "…", emoji: false }] });
    expect(blocks.at(-1)?.type).toBe("actions");
  });

  it("is taken by Teams, which draws the line at 28 KB", () => {
    const message = cardMessage(card);
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(28 * 1024);
  });
});

it.each(["model", "capacity", "approval", "own_way", "admins", "add_days_off", "new_group", "edit_group", "members", "delete_group"] as const)(
  "the form of %s is taken by Slack",
  (verb) => {
    const standing: Standing = {
      settings,
      admins: people(120),
      asked: people(5),
      group: group(1),
      members: people(120),
      surface: "slack",
      today: "2027-03-02",
    };
    const form = formOf({ verb, of: verb === "approval" ? "change" : "g1" }, standing, words)!;
    expect(refusal({ id: "V1", ...modal(form, { place: direct("U1") }) } as never)).toBeUndefined();
  },
);

it("the form that only says who may change something is taken by Slack", () => {
  expect(refusal({ id: "V1", ...modal(sorry(words("organisation.may_not", { who: "Petra" }), words), { place: direct("U1") }) } as never)).toBeUndefined();
});
