/** A pledge becomes a note of the next retrospective, and stands nowhere else from then on. */
import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import type { Place } from "../../src/surface/place.ts";
import { onBothEngines, workspace } from "../turn/house.ts";
import { openOffice } from "./office.ts";

onBothEngines("a note for the retrospective", (newUrl) => {
  it("is on its board without a name, and the check keeps the answer alone", async () => {
    const office = await openOffice(await newUrl());
    onTestFinished(() => office.close());
    const channel: Place = { surface: "slack", kind: "channel", id: "CTEAM" };
    const retro = (text: string) =>
      office.gives({
        id: randomUUID(),
        workspace,
        at: office.clock.now().getTime(),
        by: { id: "tom" },
        place: channel,
        kind: "command",
        command: "retro",
        text: [text],
      });
    for (const person of ["lea", "mia"]) {
      await office.commands(person);
      await office.presses(person, "check/answer/2027-03-01/unsure");
      await office.says(person, `the ${person === "lea" ? "weekly deck" : "old wiki"}. I'll ask who needs it`);
    }
    await office.presses("lea", "check/retro/2027-03-01/on");
    await retro("start");
    await retro("start paying customer");
    const { db, t } = office.store.read;
    const [board] = await db.select().from(t.retrospectives);
    expect(board).toBeDefined();
    for (let steps = 0; steps < 3; steps++) await retro("next");
    expect(office.platform.words("slack/channel/CTEAM").join("\n")).toContain("the weekly deck. I'll ask who needs it");
    expect(office.platform.words("slack/channel/CTEAM").join("\n")).not.toMatch(/old wiki|lea\b/);
    expect(await office.days("lea")).toMatchObject([{ answer: "unsure", working: null, pledge: null, forRetro: false }]);
    expect(await office.days("mia")).toMatchObject([{ pledge: ["I'll ask who needs it"] }]);
  });
});
