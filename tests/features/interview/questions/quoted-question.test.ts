import { expect, it } from "vitest";
import { directMessageKey, openCaseTeam } from "../../../harness/case-team.ts";
import { messageEvent, storedAnswers, wishMessages } from "../../../harness/core-harness.ts";
import { freshSqlite } from "../../../harness/storage/sqlite.ts";
import { sentence } from "../../../harness/words.ts";

it("an answer that quotes an answered question replaces its answer", async () => {
  const t = await openCaseTeam(await freshSqlite());
  const heard = () => t.platform.said.filter(({ place }) => place === directMessageKey("maria"));
  for (const text of wishMessages.slice(0, 2)) await t.says("maria", text);
  const askedNeed = heard()[0]!;
  const quoted = { message: askedNeed.message, text: [] };
  await t.accept(messageEvent("maria", ["see open orders"], "7.1", { quoted }));
  const label = sentence("requests.brief.need");
  const stands = sentence("requests.changed", { label, words: "see open orders" });
  expect(heard().at(-1)?.words).toContain(stands);
  expect(heard().at(-1)?.words).toContain(sentence("requests.ask.customer"));
  await t.says("maria", wishMessages[2]!);
  const kept = JSON.stringify(await storedAnswers(t.coreHarness.store));
  expect(kept).toContain("see open orders");
  expect(kept).toContain(wishMessages[2]);
  await t.close();
});
