/** Cards of a board with thirty people and three hundred notes, on Slack and Teams. */
import { describe, expect, it } from "vitest";
import { type Board, topicsByVotes } from "../../../../src/features/retrospectives/board/board.ts";
import { boardCard } from "../../../../src/features/retrospectives/cards/board-card.ts";
import {
  type BoardView,
  topicPageCount,
} from "../../../../src/features/retrospectives/cards/board-view.ts";
import { retroSummaryCard } from "../../../../src/features/retrospectives/cards/discussion.ts";
import { noteForm, topicVoteForm } from "../../../../src/features/retrospectives/cards/forms.ts";
import {
  renderRetroSummary,
  retroSummaryCards,
} from "../../../../src/features/retrospectives/cards/summary.ts";
import { type Card, cardToPlainText } from "../../../../src/platform/card.ts";
import { toPlainText } from "../../../../src/platform/rich-text.ts";
import { renderSlackBlocks } from "../../../../src/platforms/slack/outbound/blocks.ts";
import { renderModal } from "../../../../src/platforms/slack/outbound/modals.ts";
import { renderTeamsCardMessage } from "../../../../src/platforms/teams/outbound/adaptive-card.ts";
import { words } from "../../../harness/core-harness.ts";
import { type ModalView, modalRefusal } from "../../../harness/slack/modal.ts";
import { sentence } from "../../../harness/words.ts";
import {
  applyActions,
  changePhase,
  noon,
  sampleBoard,
  writeNotes,
} from "../board/sample-boards.ts";

const people = Array.from({ length: 30 }, (_, index) => `U${index}`);
const long =
  "and nobody knows when it will be done, which the people who wait for it find out last of all, as they did the last three times ".repeat(
    4,
  );

const collected = applyActions(
  sampleBoard({ naming: "named" }),
  people.map((person, at) =>
    writeNotes(
      person,
      ...Array.from(
        { length: 10 },
        (_, index) => `Note ${at * 10 + index} ${index % 2 ? long : "is short"}`,
      ),
    ),
  ),
);
const grouped = applyActions(collected, [
  changePhase("group"),
  ["U0", { type: "merge", topics: Array.from({ length: 30 }, (_, index) => index * 3 + 1) }],
]);
const voting = applyActions(grouped, [
  changePhase("vote"),
  ...people
    .map((person, index) => [person, { type: "vote", topics: [1, 1, 100 + index] }] as const)
    .map(([by, act]) => [by, act as never] as [string, never]),
]);
const discussing = applyActions(voting, [
  changePhase("discuss"),
  ...Array.from(
    { length: 12 },
    (_, index) =>
      [
        "U1",
        {
          type: "propose",
          text: `do ${index} ${long.slice(0, 200)}`,
          owner: "U1",
          due: "2027-04-01",
        },
      ] as [string, never],
  ),
]);
const deciding = applyActions(discussing, [
  changePhase("decide"),
  ...discussing.actions
    .slice(0, 3)
    .map(({ id }) => ["U0", { type: "keep", action: id }] as [string, never]),
]);
const closed = applyActions(deciding, [changePhase("closed")]);

const view = (board: Board): BoardView => ({
  board,
  words,
  person: (id) => ({ id, name: `Somebody Called ${id}` }),
  now: noon,
  zone: "Europe/Berlin",
});

/** Expects that the platform cut nothing off the card. */
function fits(card: Card): void {
  const blocks = renderSlackBlocks(card);
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks)).not.toContain('"…"');
  const teams = JSON.stringify(renderTeamsCardMessage(card));
  expect(Buffer.byteLength(teams)).toBeLessThanOrEqual(28 * 1024);
  for (const line of cardToPlainText(card, { buttons: false }).split("\n")) {
    const start = JSON.stringify(line.trim().slice(0, 30)).slice(1, -1);
    expect(teams).toContain(start);
  }
  const buttons = card.flatMap((element) => (element.kind === "buttons" ? element.buttons : []));
  for (const { label } of buttons)
    expect(JSON.stringify(blocks)).toContain(JSON.stringify(label).slice(1, -1));
}

describe("cards of a board with 300 notes", () => {
  it.each([
    ["collecting", collected],
    ["grouping", grouped],
    ["voting", voting],
    ["discussing", discussing],
    ["deciding", deciding],
    ["closed", closed],
  ])("fit while %s", (_, board) => fits(boardCard(view(board))));

  it("show each note on exactly one page", () => {
    const pages = Array.from({ length: topicPageCount(grouped) }, (_, page) =>
      boardCard(view({ ...grouped, page })),
    );
    for (const page of pages) fits(page);
    const text = pages.map((page) => cardToPlainText(page)).join("\n");
    for (const { number } of topicsByVotes(grouped))
      expect(text).toMatch(new RegExp(`^${number} {2}`, "m"));
  });

  it("open forms that Slack accepts", () => {
    const place = { platform: "slack", kind: "channel", id: "C1" } as const;
    const own = collected.sealed.filter(({ token }) => token === "token of U3");
    for (const form of [noteForm(words, collected, own), topicVoteForm(words, voting, "U1")]) {
      const opened = renderModal(form, { place });
      expect(opened.private_metadata.length).toBeLessThanOrEqual(3_000);
      expect(JSON.stringify(opened).length).toBeLessThan(250_000);
    }
  });

  it("has a field for each of 50 topics, with a count of the votes so far", () => {
    const topics = voting.topics.slice(0, 50);
    const board = { ...voting, topics, votes: [] };
    const intro = (values?: Record<string, string>) =>
      toPlainText(topicVoteForm(words, board, "U1", values).intro ?? []);
    const { number } = topics[0]!;
    expect(topicVoteForm(words, board, "U1").fields).toHaveLength(50);
    expect(intro()).toContain(sentence("retro.vote.left", { left: 5, budget: 5 }));
    expect(intro({ [`topic.${number}`]: "3" })).toContain(
      sentence("retro.vote.left", { left: 2, budget: 5 }),
    );
    expect(intro({ [`topic.${number}`]: "5", [`topic.${topics[1]!.number}`]: "1" })).toContain(
      sentence("retro.form.vote.over", { placed: 6, budget: 5, over: 1 }),
    );
    const opened = renderModal(topicVoteForm(words, board, "U1"), {
      place: { platform: "slack", kind: "channel", id: "C1" },
    });
    expect(modalRefusal(opened as unknown as ModalView)).toBeUndefined();
  });

  it("fit as a summary", () => fits(retroSummaryCard(view(closed))));

  it.each(["md", "csv", "json"] as const)(
    "contain the whole summary as %s, in messages that are not cut",
    (format) => {
      const text = renderRetroSummary(view(closed), format);
      const cards = retroSummaryCards(text, words);
      for (const card of cards) fits(card);
      const again = cards
        .flatMap((card) =>
          card.flatMap((element) => (element.kind === "text" ? [cardToPlainText([element])] : [])),
        )
        .join("\n");
      if (format === "json")
        expect(
          JSON.parse(text).topics.flatMap((topic: { notes: unknown[] }) => topic.notes),
        ).toHaveLength(300);
      for (let note = 0; note < 300; note += 1) expect(again).toContain(`Note ${note} `);
    },
  );
});
