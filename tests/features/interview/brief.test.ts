import { expect, it, vi } from "vitest";
import {
  messageEvent,
  openCoreHarness,
  scriptedJudge,
  untilIdle,
  wishMessages,
} from "../../harness/core-harness.ts";
import { createMemoryPlatform } from "../../harness/memory-platform.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { requestHeading } from "../../harness/words.ts";

const dialogueRuns = vi.hoisted(() => ({ count: 0 }));

vi.mock(import("../../../src/features/interview/dialogue/dialogue.ts"), async (original) => {
  const module = await original();
  return {
    ...module,
    runInterviewTurn(...turn) {
      dialogueRuns.count++;
      return module.runInterviewTurn(...turn);
    },
  };
});

/**
 * Takes a request from the first message to the team's card, with a model that drafts its brief.
 */
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
  const harness = await openCoreHarness({
    url: await freshSqlite(),
    adapter: platform.adapter(),
    judge,
  });
  const messages = [...wishMessages.slice(0, 5), "yes"];
  dialogueRuns.count = 0;
  for (const words of messages) {
    await harness.core.ingest([messageEvent("maria", words)]);
    await untilIdle(harness.store);
  }
  const runs = dialogueRuns.count;
  const brief = platform.words("slack/dm/maria").at(messages.length - 2);
  const card = platform.words("slack/channel/CINTAKE")[0];
  await harness.close();
  return { brief, card, asked, runs, turns: messages.length };
}

const draft = { title: "Salesforce licences for the field", summary: "Reps cannot see orders." };

it("is drafted once by the model, confirmed by the requester and sent to the team", async () => {
  const { brief, card, asked } = await briefed(async () => draft);
  expect(brief).toContain(`R-1 · ${draft.title}\n${draft.summary}`);
  expect(card).toContain(`R-1 · ${draft.title}\n`);
  expect(card).toContain(draft.summary);
  expect(asked).toEqual([
    expect.objectContaining({
      need: wishMessages[1],
      customer: wishMessages[2],
      owner: wishMessages[3],
      measure: wishMessages[4],
    }),
  ]);
});

it("contains the requester's own words when the model returns none", async () => {
  const { brief } = await briefed(async () => undefined);
  expect(brief).toContain(requestHeading(1, wishMessages[0]!));
});

it("keeps the requester's title when the model's names something else", async () => {
  const { brief, card } = await briefed(async () => ({ ...draft, title: "Orders on site" }));
  for (const shown of [brief, card]) expect(shown).toContain(requestHeading(1, wishMessages[0]!));
  expect(brief).toContain(draft.summary);
});

it("is decided once per turn, also in the turn that ends an interview", async () => {
  const { runs, turns } = await briefed(async () => draft);
  expect(runs).toBe(turns);
});
