/**
 * Minimum score of the conversation suite. `npm run eval:conversations` lists the conversations
 * that fail; raise `tests/evals/conversations/floor.json` when one is fixed.
 */
import { expect, it } from "vitest";
import { noteElement, textElement } from "../../src/platform/card.ts";
import { doubledSentences } from "../evals/conversations/card-tone.ts";
import floor from "../evals/conversations/floor.json" with { type: "json" };
import { playSuite, suiteFigures } from "../evals/conversations/suite.ts";
import { scaledMs } from "../harness/eventually.ts";

const timeLimitMs = scaledMs(180_000);

it("finds a sentence that one card says twice", () => {
  const card = [
    textElement(["Yes. It is back with the team."]),
    noteElement(["Yes. Since today."]),
  ];
  expect(doubledSentences(card)).toEqual([]);
  expect(doubledSentences([...card, textElement(["It is back with the team."])])).toEqual([
    "It is back with the team.",
  ]);
});

it("stays at the floor of right conversations, and doubles no sentence in a card", {
  timeout: timeLimitMs,
}, async () => {
  const results = await playSuite();
  const { right, lost, misplaced } = suiteFigures(results);
  expect(right).toBeGreaterThanOrEqual(floor.right);
  expect(lost).toBeLessThanOrEqual(floor.lost);
  expect(misplaced).toBeLessThanOrEqual(floor.misplaced);
  expect(results.flatMap(({ doubled }) => doubled)).toEqual([]);
});
