/**
 * Floor of the conversation suite. `npm run eval:conversations` says which conversations go wrong;
 * raise `tests/evals/conversations/floor.json` with each that is put right.
 */
import { expect, it } from "vitest";
import floor from "../evals/conversations/floor.json" with { type: "json" };
import { playSuite, suiteFigures } from "../evals/conversations/suite.ts";
import { scaledMs } from "../harness/eventually.ts";

const timeLimitMs = scaledMs(180_000);

it("keeps the recorded share of whole conversations right", { timeout: timeLimitMs }, async () => {
  const { right, lost, misplaced } = suiteFigures(await playSuite());
  expect(right).toBeGreaterThanOrEqual(floor.right);
  expect(lost).toBeLessThanOrEqual(floor.lost);
  expect(misplaced).toBeLessThanOrEqual(floor.misplaced);
});
