/** Words beside a brief that have the form of its one open line fill that line. */
import { expect, it } from "vitest";
import { createRulesJudge } from "../../../src/nlu/rules/rules-judge.ts";
import { type CaseTeam, directMessageKey, openCaseTeam } from "../../harness/case-team.ts";
import { storedAnswers, wishMessages } from "../../harness/core-harness.ts";
import { freshSqlite } from "../../harness/storage/sqlite.ts";
import { sentence } from "../../harness/words.ts";

const skip = sentence("requests.button.skip");

/** Leads Maria to a brief whose measure is open. */
async function open(): Promise<CaseTeam> {
  const t = await openCaseTeam(await freshSqlite(), { judge: createRulesJudge() });
  for (const text of [...wishMessages.slice(0, 3), "Petra in sales", skip])
    await t.says("maria", text);
  expect(t.heard("maria")).toContain(sentence("requests.brief.intro"));
  return t;
}

const measureOf = async (t: CaseTeam) =>
  (await storedAnswers(t.coreHarness.store)).find((answer) => answer.includes(" measure: "));

it.for(["by the end of March", "12 orders a day more"])(
  "fills the measure with “%s”, and shows the brief again",
  async (text) => {
    const t = await open();
    await t.says("maria", text);
    expect(await measureOf(t)).toBe(`R-1 measure: ${text}`);
    expect(t.heard("maria")).toContain(sentence("requests.brief.intro"));
    expect(t.heard("maria")).toContain(sentence("requests.button.not_meant"));
    await t.presses("maria", sentence("requests.button.not_meant"), directMessageKey("maria"));
    expect(await measureOf(t)).not.toBe(`R-1 measure: ${text}`);
    await t.close();
  },
);

it("asks which line words of no such form are about", async () => {
  const t = await open();
  await t.says("maria", "the dealers in the south too, not only ours");
  expect(await measureOf(t)).toBe("R-1 measure: open");
  await t.close();
});
