/** A board of thirty people and three hundred notes, as Slack and Teams show it. */
import { describe, expect, it } from "vitest";
import { type Board, byVotes } from "../../src/retrospectives/board.ts";
import { boardCard } from "../../src/retrospectives/board-card.ts";
import { voteForm, writeForm } from "../../src/retrospectives/forms.ts";
import { summarise, summaryCards } from "../../src/retrospectives/summary.ts";
import { pagesOf } from "../../src/retrospectives/topic-list.ts";
import type { View } from "../../src/retrospectives/view.ts";
import { blocksOf } from "../../src/slack/blocks.ts";
import { modal } from "../../src/slack/views.ts";
import { type Card, plainCard } from "../../src/surface/card.ts";
import { cardMessage } from "../../src/teams/adaptive.ts";
import { words } from "../turn/house.ts";
import { aBoard, goes, noon, played, writes } from "./boards.ts";

const people = Array.from({ length: 30 }, (_, index) => `U${index}`);
const long = "and nobody knows when it will be done, which the people who wait for it find out last of all, as they did the last three times ".repeat(4);

const collected = played(
  aBoard({ naming: "named" }),
  people.map((person, at) => writes(person, ...Array.from({ length: 10 }, (_, index) => `Note ${at * 10 + index} ${index % 2 ? long : "is short"}`))),
);
const grouped = played(collected, [goes("group"), ["U0", { act: "merge", topics: Array.from({ length: 30 }, (_, index) => index * 3 + 1) }]]);
const voting = played(grouped, [
  goes("vote"),
  ...people.map((person, index) => [person, { act: "ballot", topics: [1, 1, 100 + index] }] as const).map(([by, act]) => [by, act as never] as [string, never]),
]);
const discussing = played(voting, [
  goes("discuss"),
  ...Array.from(
    { length: 12 },
    (_, index) => ["U1", { act: "propose", text: `do ${index} ${long.slice(0, 200)}`, owner: "U1", due: "2027-04-01" }] as [string, never],
  ),
]);
const deciding = played(discussing, [
  goes("decide"),
  ...discussing.actions.slice(0, 3).map(({ id }) => ["U0", { act: "keep", action: id }] as [string, never]),
]);
const closed = played(deciding, [goes("closed")]);

const view = (board: Board): View => ({ board, words, person: (id) => ({ id, name: `Somebody Called ${id}` }), now: noon, zone: "Europe/Berlin" });

/** Nothing was cut by the platform: whatever the card says is there. */
function fits(card: Card): void {
  const blocks = blocksOf(card);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks)).not.toContain('"…"');
  const teams = JSON.stringify(cardMessage(card));
  expect(Buffer.byteLength(teams)).toBeLessThanOrEqual(28 * 1024);
  for (const line of plainCard(card, { buttons: false }).split("\n")) {
    const start = JSON.stringify(line.trim().slice(0, 30)).slice(1, -1);
    expect(teams).toContain(start);
  }
  const buttons = card.flatMap((element) => (element.kind === "buttons" ? element.buttons : []));
  for (const { label } of buttons) expect(JSON.stringify(blocks)).toContain(JSON.stringify(label).slice(1, -1));
}

describe("a board of 300 notes", () => {
  it.each([
    ["collecting", collected],
    ["grouping", grouped],
    ["voting", voting],
    ["discussing", discussing],
    ["deciding", deciding],
    ["closed", closed],
  ])("fits while %s", (_, board) => fits(boardCard(view(board))));

  it("can be read page by page, each note on one of them", () => {
    const pages = Array.from({ length: pagesOf(grouped) }, (_, page) => boardCard(view({ ...grouped, page })));
    for (const page of pages) fits(page);
    const text = pages.map((page) => plainCard(page)).join("\n");
    for (const { number } of byVotes(grouped)) expect(text).toMatch(new RegExp(`^${number} {2}`, "m"));
  });

  it("has forms that Slack opens", () => {
    const place = { surface: "slack", kind: "channel", id: "C1" } as const;
    const own = collected.sealed.filter(({ token }) => token === "token of U3");
    for (const form of [writeForm(words, collected, own), voteForm(words, voting, "U1")]) {
      const opened = modal(form, { place });
      expect(opened.private_metadata.length).toBeLessThanOrEqual(3_000);
      expect(JSON.stringify(opened).length).toBeLessThan(250_000);
    }
  });

  it.each(["md", "csv", "json"] as const)("is summed up whole as %s, in messages that nothing is cut from", (format) => {
    const text = summarise(view(closed), format);
    const cards = summaryCards(text, words);
    for (const card of cards) fits(card);
    const again = cards.flatMap((card) => card.flatMap((element) => (element.kind === "text" ? [plainCard([element])] : []))).join("\n");
    if (format === "json") expect(JSON.parse(text).topics.flatMap((topic: { notes: unknown[] }) => topic.notes)).toHaveLength(300);
    for (let note = 0; note < 300; note += 1) expect(again).toContain(`Note ${note} `);
  });
});
