/**
 * Minimum score of the conversation suite. `npm run eval:conversations` lists the conversations
 * that fail; raise `tests/evals/conversations/floor.json` when one is fixed.
 */
import { expect, it } from "vitest";
import floor from "../evals/conversations/floor.json" with { type: "json" };
import { playSuite, suiteFigures } from "../evals/conversations/suite.ts";
import { scaledMs } from "../harness/eventually.ts";

const timeLimitMs = scaledMs(180_000);

it("keeps the share of conversations that end right at or above the floor", {
  timeout: timeLimitMs,
}, async () => {
  const { right, lost, misplaced } = suiteFigures(await playSuite());
  expect(right).toBeGreaterThanOrEqual(floor.right);
  expect(lost).toBeLessThanOrEqual(floor.lost);
  expect(misplaced).toBeLessThanOrEqual(floor.misplaced);
});
