/** The brief as a model words it. */
import { expect, it } from "vitest";
import {
  messageEvent,
  openCoreHarness,
  scriptedJudge,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";

async function briefed(draft: () => Promise<{ title: string; summary: string } | undefined>) {
  const platform = createMemoryPlatform();
  const asked: Record<string, string>[] = [];
  const judge = {
    ...scriptedJudge(),
    draftBrief: (_: string, answers: Record<string, string>) => {
      asked.push(answers);
      return draft();
    },
  };
  const house = await openCoreHarness({
    url: await freshSqlite(),
    surface: platform.surface(),
    judge,
  });
  for (const words of wishMessages.slice(0, 5)) {
    await house.core.ingest([messageEvent("maria", words)]);
    await untilIdle(house.store);
  }
  const brief = platform.words("slack/dm/maria").at(-1);
  await house.core.ingest([messageEvent("maria", "yes")]);
  await untilIdle(house.store);
  const card = platform.words("slack/channel/CINTAKE")[0];
  await house.close();
  return { brief, card, asked };
}

it("a model words the brief once, the requester confirms it, and the team reads the same", async () => {
  const { brief, card, asked } = await briefed(async () => ({
    title: "Know a dealer's orders on site",
    summary: "Reps cannot see orders.",
  }));
  expect(brief).toContain("R-1 · Know a dealer's orders on site\nReps cannot see orders.");
  expect(card).toMatch(/^R-1 · Know a dealer's orders on site\n.*Reps cannot see orders\./s);
  expect(asked).toEqual([
    expect.objectContaining({
      need: wishMessages[1],
      customer: wishMessages[2],
      owner: wishMessages[3],
      measure: wishMessages[4],
    }),
  ]);
});

it("without an answer of the model the brief has the requester's own words", async () => {
  const { brief } = await briefed(async () => undefined);
  expect(brief).toContain("R-1 · They stand at the dealer");
});
