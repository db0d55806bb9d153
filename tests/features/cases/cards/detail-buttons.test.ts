import { expect, it } from "vitest";
import { briefChannelKey, cardButtons, openCaseTeam } from "../../../harness/case-team.ts";
import { channelRef, commandEvent } from "../../../harness/events.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence } from "../../../harness/words.ts";

it("rarer buttons appear on the card of the details whose button was pressed", async () => {
  const t = await openCaseTeam(await freshSqlite());
  await t.asks("maria");
  const place = channelRef("CINTAKE");
  await t.accept({ ...commandEvent({ by: { id: "lea" } }, "request", "R-1"), place });
  const [brief, details] = t.platform.said.filter((each) => each.place === briefChannelKey);
  const labels = (said = details) => cardButtons(said!).map(({ label }) => label);
  const [more, less] = [sentence("life.button.more"), sentence("life.button.less")];
  await t.presses("lea", more, briefChannelKey);
  expect(labels()).toContain(less);
  expect(labels()).toContain(sentence("life.button.mark_as_fault"));
  expect(labels(brief)).not.toContain(less);
  await t.presses("lea", less, briefChannelKey);
  expect(labels()).toContain(more);
  await t.close();
});
