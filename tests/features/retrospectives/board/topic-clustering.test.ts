/** Similar notes on a board, found without a model. */
import { expect, it } from "vitest";
import { suggestTopicGroups } from "../../../../src/features/retrospectives/board/topic-clustering.ts";
import { processorMs, scaledMs } from "../../../harness/eventually.ts";
import { sampleBoard } from "./sample-boards.ts";

const board = (notes: string[], declined: string[] = []) =>
  sampleBoard({
    phase: "group",
    declined,
    topics: notes.map((_, index) => ({
      id: `t${index}`,
      number: index + 1,
      title: null,
      votes: 0,
      discussed: false,
      remarks: [],
    })),
    notes: notes.map((text, index) => ({
      id: `n${index}`,
      column: "wind",
      text,
      by: null,
      topic: `t${index}`,
    })),
  });

const notes = [
  "Builds are slow again",
  "CI was slow all week",
  "Code review waits for days",
  "Reviews take too long",
  "Too many meetings",
  "Meetings eat the whole Tuesday",
  "VPN dropped twice a day",
  "The VPN connection is unstable",
  "Unclear priorities",
  "Three number one priorities at once",
  "Release notes were missing",
  "Customers asked about the release because there were no notes",
  "Pairing with Tom helped",
  "The coffee machine is broken",
  "Nice lunch with the sales people",
];

it("finds notes by their subject and by shared words", () => {
  expect(suggestTopicGroups(board(notes)).sort((a, b) => a[0]! - b[0]!)).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
    [9, 10],
    [11, 12],
  ]);
});

it("does not suggest a group again once it was rejected", () => {
  const found = suggestTopicGroups(board(notes, ["1-2", "3-4"]));
  expect(found).not.toContainEqual([1, 2]);
  expect(found).not.toContainEqual([3, 4]);
  expect(found).toContainEqual([5, 6]);
});

it("handles a board of 300 notes", async () => {
  const many = Array.from({ length: 300 }, (_, index) => `${notes[index % notes.length]} ${index}`);
  let found: ReturnType<typeof suggestTopicGroups> = [];
  const ms = await processorMs(() => {
    found = suggestTopicGroups(board(many));
  });
  expect(ms).toBeLessThan(scaledMs(2_000));
  expect(found.length).toBeGreaterThan(4);
});
