/**
 * Words of a check that become a note of the next retrospective, and are deleted from the check.
 */
import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import type { ConversationRef } from "../../../src/platform/conversation-ref.ts";
import { onBothEngines, testWorkspace } from "../../harness/core-harness.ts";
import { openChecksHarness } from "./checks-harness.ts";

onBothEngines("words of a check copied to a retrospective", (newUrl) => {
  it("are on its board without a name; the check keeps only the answer", async () => {
    const ctx = await openChecksHarness(await newUrl());
    onTestFinished(() => ctx.close());
    const channel: ConversationRef = { platform: "slack", kind: "channel", id: "CTEAM" };
    const retro = (text: string) =>
      ctx.gives({
        id: randomUUID(),
        workspace: testWorkspace,
        at: ctx.clock.now().getTime(),
        by: { id: "tom" },
        place: channel,
        kind: "command",
        command: "retro",
        text: [text],
      });
    for (const person of ["lea", "mia"]) {
      await ctx.commands(person);
      await ctx.presses(person, "check/answer/2027-03-01/unsure");
      await ctx.says(
        person,
        `the ${person === "lea" ? "weekly deck" : "old wiki"}. I'll ask who needs it`,
      );
    }
    await ctx.presses("lea", "check/retro/2027-03-01/on");
    await retro("start");
    await retro("start paying customer");
    const { db, t } = ctx.store.read;
    const [board] = await db.select().from(t.retrospectives);
    expect(board).toBeDefined();
    for (let steps = 0; steps < 3; steps++) await retro("next");
    expect(ctx.platform.words("slack/channel/CTEAM").join("\n")).toContain(
      "the weekly deck. I'll ask who needs it",
    );
    expect(ctx.platform.words("slack/channel/CTEAM").join("\n")).not.toMatch(/old wiki|lea\b/);
    expect(await ctx.days("lea")).toMatchObject([
      { answer: "unsure", working: null, pledge: null, forRetro: false },
    ]);
    expect(await ctx.days("mia")).toMatchObject([{ pledge: ["I'll ask who needs it"] }]);
  });
});
